import assert from 'node:assert/strict';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import type { SqlJsStatic } from 'sql.js';
import type { JournalRecord } from '../../../src/ledger/journal/journalRecord.ts';
import { figuresOf } from '../../../src/ledger/queries/figuresQuery.ts';
import type { AttemptKind, AttemptOutcome, AuditLabel } from '../../../src/models/booking.ts';
import { localDayIn } from '../../../src/models/localDay.ts';
import type { Tier } from '../../../src/models/tier.ts';
import { attemptEnded, attemptStarted, runEnded } from '../../support/ledgerRecords.ts';
import { ledgerEngine, memoryBooks } from '../../support/memoryBooks.ts';

const TIERS = ['haiku', 'sonnet', 'opus', 'other'] as const;
const FROM = Date.parse('2026-10-24T00:00:00Z');

interface MadeAttempt {
  readonly tier: Tier;
  readonly cost: number | null;
  readonly outcome: AttemptOutcome;
  readonly isEstimated: boolean;
  readonly ms: number;
}

interface MadeRun {
  readonly at: number;
  /** A classifier was asked first: that is the first of the attempts. */
  readonly isClassified: boolean;
  readonly attempts: readonly MadeAttempt[];
  readonly baseline: number | null;
  readonly purpose: 'use' | 'compare';
  readonly task: 'docs' | 'review';
  readonly audit: AuditLabel | null;
}

const attempt: fc.Arbitrary<MadeAttempt> = fc.record({
  tier: fc.constantFrom(...TIERS),
  cost: fc.option(fc.nat(1_000_000_000), { freq: 6 }),
  outcome: fc.constantFrom('accepted', 'rejected', 'refused', 'truncated', 'failed', 'cancelled'),
  isEstimated: fc.boolean(),
  ms: fc.nat(60_000),
});

const run: fc.Arbitrary<MadeRun> = fc.record({
  at: fc.integer({ min: FROM, max: FROM + 4 * 86_400_000 }),
  isClassified: fc.boolean(),
  attempts: fc.array(attempt, { minLength: 1, maxLength: 4 }),
  baseline: fc.option(fc.nat(1_000_000_000)),
  purpose: fc.constantFrom('use', 'use', 'compare'),
  task: fc.constantFrom('docs', 'review'),
  audit: fc.option(fc.constantFrom('right', 'wrong', 'unsure')),
});

describe('Ledger: daily sums', function () {
  this.timeout(60_000);
  let engine: SqlJsStatic;

  before(async () => {
    engine = await ledgerEngine();
  });

  it('are the sums of the rows, in whatever order and zone runs come, and however often', () => {
    const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'UTC');
    const orders = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(fc.array(run, { maxLength: 12 }), zones, orders, (made, zone, order) => {
        const localDay = localDayIn(zone);
        const runs = made.map((each, index) => ({ ...each, id: each.at * 4096 + index }));
        const records = runs.flatMap((each) => recordsOf(each, localDay));
        const shuffled = [...records, ...records.slice(0, 5)]
          .map((record) => ({ record, place: Number(order.next().value) }))
          .sort((a, b) => a.place - b.place)
          .map(({ record }) => record);

        const store = memoryBooks(engine, FROM);
        for (let from = 0; from < shuffled.length; from += 7) {
          store.books.keep(shuffled.slice(from, from + 7));
        }
        const period = { firstDay: 20_261_024, lastDay: 20_261_026 };
        const figures = store.books.query((sql) => figuresOf(sql, store.words(sql), period));
        store.books.close();

        const counted = runs.filter((each) => {
          const day = localDay(each.at);
          return each.purpose === 'use' && day >= period.firstDay && day <= period.lastDay;
        });
        const attempts = counted.flatMap((each) => each.attempts);
        const comparable = counted.filter(
          (each) => each.baseline !== null && each.attempts.every(({ cost }) => cost !== null),
        );
        const cost = sum(attempts.map((each) => each.cost ?? 0));
        const baseline = sum(comparable.map((each) => each.baseline ?? 0));
        const comparableCost = sum(
          comparable.flatMap((each) => each.attempts.map((one) => one.cost ?? 0)),
        );
        const wrong = comparable.filter(({ audit }) => audit === 'wrong');
        const debited = sum(wrong.map((each) => each.baseline ?? 0));
        const kept = counted.filter(
          (each) => each.task === 'review' && isAccepted(each) && each.audit !== 'wrong',
        );
        const unkept = counted.filter((each) => !kept.includes(each));
        const { totals } = figures;
        assert.deepEqual(
          { ...totals },
          {
            runs: counted.length,
            accepted: counted.filter((each) => isAccepted(each)).length,
            attempts: attempts.length,
            costNusd: cost,
            unpriced: attempts.filter((each) => each.cost === null).length,
            estimated: attempts.filter((each) => each.isEstimated).length,
            comparableRuns: comparable.length,
            comparableCostNusd: comparableCost,
            baselineNusd: baseline,
            debitedNusd: debited,
            audited: counted.filter(({ audit }) => audit !== null).length,
            auditedWrong: counted.filter(({ audit }) => audit === 'wrong').length,
            kept: kept.length,
            unkeptCostNusd: sum(
              unkept.flatMap((each) => each.attempts.map((one) => one.cost ?? 0)),
            ),
            savedNusd: baseline - debited - comparableCost,
            escalations: counted.filter(isEscalated).length,
            failedCostNusd: sum(
              attempts.filter((each) => each.outcome !== 'accepted').map((each) => each.cost ?? 0),
            ),
            extraMs: sum(counted.flatMap((each) => laterOf(each).map(({ ms }) => ms))),
          },
        );
        for (const groups of [figures.byTask, figures.byTier, figures.byModel]) {
          assert.equal(sum(groups.map((group) => group.costNusd)), cost);
          assert.equal(sum(groups.map((group) => group.runs)), counted.length);
          assert.equal(sum(groups.map((group) => group.savedNusd)), totals.savedNusd);
        }
        assert.equal(sum(figures.byDay.map((each) => each.costNusd)), cost);
        assert.equal(sum(figures.byDay.map((each) => each.baselineNusd)), baseline);
        assert.equal(figures.recent.length, counted.length);
      }),
      { numRuns: 60 },
    );
  });

  it('stay exact where floating point would not', () => {
    const store = memoryBooks(engine, FROM);
    const costs = [2 ** 52, 1, 1, 1, 3];
    const records = costs.flatMap((cost, index) =>
      recordsOf(
        {
          id: FROM * 4096 + index,
          at: FROM,
          isClassified: false,
          attempts: [{ tier: 'opus', cost, outcome: 'accepted', isEstimated: false, ms: 1 }],
          baseline: null,
          purpose: 'use',
          task: 'docs',
          audit: null,
        },
        localDayIn('UTC'),
      ),
    );
    store.books.keep(records);
    const period = { firstDay: 20_261_024, lastDay: 20_261_024 };
    const { totals } = store.books.query((sql) => figuresOf(sql, store.words(sql), period));
    store.books.close();
    assert.equal(totals.costNusd, 2 ** 52 + 6);
  });
});

function recordsOf(
  made: MadeRun & { readonly id: number },
  localDay: (at: number) => number,
): JournalRecord[] {
  const day = localDay(made.at);
  const { purpose, task } = made;
  const last = made.attempts.at(-1);
  return [
    ...made.attempts.flatMap((each, index): JournalRecord[] => {
      const common = {
        ordinal: index + 1,
        kind: kindOf(made, index),
        tier: each.tier,
        model: `model-${each.tier}`,
        purpose,
        task,
      };
      return [
        { t: 'attempt.started', day, attempt: attemptStarted(made.id, common) },
        {
          t: 'attempt.ended',
          day,
          attempt: attemptEnded(made.id, {
            ...common,
            outcome: each.outcome,
            costNusd: each.cost,
            usageSource: each.isEstimated ? 'estimated' : 'reported',
            durationMs: each.ms,
          }),
        },
      ];
    }),
    {
      t: 'run.ended',
      day,
      run: runEnded(made.id, {
        purpose,
        task,
        startTier: made.attempts[0]?.tier ?? 'haiku',
        finalTier: last?.tier ?? 'haiku',
        outcome: isAccepted(made) ? 'accepted' : 'rejected',
        baselineNusd: made.baseline,
      }),
    },
    ...(made.audit === null
      ? []
      : [
          {
            t: 'audit' as const,
            audit: { runId: made.id, at: made.at + 90_000_000, label: made.audit },
          },
        ]),
  ];
}

function kindOf({ isClassified }: MadeRun, index: number): AttemptKind {
  if (isClassified && index === 0) return 'classify';
  return index === (isClassified ? 1 : 0) ? 'first' : 'escalation';
}

/** The attempts that an escalation has added. */
function laterOf(made: MadeRun): readonly MadeAttempt[] {
  return made.attempts.filter((_, index) => kindOf(made, index) === 'escalation');
}

function isAccepted(made: MadeRun): boolean {
  return made.attempts.at(-1)?.outcome === 'accepted';
}

function isEscalated(made: MadeRun): boolean {
  const rank = (tier: Tier | undefined) => ['haiku', 'sonnet', 'opus'].indexOf(tier ?? 'other');
  const [start, final] = [rank(made.attempts[0]?.tier), rank(made.attempts.at(-1)?.tier)];
  return start >= 0 && final > start;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
