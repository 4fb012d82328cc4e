import type { ExploringTurn } from './exploringTurn.ts';
import type { LockRequest } from './folderLock.ts';
import type { WindowNumber } from './windowNumber.ts';

/** What only one window has. */
export interface WindowClaims {
  readonly number: WindowNumber;
  readonly turn: ExploringTurn;
  /** Where and as whom it takes turns at reserving; undefined: it is alone. */
  readonly reserving: Omit<LockRequest, 'name'> | undefined;
}
