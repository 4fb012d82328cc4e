import type { TagFilter } from '../../models/tags/tagFilter.ts';
import { isTagFilter } from '../../models/tags/tagFilter.ts';
import { isPeriod } from '../protocol/messageChecks.ts';
import type { ReportPeriod } from '../protocol/messages.ts';
import type { Sort } from '../sorting.ts';

/** What the page remembers while it is hidden and when the window is loaded anew. */
export interface PageState {
  readonly period: ReportPeriod | undefined;
  /** The tags of the runs that are shown. */
  readonly tags: TagFilter;
  readonly scroll: number;
  /** Whether any figures with runs were shown yet. */
  readonly hasSeenRuns: boolean;
  /** The user's order, by table. */
  readonly sorts: Readonly<Record<string, Sort>>;
  /** The parts that the user has opened. */
  readonly open: readonly string[];
}

/** What the editor kept for the page; a state of another shape counts as none. */
export function pageStateFrom(kept: unknown): PageState {
  const state = isRecord(kept) ? kept : {};
  const sorts = isRecord(state['sorts']) ? Object.entries(state['sorts']) : [];
  const open: readonly unknown[] = Array.isArray(state['open']) ? state['open'] : [];
  return {
    period: isPeriod(state['period']) ? state['period'] : undefined,
    tags: isTagFilter(state['tags']) ? state['tags'] : {},
    scroll: typeof state['scroll'] === 'number' ? state['scroll'] : 0,
    hasSeenRuns: state['hasSeenRuns'] === true,
    sorts: Object.fromEntries(sorts.filter((entry): entry is [string, Sort] => isSort(entry[1]))),
    open: open.filter((id) => typeof id === 'string'),
  };
}

function isSort(value: unknown): value is Sort {
  return (
    isRecord(value) &&
    typeof value['column'] === 'string' &&
    typeof value['descending'] === 'boolean'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
