import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { after, afterEach, before, beforeEach, describe, it } from 'mocha';
import { removeFolder, temporaryFolder } from '../../host/folders.ts';
import type { DemoApi } from '../../support/demoApi/server.ts';
import { startDemoApi } from '../../support/demoApi/server.ts';
import { NO_BUDGET } from '../routing/support.ts';
import type { Asked } from './support.ts';
import { Crash, Fate, statesOf, World } from './support.ts';

const FILES: readonly Asked[] = [
  { name: 'plain', refused: 0 },
  { name: 'repaired', refused: 1 },
  { name: 'other', refused: 0 },
];

describe('a folder run by batch', () => {
  let api: DemoApi;
  let world: World;
  let now: () => number = Date.now;

  before(async () => {
    api = await startDemoApi({ now: () => now() });
  });
  after(() => api.stop());
  beforeEach(() => {
    api.reset();
    world = new World(temporaryFolder(), api);
    now = () => world.clock.now();
  });
  afterEach(() => removeFolder(world.folder));

  function batchesSent(): number {
    return api.requests.filter(
      ({ method, path }) => method === 'POST' && path === '/v1/messages/batches',
    ).length;
  }

  function only(window: ReturnType<World['window']>) {
    const [run, ...others] = window.driver.runs;
    assert.ok(run);
    assert.equal(others.length, 0);
    return run;
  }

  it('has each file judged by its own gate, and repairs now', async () => {
    const window = world.window();
    await window.start(FILES, true);
    await window.finish();
    assert.deepEqual(statesOf(only(window)), ['ready', 'ready', 'ready']);
    assert.equal(batchesSent(), 1);
    const calls = api.requests.filter(({ endpoint }) => endpoint === 'messages');
    assert.deepEqual(
      calls.map(({ repair }) => repair),
      [true],
    );
    assert.equal(world.books.sumNusd, world.billedNusd);
    assert.equal(world.books.isHolding, false);
    const kinds = world.books.attempts.map(({ kind, terms }) => `${kind} ${terms.batch}`);
    assert.deepEqual(kinds.sort(), ['first true', 'first true', 'first true', 'repair false']);
  });

  it('goes on where a closed window has left it, and waits as long as it takes', async () => {
    api.setBatches({ ends: 'told' });
    const first = world.window();
    const id = await first.start(FILES, true);
    const next = await first.driver.advance(id, first.abort.signal);
    assert.equal(next.type, 'later');
    world.books.settle();

    const second = world.window();
    await second.driver.restore();
    assert.equal((await second.driver.advance(id, second.abort.signal)).type, 'later');
    api.endBatches();
    await second.finish();
    assert.deepEqual(statesOf(only(second)), ['ready', 'ready', 'ready']);
    assert.equal(world.books.sumNusd, world.billedNusd);

    const third = world.window();
    await third.driver.restore();
    const [run] = only(third).files.values();
    assert.ok(run);
    const answer = await third.driver.answerOf(id, run.run.started.runId);
    assert.ok(answer?.includes('markdown'));
    await third.driver.settle(id, run.run.started.runId, 'accepted');
    assert.equal(statesOf(only(third))[0], 'accepted');
    assert.equal(await third.driver.answerOf(id, run.run.started.runId), undefined);
  });

  it('is gone on with after a crash at any point, and pays for nothing twice', async () => {
    const counting = new Fate();
    const whole = world.window(counting);
    await whole.start(FILES, true);
    await whole.finish();
    const { points, names } = counting;
    assert.ok(points > 40, `${points}`);
    const kinds = new Set<string>();
    // Every third point, with both ends of what is sent among them: some twenty.
    const sending = names.flatMap((name, at) =>
      /^(?:batches|send|books.attemptEnded)/.test(name) ? [at] : [],
    );
    const thirds = Array.from({ length: Math.ceil(points / 3) }, (_, third) => third * 3);
    for (const at of new Set([...thirds, ...sending])) {
      const where = `${at}: ${names[at]}`;
      removeFolder(world.folder);
      world = new World(temporaryFolder(), api);
      api.reset();
      const window = world.window(new Fate(at));
      const dead = (async () => {
        await window.start(FILES, true);
        await window.finish();
      })();
      // What the runner catches it books in vain: a dead process writes nothing.
      await dead.catch((error: unknown) =>
        assert.ok(error instanceof Crash, `${where} ${String(error)}`),
      );
      world.books.settle();

      const later = world.window();
      await later.driver.restore();
      await later.finish();
      assert.ok(batchesSent() <= 1, where);
      assert.equal(world.books.isHolding, false, where);
      const billed = api.requests.filter(({ usage }) => usage !== null);
      const lost = world.books.attempts.filter(({ outcome }) => outcome === 'lost');
      const repairs = billed.filter(({ endpoint }) => endpoint === 'messages').length;
      // Only a repair whose answer never came to this machine is made again.
      assert.ok(repairs <= 1 + lost.length, where);
      assert.equal(billed.length - repairs, batchesSent() * FILES.length, where);
      if (lost.length === 0) assert.equal(world.books.sumNusd, world.billedNusd, where);
      for (const run of later.driver.runs) {
        const states = statesOf(run);
        kinds.add(states.join());
        const isSent = batchesSent() === 1;
        assert.deepEqual(new Set(states), new Set([isSent ? 'ready' : 'notSent']), where);
      }
    }
    assert.equal(kinds.size, 2);
  });

  it('finds the batch again whose creation was never answered', async () => {
    api.setBehaviour('batches', { connection: 'cut', times: 1 });
    api.setBatches({ ends: 'told' });
    const window = world.window();
    const id = await window.start(FILES, true);
    assert.equal(window.driver.get(id)?.stage.type, 'intended');
    // As long as it works, it could be anybody's: nothing is sent again.
    assert.equal((await window.driver.advance(id, window.abort.signal)).type, 'later');
    world.clock.time += 3_600_000;
    assert.equal((await window.driver.advance(id, window.abort.signal)).type, 'later');
    api.endBatches();
    await window.finish();
    assert.deepEqual(statesOf(only(window)), ['ready', 'ready', 'ready']);
    assert.equal(batchesSent(), 1);
    assert.equal(world.books.sumNusd, world.billedNusd);
  });

  it('takes no batch of somebody else for its own', async () => {
    const stranger = world.window();
    await stranger.start(FILES, true);
    await stranger.finish();
    const billed = world.billedNusd;
    await stranger.driver.forget(only(stranger).id);
    api.setBehaviour('batches', { connection: 'reset', times: 1 });
    const window = world.window();
    await window.start(FILES, true);
    await window.finish();
    assert.deepEqual(statesOf(only(window)), ['notSent', 'notSent', 'notSent']);
    assert.equal(world.billedNusd, billed);
    assert.equal(world.books.sumNusd, billed);
  });

  it('says of each file what a batch that expired, broke off or was cancelled has done', async () => {
    api.setBatches({ expireFrom: 1 });
    const half = world.window();
    const first = await half.start(FILES, true);
    await half.finish();
    assert.deepEqual(statesOf(only(half)), ['ready', 'expired', 'expired']);
    assert.equal(world.books.sumNusd, world.billedNusd);
    await half.driver.forget(first);

    api.setBatches({ cutAfter: 1 });
    const second = await half.start(FILES, true);
    await half.finish();
    assert.deepEqual(statesOf(only(half)), ['ready', 'ready', 'ready']);
    await half.driver.forget(second);

    api.setBatches({ ends: 'told' });
    const third = await half.start(FILES, true);
    api.cancelBatches();
    api.endBatches();
    await half.finish();
    assert.deepEqual(statesOf(only(half)), ['cancelled', 'cancelled', 'cancelled']);
    assert.equal(world.books.sumNusd, world.billedNusd);
    await half.driver.forget(third);
  });

  it('books as expected, and says so, what a batch leaves out', async () => {
    api.setBatches({ omitLast: 1 });
    const window = world.window();
    await window.start(FILES, true);
    await window.finish();
    assert.deepEqual(statesOf(only(window)), ['noResult', 'ready', 'ready']);
    const left = world.books.attempts.filter(({ outcome }) => outcome === 'lost');
    assert.equal(left.length, 1);
    assert.ok((left[0]?.costNusd ?? 0) > 0);
  });

  it('cancels what is not done yet', async () => {
    api.setBatches({ ends: 'told' });
    const window = world.window();
    const id = await window.start(FILES, true);
    await window.driver.cancel(id, window.abort.signal);
    api.endBatches();
    await window.finish();
    assert.deepEqual(statesOf(only(window)), ['cancelled', 'cancelled', 'cancelled']);
    assert.equal(world.books.sumNusd, 0);
    assert.equal(world.books.isHolding, false);
  });

  it('waits, and gives nothing up, while another address or no network is there', async () => {
    const window = world.window();
    const id = await window.start(FILES, true);
    window.isConnected = false;
    const elsewhere = await window.driver.advance(id, window.abort.signal);
    assert.equal(elsewhere.type === 'later' && elsewhere.trouble, 'elsewhere');
    window.isConnected = true;
    api.setBehaviour('batches', { status: 404, times: 1 });
    const unknown = await window.driver.advance(id, window.abort.signal);
    assert.equal(unknown.type === 'later' && unknown.trouble, 'notFound');
    api.setBehaviour('batches', { connection: 'reset', times: 1 });
    const cut = await window.driver.advance(id, window.abort.signal);
    assert.equal(cut.type === 'later' && cut.trouble, 'cut');
    await window.finish();
    assert.deepEqual(statesOf(only(window)), ['ready', 'ready', 'ready']);
  });

  it('is over once nothing can come of it any more, and is booked as expected', async () => {
    const day = 86_400_000;
    for (const [isCancelled, isThere, days] of [
      [true, true, 2],
      [false, true, 40],
      [false, false, 40],
    ] as const) {
      const where = `${isCancelled} ${isThere}`;
      const window = world.window();
      const id = await window.start(FILES, true);
      const gone = () => api.setBehaviour('batches', { status: 404, times: 2 });
      window.isConnected = isThere;
      gone();
      if (isCancelled) await window.driver.cancel(id, window.abort.signal);
      gone();
      const early = await window.driver.advance(id, window.abort.signal);
      assert.equal(early.type, 'later', where);
      world.clock.time += days * day;
      gone();
      const late = await window.driver.advance(id, window.abort.signal);
      assert.equal(late.type, 'over', where);
      assert.deepEqual(statesOf(only(window)), ['noResult', 'noResult', 'noResult'], where);
      assert.equal(world.books.isHolding, false, where);
      await window.driver.forget(id);
      api.reset();
    }
    const lost = world.books.attempts.filter(({ outcome }) => outcome === 'lost');
    assert.equal(lost.length, 9);
  });

  it('sends nothing that the API refuses, and lets go of what it held', async () => {
    api.setBehaviour('batches', { status: 429, times: 1 });
    const window = world.window();
    await window.start(FILES, true);
    assert.deepEqual(statesOf(only(window)), ['refused', 'refused', 'refused']);
    assert.equal(world.books.isHolding, false);
    assert.equal(world.books.sumNusd, 0);
  });

  it('writes nothing down of a whole that the budget does not allow', async () => {
    const window = world.window();
    for (const setting of ['perDayNusd', 'workspacePerMonthNusd'] as const) {
      const budget = { ...NO_BUDGET, [setting]: 1, action: 'stop' as const };
      const order = await window.order(FILES, true, { budget });
      const started = await window.driver.start(order, window.abort.signal);
      assert.equal(started.type === 'denied' && started.failure.code, 'budgetStopped');
      assert.equal(batchesSent(), 0);
      assert.equal(world.books.isHolding, false);
      assert.deepEqual(readdirSync(world.folder), []);
    }
  });

  it('keeps neither code nor answers in the clear, and books what it cannot read any more', async () => {
    api.setBatches({ ends: 'told' });
    const window = world.window();
    await window.start([{ name: 'secretSauce', refused: 0 }], true);
    const files = readdirSync(world.folder, { recursive: true, withFileTypes: true });
    const texts = files
      .filter((file) => file.isFile())
      .map(({ parentPath, name }) => readFileSync(join(parentPath, name), 'latin1'));
    assert.ok(texts.length >= 2);
    assert.ok(texts.every((text) => !text.includes('secretSauce') && !text.includes('demo-key')));
    world.books.settle();

    const stranger = world.window(new Fate(), Buffer.alloc(32, 1).toString('base64'));
    await stranger.driver.restore();
    api.endBatches();
    await stranger.finish();
    assert.deepEqual(statesOf(only(stranger)), ['unreadable']);
    assert.equal(world.books.sumNusd, world.billedNusd);
  });

  it('books to the nano-dollar what the API bills, whatever becomes of the files', async () => {
    const file = fc.record({
      refused: fc.integer({ min: 0, max: 3 }),
      name: fc.stringMatching(/^[a-z]{1,12}$/),
    });
    const behaviour = fc.record({
      expireFrom: fc.integer({ min: 0, max: 6 }),
      cutAfter: fc.option(fc.integer({ min: 0, max: 4 }), { nil: undefined }),
      refuses: fc.integer({ min: 0, max: 2 }),
      closes: fc.boolean(),
    });
    const files = fc.array(file, { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(files, behaviour, fc.boolean(), async (asked, how, isBatched) => {
        removeFolder(world.folder);
        api.reset();
        world = new World(temporaryFolder(), api);
        const { expireFrom, cutAfter, refuses, closes } = how;
        api.setBatches({ expireFrom, ...(cutAfter === undefined ? {} : { cutAfter }) });
        api.setBehaviour('haiku', { stop: 'refusal', times: refuses });
        let window = world.window();
        await window.start(asked, isBatched);
        if (closes && isBatched) {
          world.books.settle();
          window = world.window();
          await window.driver.restore();
        }
        await window.finish();
        assert.equal(world.books.sumNusd, world.billedNusd);
        assert.equal(world.books.isHolding, false);
        const { runs } = world.books;
        const ofRuns = [...runs.values()].reduce((sum, { costNusd }) => sum + costNusd, 0);
        assert.equal(ofRuns, world.billedNusd);
      }),
      { numRuns: 15 },
    );
  });
});

describe('a folder run that is made now', () => {
  let api: DemoApi;
  let world: World;

  before(async () => {
    api = await startDemoApi();
  });
  after(() => api.stop());
  beforeEach(() => {
    api.reset();
    world = new World(temporaryFolder(), api);
  });
  afterEach(() => removeFolder(world.folder));

  it('sends each file once, at the full price', async () => {
    const window = world.window();
    const id = await window.start(FILES, false);
    await window.finish();
    const run = window.driver.get(id);
    assert.ok(run);
    assert.deepEqual(statesOf(run), ['ready', 'ready', 'ready']);
    assert.equal(world.books.sumNusd, world.billedNusd);
    assert.equal(api.batches.length, 0);
  });

  it('is not gone on with by another window: what was not sent is let go of', async () => {
    const first = world.window();
    const id = await first.start(FILES, false);
    world.books.settle();
    const second = world.window();
    await second.driver.restore();
    await second.finish();
    const run = second.driver.get(id);
    assert.ok(run);
    assert.deepEqual(statesOf(run), ['interrupted', 'interrupted', 'interrupted']);
    assert.equal(world.books.sumNusd, 0);
    assert.equal(api.requests.length, 0);
  });

  it('stops at a cancel, and keeps what is done', async () => {
    const window = world.window();
    const id = await window.start(FILES, false);
    await window.driver.cancel(id, window.abort.signal);
    await window.finish();
    const run = window.driver.get(id);
    assert.ok(run);
    assert.deepEqual(statesOf(run), ['cancelled', 'cancelled', 'cancelled']);
    assert.equal(world.books.isHolding, false);
  });
});
