import { tagsIn } from '../../models/tags/runTags.ts';
import type { TagValues } from '../../models/tags/tagFilter.ts';
import { tagValuesIn } from '../../models/tags/tagFilter.ts';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { Period } from '../figures.ts';

/** The values that tags of runs for use have in a period, the dearest first; none of a tag that no run has. */
export function tagValuesOf(sql: Sql, words: WordCodes, { firstDay, lastDay }: Period): TagValues {
  const sets = sql
    .all(
      `SELECT (SELECT tags FROM tag_sets WHERE id = daily.tags), SUM(cost_nusd) FROM daily
       WHERE day BETWEEN ? AND ? AND purpose = ? GROUP BY daily.tags HAVING SUM(attempts) <> 0 OR SUM(runs) <> 0`,
      [firstDay, lastDay, words.find('use')],
    )
    .map(([text, cost]) => ({ tags: tagsIn(text), costNusd: Number(cost) }));
  return tagValuesIn(sets);
}
