/** One row of the table. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The value should be at most this; null: there for comparison. */
  readonly target: number | null;
  /** Why it is what it is, where that needs words. */
  readonly why?: string;
}

/** Rows that belong together. */
export type Measured = readonly Figure[];
