import type { Estimate, Outcome } from '../certainty/interval.ts';
import { whatIfShare, whatIfTotal } from '../certainty/whatIf.ts';
import type { Figures } from '../ledger/figures.ts';
import type { Outcomes, Trials } from '../ledger/trials.ts';
import type { Behind } from './behind.ts';
import { mapped } from './estimateCell.ts';
import type { Format } from './format.ts';
import type { Words } from './tables.ts';

/** What would have been, beside what was; money in nUSD. */
export interface Alternative {
  readonly name: string;
  readonly detail?: string;
  /** The runs that are spoken of, and all that there are. */
  readonly runs: number;
  readonly of: number;
  readonly was: number;
  readonly cost: Estimate;
  /** Share of the runs; undefined: it is not spoken of. */
  readonly kept?: Estimate;
  readonly wasBehind: Behind;
  readonly behind: Behind;
}

/** What alternatives are made of. */
export interface Told {
  readonly figures: Figures;
  readonly trials: Trials;
  readonly words: Words;
  readonly format: Format;
}

/** What no record tells: all attempts, and too little known of what they would have been. */
export function unknownAlternative(
  { figures }: Told,
  names: Pick<Alternative, 'name' | 'detail'>,
): Alternative {
  const { runs, costNusd: was } = figures.totals;
  const behind: Behind = { kind: 'attempts', filter: {} };
  const cost: Estimate = { known: 'tooLittle', effective: 0 };
  return { ...names, runs, of: runs, was, cost, wasBehind: behind, behind };
}

/** A run that chance has chosen something of, with its chance. */
type Chosen = Outcomes & { readonly propensity: number };
/** Runs of which it was certain. */
type Certain = Outcomes & { readonly runs: number };

/** Runs by whether they were, or could have been, as is asked. */
interface Groups {
  /** Certainly so. */
  readonly sure: readonly Certain[];
  /** Certainly or otherwise. */
  readonly certain: readonly Certain[];
  /** Left to chance, and those of them that were so. */
  readonly tried: readonly Chosen[];
  readonly there: readonly Chosen[];
}

/**
 * Runs that were so with certainty are as they were; those that chance has tried are known from those among them
 * that it has made so. All others could not have been, and are not spoken of.
 */
export function knownFrom({ sure, certain, tried, there }: Groups) {
  const outcomes = (of: (run: Outcomes) => number): readonly Outcome[] =>
    there.map((run) => ({ value: of(run), propensity: run.propensity }));
  const sureRuns = total(sure, ({ runs }) => runs);
  const runs = sureRuns + tried.length;
  const sureCost = total(sure, ({ costNusd }) => costNusd);
  const sureKept = total(sure, ({ kept }) => kept);
  const nothing: Estimate = { known: 'tooLittle', effective: 0 };
  const cost = whatIfTotal(
    outcomes(({ costNusd }) => costNusd),
    tried.length,
  );
  const kept = whatIfShare(
    outcomes((run) => run.kept),
    tried.length,
  );
  return {
    runs,
    of: total(certain, (group) => group.runs) + tried.length,
    was: sureCost + total(tried, ({ costNusd }) => costNusd),
    cost: runs === 0 ? nothing : mapped(cost, (nusd) => sureCost + nusd),
    kept:
      runs === 0
        ? nothing
        : mapped(kept, (share) => (sureKept + share * tried.length) / Math.max(1, runs)),
  };
}

export function total<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((sum, item) => sum + of(item), 0);
}
