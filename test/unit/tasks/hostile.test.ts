import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, describe, it } from 'mocha';
import { TASK_NAMES } from '../../../src/models/task.ts';
import type { GateResult, PreparedTask, TaskInput } from '../../../src/tasks/task.ts';
import { answerText } from '../../support/demoApi/answers/answer.ts';
import { HOSTILE_KINDS } from '../../support/demoApi/hostile.ts';
import { readTask } from '../../support/demoApi/prompt.ts';
import type { ValidRequest } from '../../support/demoApi/validate.ts';
import { never, sample, SAMPLES } from '../syntax/samples.ts';
import { inputFor, prepare, startTools } from './taskBench.ts';

const LURES = /evil\.example|process\.exit|os\.system|globalThis\.stolen|execSync/;

/** What a hostile model answers to a prompt. */
function hostileReply(prepared: PreparedTask, hostile: (typeof HOSTILE_KINDS)[number]): string {
  const { turns, schema } = prepared.prompt;
  const task = readTask(
    turns.map(({ role, blocks }) => ({ role, text: blocks.map(({ text }) => text).join('') })),
  );
  assert.ok(task);
  return answerText({ schema: schema ?? null } as ValidRequest, task, { hostile });
}

describe('hostile answers', function () {
  this.timeout(60_000);
  const tools = startTools();
  after(() => tools.syntax.dispose());

  const diagnostics = [
    { firstLine: 2, lastLine: 2, message: 'm', source: 's', ruleCode: 'r' },
  ] as const;
  const inputs = SAMPLES.flatMap(([language, file]) =>
    TASK_NAMES.filter((task) => task !== 'tests' || language !== 'cpp').map((task): TaskInput =>
      inputFor(task, language, sample(file), { path: `src/${file}`, diagnostics }),
    ),
  );

  /** Code that an answer would bring into a file; words in comments and findings do no harm. */
  const codeOf = async ({ language }: TaskInput, { answer }: GateResult): Promise<string> => {
    if (answer?.kind !== 'edits' && answer?.kind !== 'newFile') return '';
    const facts = await tools.syntax.facts(language, answer.text, never);
    let code = answer.text;
    for (const { start, end } of facts?.comments.toReversed() ?? []) {
      code = code.slice(0, start) + code.slice(end);
    }
    return code;
  };

  for (const hostile of HOSTILE_KINDS) {
    it(`of kind ${hostile} end in a problem or bring in no foreign code`, async () => {
      for (const input of inputs) {
        const prepared = await prepare(tools, input);
        const result = await prepared.check(hostileReply(prepared, hostile), never);
        if (result.problems.length > 0) continue;
        const said = `${input.task} ${input.language}`;
        assert.doesNotMatch(await codeOf(input, result), LURES, said);
        // A computed path is the only one that an answer has.
        if (result.answer?.kind === 'newFile') assert.match(result.answer.path, /^(?!\/|.*\.\.)/);
        assert.doesNotMatch(JSON.stringify(result.answer ?? {}), /\u202e|\\u0007/, said);
      }
    });
  }
});

describe('answers of the right shape with any content', function () {
  this.timeout(60_000);
  const tools = startTools();
  after(() => tools.syntax.dispose());
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', '\n', '*/', '"""', '}'));
  const line = fc.oneof(fc.integer(), fc.integer({ min: -1, max: 70 }));
  const source = sample('limiter.ts');
  const lines = source.split('\n');
  const real = fc.constantFrom(...lines);
  const shapes = {
    docs: fc.record({
      comments: fc.array(
        fc
          .tuple(fc.oneof(text, fc.integer({ min: -1, max: 9 })), text)
          .map(([number, comment]) => `${number}|${comment}`),
      ),
    }),
    review: fc.record({
      findings: fc.array(
        fc.record({
          from: line,
          to: line,
          quote: fc.oneof(text, real),
          severity: fc.constantFrom('high', 'medium', 'low'),
          title: text,
          trigger: text,
          consequence: text,
          confidence: fc.double({ noNaN: true, noDefaultInfinity: true }),
          suggestion: text,
        }),
      ),
    }),
    refactor: fc.record({
      edits: fc.array(
        fc.record({
          from: line,
          to: line,
          firstLine: fc.oneof(text, real),
          lastLine: fc.oneof(text, real),
          replace: text,
        }),
      ),
      replacements: fc.array(
        fc.record({ line, find: fc.oneof(text, fc.constant('const')), replace: text }),
      ),
      summary: text,
    }),
    tests: fc.record({ code: text }),
    explain: text,
  };

  for (const [task, shape] of Object.entries(shapes) as [
    keyof typeof shapes,
    fc.Arbitrary<unknown>,
  ][]) {
    it(`of ${task} never throw, and edits that are taken leave a file that parses`, async () => {
      const input = inputFor(task, 'typescript', source, { path: 'src/limiter.ts' });
      const prepared = await prepare(tools, input);
      await fc.assert(
        fc.asyncProperty(shape, async (value) => {
          const reply = typeof value === 'string' ? value : JSON.stringify(value);
          const { answer, problems } = await prepared.check(reply, never);
          if (problems.length > 0 || answer?.kind !== 'edits') return;
          const facts = await tools.syntax.facts('typescript', answer.text, never);
          assert.deepEqual(facts?.errors, []);
        }),
        { numRuns: 60 },
      );
    });
  }

  it('of cases for an existing file never throw', async () => {
    const existing = "import { isLabel } from './limiter';\n\ntest('a', () => {});\n";
    const inserting = startTools({ 'src/limiter.test.ts': existing, 'src/limiter.ts': source });
    try {
      const input = inputFor('tests', 'typescript', source, { path: 'src/limiter.ts' });
      const prepared = await prepare(inserting, input);
      await fc.assert(
        fc.asyncProperty(fc.record({ imports: text, cases: text }), async (value) => {
          const { answer, problems } = await prepared.check(JSON.stringify(value), never);
          assert.ok(problems.length > 0 || answer?.kind === 'newFile');
        }),
        { numRuns: 60 },
      );
    } finally {
      await inserting.syntax.dispose();
    }
  });

  it('of tens of thousands of cases, beside or inside each other, are judged soon', async () => {
    const input = inputFor('tests', 'typescript', source, { path: 'src/limiter.ts' });
    const prepared = await prepare(tools, input);
    const head = "import { isLabel } from './limiter';\nisLabel('');\n";
    const empty = "it('x', () => {});\n";
    for (const code of [
      head + empty.repeat(30_000),
      `${head}${"it('x', () => { ".repeat(6_000)}isLabel('a');${' });'.repeat(6_000)}`,
    ]) {
      const { problems } = await prepared.check(JSON.stringify({ code }), never);
      assert.ok(problems.length > 0 && problems.length <= 50);
      assert.equal(problems[0]?.code, 'tests.noAssertion');
    }
  });

  it('of tens of thousands of names are explained soon', async () => {
    const prepared = await prepare(tools, inputFor('explain', 'typescript', source));
    const names = Array.from({ length: 60_000 }, (_, index) => `\`name${index}\``);
    const { notes } = await prepared.check(names.join(' '), never);
    assert.deepEqual(notes, [{ code: 'notes.unknownNames', args: { count: 300 } }]);
  });

  it('of five megabytes, or nested without end, are problems at once', async () => {
    for (const task of TASK_NAMES) {
      const diagnostics = [{ firstLine: 1, lastLine: 1, message: 'm', source: 's', ruleCode: '' }];
      const input = inputFor(task, 'typescript', source, { path: 'src/limiter.ts', diagnostics });
      const prepared = await prepare(tools, input);
      const big = 'x'.repeat(5_000_000);
      const replies = [
        JSON.stringify({ comments: [`1|${big}`] }),
        JSON.stringify({ edits: [], replacements: [], summary: big }),
        JSON.stringify({ findings: [], note: big }),
        JSON.stringify({ code: big }),
        big,
      ];
      for (const reply of replies) {
        const { problems } = await prepared.check(reply, never);
        assert.equal(problems[0]?.code, 'answer.tooLarge');
      }
      if (task === 'explain') continue;
      const { problems } = await prepared.check('['.repeat(900_000), never);
      assert.ok(problems.length > 0);
    }
  });
});
