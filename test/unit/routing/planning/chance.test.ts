import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { NO_EVIDENCE } from '../../../../src/models/evidence.ts';
import { CLAUDE_TIERS } from '../../../../src/models/tier.ts';
import { policy } from '../../../../src/routing/policy/policy.ts';
import { policyHash } from '../../../../src/routing/policy/policyHash.ts';
import type { PolicyInput } from '../../../../src/routing/policy/policyInput.ts';
import type { Situation } from '../policyFixture.ts';
import { input } from '../policyFixture.ts';
import { Bench, prepared, settings } from '../support.ts';

/** Levels of a start that is well known. */
const KNOWN = {
  ...NO_EVIDENCE,
  levels: {
    task: {
      places: {
        first: { tried: 40, passed: 36, seen: 40, meanCostNusd: 0 },
        repair: { tried: 10, passed: 5, seen: 10, meanCostNusd: 0 },
        again: { tried: 0, passed: 0, seen: 0, meanCostNusd: 0 },
        above: { tried: 0, passed: 0, seen: 0, meanCostNusd: 0 },
      },
      labels: { tried: 36, passed: 36 },
      runsSince: 0,
    },
  },
};

function drawn(situation: Situation, draw: number) {
  const asked: PolicyInput = { ...input(situation), draw };
  const { moves, reason, considered, propensity } = policy(asked);
  return { start: moves[0]?.tier, why: reason.code, considered, propensity };
}

describe('what is left to chance', () => {
  it('is nothing by default, and every start is certain', () => {
    for (const draw of [0, 0.5, 0.999]) {
      const { start, propensity } = drawn({ task: 'docs' }, draw);
      assert.deepEqual([start, propensity], ['haiku', 1]);
    }
  });

  it('routing.rollout: the rest starts at Opus, says so, and is booked as a control', async () => {
    const situation = { task: 'docs', settings: { rollout: 0.8 } } as const;
    const routed = drawn(situation, 0.79);
    assert.deepEqual([routed.start, routed.propensity], ['haiku', 0.8]);
    const control = drawn(situation, 0.81);
    assert.deepEqual([control.start, control.why], ['opus', 'rollout']);
    assert.ok(Math.abs(control.propensity - 0.2) < 1e-9);
    const bench = new Bench([{ text: 'good' }], { random: () => 0.9 });
    await bench.run({ settings: settings({ rollout: 0.8 }) });
    const [run] = bench.books.runs;
    assert.equal(run?.purpose, 'control');
    assert.equal(bench.books.ended[0]?.purpose, 'control');
    assert.ok(Math.abs((run?.propensity ?? 0) - 0.2) < 1e-9);
    assert.equal(run?.policy, policyHash(settings({ rollout: 0.8 })));
  });

  it('a start that is set is left alone, and certain', () => {
    const start = { ...settings().start, docs: 'sonnet' as const };
    const set = drawn({ settings: { start, rollout: 0.1, explore: 0.5 } }, 0.99);
    assert.deepEqual([set.start, set.why, set.propensity], ['sonnet', 'start', 1]);
    const chosen = drawn({ chosen: 'haiku', settings: { rollout: 0.1 } }, 0.99);
    assert.deepEqual([chosen.start, chosen.propensity], ['haiku', 1]);
  });

  it('routing.explore: a tier of which little is known is tried, seldom enough to cost little', () => {
    const situation = {
      task: 'refactor',
      evidence: { sonnet: KNOWN },
      settings: { explore: 0.1 },
    } as const;
    const explored = drawn(situation, 0.01);
    assert.deepEqual([explored.start, explored.why], ['haiku', 'explore']);
    assert.ok(Math.abs(explored.propensity - 0.1) < 1e-9);
    const usual = drawn(situation, 0.5);
    assert.deepEqual([usual.start, usual.propensity], ['sonnet', 0.9]);
    // A tier that costs more is tried as often as that costs a fiftieth more.
    const dear = { ...situation, task: 'docs', evidence: { haiku: KNOWN } } as const;
    assert.equal(drawn(dear, 0.01).start, 'haiku');
    const tried = drawn(dear, 0);
    assert.ok(tried.start !== 'haiku' && tried.propensity < 0.01, String(tried.propensity));
    // Nor at a gate that checks the form.
    assert.equal(drawn({ ...situation, task: 'review' }, 0).start, 'sonnet');
    const careful = { ...dear, settings: { explore: 0.1, confirmAboveNusd: 1 } };
    assert.equal(drawn(careful, 0).start, 'haiku');
  });

  it('routing.explore: comes to a fiftieth of the spend at most, with what is under way', async () => {
    const situation = { task: 'refactor', evidence: { sonnet: KNOWN }, settings: { explore: 1 } };
    const at = (explored: PolicyInput['explored']) => {
      const asked: PolicyInput = { ...input({ ...situation, task: 'refactor' }), draw: 0 };
      const { moves, propensity } = policy(explored ? { ...asked, explored } : asked);
      return [moves[0]?.tier, propensity];
    };
    assert.deepEqual(at(undefined), ['haiku', 1]);
    assert.deepEqual(at({ spentNusd: 10e9, exploredNusd: 0.1e9 }), ['haiku', 1]);
    // Nothing was spent of which a share could be taken, or the share is used up: then nothing is left to chance.
    assert.deepEqual(at({ spentNusd: 0, exploredNusd: 0 }), ['sonnet', 1]);
    assert.deepEqual(at({ spentNusd: 10e9, exploredNusd: 0.2e9 }), ['sonnet', 1]);

    // Two hundred runs, of which every one would explore.
    const spend = { spentNusd: 0, exploredNusd: 0 };
    const evidence = {
      evidence: (_: unknown, tier: string) => (tier === 'sonnet' ? KNOWN : undefined),
      explored: () => spend,
    };
    const bench = new Bench([{ text: 'good' }], { evidence, random: () => 0 });
    let explored = 0;
    for (let count = 0; count < 200; count += 1) {
      await bench.run({
        prepared: prepared({ name: 'refactor' }),
        settings: settings({ explore: 1 }),
      });
      const { costNusd = 0, purpose } = bench.books.runs.at(-1) ?? {};
      spend.spentNusd += costNusd;
      if (purpose === 'explore') spend.exploredNusd += costNusd;
      if (purpose === 'explore') explored += 1;
      assert.ok(spend.exploredNusd <= 0.02 * spend.spentNusd + 1);
    }
    assert.ok(explored > 0);
  });

  it('adds up to one over all starts, whatever else decides', () => {
    const situations = fc.record({
      rollout: fc.double({ min: 0, max: 1, noNaN: true }),
      explore: fc.double({ min: 0, max: 1, noNaN: true }),
      floor: fc.option(fc.constantFrom(...CLAUDE_TIERS)),
      instruction: fc.constantFrom(undefined, 'security audit'),
      task: fc.constantFrom('docs' as const, 'refactor' as const, 'review' as const),
      isKnown: fc.boolean(),
    });
    fc.assert(
      fc.property(situations, ({ rollout, explore, floor, isKnown, ...one }) => {
        const evidence = isKnown ? { haiku: KNOWN, sonnet: KNOWN } : {};
        const situation = { ...one, evidence, settings: { rollout, explore, floor } };
        const starts = new Map<string, number>();
        for (let draw = 0; draw < 1; draw += 0.005) {
          const { start = '', propensity } = drawn(situation, draw);
          assert.ok(propensity > 0 && propensity <= 1 + 1e-9);
          const known = starts.get(start);
          if (known !== undefined) assert.ok(Math.abs(known - propensity) < 1e-9);
          starts.set(start, propensity);
        }
        const sum = [...starts.values()].reduce((all, each) => all + each, 0);
        // A branch narrower than the step may be missed.
        assert.ok(sum <= 1 + 1e-9 && sum >= 1 - 0.02, String(sum));
      }),
      { numRuns: 40 },
    );
  });

  it('is in the hash of the policy, as is every setting that decides', () => {
    const hash = policyHash(settings());
    assert.match(hash, /^[0-9a-f]{8}$/);
    assert.equal(policyHash(settings()), hash);
    assert.notEqual(policyHash(settings({ rollout: 0.9 })), hash);
    assert.notEqual(policyHash(settings({ maxAttempts: 4 })), hash);
    // What a run may cost or how it waits does not choose its route.
    assert.equal(policyHash(settings({ maxWaitMs: 1 })), hash);
  });
});
