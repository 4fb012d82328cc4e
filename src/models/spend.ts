/** Money spent and held in a period, in nUSD. */
export interface Spent {
  readonly spentNusd: number;
  /** Worst cases of attempts under way, in every window. */
  readonly reservedNusd: number;
  /** Attempts whose cost is unknown. */
  readonly unpriced: number;
}

/**
 * What may have a limit that other runs draw on, too: a local day and its month, of this user on this
 * machine and of this workspace alone. Windows without a folder are one workspace.
 */
export const LIMITED_SPEND = {
  day: { period: 'day', of: 'machine' },
  month: { period: 'month', of: 'machine' },
  workspaceDay: { period: 'day', of: 'workspace' },
  workspaceMonth: { period: 'month', of: 'workspace' },
} as const;

export type LimitedSpend = keyof typeof LIMITED_SPEND;

/** What all windows have spent and reserved where there is a limit. */
export type SharedSpend = Readonly<Partial<Record<LimitedSpend, Spent>>>;

/** What spend and reservations may come to, in nUSD; absent: no limit. */
export type SpendLimits = Readonly<Partial<Record<LimitedSpend, number>>>;

/** What exploring has cost of a period's spend, in nUSD. */
export interface ExploreSpend {
  /** All runs for use, those that explored among them. */
  readonly spentNusd: number;
  readonly exploredNusd: number;
}
