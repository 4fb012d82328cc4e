import { LOW_SATISFACTION } from '../ledger/quality.ts';
import type { LedgerRow, RowFilter, RowPage } from '../ledger/rows.ts';
import { tagsIn } from '../models/tags/runTags.ts';
import { hasTags } from '../models/tags/tagFilter.ts';
import { isAbove, tierOf } from '../models/tier.ts';
import type { MergedRowsAsked } from './mergedUsage.ts';
import { isKept, isRight, satisfactionOf } from './runSaid.ts';
import type { RunStore } from './runStore.ts';

type Condition = (index: number) => boolean;
type Words = RunStore['words'];

const ANSWER_PURPOSES = ['use', 'explore', 'control'];

/** The condition of each field of a filter that a report of exports sends. */
const CONDITIONS: {
  readonly [Name in keyof RowFilter]?: (
    value: NonNullable<RowFilter[Name]>,
    store: RunStore,
  ) => Condition;
} = {
  period: ({ firstDay, lastDay }, { numbers: { day } }) => {
    return (index) => (day[index] ?? 0) >= firstDay && (day[index] ?? 0) <= lastDay;
  },
  purpose: (purpose, store) => {
    const names = purpose === 'answers' ? ANSWER_PURPOSES : [purpose];
    const codes = names.map((name) => store.find(name));
    return (index) => codes.includes(store.words.purpose[index] ?? -1);
  },
  startTier: isWord('startTier'),
  strength: isWord('strength'),
  verdict: isWord('verdict'),
  audit: (audit, store) => {
    const code = store.find(audit);
    if (audit === 'any') return (index) => (store.words.audit[index] ?? 0) > 0;
    if (audit === 'none') return (index) => store.words.audit[index] === 0;
    return (index) => store.words.audit[index] === code;
  },
  right: (_, store) => (index) => isRight(store, index),
  satisfaction: (which, store) => (index) => {
    const content = satisfactionOf(store, index);
    return content !== undefined && (which === 'told' || content < LOW_SATISFACTION);
  },
  keptShare:
    (_, { numbers }) =>
    (index) =>
      !Number.isNaN(numbers.keptShare[index]),
  priced:
    (_, { numbers }) =>
    (index) =>
      numbers.unpriced[index] === 0,
  task: isWord('task'),
  tier: isWord('finalTier'),
  // Of the models of a run its export names the one that answered.
  model: isWord('model'),
  finalModel: isWord('model'),
  outcome: isWord('outcome'),
  unpriced:
    (isUnpriced, { numbers: { unpriced } }) =>
    (index) =>
      (unpriced[index] ?? 0) > 0 === isUnpriced,
  comparable: (isWanted, { numbers: { baseline, unpriced } }) => {
    return (index) => {
      const isComparable = !Number.isNaN(baseline[index]) && unpriced[index] === 0;
      return isComparable === isWanted;
    };
  },
  escalated: (isWanted, store) => {
    const tierAt = (column: keyof Words, index: number) => tierOf(wordAt(store, column, index));
    return (index) => isAbove(tierAt('finalTier', index), tierAt('startTier', index)) === isWanted;
  },
  kept: (kept, store) => (index) => isKept(store, index) === (kept === 'yes'),
  tags: (tags, store) => {
    const hasWanted = store.tagSets.map((set) => hasTags(tagsIn(set), tags));
    return (index) => hasWanted[store.numbers.tags[index] ?? 0] === true;
  },
};

/**
 * A page of the merged runs behind a number, newest first. Of all runs no more than a page is held beside the store.
 * @throws RangeError for what no such report asks
 */
export function mergedRows(
  store: RunStore,
  { filter, file, after, size }: MergedRowsAsked,
): RowPage {
  const conditions = conditionsOf(store, filter);
  if (file !== undefined) conditions.push((index) => store.files[index] === file);
  const { id } = store.numbers;
  const isNewer = (one: number, other: number): boolean => {
    const [ofOne, ofOther] = [id[one] ?? 0, id[other] ?? 0];
    return ofOne === ofOther ? one > other : ofOne > ofOther;
  };
  const last = after === null ? undefined : placeOf(store, after);
  const page: number[] = [];
  // The newest of a file stand at its end: most of the others need no place.
  for (let index = store.size - 1; index >= 0; index -= 1) {
    if (last !== undefined && !isNewer(last, index)) continue;
    const oldest = page.at(-1);
    if (page.length === size && oldest !== undefined && !isNewer(index, oldest)) continue;
    if (!conditions.every((isTrue) => isTrue(index))) continue;
    const place = page.findIndex((other) => isNewer(index, other));
    page.splice(place < 0 ? page.length : place, 0, index);
    if (page.length > size) page.pop();
  }
  const end = page.at(-1);
  const next =
    page.length === size && end !== undefined ? `${String(id[end])}.${String(end)}` : null;
  return { rows: page.map((index) => rowAt(store, index)), next };
}

function conditionsOf(store: RunStore, filter: RowFilter): Condition[] {
  const whole: RowFilter = { ...filter, purpose: filter.purpose ?? 'use' };
  return Object.entries(whole).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    // A field's condition takes what the field holds.
    const make = CONDITIONS[name as keyof RowFilter] as
      ((value: unknown, of: RunStore) => Condition) | undefined;
    if (make === undefined) throw new RangeError('Exports do not say that of a run');
    return [make(value, store)];
  });
}

function placeOf(store: RunStore, after: string): number {
  const [id, index = -1] = after.split('.').map(Number);
  if (store.numbers.id[index] !== id) throw new RangeError('No such page');
  return index;
}

function isWord(column: keyof Words): (word: string, store: RunStore) => Condition {
  return (word, store) => {
    const code = store.find(word);
    const codes = store.words[column];
    return (index) => codes[index] === code;
  };
}

function wordAt(store: RunStore, column: keyof Words, index: number): string {
  return store.word(store.words[column][index] ?? 0);
}

/** What an export says of a run, by the columns of the ledger's view, and the number of its file. */
function rowAt(store: RunStore, index: number): LedgerRow {
  const number = (column: keyof RunStore['numbers']): number => store.numbers[column][index] ?? 0;
  const word = (column: keyof Words): string | null => wordAt(store, column, index) || null;
  const baseline = number('baseline');
  return {
    id: number('id'),
    day: number('day'),
    task: word('task'),
    language: word('language'),
    start_tier: word('startTier'),
    final_tier: word('finalTier'),
    final_model: word('model'),
    outcome: word('outcome'),
    attempts: number('attempts'),
    cost_nusd: number('cost'),
    unpriced: number('unpriced'),
    estimated: number('estimated'),
    baseline_nusd: Number.isNaN(baseline) ? null : baseline,
    verdict: word('verdict'),
    file: store.files[index] ?? 0,
  };
}
