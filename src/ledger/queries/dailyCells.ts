import type { TagFilter } from '../../models/tags/tagFilter.ts';
import type { Sql } from '../database/sql.ts';
import type { SumName } from '../database/sums.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { Period } from '../figures.ts';
import { TOTALS } from '../figures.ts';
import { tagCondition } from './tagConditions.ts';

/** Daily sums that totals are made of, in this order. */
export const SUMMED: readonly SumName[] = [...Object.values(TOTALS), 'gated', 'gated_accepted'];

/** The sums of a day, task, tier and model: all groups of a report are made of these. */
export interface Cell {
  readonly day: number;
  readonly task: string;
  readonly tier: string;
  readonly model: string;
  /** In the order of {@link SUMMED}. */
  readonly sums: readonly number[];
}

/** The cells of a period's runs of purpose `use` with some tags, from the daily sums, which are read once. */
export function cellsOf(
  sql: Sql,
  words: WordCodes,
  { firstDay, lastDay }: Period,
  tags: TagFilter = {},
): readonly Cell[] {
  const tagged = tagCondition('daily.tags', tags);
  return sql
    .all(
      `SELECT day, task, tier, model, ${SUMMED.map((name) => `SUM(${name})`).join(', ')}
       FROM daily WHERE day BETWEEN ? AND ? AND purpose = ? ${tagged === undefined ? '' : `AND ${tagged.sql}`}
       GROUP BY day, task, tier, model`,
      [firstDay, lastDay, words.find('use'), ...(tagged?.parameters ?? [])],
    )
    .map(([day, task, tier, model, ...sums]) => ({
      day: Number(day),
      task: words.word(Number(task)),
      tier: words.word(Number(tier)),
      model: words.word(Number(model)),
      sums: sums.map(Number),
    }));
}
