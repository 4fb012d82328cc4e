import type { RunTags, TagName } from './runTags.ts';
import { LONGEST_TAG, TAG_NAMES } from './runTags.ts';

/** Which runs: those with these tags. An empty value stands for runs without that tag. */
export type TagFilter = Readonly<Partial<Record<TagName, string>>>;

/** The values that tags have in a period, the dearest first; an empty one for runs without the tag. */
export type TagValues = Readonly<Record<TagName, readonly string[]>>;

/** Whether a filter lets all runs through. */
export function isOfAll(filter: TagFilter): boolean {
  return TAG_NAMES.every((name) => filter[name] === undefined);
}

/** Whether tags are those of a filter. */
export function hasTags(tags: RunTags, filter: TagFilter): boolean {
  return TAG_NAMES.every((name) => {
    const wanted = filter[name];
    return wanted === undefined || wanted === (tags[name] ?? '');
  });
}

/** Whether a value can be a filter by tags. */
export function isTagFilter(value: unknown): value is TagFilter {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).every(
    ([name, tag]) =>
      TAG_NAMES.some((known) => known === name) &&
      typeof tag === 'string' &&
      tag.length <= LONGEST_TAG,
  );
}

/** So many values of a tag can be chosen from. */
const MOST_VALUES = 200;

/** The values that tags have among runs with these combinations of them, by what they cost. */
export function tagValuesIn(
  sets: readonly { readonly tags: RunTags; readonly costNusd: number }[],
): TagValues {
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
