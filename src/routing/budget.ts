import type { Coded } from '../models/userError.ts';
import type { Spent, SpendView } from './ports.ts';
import type { RoutingSettings } from './settings.ts';

/** A budget that an attempt might exceed. */
export interface Objection extends Coded {
  readonly code: 'budgetRun' | 'budgetDay' | 'budgetMonth';
}

/** What the budgets say of an attempt. */
export interface BudgetCheck {
  /** The strictest budget that the attempt's worst case would exceed. */
  readonly objection: Objection | null;
  /** Budgets of which 80 % are used. */
  readonly near: readonly Coded[];
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

/**
 * Checks an attempt's worst case against every budget that is set, with what all windows have
 * spent and reserved. `runNusd` is what the run itself has cost so far. All money in nUSD.
 */
export async function checkBudgets(
  settings: RoutingSettings,
  spend: SpendView,
  at: number,
  runNusd: number,
  worstNusd: number,
): Promise<BudgetCheck> {
  const { perRunNusd, perDayNusd, perMonthNusd } = settings.budget;
  const [day, month] = await Promise.all([
    perDayNusd === null ? null : spend.spent('day', at),
    perMonthNusd === null ? null : spend.spent('month', at),
  ]);
  const used = (spent: Spent | null) => (spent ? spent.spentNusd + spent.reservedNusd : 0);
  const budgets = [
    { code: 'budgetRun', limitNusd: perRunNusd, spentNusd: runNusd },
    { code: 'budgetDay', limitNusd: perDayNusd, spentNusd: used(day) },
    { code: 'budgetMonth', limitNusd: perMonthNusd, spentNusd: used(month) },
  ] as const;
  let objection: Objection | null = null;
  const near: Coded[] = [];
  for (const { code, limitNusd, spentNusd } of budgets) {
    if (limitNusd === null) continue;
    if (spentNusd + worstNusd > limitNusd) {
      objection ??= { code, args: { limitNusd, spentNusd, worstNusd } };
    } else if (code !== 'budgetRun' && spentNusd >= NEAR * limitNusd) {
      near.push({ code: 'budgetNear', args: { budget: code, limitNusd, spentNusd } });
    }
  }
  return { objection, near };
}
