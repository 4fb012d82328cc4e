import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, it } from 'mocha';
import type { WorkerRequestsOptions } from '../../../src/models/workerRequests.ts';
import { WorkerRequests } from '../../../src/models/workerRequests.ts';

/** Answers in twos, the later first; dies, hangs, fails and counts what it is told when it is asked to. */
const SCRIPT = `
  const { parentPort } = require('node:worker_threads');
  let told = 0;
  let waiting;
  parentPort.on('message', ({ id, ask, news }) => {
    if (news !== undefined) told += 1;
    else if (ask === 'die') throw new Error('died of it');
    else if (ask === 'leave') process.exit(3);
    else if (ask === 'hang') for (;;);
    else if (ask === 'fail') parentPort.postMessage({ id, error: 'failed' });
    else if (ask === 'told') parentPort.postMessage({ id, answer: String(told) });
    else if (waiting === undefined && ask === 'first') waiting = id;
    else {
      parentPort.postMessage({ id, answer: ask });
      if (waiting !== undefined) parentPort.postMessage({ id: waiting, answer: 'first' });
      waiting = undefined;
    }
  });`;

describe('Requests to a worker thread', function () {
  this.timeout(30_000);
  let requests: WorkerRequests<string, string> | undefined;
  let workers: Worker[] = [];

  function open(options: Partial<WorkerRequestsOptions<string>> = {}) {
    const opened = new WorkerRequests<string, string>({
      name: 'The thread',
      start: () => {
        const worker = new Worker(SCRIPT, { eval: true });
        workers.push(worker);
        return worker.on('message', ({ id, answer, error }: Record<string, string>) => {
          if (error === undefined) opened.answer(Number(id), answer ?? '');
          else opened.fail(Number(id), new Error(error));
        });
      },
      message: (id, ask) => ({ id, ask }),
      ...options,
    });
    requests = opened;
    return opened;
  }

  afterEach(async () => {
    await requests?.close();
    workers = [];
  });

  it('find their answers in whatever order these come', async () => {
    const asked = open();
    const answers = Promise.all([asked.ask('first'), asked.ask('second')]);
    assert.equal(asked.size, 2);
    assert.equal(asked.asked(1), 'first');
    assert.deepEqual(await answers, ['first', 'second']);
    assert.equal(asked.size, 0);
    assert.equal(workers.length, 1);
    assert.doesNotThrow(() => asked.answer(1, 'once more'));
  });

  it('reject when the thread could not do it, and the thread stays', async () => {
    const asked = open();
    await assert.rejects(asked.ask('fail'), /^Error: failed$/);
    assert.equal(await asked.ask('next'), 'next');
    assert.equal(workers.length, 1);
  });

  for (const [ask, detail] of [
    ['die', /The thread stopped: died of it\./],
    ['leave', /The thread stopped: exit code 3\./],
  ] as const) {
    it(`all reject when the thread dies of one (${ask}), and the next starts another`, async () => {
      const deaths: Error[] = [];
      const asked = open({ onDeath: (error) => deaths.push(error) });
      const both = await Promise.allSettled([asked.ask('first'), asked.ask(ask)]);
      for (const one of both) {
        assert.equal(one.status, 'rejected');
        assert.match(String(one.reason), detail);
      }
      assert.equal(deaths.length, 1);
      assert.equal(await asked.ask('next'), 'next');
      assert.equal(workers.length, 2);
    });
  }

  it('are sent as often as was said to threads that die, and no more', async () => {
    const asked = open({ tries: 3 });
    await assert.rejects(asked.ask('die'), /died of it/);
    assert.equal(workers.length, 3);
  });

  it('all reject when the thread takes too long over one, and the next starts another', async () => {
    const asked = open({ limitMs: 300 });
    await asked.ask('warm').catch(() => undefined);
    const both = await Promise.allSettled([asked.ask('hang'), asked.ask('behind it')]);
    for (const one of both) {
      assert.equal(one.status, 'rejected');
      assert.match(String(one.reason), /The thread did not answer in time\./);
    }
    const before = workers.length;
    await asked.ask('next').catch(() => undefined);
    assert.equal(workers.length, before + 1);
  });

  it('reject with the reason of their signal, and the others go on', async () => {
    const asked = open();
    const controller = new AbortController();
    const reason = new Error('enough');
    const [first, second] = [asked.ask('first', controller.signal), asked.ask('second')];
    controller.abort(reason);
    await assert.rejects(first, reason);
    assert.equal(asked.size, 1);
    await assert.rejects(asked.ask('x', controller.signal), reason);
    assert.equal(await second, 'second');
  });

  it('end the thread that was asked for nothing else, where they are to, and the next starts another', async () => {
    const asked = open({ endsOnAbort: true });
    const controller = new AbortController();
    const hanging = asked.ask('hang', controller.signal);
    controller.abort(new Error('left'));
    await assert.rejects(hanging, /left/);
    assert.equal(await asked.ask('next'), 'next');
    assert.equal(workers.length, 2);
  });

  it('tell the thread that they are aborted where it answers that', async () => {
    const asked = open({ abortMessage: () => ({ news: 'aborted' }) });
    const controller = new AbortController();
    const first = asked.ask('first', controller.signal);
    controller.abort();
    assert.equal(await asked.ask('told'), '1');
    assert.equal(await asked.ask('second'), 'second');
    assert.equal(await first, 'first');
  });

  it('leave no thread when none has come for a while, and the next starts another', async () => {
    const asked = open({ idleMs: 1 });
    assert.equal(await asked.ask('one'), 'one');
    const [worker] = workers;
    assert.ok(worker !== undefined);
    await once(worker, 'exit');
    assert.equal(await asked.ask('two'), 'two');
    assert.equal(workers.length, 2);
  });

  it('find the thread ready that was started before, which hears what needs no answer', async () => {
    const asked = open();
    asked.tell({ news: 'nobody is there' });
    asked.start();
    asked.start();
    asked.tell({ news: 'one' });
    assert.equal(await asked.ask('told'), '1');
    assert.equal(workers.length, 1);
  });

  it('reject when what they ask cannot be sent or the thread cannot be started', async () => {
    await assert.rejects(open({ message: () => ({ ask: () => 0 }) }).ask('x'), /cloned/);
    await requests?.close();
    const asked = open({
      start: () => {
        throw new Error('no thread');
      },
    });
    await assert.rejects(asked.ask('x'), /no thread/);
    assert.throws(() => asked.start(), /no thread/);
    assert.equal(asked.size, 0);
  });

  it('reject once it is closed, and start nothing more', async () => {
    const asked = open();
    const pending = assert.rejects(asked.ask('first'), /The thread was shut down\./);
    await asked.close();
    await pending;
    await assert.rejects(asked.ask('next'), /The thread was shut down\./);
    asked.start();
    assert.equal(workers.length, 1);
  });
});
