import type { NotRun } from '../../testRun/notRun.ts';
import type { TypesChecked } from '../../typeCheck/typesChecked.ts';

/** What the checks of a run did beside what they found, kept for its result to say. */
export interface CheckDetails {
  /** Why its tests were not run last; undefined: they were, or there were none. */
  notRun?: NotRun;
  /** How far types were looked at last; undefined: nobody has asked. */
  types?: TypesChecked;
}
