import type { TestRun } from '../../tasks/task.ts';
import type { NotRun } from '../../testRun/notRun.ts';
import type { TypesChecked } from '../../typeCheck/typesChecked.ts';

/** A test file that was run. */
export interface RanTests {
  readonly path: string;
  readonly text: string;
  readonly framework: string;
  readonly run: TestRun;
}

/** What the checks of a run did beside what they found, kept for its result to say. */
export interface CheckDetails {
  /** Why its tests were not run last; undefined: they were, or there were none. */
  notRun?: NotRun;
  /** The test file that ran last as a whole and on the code as it is, and how it did. */
  ran?: RanTests;
  /** How far types were looked at last; undefined: nobody has asked. */
  types?: TypesChecked;
}
