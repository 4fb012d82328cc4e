import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import type { EvidenceLevels, LevelEvidence } from '../../../../src/models/evidence.ts';
import { NO_EVIDENCE } from '../../../../src/models/evidence.ts';
import { TASK_NAMES } from '../../../../src/models/task.ts';
import type { ClaudeTier } from '../../../../src/models/tier.ts';
import { CLAUDE_TIERS } from '../../../../src/models/tier.ts';
import { policy } from '../../../../src/routing/policy/policy.ts';
import type { Situation } from '../policyFixture.ts';
import { input } from '../policyFixture.ts';
import { Bench, prepared, settings } from '../support.ts';

/** Shares of passes at a task, of so many outcomes each. */
interface Known {
  readonly first?: number;
  readonly repair?: number;
  readonly again?: number;
  readonly above?: number;
  readonly right?: number;
  readonly count?: number;
  readonly runsSince?: number;
}

function levels({ count = 40, runsSince = 0, right = 1, ...shares }: Known): EvidenceLevels {
  const place = (share: number | undefined) =>
    share === undefined
      ? { tried: 0, passed: 0, seen: 0, meanCostNusd: 0 }
      : { tried: count, passed: share * count, seen: count, meanCostNusd: 0 };
  const task: LevelEvidence = {
    places: {
      first: place(shares.first),
      repair: place(shares.repair),
      again: place(shares.again),
      above: place(shares.above),
    },
    labels: { tried: count, passed: right * count },
    runsSince,
  };
  return { task };
}

function evidence(known: Known) {
  return { ...NO_EVIDENCE, levels: levels(known) };
}

function moves(situation: Situation): readonly string[] {
  const found = policy(input(situation)).moves;
  return found.map(({ tier, samples }) => (samples ? `${samples} ${tier}` : tier));
}

const GOOD = { haiku: evidence({ first: 0.9, repair: 0.5, again: 0.1 }) };

describe('the planner', () => {
  it('repairs what a repair mends, and asks Opus at once where it does not', () => {
    assert.deepEqual(moves({ task: 'tests', evidence: GOOD })[0], 'haiku');
    const hopeless = { sonnet: evidence({ first: 0.9, repair: 0, count: 400 }) };
    assert.deepEqual(moves({ task: 'refactor', evidence: hopeless }).slice(0, 2), [
      'sonnet',
      'opus',
    ]);
  });

  it('asks for several cheap answers at once where a gate can choose between them', () => {
    const varied = { haiku: evidence({ first: 0.4, repair: 0.4, again: 0.4 }) };
    const planned = moves({ task: 'tests', evidence: varied });
    assert.ok(
      planned.some((move) => move === '3 haiku'),
      planned.join(),
    );
    assert.equal(planned.at(-1), 'opus');
    const start = { ...settings().start, review: 'haiku' as const };
    assert.ok(
      moves({ task: 'review', evidence: varied, settings: { start } }).every(
        (move) => !move.startsWith('3'),
      ),
    );
  });

  it('tries a start again that was left, once that costs little beside what was spent since', () => {
    const left = (runsSince: number) => ({
      sonnet: evidence({ first: 0.02, repair: 0, runsSince }),
      opus: evidence({ first: 0.9 }),
    });
    const start = (runsSince: number) => moves({ task: 'refactor', evidence: left(runsSince) })[0];
    // A run that begins at half of Opus's price and fails costs more than half as much again.
    assert.equal(start(3), 'opus');
    assert.equal(start(80), 'sonnet');
  });

  it('says what its moves promise, and nothing without proofs', () => {
    const known = input({ task: 'tests', evidence: GOOD });
    const { promised, estimate } = policy(known);
    assert.ok(promised && estimate && promised.costNusd < estimate.highNusd);
    assert.ok(promised.rightPercent > 90 && promised.rightPercent <= 100);
    assert.equal(promised.proofs, 40);
    assert.equal(policy(input({ task: 'tests' })).promised, undefined);
  });

  it('leaves the default map alone below the minimum of evidence', () => {
    const few = { haiku: evidence({ first: 0, repair: 0, count: 3 }) };
    assert.deepEqual(moves({ task: 'tests', evidence: few }), ['haiku', 'haiku', 'opus']);
  });

  it('raises a start whose accepted answers are known to be wrong', () => {
    const wrong = { haiku: evidence({ first: 1, right: 0.6 }), opus: evidence({ first: 0.9 }) };
    assert.notEqual(moves({ task: 'docs', evidence: wrong })[0], 'haiku');
  });

  it('begins with what is known of the model before', () => {
    const task = levels({ first: 0, repair: 0, count: 200 }).task;
    const before = task && { haiku: { ...NO_EVIDENCE, levels: { predecessor: task } } };
    // It is a beginning and no evidence of its own: the default map stands.
    assert.deepEqual(moves({ task: 'tests', evidence: before ?? {} }), ['haiku', 'haiku', 'opus']);
  });
});

const share = fc.double({ min: 0, max: 1, noNaN: true });
const knownTier = fc.option(
  fc.record({
    first: share,
    repair: share,
    again: share,
    above: share,
    right: share,
    count: fc.nat(100),
    runsSince: fc.nat(500),
  }),
  { nil: undefined },
);
const tier = fc.constantFrom(...CLAUDE_TIERS);
const situations = fc.record({
  haiku: knownTier,
  sonnet: knownTier,
  opus: knownTier,
  task: fc.constantFrom(...TASK_NAMES),
  maxAttempts: fc.integer({ min: 1, max: 6 }),
  only: fc.option(tier),
  floor: fc.option(tier),
  isPinned: fc.boolean(),
  budgetNusd: fc.option(fc.integer({ min: 0, max: 100_000_000 })),
  fates: fc.array(fc.constantFrom('good', 'bad', 'bad', 'lost'), { minLength: 1, maxLength: 9 }),
});

const PINS = {
  haiku: 'claude-haiku-4-5',
  sonnet: 'claude-sonnet-4-6',
  opus: 'claude-opus-4-8',
} as const;

describe('whatever is known', () => {
  it('bound, budget, only, floor and pins hold, and Opus is asked before giving up', async () => {
    await fc.assert(
      fc.asyncProperty(situations, async (one) => {
        const known = { haiku: one.haiku, sonnet: one.sonnet, opus: one.opus };
        const levelsAt = (at: ClaudeTier) => {
          const found = known[at];
          return found ? levels(found) : {};
        };
        let call = 0;
        const bench = new Bench(() => ({ text: one.fates[call++ % one.fates.length] ?? 'bad' }), {
          evidence: {
            evidence: () => NO_EVIDENCE,
            levels: ({ tier: at }) => levelsAt(at as ClaudeTier),
          },
        });
        const base = settings();
        const all = settings({
          maxAttempts: one.maxAttempts,
          only: { ...base.only, [one.task]: one.only },
          floor: one.floor,
          models: one.isPinned ? PINS : base.models,
          budget: { ...base.budget, perDayNusd: one.budgetNusd, action: 'stop' },
          confirmAboveNusd: 1e12,
        });
        const result = await bench.run({ settings: all, prepared: prepared({ name: one.task }) });
        const { ended } = bench.books;
        const answers = ended.filter(({ kind }) => kind !== 'secondLook');
        // Answers that are asked for at once are one move.
        const gateChooses = one.task !== 'review' && one.task !== 'explain';
        assert.ok(answers.length <= one.maxAttempts * (gateChooses ? 3 : 1));
        assert.deepEqual(
          ended.map(({ ordinal }) => ordinal),
          ended.map((_, index) => index + 1),
        );
        const rank = (at: string) => CLAUDE_TIERS.findIndex((name) => name === at);
        const ranks = answers.map((answer) => rank(answer.tier));
        assert.deepEqual(
          ranks,
          ranks.toSorted((a, b) => a - b),
        );
        if (one.only) assert.ok(answers.every((answer) => answer.tier === one.only));
        else if (one.floor) assert.ok(ranks.every((at) => at >= rank(one.floor ?? 'haiku')));
        if (one.isPinned) {
          const pinned: readonly string[] = Object.values(PINS);
          assert.ok(answers.every(({ model }) => pinned.includes(model)));
        }
        const spent = ended.reduce((sum, { costNusd }) => sum + (costNusd ?? 0), 0);
        if (one.budgetNusd !== null) assert.ok(spent <= one.budgetNusd);
        const isBudgets = result.failure?.code === 'budgetStopped';
        if (result.outcome === 'rejected' && !one.only && !isBudgets && one.maxAttempts > 1) {
          assert.equal(answers.at(-1)?.tier, 'opus');
        }
        assert.equal(result.outcome === 'accepted', result.answer !== undefined);
        assert.notEqual(result.failure?.code, 'internal');
      }),
      { numRuns: 400 },
    );
  });
});

describe('several answers at once', () => {
  const VARIED = { first: 0.3, repair: 0.3, again: 0.3 };
  const known = {
    evidence: () => NO_EVIDENCE,
    levels: ({ tier: at }: { readonly tier: string }) => (at === 'haiku' ? levels(VARIED) : {}),
  };

  it('are one move: the gate takes the first that passes, and all are booked', async () => {
    const bench = new Bench([{ text: 'good' }], { evidence: known });
    const result = await bench.run({ settings: settings({ confirmAboveNusd: 1e12 }) });
    assert.equal(result.outcome, 'accepted');
    assert.equal(result.reply, 'good');
    // The second was ended when the first had passed; what it had cost by then is booked.
    assert.deepEqual(bench.booked, ['first haiku accepted', 'first haiku cancelled']);
    assert.equal(bench.books.ended.length, bench.books.started.length);
    const cost = bench.books.ended.reduce((sum, { costNusd }) => sum + (costNusd ?? 0), 0);
    assert.equal(result.costNusd, cost);
    const late = new Bench((_, index) => ({ text: index === 1 ? 'good' : 'bad' }), {
      evidence: known,
    });
    const second = await late.run({ settings: settings({ confirmAboveNusd: 1e12 }) });
    assert.equal(second.outcome, 'accepted');
    assert.deepEqual(late.booked, ['first haiku rejected', 'first haiku accepted']);
  });

  it('are fewer where more would be asked about', async () => {
    const bench = new Bench(() => ({ text: 'bad' }), { evidence: known });
    bench.onSpendQuestion = () => 'go';
    await bench.run({ settings: settings({ confirmAboveNusd: 1 }) });
    assert.equal(bench.booked.filter((line) => line.startsWith('first')).length, 1);
  });

  it('all end when the user cancels', async () => {
    const bench: Bench = new Bench(
      (_, index) => ({
        text: 'good',
        hangs: true,
        ...(index === 1 && { on: () => bench.abort.abort() }),
      }),
      { evidence: known },
    );
    const result = await bench.run({ settings: settings({ confirmAboveNusd: 1e12 }) });
    assert.equal(result.outcome, 'cancelled');
    assert.ok(
      bench.booked.every((line) => line.endsWith('cancelled')),
      bench.booked.join(),
    );
  });
});
