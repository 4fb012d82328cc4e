import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pairedDifference, shareDifference } from '../../../src/certainty/shares.ts';
import type { ClaudeTier } from '../../../src/models/tier.ts';
import { CLAUDE_TIERS } from '../../../src/models/tier.ts';
import type { KeptChecks, Measurement } from '../../../src/strategy/measurements.ts';
import { keptIn, keptText } from '../../../src/strategy/measurements.ts';
import { resultTables } from '../../../src/strategy/resultTable.ts';
import { followingStarts } from '../../../src/strategy/startTiers.ts';

const TIERS = CLAUDE_TIERS.map((tier) => ({ tier, model: `claude-${tier}-5` }));
const COST: Readonly<Record<ClaudeTier, number>> = { haiku: 1_000, sonnet: 4_000, opus: 10_000 };

/** Cases that each tier has done right (1), wrong (0), or not at all (.). */
function measurements(rows: Partial<Record<ClaudeTier, string>>, task = 'fix' as const) {
  return CLAUDE_TIERS.flatMap((tier): readonly Measurement[] =>
    (rows[tier] ?? '').split('').flatMap((sign, at) =>
      sign === '.'
        ? []
        : [
            {
              caseId: `${at}`,
              task,
              tier,
              model: `claude-${tier}-5`,
              isRight: sign === '1',
              costNusd: COST[tier],
              at: 0,
            },
          ],
    ),
  );
}

function tablesOf(rows: Partial<Record<ClaudeTier, string>>) {
  const most = Math.max(...Object.values(rows).map(({ length }) => length));
  const cases = Array.from({ length: most }, (_, at) => ({ id: `${at}`, task: 'fix' as const }));
  return resultTables(cases, TIERS, measurements(rows));
}

describe('the difference of two shares at the same things', () => {
  it('is that of independent ones where nothing is in common, and surer where much is', () => {
    const all = pairedDifference({ both: 15, onlyOne: 0, onlyOther: 0, neither: 0 });
    const apart = shareDifference({ share: 1, of: 15 }, { share: 1, of: 15 });
    assert.deepEqual(all, apart);
    const paired = pairedDifference({ both: 40, onlyOne: 2, onlyOther: 1, neither: 57 });
    const independent = shareDifference({ share: 0.42, of: 100 }, { share: 0.41, of: 100 });
    assert.ok(paired.high - paired.low < (independent.high - independent.low) / 2);
    assert.deepEqual(pairedDifference({ both: 0, onlyOne: 0, onlyOther: 0, neither: 0 }), {
      estimate: 0,
      low: -1,
      high: 1,
    });
  });

  it('holds its estimate, stays within its bounds, and turns with the sides', () => {
    const count = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(count, count, count, count, (both, onlyOne, onlyOther, neither) => {
        const found = pairedDifference({ both, onlyOne, onlyOther, neither });
        const turned = pairedDifference({ both, onlyOne: onlyOther, onlyOther: onlyOne, neither });
        assert.ok(found.low <= found.estimate && found.estimate <= found.high);
        assert.ok(found.low >= -1 - 1e-9 && found.high <= 1 + 1e-9);
        assert.ok(Math.abs(found.low + turned.high) < 1e-9);
      }),
    );
  });

  it('covers what is true in about 95 of 100 samples, also in small ones', () => {
    for (const size of [5, 15, 30]) {
      for (const [both, onlyOne, onlyOther] of [
        [0.7, 0.1, 0.1],
        [0.5, 0.05, 0.25],
        [0.85, 0.05, 0.05],
      ] as const) {
        const covered = coverage(size, [both, onlyOne, onlyOther]);
        assert.ok(covered > 0.925, `${size} ${both}: ${covered}`);
      }
    }
  });
});

/** Exactly: the chance of every sample, added up where its interval holds the true difference. */
function coverage(of: number, [both, onlyOne, onlyOther]: readonly [number, number, number]) {
  const rest = 1 - both - onlyOne - onlyOther;
  const logs = [0];
  for (let at = 1; at <= of; at += 1) logs.push((logs[at - 1] ?? 0) + Math.log(at));
  let covered = 0;
  for (let a = 0; a <= of; a += 1) {
    for (let b = 0; a + b <= of; b += 1) {
      for (let c = 0; a + b + c <= of; c += 1) {
        const d = of - a - b - c;
        const ways = [a, b, c, d].reduce((sum, one) => sum - (logs[one] ?? 0), logs[of] ?? 0);
        const chance = Math.exp(
          ways +
            a * Math.log(both) +
            b * Math.log(onlyOne) +
            c * Math.log(onlyOther) +
            d * Math.log(rest),
        );
        const { low, high } = pairedDifference({ both: a, onlyOne: b, onlyOther: c, neither: d });
        const truth = onlyOne - onlyOther;
        if (low <= truth && truth <= high) covered += chance;
      }
    }
  }
  return covered;
}

describe('the table of a check', () => {
  it('counts what each tier did right, what that cost, and what it costs to start there', () => {
    const [table] = tablesOf({ haiku: '11011', sonnet: '11111', opus: '11110' });
    const rows = table?.rows ?? [];
    assert.deepEqual(
      rows.map(({ tier, right, of, startNusd }) => [tier, right, of, startNusd]),
      [
        // A fifth of the cases goes on to Opus.
        ['haiku', 4, 5, 1_000 + 10_000 / 5],
        ['sonnet', 5, 5, 4_000],
        ['opus', 4, 5, 10_000],
      ],
    );
    assert.deepEqual(rows[0]?.cost, { estimate: 1_000, low: 1_000, high: 1_000 });
    assert.equal(rows[0]?.againstOpus?.estimate, 0);
    assert.equal(rows[2]?.againstOpus, undefined);
    assert.deepEqual([table?.cases, table?.complete], [5, 5]);
  });

  it('of a check that was cut off says what is known, with wider intervals', () => {
    const [whole] = tablesOf({ haiku: '111111', sonnet: '111111', opus: '111111' });
    const [part] = tablesOf({ haiku: '111...', sonnet: '11....', opus: '11....' });
    assert.deepEqual([part?.cases, part?.complete], [6, 2]);
    const low = (table: typeof part) => table?.rows[0]?.share.low ?? 0;
    assert.ok(low(part) < low(whole));
    assert.equal(part?.rows[0]?.pairs, 2);
    const nothing = resultTables([{ id: '0', task: 'fix' }], TIERS, []);
    assert.deepEqual(
      nothing[0]?.rows.map(({ of, cost, startNusd }) => [of, cost, startNusd]),
      Array.from({ length: 3 }, () => [0, undefined, undefined]),
    );
  });

  it('has no cost where a price is missing, and keeps to the present models', () => {
    const found = measurements({ haiku: '111', opus: '111' });
    const cases = ['0', '1', '2'].map((id) => ({ id, task: 'fix' as const }));
    const unpriced = found.map((one) => ({ ...one, costNusd: null }));
    const [haiku] = resultTables(cases, TIERS, unpriced)[0]?.rows ?? [];
    assert.deepEqual([haiku?.of, haiku?.cost, haiku?.startNusd], [3, undefined, undefined]);
    const newer = [{ tier: 'haiku', model: 'claude-haiku-6' } as const];
    assert.equal(resultTables(cases, newer, found)[0]?.rows[0]?.of, 0);
  });
});

describe('the start tiers that follow', () => {
  const starts = (rows: Partial<Record<ClaudeTier, string>>) =>
    followingStarts(tablesOf(rows)).map((one) => `${one.task} ${one.tier} ${one.certainty}`);

  it('are the cheapest that was right as often, and say that few cases say little', () => {
    const wanted = ['fix haiku seen', 'refactor haiku seen'];
    assert.deepEqual(starts({ haiku: '11111', sonnet: '11111', opus: '11111' }), wanted);
    const many = '1'.repeat(40);
    assert.deepEqual(starts({ haiku: many, sonnet: many, opus: many }), [
      'fix haiku shown',
      'refactor haiku shown',
    ]);
  });

  it('are no cheaper tier that was right less often, unless it is shown to be as good', () => {
    assert.deepEqual(starts({ haiku: '11011', sonnet: '11111', opus: '11111' }), [
      'fix sonnet seen',
      'refactor sonnet seen',
    ]);
    assert.deepEqual(starts({ haiku: '00011', sonnet: '11110', opus: '11111' }), [
      'fix opus shown',
      'refactor opus shown',
    ]);
    const almost = `0${'1'.repeat(59)}`;
    const all = '1'.repeat(60);
    assert.deepEqual(starts({ haiku: almost, sonnet: all, opus: all }), [
      'fix haiku shown',
      'refactor haiku shown',
    ]);
  });

  it('are none where too little is known, where nobody was right, and without Opus', () => {
    assert.deepEqual(starts({ haiku: '11', sonnet: '11', opus: '11' }), []);
    assert.deepEqual(starts({ haiku: '0000', sonnet: '0000', opus: '0000' }), []);
    assert.deepEqual(starts({ haiku: '11111', sonnet: '11111' }), []);
  });

  it('speak for no task that has cases of its own', () => {
    const cases = ['0', '1', '2'].flatMap((id) => [
      { id, task: 'fix' as const },
      { id: `r${id}`, task: 'refactor' as const },
    ]);
    const found = measurements({ haiku: '111', opus: '111', sonnet: '111' });
    const tables = resultTables(cases, TIERS, found);
    assert.deepEqual(
      followingStarts(tables).map(({ task }) => task),
      ['fix'],
    );
  });

  it('never cost more than to start at Opus, and are never right less often at these cases', () => {
    const signs = fc.string({ unit: fc.constantFrom('0', '1'), minLength: 4, maxLength: 20 });
    fc.assert(
      fc.property(signs, signs, signs, (haiku, sonnet, opus) => {
        const length = Math.min(haiku.length, sonnet.length, opus.length);
        const cut = (text: string) => text.slice(0, length);
        const rows = { haiku: cut(haiku), sonnet: cut(sonnet), opus: cut(opus) };
        const tables = tablesOf(rows);
        for (const { tier } of followingStarts(tables)) {
          const row = tables[0]?.rows.find((one) => one.tier === tier);
          const best = tables[0]?.rows.find((one) => one.tier === 'opus');
          assert.ok((row?.startNusd ?? Infinity) <= (best?.startNusd ?? 0));
          assert.ok((row?.right ?? 0) >= (best?.right ?? 0) || row?.againstOpus !== undefined);
        }
      }),
    );
  });
});

describe('what is kept of checks', () => {
  const kept: KeptChecks = {
    measurements: measurements({ haiku: '10', opus: '11' }),
    last: { kind: 'history', cases: [{ id: '0', task: 'fix' }], tiers: TIERS, at: 5 },
  };

  it('is read as it was written, of each case and model the last', () => {
    assert.deepEqual(keptIn(keptText(kept)), kept);
    const again = { ...kept, measurements: [...kept.measurements, ...kept.measurements] };
    assert.deepEqual(keptIn(keptText(again)), kept);
  });

  it('is nothing where it cannot be read, and leaves out what it does not know', () => {
    const nothing = { measurements: [], last: undefined };
    for (const text of ['', '{', 'null', '7', '[]', '{"version":2,"measurements":[]}']) {
      assert.deepEqual(keptIn(text), nothing);
    }
    const [one] = kept.measurements;
    const odd = [one, { ...one, tier: 'gpt' }, { ...one, costNusd: -1 }, { ...one, task: 'x' }, 3];
    const text = JSON.stringify({ version: 1, measurements: odd, last: { kind: 'x' } });
    assert.deepEqual(keptIn(text), { measurements: [one], last: undefined });
  });
});
