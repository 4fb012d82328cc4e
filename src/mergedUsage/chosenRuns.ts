import type { Period } from '../ledger/figures.ts';
import { tagsIn } from '../models/tags/runTags.ts';
import type { TagFilter } from '../models/tags/tagFilter.ts';
import { hasTags } from '../models/tags/tagFilter.ts';
import type { RunStore } from './runStore.ts';

/** Which runs are those of a period, with some tags and one of these purposes. */
export function chosenRuns(
  store: RunStore,
  { firstDay, lastDay }: Period,
  tags: TagFilter,
  purposes: readonly string[] = ['use'],
): (index: number) => boolean {
  const codes = purposes.map((purpose) => store.find(purpose));
  const hasWanted = store.tagSets.map((set) => hasTags(tagsIn(set), tags));
  return (index) => {
    const on = store.numbers.day[index] ?? 0;
    return (
      on >= firstDay &&
      on <= lastDay &&
      codes.includes(store.words.purpose[index] ?? -1) &&
      hasWanted[store.numbers.tags[index] ?? 0] === true
    );
  };
}
