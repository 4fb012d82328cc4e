import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import type { SqlJsStatic } from 'sql.js';
import initSqlJs from 'sql.js';
import { LedgerBookkeeper } from '../../../src/ledger/booking/ledgerBookkeeper.ts';
import { Store } from '../../../src/ledger/database/store.ts';
import { SUMS } from '../../../src/ledger/database/sums.ts';
import { windowProcess } from '../../../src/ledger/folder/windowProcess.ts';
import type { JournalRecord } from '../../../src/ledger/journal/journalRecord.ts';
import { localDayIn, systemLocalDay } from '../../../src/models/localDay.ts';
import { LedgerFolder, ledgerParts } from '../../support/ledgerFolder.ts';
import { attemptEnded, attemptStarted, runEnded } from '../../support/ledgerRecords.ts';

const FROM = Date.parse('2026-10-24T20:00:00Z');
const HOUR = 3_600_000;
const localDay = localDayIn('Europe/Berlin');

const attempt = fc.record({
  kind: fc.constantFrom('escalation', 'repair', 'effort'),
  tier: fc.constantFrom('haiku', 'sonnet', 'opus'),
  cost: fc.option(fc.nat(1_000_000_000), { freq: 6 }),
  outcome: fc.constantFrom('accepted', 'rejected', 'refused', 'cancelled'),
  output: fc.nat(5_000),
  ms: fc.nat(60_000),
});

/** A run as its answers: each the attempts that it took, the first of which the user asked for. */
const run = fc.record({
  at: fc.integer({ min: FROM, max: FROM + 48 * HOUR }),
  answers: fc.array(fc.array(attempt, { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 4,
  }),
  verdict: fc.constantFrom(undefined, 'applied', 'discarded'),
});
type MadeRun = typeof run extends fc.Arbitrary<infer Made> ? Made : never;

/** What is journalled of a run: at the end of each answer, and at the very end alone. */
function recordsOf(made: MadeRun, index: number) {
  const id = made.at * 4096 + index;
  const attempts: JournalRecord[] = [];
  const ends: JournalRecord[] = [];
  const tiers = made.answers.flat().map(({ tier }) => tier);
  let ordinal = 0;
  for (const [answer, steps] of made.answers.entries()) {
    for (const [step, { kind, tier, cost, outcome, output, ms }] of steps.entries()) {
      ordinal += 1;
      // Each follow-up comes six hours after the answer before it, maybe on another day.
      const startedAt = made.at + answer * 6 * HOUR + step * 1_000;
      const common = {
        ordinal,
        kind: step > 0 ? kind : answer > 0 ? 'refine' : 'first',
        tier,
        model: `model-${tier}`,
        startedAt,
      } as const;
      const { usage } = attemptEnded(id);
      const ended = attemptEnded(id, {
        ...common,
        outcome,
        costNusd: cost,
        durationMs: ms,
        usage: { ...usage, outputTokens: output },
      });
      const day = localDay(startedAt);
      attempts.push({ t: 'attempt.started', day, attempt: attemptStarted(id, common) });
      attempts.push({ t: 'attempt.ended', day, attempt: ended });
    }
    ends.push({
      t: 'run.ended',
      day: localDay(made.at),
      run: runEnded(id, {
        startTier: tiers[0] ?? 'haiku',
        finalTier: tiers[ordinal - 1] ?? 'haiku',
        attempts: ordinal,
        baselineNusd: 1_000 * ordinal,
        durationMs: 500 * ordinal,
        endedAt: made.at + answer * 6 * HOUR + 60_000,
      }),
    });
  }
  const { verdict } = made;
  const at = made.at + 50 * HOUR;
  const said: JournalRecord[] = verdict
    ? [{ t: 'verdict', verdict: { runId: id, at, verdict } }]
    : [];
  return { attempts: [...attempts, ...said], ends };
}

const word = (code: string) => `(SELECT word FROM words WHERE id = ${code})`;
const TABLES = [
  'SELECT * FROM runs_v ORDER BY id',
  'SELECT * FROM attempts_v ORDER BY run_id, ordinal',
  `SELECT day, ${['purpose', 'task', 'language', 'tier', 'model'].map(word).join(', ')},
     ${SUMS.join(', ')} FROM daily WHERE ${SUMS.map((name) => `${name} <> 0`).join(' OR ')}
     ORDER BY 1, 2, 3, 4, 5, 6`,
  `SELECT ${word('task')}, ${word('tier')}, bucket, attempts FROM output_sizes WHERE attempts <> 0
     ORDER BY 1, 2, 3`,
];

/** All that the books know, in words, after they have heard it in this order. */
function contentsOf(engine: SqlJsStatic, records: readonly JournalRecord[]): unknown {
  const store = new Store({
    engine,
    folder: undefined,
    name: 'ledger',
    bookkeeper: new LedgerBookkeeper(365),
    process: windowProcess(),
    now: () => FROM,
    log: { info: () => undefined, warn: () => undefined, error: assert.fail },
  });
  for (let from = 0; from < records.length; from += 5) store.keep(records.slice(from, from + 5));
  const contents = store.query((sql) => TABLES.map((query) => sql.all(query)));
  store.close();
  return contents;
}

describe('Ledger: a run that is gone on with', function () {
  this.timeout(60_000);
  let engine: SqlJsStatic;

  before(async () => {
    const wasm = readFileSync(join(ledgerParts.wasmDir, 'sql-wasm.wasm'));
    engine = await initSqlJs({ wasmBinary: new Uint8Array(wasm).buffer });
  });

  it('and ended n times is in the books as if it had ended once, with all its attempts', () => {
    const orders = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), orders, (made, order) => {
        const runs = made.map(recordsOf);
        const often = runs.flatMap(({ attempts, ends }) => [...attempts, ...ends]);
        const once = runs.flatMap(({ attempts, ends }) => [...attempts, ...ends.slice(-1)]);
        const shuffled = [...often, ...often.slice(0, 7)]
          .map((record) => ({ record, place: Number(order.next().value) }))
          .sort((one, other) => one.place - other.place)
          .map(({ record }) => record);
        const expected = contentsOf(engine, once);
        assert.deepEqual(contentsOf(engine, often), expected);
        assert.deepEqual(contentsOf(engine, shuffled), expected);
      }),
      { numRuns: 20 },
    );
  });

  it('is one run in every number, and each attempt is spent once', async () => {
    const folder = await LedgerFolder.create();
    try {
      const ledger = await folder.open();
      const id = ledger.newRunId();
      const startedAt = Math.floor(id / 4096);
      const refine = { ordinal: 2, kind: 'refine', costNusd: 1_000_000 } as const;
      const spentAt = startedAt + 1;
      await ledger.attemptStarted(attemptStarted(id));
      await ledger.attemptEnded(attemptEnded(id, { durationMs: 2_000 }));
      await ledger.runEnded(runEnded(id, { baselineNusd: 16_000_000 }));
      await ledger.verdict({ runId: id, at: startedAt + 3_000, verdict: 'applied' });
      const today = systemLocalDay(startedAt);
      const days = { firstDay: today, lastDay: today };
      const evidence = () => ledger.evidence('docs', 'haiku');
      const earlier = await ledger.figures(days);
      assert.equal(evidence()?.proven, 1);

      await ledger.attemptStarted(attemptStarted(id, refine));
      const { spentNusd, reservedNusd } = await ledger.spent('day', spentAt);
      assert.deepEqual([spentNusd, reservedNusd], [3_200_000, 50_000_000]);
      await ledger.attemptEnded(attemptEnded(id, { ...refine, durationMs: 700 }));
      const end = { attempts: 2, baselineNusd: 17_000_000, endedAt: startedAt + 60_000 };
      await ledger.runEnded(runEnded(id, end));
      const { totals, recent } = await ledger.figures(days);
      assert.deepEqual(totals, {
        ...earlier.totals,
        attempts: 2,
        costNusd: 4_200_000,
        comparableCostNusd: 4_200_000,
        baselineNusd: 17_000_000,
        savedNusd: 12_800_000,
      });
      assert.deepEqual(
        recent.map(({ runId, attempts }) => [runId, attempts]),
        [[id, 2]],
      );
      assert.equal((await ledger.spent('day', spentAt)).spentNusd, 4_200_000);
      // The follow-up's answer is what was applied, and it was no start.
      const { attempts, starts, proven } = evidence() ?? assert.fail();
      assert.deepEqual([attempts, starts, proven], [1, 1, 0]);
      const judged = await ledger.rows('attempts', { judged: true }, { size: 10 });
      assert.equal(judged.rows.length, 1);
      const later = await ledger.rows('attempts', { later: true }, { size: 10 });
      assert.equal(later.rows.length, 0);
    } finally {
      await folder.remove();
    }
  });
});
