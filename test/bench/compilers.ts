/**
 * Whether what the gates accept is taken by the languages' own tools: `npm run bench:compilers`. Real
 * files, answers made by machine and spoiled in the ways of models; each accepted one is compiled, and
 * of documentation the compiled result is compared with that before. `--language`, `--count` (accepted
 * answers of a language), `--seed <word>`, `-- --json` for one JSON object alone, `--misses` for what
 * went wrong (beside `--json` on the error output). Never fails.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startSyntax } from '../unit/syntax/samples.ts';
import { projectOf } from '../unit/tasks/taskBench.ts';
import type { GroupName } from './compilers/judges.ts';
import { classesOf, GROUPS } from './compilers/judges.ts';
import type { Measured } from './compilers/measure.ts';
import { measure } from './compilers/measure.ts';
import type { Offer } from './compilers/offers.ts';
import { figuresOf, missesOf, TABLE_HEAD, tableOf } from './compilers/report.ts';
import { startTypes } from './compilers/types.ts';
import { readCorpus } from './gates/corpus.ts';

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    misses: { type: 'boolean', default: false },
    seed: { type: 'string', default: 'tierwise' },
    language: { type: 'string', multiple: true },
    count: { type: 'string', default: '2200' },
  },
});

const print = (text: string) => process.stdout.write(`${text}\n`);
const cache = fileURLToPath(new URL('../../.cache/gates/', import.meta.url));
const corpus = await readCorpus(cache, values.seed);
const work = await mkdtemp(join(tmpdir(), 'tierwise-compilers-'));
const packageOf = new Map<string, string>();
for (const [name, files] of corpus.all) {
  for (const { path, language } of files) packageOf.set(`${language}\n${path}`, name);
}

/** Where the package of an offer's file is. */
async function folderOf({ input, path }: Offer): Promise<string> {
  const name = packageOf.get(`${input.language}\n${path}`);
  if (name === undefined) return join(work, 'nothing');
  const folderName = name.replace(/^@/, '').replaceAll('/', '+');
  const folder = join(cache, 'sources', folderName);
  return input.language === 'java' ? classesOf(cache, folderName, folder) : folder;
}

const languages = (Object.keys(GROUPS) as GroupName[]).filter(
  (name) => values.language === undefined || values.language.includes(name),
);
const tools = { syntax: startSyntax(), files: projectOf({}), diagnostics: startTypes(work) };
const all: Measured[] = [];
if (!values.json) print([...corpus.remarks, TABLE_HEAD].join('\n'));
try {
  for (const language of languages) {
    const measured = await measure(tools, {
      language,
      packages: corpus.all,
      seed: values.seed,
      count: Number(values.count),
      work,
      folderOf,
    });
    all.push(measured);
    if (!values.json) print(tableOf([measured]));
    if (values.misses) {
      const misses = missesOf([measured])
        .map((line) => `${line}\n`)
        .join('');
      // The one JSON object stands alone.
      (values.json ? process.stderr : process.stdout).write(misses);
    }
  }
} finally {
  await tools.syntax.dispose();
  await rm(work, { recursive: true, force: true });
}

if (values.json) print(JSON.stringify({ figures: figuresOf(all) }));
