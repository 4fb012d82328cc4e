import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { after, describe, it } from 'mocha';
import { UserError } from '../../../../src/models/userError.ts';
import { taskFor } from '../../../../src/tasks/registry.ts';
import type { TaskInput, TaskTools, TestRunner } from '../../../../src/tasks/task.ts';
import { TaskClient } from '../../../../src/tasks/worker/taskClient.ts';
import { never, startSyntax } from '../../syntax/samples.ts';

const script = (path: string) => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
const realWorker = script('src/tasks/worker/taskWorker.ts');
const hangingWorker = script('test/support/hangingTaskWorker.ts');

const input: TaskInput = {
  task: 'explain',
  language: 'typescript',
  source: 'export function add(a: number, b: number) {\n  return a + b;\n}\n',
  target: { firstLine: 1, lastLine: 3 },
  targetKind: 'file',
  path: 'src/add.ts',
  instruction: undefined,
  diagnostics: [],
};

describe('the task client', () => {
  const syntax = startSyntax();
  const files: TaskTools['files'] = {
    read: () => Promise.resolve(undefined),
    exists: () => Promise.resolve(false),
    find: () => Promise.resolve([]),
  };
  const tools: TaskTools = { syntax, files };
  const clients: TaskClient[] = [];
  const client = (workerPath = realWorker, limitMs = 5_000) => {
    const started = new TaskClient({ workerPath, limitMs });
    clients.push(started);
    return started;
  };
  after(() => Promise.all([syntax.dispose(), ...clients.map((one) => one.dispose())]));

  it('prepares and checks as the task itself does', async () => {
    const direct = await taskFor('explain').prepare(input, tools, never);
    const inWorker = await client().taskFor('explain').prepare(input, tools, never);
    assert.deepEqual({ ...inWorker, check: undefined }, { ...direct, check: undefined });
    const reply = 'It calls `add` and `other`.';
    assert.deepEqual(await inWorker.check(reply, never), await direct.check(reply, never));
  });

  it('carries maps and errors for the user', async () => {
    const place = { address: 'file:///a.ts', line: 3 };
    const names = { declared: () => Promise.resolve(new Map([['other', place]])) };
    const one = client();
    const prepared = await one.taskFor('explain').prepare(input, { ...tools, names }, never);
    const { answer } = await prepared.check('See `other`.', never);
    assert.deepEqual(answer?.kind === 'markdown' && answer.places?.get('other'), place);
    await assert.rejects(
      one.taskFor('explain').prepare({ ...input, source: '' }, tools, never),
      (error) => error instanceof UserError && error.code.startsWith('nothingToDo.'),
    );
  });

  it('ends runs of tests for which its work no longer waits', async () => {
    const source = `export function sum(a, b) {\n${'  a += b > 1 ? 1 : 2;\n'.repeat(9)}  return a;\n}\n`;
    const project: Readonly<Record<string, string>> = {
      'package.json': '{"type":"module","scripts":{"test":"node --test"}}',
      'src/sum.js': source,
    };
    const code =
      "import assert from 'node:assert/strict';\nimport { it } from 'node:test';\nimport { sum } from './sum.js';\n\nit('sums', () => {\n  assert.ok(sum(1, 2));\n});\n";
    const one = (outcome: 'passed' | 'failed') => ({ name: 'sums', outcome }) as const;
    let [asked, ended] = [0, 0];
    const testRunner: TestRunner = {
      run: (_test, subject, signal) => {
        if (subject === undefined) {
          return Promise.resolve({ type: 'passed', cases: [one('passed')] });
        }
        if (subject.text.includes('throw')) {
          return Promise.resolve({
            type: 'failed',
            failures: 1,
            output: '',
            cases: [one('failed')],
          });
        }
        asked += 1;
        if (asked !== 7) return Promise.resolve({ type: 'passed', cases: [one('passed')] });
        // This one never ends by itself.
        return new Promise((_, reject) => {
          signal.addEventListener('abort', () => {
            ended += 1;
            reject(signal.reason as Error);
          });
        });
      },
    };
    const prepared = await client()
      .taskFor('tests')
      .prepare(
        {
          ...input,
          task: 'tests',
          language: 'javascript',
          path: 'src/sum.js',
          source,
          target: { firstLine: 1, lastLine: 12 },
          mutation: { most: 20, score: 0.6 },
        },
        {
          ...tools,
          testRunner,
          files: {
            read: (path) => Promise.resolve(project[path]),
            exists: (path) => Promise.resolve(path in project),
            find: () => Promise.resolve([]),
          },
        },
        never,
      );
    const { problems, mutants } = await prepared.check(JSON.stringify({ code }), never);
    assert.deepEqual(
      [...new Set(problems.map((found) => found.code))],
      ['tests.survived'],
      JSON.stringify(problems),
    );
    // As soon as it is certain that too few are noticed.
    assert.ok(asked < 20 && mutants !== undefined && mutants.executed >= 9);
    assert.equal(mutants.killed, 0);
    assert.equal(ended, 1);
  });

  it('gives up a gate that hangs, lets other events run, and goes on', async () => {
    const prepared = await client(hangingWorker, 500)
      .taskFor('explain')
      .prepare(input, tools, never);
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 1);
    const { problems } = await prepared.check('hang', never);
    clearInterval(counting);
    assert.deepEqual(
      problems.map(({ code }) => code),
      ['answer.unparsable'],
    );
    assert.ok(turns > 1);
    assert.deepEqual((await prepared.check('It calls `add`.', never)).problems, []);
  });

  it('gives up a preparation that hangs', async () => {
    await assert.rejects(
      client(hangingWorker, 500)
        .taskFor('explain')
        .prepare({ ...input, source: 'hang' }, tools, never),
      { code: 'input.unparsable' },
    );
  });

  it('does again, by itself, what was open beside a gate that hangs', async () => {
    let asked = 0;
    let isWaiting = (): void => undefined;
    const waits = new Promise<void>((resolve) => (isWaiting = resolve));
    const names: TaskTools['names'] = {
      declared: () => {
        asked += 1;
        isWaiting();
        return asked === 1 ? new Promise(() => undefined) : Promise.resolve(new Map());
      },
    };
    const one = client(hangingWorker, 500);
    const prepared = await one.taskFor('explain').prepare(input, { ...tools, names }, never);
    const innocent = prepared.check('wait', never);
    await waits;
    const { problems } = await prepared.check('hang', never);
    assert.equal(problems[0]?.code, 'answer.unparsable');
    assert.deepEqual((await innocent).problems, []);
  });

  it('answers an abort at once, with its reason', async () => {
    const prepared = await client(hangingWorker).taskFor('explain').prepare(input, tools, never);
    const controller = new AbortController();
    const reason = new Error('enough');
    const checked = prepared.check('hang', controller.signal);
    controller.abort(reason);
    await assert.rejects(checked, reason);
    await assert.rejects(prepared.check('x', controller.signal), reason);
  });

  it('rejects when the worker is not there, and when it was shut down', async () => {
    await assert.rejects(
      client('/nowhere/worker.js').taskFor('explain').prepare(input, tools, never),
    );
    const ending = client();
    await ending.dispose();
    await assert.rejects(ending.taskFor('explain').prepare(input, tools, never));
  });
});
