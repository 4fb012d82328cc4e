import { TAG_NAMES } from '../../models/tags/runTags.ts';
import type { TagFilter } from '../../models/tags/tagFilter.ts';
import type { RunMeasure } from './runMeasures.ts';

/** What a column with the code of a combination of tags has to be; undefined: anything. */
export function tagCondition(column: string, filter: TagFilter): RunMeasure | undefined {
  const wanted = TAG_NAMES.flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [{ name, value }];
  });
  if (wanted.length === 0) return undefined;
  const parts = wanted.map(({ name, value }) => {
    const tag = `json_extract(tags, '$.${name}')`;
    return value === ''
      ? `coalesce(${column}, 0) NOT IN (SELECT id FROM tag_sets WHERE ${tag} IS NOT NULL)`
      : `${column} IN (SELECT id FROM tag_sets WHERE ${tag} = ?)`;
  });
  return {
    sql: parts.join(' AND '),
    parameters: wanted.flatMap(({ value }) => (value === '' ? [] : [value])),
  };
}
