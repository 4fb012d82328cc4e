import type { FileCoverage } from './fileCoverage.ts';

/** What tests that ran could reach; left out where nobody knows. */
export interface TestReach {
  /** Whether the user's files were hidden or read-only, and other programs out of reach. */
  readonly isIsolated?: boolean;
  readonly network?: boolean;
}

/** Which lines were entered by what. */
export interface EnteredByCase {
  /** While no case ran. */
  readonly apart: readonly number[];
  /** One for each case. */
  readonly cases: readonly (readonly number[])[];
}

/** What is told beside how they did. */
export interface ToldByRun extends TestReach {
  readonly ms?: number /* that they took, without the wait for their turn */;
  /** Where it was asked for and the runner gives it by itself. */
  readonly coverage?: readonly FileCoverage[];
  /** Lines that were told to be entered, where that was asked for; left out: not all of them may be known. */
  readonly entered?: readonly number[];
  /** The same by case, by its place among all; left out: that was not told. */
  readonly enteredByCase?: EnteredByCase;
  /** Where it was asked for: what the cases have left in their process; '': nothing, left out: nobody knows. */
  readonly left?: string;
}
