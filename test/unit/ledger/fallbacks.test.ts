import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { FallbackAnalysis, Figures, TierAttempts } from '../../../src/ledger/figures.ts';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import { systemLocalDay } from '../../../src/models/localDay.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';

const today = systemLocalDay(Date.now());
const period = { firstDay: today, lastDay: today };

/**
 * Concepts of a well-known `sonnet_opus_fallback_analysis`, by its names, and where they are here.
 * It counts calls as if each were a task; here a call is an attempt, and a task is a run.
 */
const CONCEPTS = {
  total_calls: ({ runs }) => runs,
  sonnet_attempts: (all) => tierOf(all, 'sonnet').attempts,
  sonnet_successes: (all) => tierOf(all, 'sonnet').successes,
  opus_fallbacks: (all) => tierOf(all, 'opus').fallbacks,
  success_rate_sonnet: (all) => tierOf(all, 'sonnet').successRate,
  fallback_rate: ({ fallbackRate }) => fallbackRate,
  actual_cost: ({ actualNusd }) => actualNusd,
  always_opus_cost: ({ alwaysOpusNusd }) => alwaysOpusNusd,
  savings: ({ savedNusd }) => savedNusd,
  savings_percent: ({ savedShare }) => savedShare,
  avg_cost_per_call: ({ meanNusd }) => meanNusd,
  avg_opus_cost_per_call: ({ meanOpusNusd }) => meanOpusNusd,
} as const satisfies Record<string, (analysis: FallbackAnalysis) => number | null>;

describe('Ledger: how often the cheap tiers did', function () {
  this.timeout(60_000);
  let folder: LedgerFolder;
  let ledger: BookedLedger;
  let figures: Figures;

  before(async () => {
    folder = await LedgerFolder.create();
    ledger = await folder.open();
    const book = async (
      steps: readonly (readonly ['haiku' | 'sonnet' | 'opus', boolean, number | null])[],
      baselineNusd: number | null,
    ) => {
      const id = ledger.newRunId();
      for (const [index, [tier, isAccepted, costNusd]] of steps.entries()) {
        await ledger.attemptEnded(
          attemptEnded(id, {
            ordinal: index + 1,
            kind: index === 0 ? 'first' : 'escalation',
            tier,
            model: `claude-${tier}-5-5`,
            outcome: isAccepted ? 'accepted' : 'rejected',
            costNusd,
          }),
        );
      }
      const [startTier = 'haiku'] = steps[0] ?? [];
      const [finalTier = 'haiku', isAccepted = false] = steps.at(-1) ?? [];
      const outcome = isAccepted ? 'accepted' : 'rejected';
      await ledger.runEnded(runEnded(id, { startTier, finalTier, outcome, baselineNusd }));
    };
    for (let run = 0; run < 6; run += 1) await book([['sonnet', true, 10_000]], 25_000);
    const both = [
      ['sonnet', false, 10_000],
      ['opus', true, 30_000],
    ] as const;
    await book(both, 30_000);
    await book(both, 30_000);
    await book([['haiku', true, 1_000]], 20_000);
    await book([['opus', true, 30_000]], 30_000);
    // Without a price, or without a baseline, a run is in no comparison.
    await book([['haiku', true, null]], 20_000);
    await book([['haiku', true, 1_000]], null);
    figures = await ledger.figures(period);
  });

  after(() => folder.remove());

  it('answers every concept of sonnet_opus_fallback_analysis, corrected', () => {
    const answers = Object.fromEntries(
      Object.entries(CONCEPTS).map(([name, answer]) => [name, answer(figures.fallbacks)]),
    );
    const actual = 6 * 10_000 + 2 * 40_000 + 1_000 + 30_000;
    const always = 6 * 25_000 + 2 * 30_000 + 20_000 + 30_000;
    assert.deepEqual(answers, {
      total_calls: 12,
      sonnet_attempts: 8,
      sonnet_successes: 6,
      opus_fallbacks: 2,
      success_rate_sonnet: 6 / 8,
      fallback_rate: 2 / 12,
      actual_cost: actual,
      always_opus_cost: always,
      savings: always - actual,
      savings_percent: (always - actual) / always,
      avg_cost_per_call: Math.round(actual / 10),
      avg_opus_cost_per_call: Math.round(always / 10),
    });
  });

  it('has every tier, and all of them add up to the totals', () => {
    const { fallbacks, totals } = figures;
    assert.deepEqual(
      fallbacks.byTier.map(({ tier, attempts, judged, successes }) => [
        tier,
        attempts,
        judged,
        successes,
      ]),
      [
        ['haiku', 3, 3, 3],
        ['sonnet', 8, 8, 6],
        ['opus', 3, 3, 3],
      ],
    );
    const sum = (value: (each: TierAttempts) => number) =>
      fallbacks.byTier.reduce((total, each) => total + value(each), 0);
    assert.equal(
      sum(({ attempts }) => attempts),
      totals.attempts,
    );
    assert.equal(
      sum(({ costNusd }) => costNusd),
      totals.costNusd,
    );
    assert.equal(
      sum(({ fallbacks: each }) => each),
      totals.escalations,
    );
    assert.equal(fallbacks.savedNusd, totals.savedNusd);
  });

  it('says nothing where there is nothing', async () => {
    const none = await ledger.figures({ firstDay: 20_200_101, lastDay: 20_200_102 });
    assert.deepEqual(none.fallbacks, {
      runs: 0,
      attempts: 0,
      byTier: [],
      fallbacks: 0,
      fallbackRate: null,
      comparableRuns: 0,
      actualNusd: 0,
      alwaysOpusNusd: 0,
      savedNusd: 0,
      savedShare: null,
      meanNusd: null,
      meanOpusNusd: null,
    });
  });
});

function tierOf({ byTier }: FallbackAnalysis, tier: TierAttempts['tier']): TierAttempts {
  return byTier.find((each) => each.tier === tier) ?? assert.fail(tier);
}
