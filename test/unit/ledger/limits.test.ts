import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { LedgerFolder, ledgerParts } from '../../support/ledgerFolder.ts';
import { attemptEnded, attemptStarted } from '../../support/ledgerRecords.ts';

/** What `attemptStarted` holds unless it is told otherwise. */
const HELD = 50_000_000;
const RESERVER = fileURLToPath(new URL('../../support/ledgerReserver.ts', import.meta.url));

describe('Ledger: limits of what is spent', function () {
  this.timeout(120_000);
  let folder: LedgerFolder;

  beforeEach(async () => {
    folder = await LedgerFolder.create();
  });

  afterEach(() => folder.remove());

  it('reserves nothing beyond a limit, and says what stands against it', async () => {
    const ledger = await folder.open();
    const [one, two] = [ledger.newRunId(), ledger.newRunId()];
    const within = { day: 2 * HELD - 1 };
    assert.equal(await ledger.attemptStarted(attemptStarted(one), within), null);
    assert.deepEqual(await ledger.attemptStarted(attemptStarted(two), within), {
      day: { spentNusd: 0, reservedNusd: HELD, unpriced: 0 },
    });
    assert.equal((await ledger.spent('day', Date.now())).reservedNusd, HELD);
  });

  it('holds what the user allowed beyond it all the same, under the same name', async () => {
    const ledger = await folder.open();
    const id = ledger.newRunId();
    const within = { month: HELD - 1 };
    const found = await ledger.attemptStarted(attemptStarted(id), within);
    assert.deepEqual(found?.month, { spentNusd: 0, reservedNusd: 0, unpriced: 0 });
    assert.equal(await ledger.attemptStarted(attemptStarted(id)), null);
    const other = await folder.open();
    for (const seer of [ledger, other]) {
      assert.equal((await seer.spent('month', Date.now())).reservedNusd, HELD);
    }
    await ledger.attemptEnded(attemptEnded(id));
    for (const seer of [ledger, other]) {
      const { spentNusd, reservedNusd } = await seer.spent('month', Date.now());
      assert.deepEqual({ spentNusd, reservedNusd }, { spentNusd: 3_200_000, reservedNusd: 0 });
    }
  });

  it('knows at once what it has written itself, and asks nobody while that is all', async () => {
    const ledger = await folder.open();
    const other = await folder.open();
    await ledger.spent('day', Date.now());
    const last = () => ledger.lastSpent('day', Date.now());
    assert.deepEqual(last(), { spentNusd: 0, reservedNusd: 0, unpriced: 0 });
    const [one, two] = [ledger.newRunId(), ledger.newRunId()];
    await ledger.attemptStarted(attemptStarted(one));
    await ledger.attemptStarted(attemptStarted(two, { reservedNusd: null }));
    assert.deepEqual(last(), { spentNusd: 0, reservedNusd: HELD, unpriced: 0 });
    await ledger.attemptEnded(attemptEnded(one));
    await ledger.attemptEnded(attemptEnded(two, { costNusd: null }));
    const all = { spentNusd: 3_200_000, reservedNusd: 0, unpriced: 1 };
    assert.deepEqual(last(), all);
    assert.deepEqual(await other.spent('day', Date.now()), all);
    assert.deepEqual(await ledger.spent('day', Date.now()), all);
  });

  it('never takes what it knows for all there is, whoever writes and whatever is tidied up', async () => {
    // The disk of every second window seems slow: they look and write by way of other threads.
    const windows = await Promise.all(
      [0, 1, 2, 3].map((index) => {
        let ticks = 0;
        return folder.open(index % 2 === 0 ? {} : { ticks: () => (ticks += 400) });
      }),
    );
    let spentNusd = 0;
    for (let round = 0; round < 12; round += 1) {
      const limit = spentNusd + 2 * HELD;
      const begun = windows.map((ledger) => ({ ledger, id: ledger.newRunId() }));
      const found = await Promise.all(
        begun.map(async ({ ledger, id }) => ({
          ledger,
          id,
          isHeld: (await ledger.attemptStarted(attemptStarted(id), { day: limit })) === null,
        })),
      );
      const held = found.filter(({ isHeld }) => isHeld);
      assert.ok(held.length <= 2, `${held.length} of two`);
      for (const { ledger, id } of held) {
        await ledger.attemptEnded(attemptEnded(id));
        spentNusd += 3_200_000;
      }
      if (round % 4 === 3) await windows[round % windows.length]?.save();
      for (const ledger of windows) {
        const { reservedNusd, ...rest } = await ledger.spent('day', Date.now());
        assert.deepEqual({ reservedNusd, ...rest }, { reservedNusd: 0, spentNusd, unpriced: 0 });
      }
    }
    assert.ok(spentNusd > 0);
  });

  it('lets those of several windows through that fit, whatever each needs, and refuses no other', async () => {
    const windows = await Promise.all([0, 1, 2].map(() => folder.open()));
    const days = ['day', 'month', 'workspaceDay', 'workspaceMonth'] as const;
    let held = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 4, max: 9 }), { minLength: windows.length, maxLength: 5 }),
        fc.integer({ min: 1, max: 30 }),
        fc.constantFrom(...days),
        async (wanted, room, of) => {
          const asked = wanted.map((reservedNusd, index) => {
            const ledger = windows[index % windows.length] ?? assert.fail();
            return { ledger, reservedNusd, id: ledger.newRunId() };
          });
          const within = { [of]: room };
          const answers = await Promise.all(
            asked.map(async ({ ledger, reservedNusd, id }) => {
              const started = attemptStarted(id, { reservedNusd });
              return {
                reservedNusd,
                ledger,
                id,
                found: await ledger.attemptStarted(started, within),
              };
            }),
          );
          const granted = answers.filter(({ found }) => found === null);
          const sum = granted.reduce((nusd, { reservedNusd }) => nusd + reservedNusd, 0);
          for (const { ledger, id } of granted) {
            await ledger.attemptEnded(attemptEnded(id, { costNusd: 0 }));
          }
          held += granted.length;
          assert.ok(sum <= room, `${sum} in ${room}`);
          for (const { found, reservedNusd } of answers) {
            if (found !== null)
              assert.ok(sum + reservedNusd > room, `${reservedNusd} beside ${sum} in ${room}`);
          }
        },
      ),
      { numRuns: 12 },
    );
    assert.ok(held > 0);
  });

  it('lets no two processes reserve what only one may', async () => {
    const limit = 7 * HELD;
    const reservers = [1, 2, 3].map(() => {
      const args = [RESERVER, folder.path, ledgerParts.workerPath, '8', String(limit)];
      const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
      const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
      return { child, next: async () => (await lines.next()).value };
    });
    try {
      for (const { next } of reservers) assert.equal(await next(), 'ready');
      for (const { child } of reservers) child.stdin.write('go\n');
      const held = await Promise.all(reservers.map(async ({ next }) => Number(await next())));
      const sum = held.reduce((one, other) => one + other, 0);
      assert.equal(sum, 7, held.join(' + '));
      const seer = await folder.open();
      const { spentNusd, reservedNusd } = await seer.spent('day', Date.now());
      assert.deepEqual({ spentNusd, reservedNusd }, { spentNusd: 0, reservedNusd: sum * HELD });
    } finally {
      await Promise.all(
        reservers.map(async ({ child }) => {
          const ended = once(child, 'exit');
          child.stdin.end();
          if (child.exitCode === null) await ended;
        }),
      );
    }
  });
});
