import type { Figures, GroupTotals } from '../../ledger/figures.ts';

/** A share of a task that is another than in the period before. */
export interface WeekChange {
  readonly task: string;
  readonly figure: keyof typeof SHARES;
  readonly now: number;
  readonly before: number;
}

const SHARES = {
  passed: ({ accepted, runs }) => accepted / runs,
  keptShare: ({ kept, runs }) => kept / runs,
} as const satisfies Readonly<Record<string, (group: GroupTotals) => number>>;

/** Fewer runs of a task say nothing of it. */
export const ENOUGH_RUNS = 8;
/** Shares that differ by so much or less are told by chance alone; what halves cannot say exactly does not count. */
const MUCH = 0.05 + 1e-9;

/** What is much different from the period before, the gravest first. */
export function changesBetween(now: Figures, before: Figures): readonly WeekChange[] {
  return now.byTask
    .flatMap((here) => {
      const there = before.byTask.find(({ key }) => key === here.key);
      return there === undefined ? [] : changesOf(here, there);
    })
    .toSorted((one, other) => one.now - one.before - (other.now - other.before));
}

function changesOf(now: GroupTotals, before: GroupTotals): readonly WeekChange[] {
  if (now.runs < ENOUGH_RUNS || before.runs < ENOUGH_RUNS) return [];
  const figures = Object.keys(SHARES) as (keyof typeof SHARES)[];
  return figures.flatMap((figure) => {
    const [here, there] = [SHARES[figure](now), SHARES[figure](before)];
    const change = { task: now.key, figure, now: here, before: there };
    return Math.abs(here - there) > MUCH ? [change] : [];
  });
}
