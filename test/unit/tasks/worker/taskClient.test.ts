import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { after, describe, it } from 'mocha';
import { UserError } from '../../../../src/models/userError.ts';
import { taskFor } from '../../../../src/tasks/registry.ts';
import type { TaskInput, TaskTools } from '../../../../src/tasks/task.ts';
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
