/**
 * What the gates accept and reject, and what they cost, on real source files: `npm run bench:gates`.
 * Packages are fetched once by the clients of this machine into `.cache/gates`. `--seed <word>`
 * chooses other files, `-- --json` prints one JSON object alone, `--misses` lists what went wrong
 * (beside `--json` on the error output). Never fails.
 */
import { loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { TASK_NAMES } from '../../src/models/task.ts';
import { estimateTokens } from '../../src/models/tokens.ts';
import { taskFor } from '../../src/tasks/registry.ts';
import { never, startSyntax } from '../unit/syntax/samples.ts';
import { projectOf } from '../unit/tasks/taskBench.ts';
import { watchGarbage } from './gates/blocks.ts';
import { inputOn } from './gates/cases.ts';
import type { SourceFile } from './gates/corpus.ts';
import { readCorpus } from './gates/corpus.ts';
import { figureList } from './gates/figureList.ts';
import type { Figures } from './gates/figures.ts';
import { figuresOf } from './gates/figures.ts';
import type { Outcome } from './gates/gateRun.ts';
import { casesOf, outcomeOf } from './gates/gateRun.ts';
import { choicesFor } from './gates/random.ts';
import { tableOf } from './gates/table.ts';
import { innerTestCases, innerTests, testCases, testPairs } from './gates/testCases.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
    seed: { type: 'string', default: 'tierwise' },
  },
});

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const cache = fileURLToPath(new URL('../../.cache/gates/', import.meta.url));
const corpus = await readCorpus(cache, values.seed);
const tools = { syntax: startSyntax(), files: projectOf({}) };
const outcomes: Outcome[] = [];
const garbage = watchGarbage();
let unfit = 0;

for (const file of corpus.chosen) {
  const made = await casesOf(tools, file, values.seed);
  unfit += made.unfit;
  for (const gateCase of made.cases) {
    const outcome = await outcomeOf(tools, gateCase);
    if (outcome !== undefined) outcomes.push(outcome);
  }
}
for (const [name, files] of corpus.all) {
  const choices = choicesFor(values.seed, name, 'tests');
  const cases = [
    ...testPairs(files, choices).flatMap((pair) => testCases(pair, files)),
    ...innerTests(files, choices).flatMap(innerTestCases),
  ];
  for (const gateCase of cases) {
    const outcome = await outcomeOf(tools, gateCase);
    if (outcome !== undefined) outcomes.push(outcome);
  }
}

/** Tokens of each system prompt. */
async function promptTokens(file: SourceFile): Promise<Figures['prompts']> {
  const rows = [];
  for (const task of TASK_NAMES) {
    const input = inputOn(task, file, file.text);
    const { prompt } = await taskFor(task).prepare(input, tools, never);
    rows.push({
      task,
      system: estimateTokens(prompt.system, 'prose'),
      schema:
        prompt.schema === undefined ? 0 : estimateTokens(JSON.stringify(prompt.schema), 'code'),
    });
  }
  return rows;
}

const example: SourceFile = {
  package: '',
  path: 'src/a.ts',
  language: 'typescript',
  text: 'export function a(b: number) {\n  return b;\n}\n',
  isTest: false,
};
const figures = figuresOf({
  corpus,
  outcomes,
  unfit,
  prompts: await promptTokens(example),
  load: loadavg()[0] ?? 0,
  ownBlock: (block) => garbage.ofGate(block),
});
garbage.stop();
await tools.syntax.dispose();

if (values.json) print(JSON.stringify({ figures: figureList(figures) }));
else print(tableOf(figures));
if (values.misses) {
  for (const { case: missed, codes, detail } of outcomes.filter(
    ({ case: { good }, accepted }) => good !== accepted,
  )) {
    const { task, kind, good, file } = missed;
    const verdict = good ? 'rejected' : 'accepted';
    const line = [
      verdict,
      task,
      file.language,
      kind,
      `${file.package}:${file.path}`,
      codes.join(' '),
      detail,
    ].join(' | ');
    if (values.json) process.stderr.write(`${line}\n`);
    else print(line);
  }
}
