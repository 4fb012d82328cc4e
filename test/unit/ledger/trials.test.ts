import assert from 'node:assert/strict';
import fc from 'fast-check';
import { before, describe, it } from 'mocha';
import type { SqlJsStatic } from 'sql.js';
import type { JournalRecord } from '../../../src/ledger/journal/journalRecord.ts';
import { trialsOf } from '../../../src/ledger/queries/trialsQuery.ts';
import type { Trials } from '../../../src/ledger/trials.ts';
import type { AttemptEnded, RunEnded } from '../../../src/models/booking.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';
import { ledgerEngine, memoryBooks } from '../../support/memoryBooks.ts';

const FROM = Date.parse('2026-10-24T09:00:00Z');
const DAY = 20_261_024;

describe('Ledger: what chance has tried and people have said', () => {
  let engine: SqlJsStatic;

  before(async () => {
    engine = await ledgerEngine();
  });

  const idOf = (at: number): number => (FROM + at * 60_000) * 4096 + at;

  function run(
    at: number,
    changes: Partial<RunEnded>,
    attempts: readonly Partial<AttemptEnded>[] = [{}],
  ): readonly JournalRecord[] {
    const id = idOf(at);
    const { purpose = 'use', task = 'docs' } = changes;
    return [
      ...attempts.map((attempt, place) => ({
        t: 'attempt.ended' as const,
        day: DAY,
        attempt: attemptEnded(id, { ordinal: place + 1, purpose, task, ...attempt }),
      })),
      { t: 'run.ended', day: DAY, run: runEnded(id, changes) },
    ];
  }

  function trials(records: readonly JournalRecord[], lastDay = DAY): Trials {
    const { books, words } = memoryBooks(engine, FROM);
    books.keep(records);
    const period = { firstDay: DAY, lastDay };
    const found = books.query((sql) => trialsOf(sql, words(sql), period));
    books.close();
    return found;
  }

  it('has labels of accepted answers in the order in which they were said, by model and strength', () => {
    const audit = (at: number, label: 'right' | 'wrong' | 'unsure', afterMs: number) =>
      ({ t: 'audit', audit: { runId: idOf(at), at: FROM + afterMs, label } }) as const;
    const { audits } = trials([
      ...[1, 2, 3].flatMap((at) => run(at, {})),
      ...run(4, { strength: 'proves' }),
      ...run(5, { purpose: 'compare' }),
      ...run(6, { outcome: 'rejected', strength: null }, [{ outcome: 'rejected' }]),
      audit(1, 'wrong', 9e8),
      audit(2, 'right', 8e8),
      audit(3, 'unsure', 8.5e8),
      audit(4, 'right', 9e8),
      audit(5, 'wrong', 9e8),
      audit(6, 'wrong', 9e8),
    ]);
    const said = audits.map(({ strength, model, labels }) =>
      [strength, model, ...labels].join(' '),
    );
    assert.deepEqual(said.toSorted(), [
      'checks claude-haiku-5-5 right unsure wrong',
      'proves claude-haiku-5-5 right',
    ]);
  });

  it('tells apart what was certain and what was tried, with the chance of each', () => {
    const { tried, certain } = trials([
      ...run(1, { propensity: 0.8 }),
      ...run(2, { propensity: 0.2, purpose: 'control', startTier: 'opus', finalTier: 'opus' }),
      ...run(3, { propensity: 1 }),
      ...run(4, {}),
      // Nobody knows what it cost.
      ...run(5, { propensity: 0.8 }, [{ costNusd: null, priceId: null }]),
      ...run(6, { propensity: 0.5, purpose: 'check' }),
      { t: 'verdict', verdict: { runId: idOf(3), at: FROM + 9e6, verdict: 'applied' } },
    ]);
    assert.deepEqual(
      tried.map(({ purpose, propensity, startTier, kept }) => [
        purpose,
        propensity,
        startTier,
        kept,
      ]),
      [
        ['control', 0.2, 'opus', 0],
        ['use', 0.8, 'haiku', 0],
      ],
    );
    assert.deepEqual(
      certain.map(({ runs, costNusd, kept, proven }) => [runs, costNusd, kept, proven]),
      [[2, 6_400_000, 1, 0]],
    );
  });

  it('tells apart the models that were certain and those that were tried, by what a run began with', () => {
    const older = { model: 'claude-haiku-4-5' };
    const { triedModels, certainModels, models } = trials([
      ...run(1, { modelPropensity: 0.9 }, [older]),
      ...run(2, { modelPropensity: 0.1 }, [
        { outcome: 'rejected' },
        { kind: 'escalation', tier: 'opus', model: 'claude-opus-5-5' },
      ]),
      ...run(3, {}, [older]),
      ...run(4, {}),
      ...run(5, { purpose: 'check' }),
    ]);
    assert.deepEqual(
      triedModels.map(({ startTier, model, propensity }) => [startTier, model, propensity]),
      [
        ['haiku', 'claude-haiku-5-5', 0.1],
        ['haiku', 'claude-haiku-4-5', 0.9],
      ],
    );
    assert.deepEqual(
      new Map(certainModels.map(({ model, runs, costNusd }) => [model, [runs, costNusd]])),
      new Map([
        ['claude-haiku-4-5', [1, 3_200_000]],
        ['claude-haiku-5-5', [1, 3_200_000]],
      ]),
    );
    assert.deepEqual(
      models.map(({ model, answers, passed }) => [model, answers, passed]),
      [
        ['claude-haiku-4-5', 2, 2],
        ['claude-haiku-5-5', 2, 1],
        ['claude-opus-5-5', 1, 1],
      ],
    );
  });

  it('has the models in the order in which they first answered, whenever that was', () => {
    const old = { model: 'claude-haiku-4-5' };
    const { books, words } = memoryBooks(engine, FROM);
    books.keep([
      ...run(-2_000, {}, [old]).map((record) => ({ ...record, day: DAY - 1 })),
      ...run(1, {}),
      ...run(2, {}, [old]),
    ]);
    const { models } = books.query((sql) =>
      trialsOf(sql, words(sql), { firstDay: DAY, lastDay: DAY }),
    );
    books.close();
    assert.deepEqual(
      models.map(({ model, answers }) => [model, answers]),
      [
        ['claude-haiku-4-5', 1],
        ['claude-haiku-5-5', 1],
      ],
    );
  });

  it('counts answers, and what was asked beside them with the one before', () => {
    const bad = { outcome: 'rejected', costNusd: 10 } as const;
    const { byAnswer } = trials([
      ...run(1, {}, [
        { kind: 'classify', costNusd: 1, outcome: 'accepted' },
        bad,
        { kind: 'repair', costNusd: 100 },
        { kind: 'secondLook', costNusd: 1_000, outcome: 'accepted' },
        { kind: 'refine', costNusd: 10_000 },
      ]),
      ...run(2, {}, [{ costNusd: 20 }]),
      ...[1, 2].map((at) => ({
        t: 'verdict' as const,
        verdict: { runId: idOf(at), at: FROM + 9e6, verdict: 'applied' as const },
      })),
    ]);
    assert.deepEqual(byAnswer, [
      { nth: 0, costNusd: 1, kept: 0 },
      { nth: 1, costNusd: 30, kept: 1 },
      { nth: 2, costNusd: 11_100, kept: 1 },
    ]);
  });

  it('knows what caps of a run and of a day would have left out, as a look at every attempt does', () => {
    const costs = fc.array(fc.option(fc.integer({ min: 0, max: 400 })), {
      minLength: 1,
      maxLength: 4,
    });
    const made = fc.record({
      costs,
      day: fc.integer({ min: DAY, max: DAY + 1 }),
      purpose: fc.constantFrom('use', 'use', 'check'),
      isKept: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(made, { maxLength: 12 }), (runs) => {
        const records = runs.flatMap((one, at) => {
          const attempts = one.costs.map((costNusd, place) => {
            const isLast = place === one.costs.length - 1;
            return { costNusd, outcome: isLast ? 'accepted' : 'rejected' } as const;
          });
          const verdict = { runId: idOf(at), at: FROM + 9e6, verdict: 'applied' } as const;
          return [
            ...run(at, { purpose: one.purpose }, attempts).map((record) => ({
              ...record,
              day: one.day,
            })),
            ...(one.isKept ? [{ t: 'verdict', verdict } as const] : []),
          ];
        });
        for (const { scope, capNusd, costNusd, kept } of trials(records, DAY + 1).capped) {
          const sums = { costNusd: 0, kept: 0 };
          const spent = new Map<number, number>();
          for (const [at, one] of runs.entries()) {
            for (const [place, cost] of one.costs.entries()) {
              const key = scope === 'run' ? at : one.day;
              const sofar = spent.get(key) ?? 0;
              spent.set(key, sofar + (cost ?? 0));
              if (sofar >= capNusd || one.purpose !== 'use') continue;
              sums.costNusd += cost ?? 0;
              sums.kept += one.isKept && place === one.costs.length - 1 ? 1 : 0;
            }
          }
          assert.deepEqual({ costNusd, kept }, sums, `${scope} ${capNusd}`);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('asks about the highest round amounts below the dearest run and day', () => {
    const { capped } = trials([
      ...run(1, {}, [{ costNusd: 430 }]),
      ...run(2, {}, [{ costNusd: 80 }]),
    ]);
    assert.deepEqual(
      capped.map(({ scope, capNusd }) => `${scope} ${capNusd}`),
      ['run 200', 'run 100', 'day 500', 'day 200'],
    );
    assert.deepEqual(trials(run(1, {}, [{ costNusd: null }])).capped, []);
  });
});
