import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { Pins } from '../../../src/models/catalog.ts';
import { TASK_NAMES } from '../../../src/models/task.ts';
import { CLAUDE_TIERS } from '../../../src/models/tier.ts';
import { policy } from '../../../src/routing/policy/policy.ts';
import type { Situation } from './policyFixture.ts';
import { input } from './policyFixture.ts';
import { settings, tierEvidence } from './support.ts';

function route(situation: Situation) {
  const found = policy(input(situation));
  return { ...found, start: found.moves[0]?.tier, why: found.reason.code };
}

const PINNED_SMALL: Pins = { haiku: 'claude-haiku-4-5', sonnet: null, opus: null };

describe('policy', () => {
  it('9: starts a task where it starts by default', () => {
    const starts = TASK_NAMES.map((task) => [task, route({ task }).start]);
    assert.deepEqual(Object.fromEntries(starts), {
      review: 'sonnet',
      tests: 'haiku',
      docs: 'haiku',
      refactor: 'sonnet',
      fix: 'haiku',
      explain: 'sonnet',
    });
    const { why, only, moves } = route({});
    assert.equal(why, 'default');
    assert.equal(only, false);
    assert.deepEqual(
      moves.map(({ kind, tier }) => `${kind} ${tier}`),
      ['first haiku', 'repair haiku', 'escalation opus'],
    );
  });

  it('8: raises the start to what evidence makes cheapest', () => {
    const hopeless = tierEvidence({ attempts: 60, starts: 40, startsAccepted: 1, accepted: 1 });
    const good = tierEvidence({ attempts: 40, starts: 40, startsAccepted: 39, accepted: 39 });
    const raised = route({ task: 'refactor', evidence: { sonnet: hopeless, opus: good } });
    assert.equal(raised.start, 'opus');
    assert.equal(raised.why, 'evidence');
    // What passed is counted, and not what is expected to.
    const told = { tier: 'opus', from: 'sonnet', at: 'sonnet', passPercent: 3, runs: 40 };
    assert.deepEqual(raised.reason.args, told);
    const few = tierEvidence({ attempts: 3, starts: 3 });
    assert.equal(route({ task: 'refactor', evidence: { sonnet: few } }).start, 'sonnet');
  });

  it('8: keeps a cheap start that pays even when it fails often', () => {
    const poor = tierEvidence({ attempts: 80, starts: 40, startsAccepted: 10, accepted: 20 });
    assert.equal(route({ evidence: { haiku: poor } }).start, 'haiku');
  });

  it('8: lowers the start by proofs, never by passes of a gate that checks the form', () => {
    const passed = { attempts: 50, starts: 50, startsAccepted: 50, accepted: 50 };
    const formOnly = tierEvidence({ ...passed, proven: 0 });
    const proven = tierEvidence({ ...passed, proven: 48 });
    assert.equal(route({ task: 'review', evidence: { haiku: formOnly } }).start, 'sonnet');
    const lowered = route({ task: 'review', evidence: { haiku: proven } });
    assert.equal(lowered.start, 'haiku');
    assert.equal(lowered.why, 'evidence');
    const told = { tier: 'haiku', from: 'sonnet', at: 'haiku', passPercent: 100, runs: 50 };
    assert.deepEqual(lowered.reason.args, told);
    const better = route({
      task: 'review',
      evidence: {
        haiku: tierEvidence({ ...passed, proven: 40 }),
        sonnet: tierEvidence({ ...passed, proven: 50 }),
      },
    });
    assert.equal(better.start, 'sonnet');
  });

  it('7: hears signals in the instruction and the size, and evidence does not overrule them', () => {
    const security = route({ task: 'review', instruction: 'do a security audit' });
    assert.equal(security.start, 'opus');
    assert.deepEqual(security.reason.args, { tier: 'opus', from: 'sonnet', signal: 'security' });
    assert.equal(route({ task: 'explain', instruction: 'where is the data race?' }).start, 'opus');
    assert.equal(route({ task: 'review', instruction: 'trace the races of cars' }).start, 'sonnet');
    assert.equal(route({ task: 'docs', instruction: 'mention the deadlock' }).start, 'haiku');
    assert.equal(route({ task: 'tests', lines: 2_000 }).start, 'sonnet');
    const proven = { attempts: 50, starts: 50, startsAccepted: 50, accepted: 50, proven: 50 };
    const both = route({
      task: 'review',
      instruction: 'root cause',
      evidence: { haiku: tierEvidence(proven) },
    });
    assert.equal(both.start, 'opus');
    assert.deepEqual(
      both.considered.map(({ code }) => code),
      ['signal', 'evidence', 'default'],
    );
  });

  it('6: skips a tier whose breaker is open', () => {
    const skipped = route({ shut: ['haiku'] });
    assert.equal(skipped.start, 'sonnet');
    assert.equal(skipped.why, 'breaker');
    assert.equal(route({ shut: ['haiku', 'sonnet'] }).start, 'opus');
    assert.equal(route({ shut: ['haiku', 'sonnet', 'opus'] }).start, 'haiku');
  });

  it('5: goes where the prompt fits', () => {
    const large = route({ promptTokens: 250_000, settings: { models: PINNED_SMALL } });
    assert.equal(large.start, 'sonnet');
    assert.equal(large.why, 'fit');
    assert.equal(large.reason.args['limitTokens'], 200_000);
    // Haiku 5.5 takes it, and costs a quarter of Sonnet even in its dear band.
    assert.equal(route({ promptTokens: 250_000 }).start, 'haiku');
  });

  it('5: passes over a tier that costs no less than the next', () => {
    const dear = { models: { haiku: 'claude-opus-4-8', sonnet: null, opus: null } };
    const passed = route({ settings: dear });
    assert.equal(passed.start, 'sonnet');
    assert.equal(passed.why, 'priceBand');
  });

  it('4: starts where the user has set, escalation still allowed', () => {
    const start = { ...settings().start, docs: 'sonnet' as const, review: 'haiku' as const };
    const set = route({ settings: { start } });
    assert.equal(set.start, 'sonnet');
    assert.equal(set.why, 'start');
    assert.equal(set.moves.at(-1)?.tier, 'opus');
    const low = route({ task: 'review', instruction: 'security audit', settings: { start } });
    assert.equal(low.start, 'haiku');
  });

  it('3: raises to the floor and says so', () => {
    const start = { ...settings().start, docs: 'haiku' as const };
    const floored = route({ settings: { floor: 'sonnet', start } });
    assert.equal(floored.start, 'sonnet');
    assert.deepEqual(floored.reason, { code: 'floor', args: { tier: 'sonnet', from: 'haiku' } });
    assert.equal(route({ task: 'review', settings: { floor: 'haiku' } }).why, 'default');
  });

  it('2 and 1: keeps to a tier, and the choice for this run goes first', () => {
    const only = { ...settings().only, docs: 'haiku' as const };
    const kept = route({ settings: { only, floor: 'opus' }, shut: ['haiku'] });
    assert.equal(kept.why, 'only');
    assert.ok(kept.only && kept.moves.every(({ tier }) => tier === 'haiku'));
    const chosen = route({ settings: { only }, chosen: 'sonnet' });
    assert.equal(chosen.why, 'chosen');
    assert.ok(chosen.only && chosen.moves.every(({ tier }) => tier === 'sonnet'));
  });

  it('leaves out a repair that evidence says does not pay', () => {
    const useless = tierEvidence({ attempts: 90, starts: 50, startsAccepted: 40, accepted: 41 });
    const opus = tierEvidence({ attempts: 20, starts: 20, startsAccepted: 18, accepted: 18 });
    const { moves } = route({ task: 'refactor', evidence: { sonnet: useless, opus } });
    assert.deepEqual(
      moves.map(({ kind, tier }) => `${kind} ${tier}`),
      ['first sonnet', 'escalation opus'],
    );
  });

  it('takes the middle tier on the way up only when evidence says that it pays', () => {
    const rescuing = tierEvidence({ attempts: 60, starts: 10, startsAccepted: 9, accepted: 55 });
    const haiku = tierEvidence({ attempts: 60, starts: 40, startsAccepted: 10, accepted: 10 });
    const rescued = route({ evidence: { haiku, sonnet: rescuing } });
    assert.deepEqual(
      rescued.moves.map(({ tier }) => tier),
      ['haiku', 'sonnet', 'opus'],
    );
    const plain = route({ settings: { maxAttempts: 6 }, evidence: { haiku } });
    assert.ok(plain.moves.every(({ tier }) => tier !== 'sonnet'));
  });

  it('estimates from the first attempt alone to all planned moves', () => {
    const { estimate } = route({});
    assert.ok(estimate && estimate.lowNusd < estimate.highNusd);
    assert.equal(estimate.escalationChance, null);
    const known = tierEvidence({ attempts: 50, starts: 40, startsAccepted: 36, accepted: 41 });
    const chance = route({ evidence: { haiku: known } }).estimate?.escalationChance;
    assert.ok(chance && chance > 0.01 && chance < 0.1);
    const models = { haiku: 'house-model', sonnet: null, opus: null };
    assert.equal(route({ settings: { models } }).estimate, null);
  });

  it('is bounded, explained and true to its rules, whatever it is asked', () => {
    const tier = fc.constantFrom(...CLAUDE_TIERS);
    const count = fc.nat(200);
    const evidence = fc.option(
      fc.tuple(count, count, count, count, count).map(([a, b, c, d, e]) => {
        const attempts = a + b + c;
        const accepted = Math.min(attempts, d);
        return tierEvidence({
          attempts,
          accepted,
          starts: a,
          startsAccepted: Math.min(a, accepted),
          proven: Math.min(a, accepted, e),
          meanOutputTokens: 10 * e,
          outputTokensP95: 20 * e,
        });
      }),
      { nil: undefined },
    );
    const situations = fc.record({
      task: fc.constantFrom(...TASK_NAMES),
      chosen: fc.option(tier, { nil: undefined }),
      only: fc.option(tier),
      floor: fc.option(tier),
      start: fc.constantFrom('auto' as const, ...CLAUDE_TIERS),
      shut: fc.subarray([...CLAUDE_TIERS]),
      instruction: fc.constantFrom(undefined, 'security audit', 'root cause', 'shorter'),
      lines: fc.nat(5_000),
      promptTokens: fc.nat(2_000_000),
      maxAttempts: fc.integer({ min: 1, max: 8 }),
      haiku: evidence,
      sonnet: evidence,
      opus: evidence,
    });
    fc.assert(
      fc.property(situations, (one) => {
        const base = settings();
        const found = policy(
          input({
            ...one,
            evidence: { haiku: one.haiku, sonnet: one.sonnet, opus: one.opus },
            settings: {
              only: { ...base.only, [one.task]: one.only },
              start: { ...base.start, [one.task]: one.start },
              floor: one.floor,
              maxAttempts: one.maxAttempts,
            },
            ...(one.chosen ? { chosen: one.chosen } : {}),
          }),
        );
        const [first] = found.moves;
        const kept = one.chosen ?? one.only;
        const rank = (name: string | undefined) => CLAUDE_TIERS.findIndex((t) => t === name);
        assert.ok(first && found.moves.length <= one.maxAttempts);
        assert.ok(found.considered.includes(found.reason));
        assert.equal(found.reason.args['tier'], first.tier);
        assert.equal(found.only, Boolean(kept));
        if (kept) assert.ok(found.moves.every((move) => move.tier === kept));
        else if (one.floor) assert.ok(rank(first.tier) >= rank(one.floor));
        if (!kept && one.maxAttempts > 1) assert.equal(found.moves.at(-1)?.tier, 'opus');
        const ranks = found.moves.map((move) => rank(move.tier));
        assert.deepEqual(
          ranks,
          ranks.toSorted((a, b) => a - b),
        );
      }),
    );
  });
});
