import type { Strength } from '../../../models/booking.ts';
import type { Note } from '../../noteCodes.ts';
import { note } from '../../noteCodes.ts';
import type { GateResult, Problem } from '../../task.ts';

/** What running says of tests. */
export type Proof = Omit<GateResult, 'answer' | 'confidence'>;

/** A proof from its parts. */
export function outcome(
  strength: Strength,
  problems: readonly Problem[],
  notes: readonly Note[],
): Proof {
  return { strength, problems, notes };
}

/** The tests ran and pass, and that is all that is known. */
export const NOT_PROVEN = outcome('checks', [], [note('notes.notProven', {})]);
