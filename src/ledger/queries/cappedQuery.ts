import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { RowFilter } from '../rows.ts';
import type { CappedSpend } from '../trials.ts';
import type { RowCondition } from './rowConditions.ts';
import { BESIDE_ANSWERS, conditionsOf } from './rowConditions.ts';
import { keptAnswer } from './runMeasures.ts';

/** Caps that are asked about of a run, and of a day. */
const CAPS = 2;
const STEPS = [5, 2, 1] as const;

/** The highest round amounts below one, in nUSD. */
function capsBelow(mostNusd: number): readonly number[] {
  const caps: number[] = [];
  for (let unit = 10 ** Math.floor(Math.log10(mostNusd)); unit >= 1; unit /= 10) {
    caps.push(...STEPS.map((step) => step * unit).filter((cap) => cap < mostNusd));
    if (caps.length >= CAPS) break;
  }
  return caps.slice(0, CAPS);
}

/**
 * What runs for use would have come to, had no attempt begun once its run, or its local day, had cost a round amount below
 * the dearest's. A day's cost is that of all runs of the day, whatever they were for, in the order in which they began.
 */
export function cappedOf(
  sql: Sql,
  words: WordCodes,
  chosen: Pick<RowFilter, 'period' | 'tags'>,
): readonly CappedSpend[] {
  const { period } = chosen;
  const ofDays: RowFilter = { ...(period ? { period } : {}), purpose: 'any' };
  const all = {
    chosen: conditionsOf(words, { kind: 'attempts', filter: chosen }),
    ofDays: conditionsOf(words, { kind: 'attempts', filter: ofDays }),
  };
  const before = {
    run: { conditions: all.chosen, parts: 'a.run_id' },
    day: { conditions: all.ofDays, parts: 'coalesce(r.day, u.day)' },
  };
  return (['run', 'day'] as const).flatMap((scope) => {
    const { conditions, parts } = before[scope];
    const most = sql.number(
      `SELECT max(cost) FROM (SELECT sum(a.cost_nusd) AS cost FROM ${ATTEMPTS}
         WHERE ${joined(conditions)} GROUP BY ${parts})`,
      parametersOf(conditions),
    );
    const caps = capsBelow(most);
    if (caps.length === 0) return [];
    const beside = BESIDE_ANSWERS.map((kind) => words.find(kind));
    const kept = keptAnswer((word) => words.find(word));
    const sums = caps.map(
      () => 'sum(CASE WHEN before < ? THEN cost END), sum(CASE WHEN before < ? THEN is_kept END)',
    );
    const found = sql.get(
      `SELECT ${sums.join(', ')} FROM (
         SELECT coalesce(a.cost_nusd, 0) AS cost, a.before,
           coalesce(p.outcome = ? AND p.kind NOT IN (${beside.map(() => '?').join(', ')})
             AND ${kept.sql}, 0) AS is_kept
         FROM (SELECT a.*, coalesce(sum(a.cost_nusd) OVER (PARTITION BY ${parts}
             ORDER BY a.run_id, a.ordinal ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)
             AS before FROM ${ATTEMPTS} WHERE ${joined(conditions)}) AS a
           ${BESIDE_ATTEMPTS}
         WHERE ${joined(all.chosen)})`,
      [
        ...caps.flatMap((cap) => [cap, cap]),
        words.find('accepted'),
        ...beside,
        ...kept.parameters,
        ...parametersOf(conditions),
        ...parametersOf(all.chosen),
      ],
    );
    return caps.map((capNusd, index) => ({
      scope,
      capNusd,
      costNusd: Number(found?.[2 * index] ?? 0),
      kept: Number(found?.[2 * index + 1] ?? 0),
    }));
  });
}

const BESIDE_ATTEMPTS = `JOIN profiles AS p ON p.id = a.profile
  LEFT JOIN runs AS r ON r.id = a.run_id LEFT JOIN unfinished AS u ON u.run_id = a.run_id`;
const ATTEMPTS = `attempts AS a ${BESIDE_ATTEMPTS}`;

function joined(conditions: readonly RowCondition[]): string {
  return conditions.map(({ sql }) => sql).join(' AND ');
}

function parametersOf(conditions: readonly RowCondition[]) {
  return conditions.flatMap(({ parameters }) => parameters);
}
