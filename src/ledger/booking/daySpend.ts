import { firstOfMonth } from '../../models/localDay.ts';
import type { LimitedSpend, SharedSpend, SpendLimits, Spent } from '../../models/spend.ts';
import { LIMITED_SPEND } from '../../models/spend.ts';

/** What one day cost and holds, in nUSD. */
export interface DaySpend {
  /** `yyyymmdd`. */
  readonly day: number;
  /** Of this user's workspaces together, and of what was booked without one. */
  readonly machine: Spent;
  readonly workspace: Spent;
}

type Sums = { -readonly [Name in keyof Spent]: Spent[Name] };

const nothing = (): Sums => ({ spentNusd: 0, reservedNusd: 0, unpriced: 0 });

function add(sums: Sums, { spentNusd = 0, reservedNusd = 0, unpriced = 0 }: Partial<Spent>): void {
  sums.spentNusd += spentNusd;
  sums.reservedNusd += reservedNusd;
  sums.unpriced += unpriced;
}

/** Adds up what days cost, as seen from one workspace. */
export class DaySums {
  readonly #days = new Map<number, { readonly machine: Sums; readonly workspace: Sums }>();

  /** Adds to a day's sums what was spent, held (or is let go) by this workspace or by another. */
  add(day: number, change: Partial<Spent>, isOwn: boolean): void {
    let sums = this.#days.get(day);
    if (sums === undefined) {
      sums = { machine: nothing(), workspace: nothing() };
      this.#days.set(day, sums);
    }
    add(sums.machine, change);
    if (isOwn) add(sums.workspace, change);
  }

  /** Takes the place of all there was. */
  replace(days: readonly DaySpend[]): void {
    this.#days.clear();
    for (const { day, machine, workspace } of days) {
      this.#days.set(day, { machine: { ...machine }, workspace: { ...workspace } });
    }
  }

  /** A copy of what there is. */
  all(): readonly DaySpend[] {
    return [...this.#days].map(([day, { machine, workspace }]) => {
      return { day, machine: { ...machine }, workspace: { ...workspace } };
    });
  }
}

/** What may have a limit, of a local day or of its month. */
export function spendIn(days: readonly DaySpend[], name: LimitedSpend, today: number): Spent {
  const { period, of } = LIMITED_SPEND[name];
  const sums = nothing();
  for (const one of days) {
    const isIn =
      period === 'day' ? one.day === today : firstOfMonth(one.day) === firstOfMonth(today);
    if (isIn) add(sums, one[of]);
  }
  return sums;
}

/**
 * What stands against a reservation of this workspace that is in the days' sums already; null:
 * nothing, all limits are kept.
 */
export function spendBeyond(
  limits: SpendLimits,
  days: readonly DaySpend[],
  reservation: { readonly day: number; readonly heldNusd: number },
): SharedSpend | null {
  let isBeyond = false;
  const others = new Map<string, Spent>();
  for (const [name, limitNusd] of Object.entries(limits) as [LimitedSpend, number][]) {
    const { spentNusd, reservedNusd, unpriced } = spendIn(days, name, reservation.day);
    isBeyond ||= spentNusd + reservedNusd > limitNusd;
    others.set(name, { spentNusd, reservedNusd: reservedNusd - reservation.heldNusd, unpriced });
  }
  return isBeyond ? Object.fromEntries(others) : null;
}
