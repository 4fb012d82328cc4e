import type { RowFilter, RowKind } from '../ledger/rows.ts';

/** The rows that a number is made of; without a period those of the report's. */
export interface Behind {
  readonly kind: RowKind;
  readonly filter: RowFilter;
  /** Of a report of exports: the number of the file that they came from. */
  readonly file?: number | undefined;
}

/** The rows behind the numbers of all runs. */
export const BEHIND = {
  spent: { kind: 'attempts', filter: {} },
  unpriced: { kind: 'attempts', filter: { unpriced: true } },
  /** What can be compared with Opus: of these runs are the baseline, the savings and the means. */
  compared: { kind: 'runs', filter: { comparable: true } },
  /** Of these, the answers that proved wrong: their baseline is taken from the savings. */
  debited: { kind: 'runs', filter: { comparable: true, audit: 'wrong' } },
  audited: { kind: 'runs', filter: { audit: 'any' } },
  kept: { kind: 'runs', filter: { kept: 'yes' } },
  unkept: { kind: 'runs', filter: { kept: 'no' } },
  escalated: { kind: 'runs', filter: { escalated: true } },
  accepted: { kind: 'runs', filter: { outcome: 'accepted' } },
  failed: { kind: 'attempts', filter: { failed: true } },
  later: { kind: 'attempts', filter: { later: true } },
} as const satisfies Readonly<Record<string, Behind>>;
