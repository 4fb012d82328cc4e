import type { RunTags } from '../../models/tags/runTags.ts';
import { cleanTags } from '../../models/tags/runTags.ts';
import type { Sql } from '../database/sql.ts';

/** The code of a combination of tags, made when it is new; null: none. */
export function tagSetOf(sql: Sql, tags: RunTags | null | undefined): number | null {
  const clean = cleanTags(tags);
  if (clean === undefined) return null;
  const text = JSON.stringify(clean);
  sql.run('INSERT OR IGNORE INTO tag_sets (tags) VALUES (?)', [text]);
  return sql.number('SELECT id FROM tag_sets WHERE tags = ?', [text]);
}

/** Takes out combinations that no run has any more. */
export function forgetTagSets(sql: Sql): void {
  sql.run('DELETE FROM tag_sets WHERE id NOT IN (SELECT tags FROM runs WHERE tags IS NOT NULL)');
}
