/** Money spent and held in a period, in nUSD. */
export interface Spent {
  readonly spentNusd: number;
  /** Worst cases of attempts under way, in every window. */
  readonly reservedNusd: number;
  /** Attempts whose cost is unknown. */
  readonly unpriced: number;
}

/** What all windows have spent and reserved in the periods that have a budget; null: it has none. */
export interface SharedSpend {
  readonly day: Spent | null;
  readonly month: Spent | null;
}

/** What spend and reservations of a day and a month may come to, in nUSD; null: no limit. */
export interface SpendLimits {
  readonly dayNusd: number | null;
  readonly monthNusd: number | null;
}

/** What exploring has cost of a period's spend, in nUSD. */
export interface ExploreSpend {
  /** All runs for use, those that explored among them. */
  readonly spentNusd: number;
  readonly exploredNusd: number;
}
