import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { EvidenceLevels, TierEvidence } from '../../../../src/models/evidence.ts';
import { NO_EVIDENCE } from '../../../../src/models/evidence.ts';
import type { TaskName } from '../../../../src/models/task.ts';
import { TASK_NAMES } from '../../../../src/models/task.ts';
import type { ClaudeTier } from '../../../../src/models/tier.ts';
import { CLAUDE_TIERS } from '../../../../src/models/tier.ts';
import { frontierOf } from '../../../../src/routing/policy/frontier.ts';
import { input } from '../policyFixture.ts';
import { Bench, settings } from '../support.ts';

/** Evidence of so many first answers of which a share passes and a share of these is right. */
function known(right: number, count = 40, pass = 0.9): TierEvidence {
  const place = (passed: number) => ({ tried: count, passed, seen: count, meanCostNusd: 0 });
  const none = { tried: 0, passed: 0, seen: 0, meanCostNusd: 0 };
  const levels: EvidenceLevels = {
    task: {
      places: { first: place(pass * count), repair: none, again: none, above: none },
      labels: { tried: count, passed: right * count },
      runsSince: 0,
    },
  };
  return { ...NO_EVIDENCE, levels };
}

function task(name: TaskName, evidence: Partial<Record<ClaudeTier, TierEvidence>>, runs = 10) {
  return { input: input({ task: name, evidence }), runsPerWeek: runs };
}

describe('the frontier of cost and wrong answers', () => {
  it('goes from what is cheapest to what is right most often, with the start of today on it', () => {
    const { points, unknown } = frontierOf([
      task('docs', { haiku: known(0.98), opus: known(1) }),
      task('explain', {}),
      task('fix', {}, 0),
    ]);
    assert.deepEqual(unknown, ['explain']);
    assert.deepEqual(
      points.map(({ isToday, changes }) => [isToday, changes]),
      [
        [true, []],
        [false, [{ task: 'docs', from: 'haiku', to: 'opus' }]],
      ],
    );
    const [cheap, sure] = points;
    assert.ok(cheap && sure && cheap.weeklyNusd < sure.weeklyNusd);
    assert.ok(Math.abs(cheap.wrong.estimate - 0.02) < 0.01, String(cheap.wrong.estimate));
    assert.ok(cheap.wrong.low < 0.01 && cheap.wrong.high > 0.08);
  });

  it('shows today where something else is cheaper and better', () => {
    const { points } = frontierOf([
      task('refactor', { haiku: known(1, 40, 1), sonnet: known(0.7), opus: known(0.9) }),
    ]);
    assert.ok(points.some(({ isToday }) => isToday));
    assert.ok((points[0]?.wrong.low ?? 1) < 0.01);
  });

  it('says nothing of what is not known: no evidence, one tier alone, few labels', () => {
    assert.deepEqual(frontierOf([]), { points: [], unknown: [] });
    assert.deepEqual(frontierOf([task('docs', {})]), { points: [], unknown: ['docs'] });
    assert.equal(frontierOf([task('docs', { haiku: known(1, 7) })]).points.length, 0);
    const alone = frontierOf([task('docs', { haiku: known(1) })]);
    assert.deepEqual(
      alone.points.map(({ isToday }) => isToday),
      [true],
    );
    // Without a price nothing can be compared.
    const { input: priced, runsPerWeek } = task('docs', { haiku: known(1) });
    const plans = { ...priced.plans, opus: null };
    assert.equal(frontierOf([{ input: { ...priced, plans }, runsPerWeek }]).points.length, 0);
  });

  it('is a frontier: each dearer point is right more often, whatever the evidence', () => {
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    const tier = fc.option(fc.record({ right: share, pass: share, count: fc.nat({ max: 200 }) }));
    const tasks = fc.array(
      fc.record({ name: fc.constantFrom(...TASK_NAMES), tiers: fc.tuple(tier, tier, tier) }),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(tasks, (made) => {
        const asked = made.map(({ name, tiers }) => {
          const evidence: Partial<Record<ClaudeTier, TierEvidence>> = {};
          for (const [index, one] of tiers.entries()) {
            const at = CLAUDE_TIERS[index];
            if (at && one) evidence[at] = known(one.right, one.count, one.pass);
          }
          return task(name, evidence);
        });
        const { points } = frontierOf(asked);
        assert.ok(points.length <= 8);
        assert.equal(points.filter(({ isToday }) => isToday).length, points.length > 0 ? 1 : 0);
        const best = points.filter(({ isToday }) => !isToday);
        for (const [index, { weeklyNusd, wrong }] of best.entries()) {
          const next = best[index + 1];
          assert.ok(wrong.low >= 0 && wrong.low <= wrong.estimate + 1e-9);
          assert.ok(wrong.high <= 1 && wrong.high >= wrong.estimate - 1e-9);
          if (!next) continue;
          assert.ok(next.weeklyNusd >= weeklyNusd);
          assert.ok(next.wrong.estimate < wrong.estimate);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('comes from the runner at its models and prices, and from an empty ledger is empty', () => {
    const asked = { settings: settings(), runsPerWeek: { docs: 7 } };
    assert.deepEqual(new Bench([]).runner.frontier(asked), { points: [], unknown: ['docs'] });
    const sums = { ...NO_EVIDENCE, attempts: 40, meanInputTokens: 900, meanOutputTokens: 300 };
    const bench = new Bench([], {
      evidence: {
        evidence: () => sums,
        levels: ({ tier }) => known(tier === 'haiku' ? 0.9 : 1).levels ?? {},
      },
    });
    const { points } = bench.runner.frontier(asked);
    assert.ok(points.length >= 2 && points.every(({ weeklyNusd }) => weeklyNusd > 0));
  });
});
