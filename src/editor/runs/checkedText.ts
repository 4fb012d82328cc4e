import type { RunResult } from '../../routing/run/run.ts';
import type { NoteCode } from '../../tasks/noteCodes.ts';
import type { TypesChecked } from '../../typeCheck/typesChecked.ts';
import { traitsOf } from '../taskTable.ts';
import type { EditorCode } from '../wording/editorCodes.ts';
import { coded } from '../wording/editorCodes.ts';
import type { Message } from '../wording/messageTable.ts';

/** What is said of types, by how far they were looked at. */
const TYPES = {
  checked: 'checked.types',
  checkedWithoutConfig: 'checked.typesWithoutConfig',
  noChecker: 'checked.noChecker',
  noFolder: 'checked.noFolder',
  notInTime: 'checked.notInTime',
} as const satisfies Readonly<Record<TypesChecked, EditorCode>>;

/** What is said of tests that ran and passed, and are no proof. */
const RAN = [
  'notes.notProven',
  'notes.noticesTooFew',
  'notes.fewMutants',
  'notes.unsteady',
] as const satisfies readonly NoteCode[];

/** What proven tests notice of changes, where that was looked at. */
export function noticedText({
  strength,
  notes,
}: Pick<RunResult, 'strength' | 'notes'>): Message | undefined {
  if (strength !== 'proves') return undefined;
  const found = notes.find(({ code }) => code === 'notes.notices');
  return found && { code: 'checked.notices', args: found.args };
}

/** Proofs that a change does the same, by what they are told as. */
const PROOFS = [
  { note: 'notes.sameCode', text: 'proven.sameCode' },
  { note: 'notes.sameJavaScript', text: 'proven.sameJavaScript' },
  { note: 'notes.sameButNames', text: 'proven.sameButNames' },
  { note: 'notes.sameButOrder', text: 'proven.sameButOrder' },
  { note: 'notes.sameButNamesAndOrder', text: 'proven.sameButNamesAndOrder' },
] as const satisfies readonly { readonly note: NoteCode; readonly text: EditorCode }[];

/** How far an accepted answer was checked: what was looked at, never only how strong it counts. */
export function checkedText(
  { task, strength, notes }: Pick<RunResult, 'task' | 'strength' | 'notes'>,
  types: TypesChecked | undefined,
): Message {
  if (strength === 'proves' && task === 'refactor') {
    const proof = PROOFS.find(({ note }) => notes.some(({ code }) => code === note));
    if (proof !== undefined) return coded(proof.text);
    const tested = notes.find(({ code }) => code === 'notes.testsProve');
    if (tested !== undefined) return { code: 'proven.tests', args: tested.args };
  }
  if (isTurnedGreen({ task, strength, notes })) return coded('proven.turnedGreen');
  if (strength !== 'checks') return coded(`strength.${strength ?? 'form'}`);
  const says = (...codes: readonly NoteCode[]): boolean =>
    notes.some((note) => codes.some((code) => note.code === code));
  if (says('notes.noGrammar')) return coded('checked.noGrammar');
  switch (traitsOf(task).checkedBy) {
    case 'run':
      if (says('notes.shows')) return coded('checked.shows');
      return coded(says(...RAN) ? 'checked.ran' : 'checked.syntax');
    case 'syntax':
      return coded('checked.syntax');
    case 'types': {
      const unasked = says('notes.typesNotChecked') ? 'checked.notInTime' : 'checked.types';
      return coded(types === undefined ? unasked : TYPES[types]);
    }
  }
}

/** Whether a fix is proven by the test that has shown what it mends. */
function isTurnedGreen({
  task,
  strength,
  notes,
}: Pick<RunResult, 'task' | 'strength' | 'notes'>): boolean {
  return (
    task === 'fix' &&
    strength === 'proves' &&
    notes.some(({ code }) => code === 'notes.turnedGreen')
  );
}

/** The note of a result, where what was looked at makes it say something else, or nothing. */
export function heeded(
  note: Message,
  result: Pick<RunResult, 'task' | 'strength' | 'notes'>,
  types: TypesChecked | undefined,
): Message | undefined {
  const { task, strength } = result;
  // The title says it.
  if (note.code === 'notes.notices' || note.code === 'notes.shows') return undefined;
  const isGreen = isTurnedGreen(result);
  if (isGreen && note.code === 'notes.turnedGreen') return undefined;
  const isProof = strength === 'proves' && task === 'refactor';
  if (isProof && PROOFS.some((proof) => proof.note === note.code)) return undefined;
  if (note.code !== 'notes.typesNotChecked') return note;
  const wereChecked = types === 'checked' || types === 'checkedWithoutConfig';
  // A test has looked at the problem.
  if (wereChecked && isGreen) return undefined;
  // Types are compared, but the problem to be fixed is one that another tool has reported.
  if (wereChecked) return coded('notes.problemNotChecked');
  // The title says it already, where it says what was checked.
  return strength === 'checks' ? undefined : note;
}
