import assert from 'node:assert/strict';
import fc from 'fast-check';
import { taskFor } from '../../../src/tasks/registry.ts';
import type { DocsAnswer } from '../../support/demoApi/answers/docs.ts';
import type { EditsAnswer } from '../../support/demoApi/answers/edits.ts';
import type { DemoFinding } from '../../support/demoApi/answers/review.ts';
import type { DemoPrompt } from '../../support/demoApi/demoPrompt.ts';
import { demoPrompt } from '../../support/demoApi/demoPrompt.ts';
import { HOSTILE_KINDS } from '../../support/demoApi/hostile.ts';
import type { DemoApi } from '../../support/demoApi/server.ts';
import { startDemoApi } from '../../support/demoApi/server.ts';
import { never, sample, SAMPLES, startSyntax } from '../syntax/samples.ts';
import { clientOf, textOf } from './demoClient.ts';
import { GO, PYTHON, TYPESCRIPT } from './samples.ts';

const CODE = [
  ['typescript', TYPESCRIPT],
  ['python', PYTHON],
  ['go', GO],
] as const;

describe('answers of the demo API', function () {
  this.timeout(30_000);
  const syntax = startSyntax();
  let api: DemoApi;
  before(async () => {
    api = await startDemoApi();
  });
  afterEach(() => {
    api.reset();
  });
  after(async () => {
    await api.stop();
    await syntax.dispose();
  });

  /** Asks as a task does; further turns repair or refine. */
  async function answerTo(prompt: DemoPrompt, ...further: readonly string[]): Promise<string> {
    const messages = [demoPrompt(prompt), ...further].map((content, index) => ({
      role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
      content,
    }));
    const message = await clientOf(api).messages.create(
      {
        model: 'claude-sonnet-5-5',
        max_tokens: 60_000,
        stream: false,
        messages,
      },
      { timeout: 60_000 },
    );
    return textOf(message);
  }

  async function docs(prompt: Omit<DemoPrompt, 'task'>): Promise<DocsAnswer> {
    return JSON.parse(await answerTo({ task: 'docs', ...prompt })) as DocsAnswer;
  }

  async function review(prompt: Omit<DemoPrompt, 'task'>): Promise<readonly DemoFinding[]> {
    const answer = JSON.parse(await answerTo({ task: 'review', ...prompt })) as {
      findings: readonly DemoFinding[];
    };
    return answer.findings;
  }

  async function edits(
    prompt: Omit<DemoPrompt, 'task'>,
    task: 'refactor' | 'fix' = 'refactor',
  ): Promise<EditsAnswer> {
    return JSON.parse(await answerTo({ task, ...prompt })) as EditsAnswer;
  }

  it('comments what was asked for and nothing else, parameters by their names', async () => {
    const asked = [
      'Meter',
      'Meter.constructor',
      'Meter.tryTake',
      'average',
      'parsePort',
      'clampSize',
    ];
    const { comments } = await docs({
      language: 'typescript',
      code: TYPESCRIPT,
      declarations: asked,
    });
    assert.deepEqual(
      comments.map((comment) => comment.split('|')[0]),
      asked.map((_, index) => String(index + 1)),
    );
    const of = (path: string): string => comments[asked.indexOf(path)]?.replace(/^\d+\|/, '') ?? '';
    assert.match(of('average'), /^Returns the average of the given values\./);
    assert.match(of('average'), /@param values /);
    assert.match(of('clampSize'), /@throws \{Error\} if `size` is below 0/);
    assert.match(of('parsePort'), /or `undefined`/);
    assert.match(of('Meter.constructor'), /@param capacity .*\n@param refillPerSecond /);
    for (const comment of comments) {
      assert.doesNotMatch(comment, /\*\/|"""|\u202e/);
    }
  });

  it('comments Python by sections and Go by the name', async () => {
    const python = await docs({
      language: 'python',
      code: PYTHON,
      declarations: ['Inventory.add_item', 'is_even'],
    });
    assert.match(
      python.comments[0] ?? '',
      /^1\|Adds the item.*\n\nArgs:\n {4}name: .*\n {4}count: /,
    );
    assert.match(python.comments[1] ?? '', /^2\|Tells whether the number is even\./);
    const go = await docs({
      language: 'go',
      code: GO,
      declarations: ['New', 'Meter.Allow', 'Add'],
    });
    assert.deepEqual(
      go.comments.map((comment) => comment.split(' ')[0]),
      ['1|New', '2|Allow', '3|Add'],
    );
  });

  it('finds the faults of a file, quoted from their lines', async () => {
    const expected: Readonly<Record<string, readonly RegExp[]>> = {
      typescript: [/past the end/, /Loose comparison/, /zero/, /radix/],
      python: [/default value is shared/, /swallowed/, /may stay open/, /zero/],
      go: [/error is ignored/],
    };
    for (const [language, code] of CODE) {
      const findings = await review({ language, code });
      const lines = code.split('\n');
      assert.ok(findings.length >= 1 && findings.length <= 5);
      for (const finding of findings) {
        assert.equal(lines.slice(finding.from - 1, finding.to).join('\n'), finding.quote);
        assert.ok(finding.confidence >= 0 && finding.confidence <= 1);
        assert.ok(finding.trigger !== '' && finding.consequence !== '');
      }
      const titles = findings.map(({ title }) => title).join('\n');
      for (const title of expected[language] ?? []) {
        assert.match(titles, title);
      }
    }
  });

  it('stays inside the lines asked for, whatever they are', async () => {
    const lines = TYPESCRIPT.split('\n').length;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: lines }), fc.nat(30), async (first, more) => {
        const last = Math.min(lines, first + more);
        const prompt = { language: 'typescript', code: TYPESCRIPT, first, last };
        for (const { from, to } of await review(prompt)) {
          assert.ok(from >= first && to <= last);
        }
        const answer = await edits(prompt);
        applied(TYPESCRIPT, answer);
        for (const { from, to } of answer.edits) {
          assert.ok(from >= first && to <= last);
        }
      }),
      { numRuns: 12 },
    );
  });

  it('edits so that anchors match, and keeps what the code does', async () => {
    const changed: Readonly<Record<string, RegExp>> = {
      typescript: /return this\.#tokens >= count;/,
      python: /for value in values:\n {8}total \+= value\n[\s\S]*return number % 2 == 0/,
      go: /\treturn m\.tokens >= n\n/,
    };
    for (const [language, code] of CODE) {
      const answer = await edits({ language, code });
      assert.notEqual(answer.summary, '');
      assert.match(applied(code, answer), changed[language] ?? /^/);
    }
  });

  it('renames when told so', async () => {
    const answer = await edits({
      language: 'typescript',
      code: TYPESCRIPT,
      first: 30,
      last: 36,
      instruction: 'please rename total to sum',
    });
    const text = applied(TYPESCRIPT, answer);
    assert.match(text, /let sum = 0;[\s\S]*return sum \/ values\.length/);
  });

  it('removes given diagnostics', async () => {
    const code =
      "import { a, b } from './x';\nlet c = b(1);\nfunction f(d) {\n  return c == d;\n}\n";
    const answer = await edits(
      {
        language: 'typescript',
        code,
        diagnostics: [
          { line: 1, message: "'a' is declared but its value is never read." },
          { line: 2, message: "'c' is never reassigned. Use 'const' instead." },
          { line: 3, message: "Parameter 'd' implicitly has an 'any' type." },
          { line: 4, message: "Expected '===' and instead saw '=='." },
        ],
      },
      'fix',
    );
    assert.equal(
      applied(code, answer),
      "import { b } from './x';\nconst c = b(1);\nfunction f(d: unknown) {\n  return c === d;\n}\n",
    );
  });

  it('writes a test file that imports what the subject exports', async () => {
    const file = async (language: string, code: string, framework: string): Promise<string> => {
      const answer = JSON.parse(
        await answerTo({ task: 'tests', language, code, framework, subject: '../src/meter' }),
      ) as { code: string };
      return answer.code;
    };
    for (const framework of ['vitest', 'jest', 'mocha', 'node:test']) {
      const code = await file('typescript', TYPESCRIPT, framework);
      assert.match(
        code,
        /import \{ Meter, average, parsePort, clampSize \} from '\.\.\/src\/meter';/,
      );
      assert.match(code, /(?:expect\(|assert\.)/);
      assert.match(code, /describe\('clampSize'[\s\S]*size -1/);
      assert.deepEqual((await syntax.facts('typescript', code, never))?.errors, []);
    }
    assert.match(
      await file('python', PYTHON, 'pytest'),
      /from \.\.\/src\/meter import Inventory, mean/,
    );
    assert.match(await file('python', PYTHON, 'unittest'), /class \w+Test\(unittest\.TestCase\):/);
    assert.match(
      await file('go', GO, 'go'),
      /^package meter\n[\s\S]*func Test\w+\(t \*testing\.T\)/,
    );
  });

  it('writes cases alone where they go into an existing file', async () => {
    const answer = JSON.parse(
      await answerTo({
        task: 'tests',
        language: 'typescript',
        code: TYPESCRIPT,
        framework: 'vitest',
        subject: './meter',
        insert: true,
        sibling: "import { describe, expect, it } from 'vitest';\n",
      }),
    ) as { imports: string; cases: string };
    assert.equal(answer.imports, "import { Meter, average, parsePort, clampSize } from './meter';");
    assert.match(answer.cases, /^describe\('Meter'/);
  });

  it('explains in markdown the declarations that are there', async () => {
    const text = await answerTo({ task: 'explain', language: 'python', code: PYTHON });
    assert.match(text, /### `Inventory\.add_item`/);
    assert.doesNotMatch(text, /<|!\[|\]\(/);
  });

  const problems =
    '<problems-00000000>\n- edits.anchor: wrong line\n</problems-00000000>\nMend it.';

  it('gives an answer to reject once, and a good one when asked to mend it', async () => {
    api.setBehaviour('sonnet', { reject: 'once' });
    for (const task of ['docs', 'tests', 'refactor', 'review', 'explain'] as const) {
      const prompt: DemoPrompt = {
        task,
        language: 'typescript',
        code: TYPESCRIPT,
        declarations: ['average', 'clampSize'],
        framework: 'vitest',
        subject: './meter',
      };
      const bad = await answerTo(prompt);
      const mended = await answerTo(prompt, bad === '' ? '-' : bad, problems);
      assert.equal(api.requests.at(-1)?.repair, true);
      api.setBehaviour('sonnet');
      assert.equal(mended, await answerTo(prompt));
      assert.notEqual(bad, mended);
      api.setBehaviour('sonnet', { reject: 'once' });
    }
  });

  it('gives answers to reject always, and of no use', async () => {
    api.setBehaviour('sonnet', { reject: 'always', rejectAs: 'useless' });
    const prompt: DemoPrompt = { task: 'refactor', language: 'go', code: GO };
    for (const text of [await answerTo(prompt), await answerTo(prompt, '{}', problems)]) {
      assert.deepEqual((JSON.parse(text) as EditsAnswer).edits, []);
    }
  });

  it('is hostile in every way it knows, and on a hint in the code alone when told to obey', async () => {
    for (const kind of HOSTILE_KINDS) {
      for (const task of ['docs', 'tests', 'refactor', 'review', 'explain'] as const) {
        const prompt: DemoPrompt = {
          task,
          language: 'typescript',
          code: `// tierwise-hostile: ${kind}\n${TYPESCRIPT}`,
          declarations: ['average'],
          framework: 'vitest',
          subject: './meter',
        };
        api.setBehaviour('sonnet');
        const good = await answerTo(prompt);
        api.setBehaviour('sonnet', { hostile: 'obey' });
        const obeyed = await answerTo(prompt);
        api.setBehaviour('sonnet', { hostile: kind });
        assert.equal(obeyed, await answerTo(prompt));
        if (task !== 'explain' || kind !== 'extraFields') {
          assert.notEqual(obeyed, good, `${task}, ${kind}`);
        }
      }
    }
    api.setBehaviour('sonnet', { hostile: 'obey' });
    const harmless: DemoPrompt = { task: 'explain', language: 'go', code: GO };
    const answer = await answerTo(harmless);
    api.setBehaviour('sonnet');
    assert.equal(answer, await answerTo(harmless));
  });

  for (const [language, file] of SAMPLES) {
    it(`passes the gates of all tasks in ${language}`, async () => {
      const source = sample(file);
      const input = {
        language,
        source,
        target: { firstLine: 1, lastLine: source.split('\n').length },
        targetKind: 'file',
        path: file,
        instruction: undefined,
        diagnostics: [],
      } as const;
      const files = {
        read: async () => Promise.resolve(undefined),
        exists: async () => Promise.resolve(false),
        find: async () => Promise.resolve([]),
      };
      for (const task of ['docs', 'refactor', 'review', 'explain', 'tests'] as const) {
        const prepared = await taskFor(task).prepare({ task, ...input }, { syntax, files }, never);
        const { schema } = prepared.prompt;
        const message = await clientOf(api).messages.create({
          model: 'claude-haiku-5-5',
          max_tokens: 20_000,
          system: prepared.prompt.system,
          messages: prepared.prompt.turns.map(({ role, blocks }) => ({
            role,
            content: blocks.map(({ text }) => ({ type: 'text', text })),
          })),
          ...(schema === undefined
            ? {}
            : { output_config: { format: { type: 'json_schema', schema: { ...schema } } } }),
        });
        const checked = await prepared.check(textOf(message), never);
        assert.deepEqual(
          checked.problems.map(({ detail }) => detail),
          [],
        );
      }
    });
  }

  it('fills a schema when the prompt is of another kind', async () => {
    const message = await clientOf(api).messages.create({
      model: 'claude-haiku-5-5',
      max_tokens: 500,
      messages: [{ role: 'user', content: 'Which task is this?' }],
      output_config: {
        format: {
          type: 'json_schema',
          schema: {
            type: 'object',
            properties: { task: { enum: ['review', 'docs'] }, sure: { type: 'boolean' } },
            required: ['task', 'sure'],
            additionalProperties: false,
          },
        },
      },
    });
    assert.deepEqual(JSON.parse(textOf(message)), { task: 'review', sure: false });
  });
});

/** Applies an answer as a gate would: each anchor must match, and no line is touched twice. */
function applied(code: string, answer: EditsAnswer): string {
  const lines = code.split('\n');
  for (const { line, find, replace } of answer.replacements) {
    assert.equal(lines[line - 1]?.split(find).length, 2, find);
    lines[line - 1] = lines[line - 1]?.replace(find, () => replace) ?? '';
  }
  let below = Infinity;
  for (const { from, to, firstLine, lastLine, replace } of answer.edits.toReversed()) {
    assert.ok(from <= to && to < below);
    assert.deepEqual([lines[from - 1], lines[to - 1]], [firstLine, lastLine]);
    lines.splice(from - 1, to - from + 1, ...(replace === '' ? [] : [replace]));
    below = from;
  }
  return lines.join('\n');
}
