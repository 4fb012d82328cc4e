import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { DiskSpeed } from '../../../src/ledger/folder/diskSpeed.ts';
import { windowProcess } from '../../../src/ledger/folder/windowProcess.ts';
import { JournalWriter } from '../../../src/ledger/journal/journalWriter.ts';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import type { SpendLimits } from '../../../src/models/spend.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, attemptStarted } from '../../support/ledgerRecords.ts';

/** What `attemptStarted` holds unless it is told otherwise. */
const HELD = 50_000_000;
const NOTHING = { spentNusd: 0, reservedNusd: 0, unpriced: 0 };

describe('Ledger: limits of what a workspace spends', function () {
  this.timeout(60_000);
  let folder: LedgerFolder;

  beforeEach(async () => {
    folder = await LedgerFolder.create();
  });

  afterEach(() => folder.remove());

  const windowOf = (workspace: string, more: { readonly processId?: number } = {}) =>
    folder.open({ folder: join(folder.path, workspace), ...more });

  it('hold for all windows of the workspace together, and for no other workspace', async () => {
    const [one, same, other] = [await windowOf('a'), await windowOf('a'), await windowOf('b')];
    const within = { workspaceDay: 2 * HELD - 1 };
    assert.equal(await one.attemptStarted(attemptStarted(one.newRunId()), within), null);
    assert.deepEqual(await same.attemptStarted(attemptStarted(same.newRunId()), within), {
      workspaceDay: { ...NOTHING, reservedNusd: HELD },
    });
    assert.equal(await other.attemptStarted(attemptStarted(other.newRunId()), within), null);
    for (const window of [one, same, other]) {
      const now = Date.now();
      assert.equal((await window.spent('workspaceMonth', now)).reservedNusd, HELD);
      assert.equal((await window.spent('month', now)).reservedNusd, 2 * HELD);
      assert.equal(window.lastSpent('workspaceDay', now)?.reservedNusd, HELD);
    }
  });

  it('stand beside those of the machine, whichever is lower', async () => {
    const [one, other] = [await windowOf('a'), await windowOf('b')];
    assert.equal(await other.attemptStarted(attemptStarted(other.newRunId())), null);
    const start = (within: SpendLimits) =>
      one.attemptStarted(attemptStarted(one.newRunId()), within);
    const beyondMachine = await start({ day: 2 * HELD - 1, workspaceDay: 9 * HELD });
    assert.deepEqual(beyondMachine?.day, { ...NOTHING, reservedNusd: HELD });
    const beyondWorkspace = await start({ day: 9 * HELD, workspaceDay: HELD - 1 });
    assert.deepEqual(beyondWorkspace?.workspaceDay, NOTHING);
    assert.equal(await start({ day: 2 * HELD, workspaceDay: HELD }), null);
  });

  it('count what a dead window of the workspace held as lost, at its estimate', async () => {
    const { pid } = spawnSync(process.execPath, ['-e', '']);
    const dead = await windowOf('a', { processId: pid });
    await dead.attemptStarted(attemptStarted(dead.newRunId()));
    const [same, other] = [await windowOf('a'), await windowOf('b')];
    const now = Date.now();
    assert.deepEqual(await same.spent('workspaceDay', now), { ...NOTHING, spentNusd: 9_000_000 });
    assert.deepEqual(await other.spent('workspaceDay', now), NOTHING);
    assert.deepEqual(await other.spent('day', now), { ...NOTHING, spentNusd: 9_000_000 });
    const found = await same.attemptStarted(attemptStarted(same.newRunId()), {
      workspaceDay: 9_000_000 + HELD - 1,
    });
    assert.equal(found?.workspaceDay?.spentNusd, 9_000_000);
  });

  it('are of the local day and month in which an attempt began, whenever it ends', async () => {
    const localDay = (at: number) =>
      Number(new Date(at).toISOString().slice(0, 10).replaceAll('-', ''));
    const ledger = await folder.open({ localDay });
    const [last, first] = [Date.UTC(2026, 10, 30, 23, 59, 59, 999), Date.UTC(2026, 11, 1)];
    const id = ledger.newRunId();
    await ledger.attemptStarted(attemptStarted(id, { startedAt: last }));
    await ledger.attemptEnded(attemptEnded(id, { startedAt: last, endedAt: first + 60_000 }));
    assert.equal((await ledger.spent('workspaceMonth', last)).spentNusd, 3_200_000);
    assert.deepEqual(await ledger.spent('workspaceMonth', first), NOTHING);
    const next = attemptStarted(ledger.newRunId(), { startedAt: first });
    const within = { workspaceDay: HELD, workspaceMonth: HELD };
    assert.equal(await ledger.attemptStarted(next, within), null);
    // The clock is put back: what begins counts in the month that it says, with all that is there.
    const again = attemptStarted(ledger.newRunId(), { startedAt: last });
    const found = await ledger.attemptStarted(again, within);
    assert.equal(found?.workspaceMonth?.spentNusd, 3_200_000);
  });

  it('hold where the books have no place of their own, as for one workspace', async () => {
    const [one, other] = [await folder.open({ folder: undefined }), await windowOf('a')];
    const same = await folder.open({ folder: undefined });
    const within = { workspaceDay: HELD };
    assert.equal(await one.attemptStarted(attemptStarted(one.newRunId()), within), null);
    assert.ok(await same.attemptStarted(attemptStarted(same.newRunId()), within));
    assert.equal(await other.attemptStarted(attemptStarted(other.newRunId()), within), null);
  });

  it('count nothing of what was booked before workspaces were told apart', async () => {
    const writer = new JournalWriter({
      folder: folder.spend,
      window: 7,
      process: windowProcess(),
      now: Date.now,
      log: folder.lines,
      disk: new DiskSpeed(() => 0),
      keepInMemory: () => assert.fail('the folder takes it'),
    });
    const ledger = await folder.open();
    const day = Number(new Date().toLocaleDateString('sv').replaceAll('-', ''));
    const record = { runId: 1, ordinal: 1, day };
    await writer.append({ t: 'spend.held', ...record, heldNusd: HELD, expectedNusd: 1 });
    await writer.append({
      t: 'spend.held',
      ...record,
      ordinal: 2,
      heldNusd: HELD,
      expectedNusd: 1,
    });
    await writer.append({ t: 'spend.settled', ...record, costNusd: 5 });
    const now = Date.now();
    assert.deepEqual(await ledger.spent('workspaceMonth', now), NOTHING);
    assert.deepEqual(await ledger.spent('month', now), {
      spentNusd: 5,
      reservedNusd: HELD,
      unpriced: 0,
    });
    await writer.close();
  });

  it('write down no place: a workspace is known by a hash', async () => {
    const ledger = await windowOf('my-secret-project');
    const id = ledger.newRunId();
    await ledger.attemptStarted(attemptStarted(id));
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.save();
    const files = readdirSync(folder.spend).filter((name) => /\.(?:jsonl|sqlite)$/.test(name));
    assert.ok(files.length >= 2, files.join());
    for (const name of files) {
      const text = readFileSync(join(folder.spend, name), 'latin1');
      assert.doesNotMatch(text, /secret|tierwise-ledger/, name);
    }
    const journal = files.find((name) => name.endsWith('.jsonl')) ?? '';
    assert.match(readFileSync(join(folder.spend, journal), 'utf8'), /"workspace":"[\da-f]{16}"/);
  });

  it('are never exceeded by what is spent and held at worst, nor are those of the machine', async () => {
    const names = ['a', 'a', 'b', 'c'] as const;
    const windows: readonly BookedLedger[] = await Promise.all(names.map((name) => windowOf(name)));
    const call = fc.record({
      window: fc.nat(names.length - 1),
      worstNusd: fc.integer({ min: 1, max: 40 }),
      /** Of the worst case, in percent; null: it stays under way. */
      cost: fc.option(fc.nat(100), { nil: null }),
    });
    const story = fc.record({
      day: fc.integer({ min: 0, max: 120 }),
      workspaceDay: fc.integer({ min: 0, max: 120 }),
      together: fc.array(fc.array(call, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
    });
    let stories = 0;
    await fc.assert(
      fc.asyncProperty(story, async ({ together, ...within }) => {
        // A month of its own for each story: nothing of the others counts in it.
        const startedAt = Date.UTC(2027, stories, 15);
        stories += 1;
        const limits = { ...within, month: within.day, workspaceMonth: within.workspaceDay };
        const used = new Map<string, number>();
        const add = (name: string, nusd: number) => used.set(name, (used.get(name) ?? 0) + nusd);
        for (const calls of together) {
          const before = new Map(used);
          const granted = await Promise.all(
            calls.map(async ({ window, worstNusd, cost }) => {
              const ledger = windows[window];
              assert.ok(ledger);
              const id = ledger.newRunId();
              const of = { startedAt, reservedNusd: worstNusd };
              const found = await ledger.attemptStarted(attemptStarted(id, of), limits);
              return { ledger, id, window, worstNusd, cost, isHeld: found === null };
            }),
          );
          const [only] = granted;
          if (granted.length === 1 && only) {
            const own = before.get(names[only.window] ?? '') ?? 0;
            const all = [...before.values()].reduce((sum, nusd) => sum + nusd, 0);
            const fits =
              own + only.worstNusd <= limits.workspaceDay && all + only.worstNusd <= limits.day;
            assert.equal(only.isHeld, fits, 'whoever is alone is let in where it fits');
          }
          for (const { window, worstNusd, isHeld } of granted) {
            if (isHeld) add(names[window] ?? '', worstNusd);
          }
          for (const [name, nusd] of used) {
            assert.ok(nusd <= limits.workspaceDay, `${name}: ${nusd} of ${limits.workspaceDay}`);
          }
          const all = [...used.values()].reduce((sum, nusd) => sum + nusd, 0);
          assert.ok(all <= limits.day, `${all} of ${limits.day}`);
          for (const { ledger, id, window, worstNusd, cost, isHeld } of granted) {
            if (!isHeld || cost === null) continue;
            const costNusd = Math.floor((worstNusd * cost) / 100);
            await ledger.attemptEnded(attemptEnded(id, { startedAt, costNusd }));
            add(names[window] ?? '', costNusd - worstNusd);
          }
        }
        if (stories % 8 === 0) await windows[stories % windows.length]?.save();
        for (const [index, ledger] of windows.entries()) {
          const { spentNusd, reservedNusd } = await ledger.spent('workspaceMonth', startedAt);
          assert.equal(spentNusd + reservedNusd, used.get(names[index] ?? '') ?? 0);
        }
      }),
      { numRuns: 40 },
    );
  });
});
