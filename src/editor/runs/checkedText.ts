import type { Coded } from '../../models/codes.ts';
import type { RunResult } from '../../routing/run/run.ts';
import type { TypesLooked } from '../../typeCheck/typesLooked.ts';
import { traitsOf } from '../taskTable.ts';

/** What is said of types, by how far they were looked at. */
const TYPES: Readonly<Record<TypesLooked, string>> = {
  checked: 'checked.types',
  checkedWithoutConfig: 'checked.typesWithoutConfig',
  noChecker: 'checked.noChecker',
  noFolder: 'checked.noFolder',
  notInTime: 'checked.notInTime',
};

/** How far an accepted answer was checked: what was looked at, never only how strong it counts. */
export function checkedText(
  { task, strength, notes }: Pick<RunResult, 'task' | 'strength' | 'notes'>,
  types: TypesLooked | undefined,
): Coded {
  if (strength !== 'checks') return { code: `strength.${strength ?? 'form'}`, args: {} };
  const says = (code: string): boolean => notes.some((note) => note.code === code);
  if (says('notes.noGrammar')) return { code: 'checked.noGrammar', args: {} };
  switch (traitsOf(task).checkedBy) {
    case 'run':
      return { code: says('notes.notProven') ? 'checked.ran' : 'checked.syntax', args: {} };
    case 'syntax':
      return { code: 'checked.syntax', args: {} };
    case 'types': {
      const unasked = says('notes.typesNotChecked') ? 'checked.notInTime' : 'checked.types';
      return { code: types === undefined ? unasked : TYPES[types], args: {} };
    }
  }
}

/** The note of a result, where what was looked at makes it say something else, or nothing. */
export function heeded(
  note: Coded,
  { strength }: Pick<RunResult, 'strength'>,
  types: TypesLooked | undefined,
): Coded | undefined {
  if (note.code !== 'notes.typesNotChecked') return note;
  const wereChecked = types === 'checked' || types === 'checkedWithoutConfig';
  // Types are compared, but the problem to be fixed is one that another tool has reported.
  if (wereChecked) return { code: 'notes.problemNotChecked', args: {} };
  // The title says it already, where it says what was checked.
  return strength === 'checks' ? undefined : note;
}
