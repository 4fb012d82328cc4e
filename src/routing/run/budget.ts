import type { ArgsOf, Coded } from '../../models/codes.ts';
import type { LimitedSpend, SharedSpend, SpendLimits, Spent } from '../../models/spend.ts';
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
  readonly near: readonly NearBudget[];
}

/** A budget of which most is used: what it bounds, and how it is told. */
export interface NearBudget {
  readonly of: LimitedSpend;
  readonly note: Coded<RunNote>;
}

const NEAR = 0.8;

/** The budgets that other runs draw on, too: what each holds against which spend. */
const SHARED_BUDGETS = [
  { code: 'budgetDay', of: 'day', setting: 'perDayNusd' },
  { code: 'budgetMonth', of: 'month', setting: 'perMonthNusd' },
  { code: 'budgetWorkspaceDay', of: 'workspaceDay', setting: 'workspacePerDayNusd' },
  { code: 'budgetWorkspaceMonth', of: 'workspaceMonth', setting: 'workspacePerMonthNusd' },
] as const;

/** A budget that is set and that other runs draw on, too, and the spend that it bounds. */
export interface SharedLimit {
  readonly code: (typeof SHARED_BUDGETS)[number]['code'];
  readonly of: LimitedSpend;
  readonly limitNusd: number;
}

/** The budgets that are set and that other runs draw on, too: those of the machine first. */
export function sharedLimits({ budget }: Pick<RoutingSettings, 'budget'>): readonly SharedLimit[] {
  return SHARED_BUDGETS.flatMap(({ code, of, setting }) => {
    const limitNusd = budget[setting];
    return limitNusd === null ? [] : [{ code, of, limitNusd }];
  });
}

/** Whether any budget is set. */
export function hasBudget(settings: RoutingSettings): boolean {
  return settings.budget.perRunNusd !== null || hasSharedBudget(settings);
}

/** Whether a budget is set that other runs draw on, too. */
export function hasSharedBudget(settings: RoutingSettings): boolean {
  return sharedLimits(settings).length > 0;
}

/** Looks at what is spent where there is a budget, as of `at` (unix ms). */
export async function sharedSpend(
  settings: RoutingSettings,
  spend: SpendView,
  at: number,
): Promise<SharedSpend> {
  const found = sharedLimits(settings).map(async ({ of }) => [of, await spend.spent(of, at)]);
  return Object.fromEntries(await Promise.all(found)) as SharedSpend;
}

/** As `sharedSpend`, as far as it is known at once; undefined: it is not. */
export function lastSharedSpend(
  settings: RoutingSettings,
  spend: SpendView,
  at: number,
): SharedSpend | undefined {
  const found = new Map<LimitedSpend, Spent>();
  for (const { of } of sharedLimits(settings)) {
    const last = spend.lastSpent?.(of, at);
    if (last === undefined) return undefined;
    found.set(of, last);
  }
  return Object.fromEntries(found);
}

/**
 * The limits of the budgets that other runs draw on, too, but for those that the attempt may exceed,
 * by code; undefined: there is none.
 */
export function limitsOf(
  settings: RoutingSettings,
  passed: ReadonlySet<string> = new Set(),
): SpendLimits | undefined {
  const limits = sharedLimits(settings).filter(({ code }) => !passed.has(code));
  if (limits.length === 0) return undefined;
  return Object.fromEntries(limits.map(({ of, limitNusd }) => [of, limitNusd]));
}

/**
 * Checks an attempt's worst case against every budget that is set. `runNusd` is what the run itself
 * has cost so far. All money in nUSD.
 */
export function checkBudgets(
  settings: RoutingSettings,
  spend: SharedSpend,
  runNusd: number,
  worstNusd: number,
): BudgetCheck {
  const objections: Objection[] = [];
  const near: NearBudget[] = [];
  // What costs nothing exceeds no budget, not even one that is used up.
  const exceeds = (spentNusd: number, limitNusd: number): boolean =>
    worstNusd > 0 && spentNusd + worstNusd > limitNusd;
  const { perRunNusd } = settings.budget;
  if (perRunNusd !== null && exceeds(runNusd, perRunNusd)) {
    const args = { limitNusd: perRunNusd, spentNusd: runNusd, worstNusd };
    objections.push({ code: 'budgetRun', args });
  }
  for (const { code, of, limitNusd } of sharedLimits(settings)) {
    const spentNusd = (spend[of]?.spentNusd ?? 0) + (spend[of]?.reservedNusd ?? 0);
    if (exceeds(spentNusd, limitNusd)) {
      objections.push({ code, args: { limitNusd, spentNusd, worstNusd } });
    } else if (spentNusd > 0 && spentNusd >= NEAR * limitNusd) {
      near.push({ of, note: runNote('budgetNear', { budget: code, limitNusd, spentNusd }) });
    }
  }
  return { objections, near };
}
