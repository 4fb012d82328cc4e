import type { ArgsOf, Coded, CodeTable } from '../models/codes.ts';

/** What a result can say about itself, with the names of its arguments. */
export const NOTES = {
  /** No grammar for the language: checked less. */
  'notes.noGrammar': [],
  /** The file has syntax errors already: checked less. */
  'notes.brokenBefore': ['errors'],
  /** The tests were not run. */
  'notes.notRun': [],
  /** Their isolation did not let them start. */
  'notes.notIsolatable': [],
  /** What the tests could reach when they ran. */
  'notes.isolated': [],
  'notes.isolatedWithNetwork': [],
  'notes.notIsolated': [],
  /** The tests ran and pass, but it is not known that they fail without the subject. */
  'notes.notProven': [],
  /** Mutants of the subject that the tests notice: enough to be a proof, or too few of them. */
  'notes.notices': ['killed', 'executed'],
  'notes.noticesTooFew': ['killed', 'executed'],
  /** Of the mutants that were chosen too few could be run to say anything. */
  'notes.fewMutants': ['executed', 'chosen'],
  /** Tests passed once and failed another time, with the same code. */
  'notes.unsteady': ['count'],
  /** New cases fail by an assertion on the code as it is, twice the same: they were to. */
  'notes.shows': ['count'],
  /** Cases that failed on the code as it was pass with the change. */
  'notes.turnedGreen': ['count'],
  /** The test that showed a finding does not fail on the code any more, so it says nothing. */
  'notes.notRed': [],
  /** The diagnostics after the edit are not known. */
  'notes.typesNotChecked': [],
  /** What shows that a change does the same: nothing but this differs. */
  'notes.sameCode': [],
  'notes.sameJavaScript': [],
  'notes.sameButNames': [],
  'notes.sameButOrder': [],
  'notes.sameButNamesAndOrder': [],
  /** The project's own tests pass as before; nothing was said of how much they notice. */
  'notes.testsPass': ['cases'],
  /** They pass and notice enough mutants of the changed lines, or too few to prove anything. */
  'notes.testsProve': ['cases', 'killed', 'executed'],
  'notes.testsNotice': ['cases', 'killed', 'executed'],
  /** Tests that passed before fail now, as may have been asked for. */
  'notes.testsBroken': ['count'],
  /** Calls with made-up arguments come to the same before and after, and would notice other changes. */
  'notes.probesAgree': ['count', 'killed', 'executed'],
  /** Some do not, as may have been asked for. */
  'notes.probesDiffer': ['count'],
  /** No call could be made: the file reaches beyond itself, nothing leads there, or takes the like. */
  'notes.notProbedWorld': [],
  'notes.notProbedAccess': [],
  'notes.notProbedArguments': [],
  /** Of a large file only the target and signatures around it were sent. */
  'notes.excerpt': ['lines', 'leftOut'],
  /** Declarations beyond the limit were left out. */
  'notes.leftOut': ['count', 'limit'],
  /** Declarations that nobody outside the file can use were left out. */
  'notes.privateLeftOut': ['count'],
  /** Declarations whose body is not written yet have no place for a comment. */
  'notes.withoutBody': ['count'],
  /** Findings outside the target were dropped. */
  'notes.outsideTarget': ['count'],
  /** A change goes beyond the lines that were asked for. */
  'notes.outsideSelection': ['line'],
  /** Findings of low confidence are hidden. */
  'notes.hiddenFindings': ['count'],
  /** What a second look said of the findings: those that it left open are neither. */
  'notes.secondLook': ['confirmed', 'refuted'],
  /** There was to be a second look at the findings, and there was none. */
  'notes.noSecondLook': [],
  /** Names in the explanation that are not in the code. */
  'notes.unknownNames': ['count'],
  /** No framework was found: the usual one of the language is used. */
  'notes.defaultFramework': ['framework'],
  /** Cases are added to an existing test file. */
  'notes.casesInserted': [],
} as const satisfies CodeTable;

/** A code of a note. */
export type NoteCode = keyof typeof NOTES;

/** Something that a result says about itself. */
export type Note = Coded<NoteCode>;

/** A note for the user. */
export function note<Code extends NoteCode>(
  code: Code,
  args: ArgsOf<typeof NOTES, Code>,
): Coded<Code> {
  return { code, args };
}
