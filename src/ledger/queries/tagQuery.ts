import type { TagName } from '../../models/tags/runTags.ts';
import { tagsIn } from '../../models/tags/runTags.ts';
import type { TagValues } from '../../models/tags/tagFilter.ts';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { Period } from '../figures.ts';

/** So many values of a tag can be chosen from. */
const MOST_VALUES = 200;

/** The values that tags of runs for use have in a period, the dearest first; none of a tag that no run has. */
export function tagValuesOf(
  sql: Sql,
  words: WordCodes,
  { firstDay, lastDay }: Period,
): TagValues {
  const sets = sql
    .all(
      `SELECT (SELECT tags FROM tag_sets WHERE id = daily.tags), SUM(cost_nusd) FROM daily
       WHERE day BETWEEN ? AND ? AND purpose = ? GROUP BY daily.tags HAVING SUM(attempts) <> 0 OR SUM(runs) <> 0`,
      [firstDay, lastDay, words.find('use')],
    )
    .map(([text, cost]) => ({ tags: tagsIn(text), costNusd: Number(cost) }));
  const valuesOf = (name: TagName): readonly string[] => {
    const costs = new Map<string, number>();
    for (const { tags, costNusd } of sets) {
      const value = tags[name] ?? '';
      costs.set(value, (costs.get(value) ?? 0) + costNusd);
    }
    const values = [...costs]
      .toSorted(([one, a], [other, b]) => b - a || (one < other ? -1 : 1))
      .map(([value]) => value);
    const isUsed = values.some((value) => value !== '');
    return isUsed ? values.slice(0, MOST_VALUES) : [];
  };
  return {
    repository: valuesOf('repository'),
    branch: valuesOf('branch'),
    ticket: valuesOf('ticket'),
  };
}
