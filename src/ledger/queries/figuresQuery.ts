import type { TagFilter } from '../../models/tags/tagFilter.ts';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { Figures, Glance, Period } from '../figures.ts';
import { cellsOf } from './dailyCells.ts';
import { figuresFrom, glanceFrom, glancePeriod, RECENT_RUNS } from './figuresFromCells.ts';
import { recentRuns } from './recentRuns.ts';
import type { Summary } from './summary.ts';

const LAST_DAY = 9999_12_31;

/** Every number of the report, of runs with some tags, from the daily sums, which are read once. */
export function figuresOf(sql: Sql, words: WordCodes, period: Period, tags?: TagFilter): Figures {
  const asked = { period, limit: RECENT_RUNS, tags };
  const recent = recentRuns(sql, words, asked).map(({ run }) => run);
  return figuresFrom(cellsOf(sql, words, period, tags), recent, period);
}

/** What the status bar shows: today, the last 7 and the last 30 days, `today` included. */
export function glanceOf(sql: Sql, words: WordCodes, today: number): Glance {
  const period = glancePeriod(today);
  return glanceFrom(
    cellsOf(sql, words, period),
    recentRuns(sql, words, { period, limit: 1 })[0]?.run,
    today,
  );
}

/** What answers the same as the two above for the days from `firstDay` on. */
export function summaryOf(sql: Sql, words: WordCodes, firstDay: number): Summary {
  const period = { firstDay, lastDay: LAST_DAY };
  return {
    firstDay,
    cells: cellsOf(sql, words, period),
    recent: recentRuns(sql, words, { period, limit: RECENT_RUNS }),
  };
}
