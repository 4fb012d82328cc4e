import type { DayTier, Period } from '../ledger/figures.ts';
import type { Tier } from '../models/tier.ts';
import { TIERS } from '../models/tier.ts';
import {
  addDays,
  boundsOf,
  daysBetween,
  firstOfMonth,
  firstOfNextMonth,
  mondayOf,
} from './calendar.ts';

/** The stretch of time that one bar stands for. */
export type BarUnit = 'day' | 'week' | 'month';

/** A tier's part of a bar; `fromNusd` and `toNusd` are its ends above zero. */
export interface Segment {
  readonly tier: Tier;
  readonly costNusd: number;
  readonly fromNusd: number;
  readonly toNusd: number;
}

/** What was spent in one stretch of time, by tier, beside what Opus would have cost. */
export interface Bar {
  /** Local days `yyyymmdd`, both ends included. */
  readonly firstDay: number;
  readonly lastDay: number;
  /** From the bottom up; tiers without cost are left out. */
  readonly segments: readonly Segment[];
  readonly costNusd: number;
  readonly baselineNusd: number;
  readonly runs: number;
}

/** Everything that the chart draws, in money and days; pixels are the page's. */
export interface Chart {
  readonly unit: BarUnit;
  readonly bars: readonly Bar[];
  /** The tiers that have a cost, from the bottom of a stack up. */
  readonly tiers: readonly Tier[];
  /** Marks of the money axis in nUSD, from 0 to `topNusd`. */
  readonly ticks: readonly number[];
  readonly topNusd: number;
}

/** More bars than this do not fit beside each other; then they stand for weeks, then months. */
const MOST_BARS = 62;

/** The top of the axis when nothing has a price: one cent. */
const EMPTY_TOP_NUSD = 10_000_000;

/**
 * The chart of a period. Days without runs have an empty bar. With `clip` the chart begins and
 * ends with the days that have figures, for a period that is open at its ends.
 */
export function chartOf(days: readonly DayTier[], period: Period, clip: boolean): Chart {
  const range = clip ? clipped(days, period) : period;
  const unit = unitFor(range);
  const bars = new Map<number, DayTier[]>();
  for (let day = startOf(unit, range.firstDay); day <= range.lastDay; day = next(unit, day)) {
    bars.set(day, []);
  }
  for (const day of days) bars.get(startOf(unit, day.day))?.push(day);

  const tiers = TIERS.filter((tier) => days.some((day) => day.tier === tier && day.costNusd > 0));
  const drawn = [...bars].map(([firstDay, parts]) => barOf(unit, firstDay, parts, range));
  const highest = drawn.reduce((most, bar) => Math.max(most, bar.costNusd, bar.baselineNusd), 0);
  const ticks = ticksUpTo(highest === 0 ? EMPTY_TOP_NUSD : highest, 4);
  return { unit, bars: drawn, tiers, ticks, topNusd: ticks.at(-1) ?? EMPTY_TOP_NUSD };
}

/** Round marks from 0 to the first one at or above `highest`, about `count` steps of 1, 2 or 5. */
export function ticksUpTo(highest: number, count: number): readonly number[] {
  const rough = Math.max(1, highest / count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  const steps = Math.max(1, Math.ceil(highest / step));
  return Array.from({ length: steps + 1 }, (_, index) => index * step);
}

/** Which of `count` bars get a name below them, so that names of `gap` pixels do not touch. */
export function namedBars(count: number, width: number, gap: number): readonly number[] {
  if (count <= 0) return [];
  const every = Math.max(1, Math.ceil((count * gap) / Math.max(1, width)));
  const last = count - 1;
  // Counted from the end, because the latest bar is the one looked for.
  return Array.from({ length: count }, (_, index) => index).filter(
    (index) => (last - index) % every === 0,
  );
}

function clipped(days: readonly DayTier[], period: Period): Period {
  return boundsOf(days) ?? { firstDay: period.lastDay, lastDay: period.lastDay };
}

function unitFor({ firstDay, lastDay }: Period): BarUnit {
  const days = daysBetween(firstDay, lastDay);
  if (days <= MOST_BARS) return 'day';
  return days <= MOST_BARS * 7 ? 'week' : 'month';
}

function startOf(unit: BarUnit, day: number): number {
  switch (unit) {
    case 'day':
      return day;
    case 'week':
      return mondayOf(day);
    case 'month':
      return firstOfMonth(day);
  }
}

function next(unit: BarUnit, start: number): number {
  switch (unit) {
    case 'day':
      return addDays(start, 1);
    case 'week':
      return addDays(start, 7);
    case 'month':
      return firstOfNextMonth(start);
  }
}

function barOf(unit: BarUnit, start: number, parts: readonly DayTier[], range: Period): Bar {
  const segments: Segment[] = [];
  let height = 0;
  for (const tier of TIERS) {
    const costNusd = sum(parts.filter((part) => part.tier === tier).map((part) => part.costNusd));
    if (costNusd <= 0) continue;
    segments.push({ tier, costNusd, fromNusd: height, toNusd: height + costNusd });
    height += costNusd;
  }
  return {
    firstDay: Math.max(start, range.firstDay),
    lastDay: Math.min(addDays(next(unit, start), -1), range.lastDay),
    segments,
    costNusd: height,
    baselineNusd: sum(parts.map((part) => part.baselineNusd)),
    runs: sum(parts.map((part) => part.runs)),
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
