/** A price as the attempts name it, with where it was read and when. Rates in nUSD per token. */
export interface PriceRecord {
  readonly id: string;
  readonly provider: string;
  readonly model: string;
  /** Local day `yyyymmdd` from which it holds. */
  readonly validFrom: number;
  /** The prompt size that it is for, say `0-200000`. */
  readonly band: string;
  readonly rates: Readonly<Record<string, number>>;
  readonly source: string;
}
