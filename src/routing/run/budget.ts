import type { ArgsOf, Coded } from '../../models/codes.ts';
import type { SharedSpend, SpendLimits, Spent } from '../../models/spend.ts';
import { runNote } from '../coded.ts';
import type { SpendView } from '../ports.ts';
import type { BudgetName, RunNote, SPEND_REASONS } from '../reasons.ts';
import type { RoutingSettings } from '../settings.ts';

/** A budget that an attempt might exceed. */
export interface Objection extends Coded<BudgetName> {
  readonly args: ArgsOf<typeof SPEND_REASONS, BudgetName>;
}

/** What the budgets say of an attempt. */
export interface BudgetCheck {
  /** The budgets that the attempt's worst case would exceed. */
  readonly objections: readonly Objection[];
  /** Budgets of which 80 % are used. */
  readonly near: readonly Coded<RunNote>[];
}

const NEAR = 0.8;

/** Whether any budget is set. */
export function hasBudget({ budget }: RoutingSettings): boolean {
  return budget.perRunNusd !== null || budget.perDayNusd !== null || budget.perMonthNusd !== null;
}

/** Whether a budget is set that other runs draw on, too. */
export function hasSharedBudget({ budget }: RoutingSettings): boolean {
  return budget.perDayNusd !== null || budget.perMonthNusd !== null;
}

/** Looks at what is spent in the periods that have a budget, as of `at` (unix ms). */
export async function sharedSpend(
  { budget }: RoutingSettings,
  spend: SpendView,
  at: number,
): Promise<SharedSpend> {
  const [day, month] = await Promise.all([
    budget.perDayNusd === null ? null : spend.spent('day', at),
    budget.perMonthNusd === null ? null : spend.spent('month', at),
  ]);
  return { day, month };
}

/** As `sharedSpend`, as far as it is known at once; undefined: it is not. */
export function lastSharedSpend(
  { budget }: RoutingSettings,
  spend: SpendView,
  at: number,
): SharedSpend | undefined {
  const day = budget.perDayNusd === null ? null : spend.lastSpent?.('day', at);
  const month = budget.perMonthNusd === null ? null : spend.lastSpent?.('month', at);
  return day === undefined || month === undefined ? undefined : { day, month };
}

/**
 * The limits of the budgets that other runs draw on, too, but for those that the attempt may exceed,
 * by code; undefined: there is none.
 */
export function limitsOf(
  { budget }: RoutingSettings,
  passed: ReadonlySet<string> = new Set(),
): SpendLimits | undefined {
  const dayNusd = passed.has('budgetDay') ? null : budget.perDayNusd;
  const monthNusd = passed.has('budgetMonth') ? null : budget.perMonthNusd;
  return dayNusd === null && monthNusd === null ? undefined : { dayNusd, monthNusd };
}

/**
 * Checks an attempt's worst case against every budget that is set. `runNusd` is what the run itself
 * has cost so far. All money in nUSD.
 */
export function checkBudgets(
  settings: RoutingSettings,
  { day, month }: SharedSpend,
  runNusd: number,
  worstNusd: number,
): BudgetCheck {
  const { perRunNusd, perDayNusd, perMonthNusd } = settings.budget;
  const used = (spent: Spent | null) => (spent ? spent.spentNusd + spent.reservedNusd : 0);
  const budgets = [
    { code: 'budgetRun', limitNusd: perRunNusd, spentNusd: runNusd },
    { code: 'budgetDay', limitNusd: perDayNusd, spentNusd: used(day) },
    { code: 'budgetMonth', limitNusd: perMonthNusd, spentNusd: used(month) },
  ] as const;
  const objections: Objection[] = [];
  const near: Coded<RunNote>[] = [];
  for (const { code, limitNusd, spentNusd } of budgets) {
    if (limitNusd === null) continue;
    // What costs nothing exceeds no budget, not even one that is used up.
    if (worstNusd > 0 && spentNusd + worstNusd > limitNusd) {
      objections.push({ code, args: { limitNusd, spentNusd, worstNusd } });
    } else if (code !== 'budgetRun' && spentNusd >= NEAR * limitNusd) {
      near.push(runNote('budgetNear', { budget: code, limitNusd, spentNusd }));
    }
  }
  return { objections, near };
}
