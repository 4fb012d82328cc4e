import { startOfDayUtc } from '../../models/localDay.ts';
import type { Figures, Glance, Period, RecentRun } from '../figures.ts';
import type { Cell } from './dailyCells.ts';
import { SUMMED } from './dailyCells.ts';
import { figuresFrom, glanceFrom, glancePeriod, RECENT_RUNS } from './figuresFromCells.ts';
import type { DatedRun } from './recentRuns.ts';

const ZONE_MS = 14 * 3_600_000;

/**
 * The cells and the latest runs of the books from a day on: enough for the status bar and for the
 * report of a month, so that these need no database when a window opens.
 */
export interface Summary {
  readonly firstDay: number;
  readonly cells: readonly Cell[];
  /** The newest {@link RECENT_RUNS} of all days from `firstDay` on, newest first. */
  readonly recent: readonly DatedRun[];
}

/** What the books would answer; undefined where a summary does not reach. */
export function figuresIn(summary: Summary, period: Period): Figures | undefined {
  const recent = runsIn(summary, period, RECENT_RUNS);
  if (recent === undefined) return undefined;
  return figuresFrom(cellsIn(summary, period), recent, period);
}

/** What the books would answer; undefined where a summary does not reach. */
export function glanceIn(summary: Summary, today: number): Glance | undefined {
  const period = glancePeriod(today);
  const recent = runsIn(summary, period, 1);
  if (recent === undefined) return undefined;
  return glanceFrom(cellsIn(summary, period), recent[0], today);
}

/** A summary as JSON, with the names of its sums: a reader with others cannot use it. */
export function summaryJson({ firstDay, cells, recent }: Summary): unknown {
  return {
    sums: SUMMED,
    firstDay,
    cells: cells.map(({ day, task, tier, model, sums }) => [day, task, tier, model, ...sums]),
    recent,
  };
}

/** What {@link summaryJson} was made of; undefined when another version made it. */
export function parseSummary(json: unknown): Summary | undefined {
  // A checksum vouches for the shape: only this room writes such files.
  const { sums, firstDay, cells, recent } = json as {
    readonly sums: readonly string[];
    readonly firstDay: number;
    readonly cells: readonly (readonly [number, string, string, string, ...number[]])[];
    readonly recent: readonly DatedRun[];
  };
  if (JSON.stringify(sums) !== JSON.stringify(SUMMED)) return undefined;
  return {
    firstDay,
    cells: cells.map(([day, task, tier, model, ...values]) => ({
      day,
      task,
      tier,
      model,
      sums: values,
    })),
    recent,
  };
}

function cellsIn({ cells }: Summary, { firstDay, lastDay }: Period): readonly Cell[] {
  return cells.filter(({ day }) => day >= firstDay && day <= lastDay);
}

/** The newest runs of a period; undefined when there may be some that the summary has no room for. */
function runsIn(
  { firstDay, recent }: Summary,
  period: Period,
  limit: number,
): readonly RecentRun[] | undefined {
  if (period.firstDay < firstDay) return undefined;
  const runs = recent
    .filter(({ day }) => day >= period.firstDay && day <= period.lastDay)
    .map(({ run }) => run);
  const oldest = recent.at(-1);
  // A day may begin in another zone than the one before it: only far enough back is before it.
  const isBefore =
    oldest !== undefined && oldest.run.startedAt < startOfDayUtc(period.firstDay) - ZONE_MS;
  const isEnough = runs.length >= limit || recent.length < RECENT_RUNS || isBefore;
  return isEnough ? runs.slice(0, limit) : undefined;
}
