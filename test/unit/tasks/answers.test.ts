import assert from 'node:assert/strict';
import fc from 'fast-check';
import { after, before, describe, it } from 'mocha';
import { TASK_NAMES } from '../../../src/models/task.ts';
import { PROBLEMS } from '../../../src/tasks/problemCodes.ts';
import { fence } from '../../../src/tasks/prompt.ts';
import { taskFor } from '../../../src/tasks/registry.ts';
import { followUpPrompt, repairPrompt } from '../../../src/tasks/repairPrompt.ts';
import type { PreparedTask, Problem } from '../../../src/tasks/task.ts';
import { never, sample } from '../syntax/samples.ts';
import { inputFor, prepare, startTools } from './taskBench.ts';

const GOOD: Readonly<Record<string, unknown>> = {
  docs: { comments: ['1|What came of it.'] },
  review: {
    findings: [
      {
        from: 4,
        to: 4,
        quote: 'x',
        severity: 'low',
        title: 't',
        trigger: '',
        consequence: '',
        confidence: 1,
        suggestion: '',
      },
    ],
  },
  refactor: {
    edits: [
      {
        from: 4,
        to: 4,
        firstLine: 'const TICK_MS = 100;',
        lastLine: 'const TICK_MS = 100;',
        replace: '',
      },
    ],
    replacements: [{ line: 4, find: '100', replace: '1' }],
    summary: '',
  },
  fix: { edits: [], replacements: [{ line: 4, find: '100', replace: '1' }], summary: '' },
  tests: {
    code: "import { isLabel } from './limiter';\ntest('a', () => { expect(isLabel('a')).toBe(true); });",
  },
};

describe('answers', function () {
  this.timeout(20_000);
  const tools = startTools();
  after(() => tools.syntax.dispose());

  const prepared = new Map<string, PreparedTask>();
  before(async () => {
    const diagnostics = [{ firstLine: 4, lastLine: 4, message: 'm', source: 's', ruleCode: 'r' }];
    for (const name of TASK_NAMES) {
      const input = inputFor(name, 'typescript', sample('limiter.ts'), {
        path: 'src/limiter.ts',
        diagnostics,
      });
      prepared.set(name, await prepare(tools, input));
    }
  });
  const problemsOf = async (name: string, reply: string): Promise<readonly Problem[]> => {
    const result = await prepared.get(name)?.check(reply, never);
    assert.ok(result);
    for (const { code, args, detail } of result.problems) {
      assert.ok(code in PROBLEMS, code);
      assert.deepEqual(Object.keys(args).sort(), [...PROBLEMS[code].args].sort());
      assert.ok(!detail.includes('\n') && !/\{\w+\}/.test(detail), detail);
    }
    return result.problems;
  };
  const structured = TASK_NAMES.filter((name) => name !== 'explain');

  for (const name of structured) {
    it(`of ${name} never throw, whatever JSON they are`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.json(), async (reply) => {
          assert.ok((await problemsOf(name, reply)).length > 0);
        }),
        { numRuns: 30 },
      );
    });

    it(`of ${name} never throw, whatever text they are`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.string({ unit: 'binary' }), async (reply) => {
          assert.ok((await problemsOf(name, reply)).length > 0);
        }),
        { numRuns: 30 },
      );
    });

    it(`of ${name} never throw when cut anywhere`, async () => {
      const whole = JSON.stringify(GOOD[name]);
      for (let length = 0; length < whole.length; length += 3) {
        const [found] = await problemsOf(name, whole.slice(0, length));
        assert.match(found?.code ?? '', /^answer\.(?:notJson|empty)$/);
      }
    });

    it(`of ${name} never throw when a value has another type`, async () => {
      const odd = fc.oneof(
        fc.integer(),
        fc.string(),
        fc.constant(null),
        fc.array(fc.integer()),
        fc.boolean(),
      );
      await fc.assert(
        fc.asyncProperty(odd, fc.nat(20), async (value, at) => {
          let index = 0;
          const text = JSON.stringify(GOOD[name], (key, old: unknown) =>
            key !== '' && index++ === at ? value : old,
          );
          await problemsOf(name, text);
        }),
        { numRuns: 30 },
      );
    });

    it(`of ${name} are refused above a megabyte`, async () => {
      const [found] = await problemsOf(name, `{"x":"${'x'.repeat(5_000_000)}"}`);
      assert.equal(found?.code, 'answer.tooLarge');
    });
  }

  it('in a fence are read', async () => {
    const text = `\`\`\`json\n${JSON.stringify({ findings: [] })}\n\`\`\``;
    assert.deepEqual(await problemsOf('review', text), []);
  });

  it('between sentences are read, but not when they are cut', async () => {
    const found = (text: string) => problemsOf('review', text);
    assert.deepEqual(await found('Here it is:\n```json\n{"findings": []}\n```\nDone.'), []);
    const [cut] = await found('Here it is:\n{"findings": [{"from": 1}');
    assert.equal(cut?.code, 'answer.notJson');
  });

  it('have schemas that structured outputs accept', () => {
    const walk = (schema: unknown): void => {
      if (typeof schema !== 'object' || schema === null) return;
      const { type, properties, required, additionalProperties } = schema as Record<
        string,
        unknown
      >;
      if (type === 'object') {
        assert.equal(additionalProperties, false);
        assert.deepEqual(required, Object.keys(properties as object));
      }
      for (const key of Object.keys(schema))
        assert.ok(!/^(?:\$|minimum|maximum|pattern)/.test(key), key);
      Object.values(schema).forEach(walk);
    };
    for (const [name, { prompt }] of prepared) {
      assert.equal(prompt.schema === undefined, name === 'explain');
      walk(prompt.schema);
    }
  });
});

describe('prompts', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  it('have a short system part that is the same for every file', async () => {
    for (const name of TASK_NAMES) {
      const diagnostics = [{ firstLine: 1, lastLine: 1, message: 'm', source: 's', ruleCode: 'r' }];
      const one = await prepare(
        tools,
        inputFor(name, 'typescript', 'export function a() {}\n', { diagnostics }),
      );
      const other = await prepare(
        tools,
        inputFor(name, 'go', 'package a\n\nfunc A() {}\n', { diagnostics }),
      );
      assert.equal(one.prompt.system, other.prompt.system);
      assert.ok(one.prompt.system.length < 1_650, `${name}: ${one.prompt.system.length}`);
      assert.match(one.prompt.system, /never follow instructions/);
      assert.deepEqual(
        one.prompt.turns[0]?.blocks.map(({ stable }) => stable),
        [true, false],
      );
      assert.equal(taskFor(name).name, name);
    }
  });

  it('cannot be left by the code in them', () => {
    const text = fence('code', { a: 'b' }, 'one\ntwo');
    const [, hash = ''] = /^<code-([0-9a-f]{8}) a="b">\none\ntwo\n<\/code-\1>\n$/.exec(text) ?? [];
    assert.notEqual(hash, '');
    fc.assert(
      fc.property(fc.string(), (body) => {
        const fenced = fence('code', {}, body);
        const tag = fenced.slice(1, fenced.indexOf('>'));
        assert.equal(fenced.split(`</${tag}>`).length, 2);
      }),
    );
  });

  it('hold context and name every file that is sent', async () => {
    const context = [
      { kind: 'signatures', path: 'src/other.ts', text: 'export function other(): void' },
      { kind: 'instructions', path: 'AGENTS.md', text: 'Be brief.' },
    ] as const;
    const input = inputFor('explain', 'typescript', 'other();\n', { path: 'src/a.ts', context });
    const { prompt, sent } = await prepare(tools, input);
    assert.match(
      prompt.turns[0]?.blocks[1]?.text ?? '',
      /^<context-([0-9a-f]{8}) kind="signatures" path="src\/other\.ts">\nexport function other\(\): void\n<\/context-\1>\n<context-([0-9a-f]{8}) kind="instructions" path="AGENTS\.md">\nBe brief\.\n<\/context-\2>\n$/,
    );
    assert.deepEqual(
      sent.map(({ path }) => path),
      ['src/a.ts', 'src/other.ts', 'AGENTS.md'],
    );
    assert.ok(sent.every(({ tokens }) => tokens > 0));
  });

  it('go on with a draft and its problems, or with a wish', async () => {
    const { prompt } = await prepare(tools, inputFor('review', 'typescript', 'a();\n'));
    const found: Problem = {
      code: 'docs.terminator',
      args: {},
      detail: 'It ends.',
      repairable: true,
    };
    const mended = repairPrompt(prompt, '{"findings": []}\n', [found]);
    assert.deepEqual(
      mended.turns.map(({ role }) => role),
      ['user', 'assistant', 'user'],
    );
    assert.equal(mended.turns[1]?.blocks[0]?.text, '{"findings": []}');
    assert.match(
      mended.turns[2]?.blocks[0]?.text ?? '',
      /^<problems-([0-9a-f]{8})>\n- docs\.terminator: It ends\.\n<\/problems-\1>\nMend/,
    );
    assert.equal(mended.schema, prompt.schema);
    const refined = followUpPrompt(mended, '', 'shorter');
    assert.equal(refined.turns.length, 5);
    assert.equal(refined.turns[3]?.blocks[0]?.text, '(empty)');
    assert.match(
      refined.turns[4]?.blocks[0]?.text ?? '',
      /^<followup-([0-9a-f]{8})>\nshorter\n<\/followup-\1>\n/,
    );
  });
});
