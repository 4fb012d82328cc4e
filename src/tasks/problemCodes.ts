/** What a problem is. */
export interface ProblemKind {
  /** Names of the arguments: numbers and enums that may be stored and shown. */
  readonly args: readonly string[];
  /** For the model; `{…}` takes an argument or a word of the code. */
  readonly detail: string;
  readonly repairable: boolean;
  /** Characters of a piece of code or output that the detail repeats, where it needs many. */
  readonly longest?: number;
}

/** Everything that a gate can find. */
export const PROBLEMS = {
  'answer.empty': { args: [], detail: 'The answer is empty.', repairable: true },
  'answer.tooLarge': {
    args: ['characters'],
    detail: 'The answer has {characters} characters, far more than asked for.',
    repairable: true,
  },
  'answer.notJson': {
    args: [],
    detail: 'The answer is not complete, valid JSON.',
    repairable: true,
  },
  'answer.wrongShape': {
    args: [],
    detail: 'The answer does not have the shape asked for, at: {place}.',
    repairable: true,
  },
  'answer.hiddenCharacters': {
    args: ['codePoint'],
    detail: 'The answer has an invisible or control character (code point {codePoint}) in {place}.',
    repairable: true,
  },
  'answer.mixedLetters': {
    args: [],
    detail:
      'In {place} the word {word} has letters that only look like plain Latin ones. Write it in one alphabet, in plain letters.',
    repairable: true,
  },
  'answer.farBlanks': {
    args: ['line'],
    detail:
      'In {place}, line {line}, something stands far to the right, behind more than 80 columns of blanks.',
    repairable: true,
  },
  'answer.unparsable': {
    args: [],
    detail: 'The result could not be parsed in reasonable time.',
    repairable: true,
  },
  'answer.unsure': {
    args: ['confidencePercent'],
    detail:
      'The answer is not sure of itself (confidence {confidencePercent} %). Look again, and say how sure you are.',
    repairable: false,
  },
  'docs.missingDeclaration': {
    args: ['line'],
    detail: 'There is no comment for {name} (line {line}).',
    repairable: true,
  },
  'docs.unknownDeclaration': {
    args: [],
    detail: 'A comment does not begin with the number of a listed declaration and "|": {text}',
    repairable: true,
  },
  'docs.duplicateDeclaration': {
    args: ['line'],
    detail: 'There are several comments for {name}.',
    repairable: true,
  },
  'docs.emptyComment': {
    args: ['line'],
    detail: 'The comment for {name} is empty.',
    repairable: true,
  },
  'docs.terminator': {
    args: ['line'],
    detail: 'The comment for {name} holds characters that end or break a comment: {found}',
    repairable: true,
  },
  'docs.directive': {
    args: ['line'],
    detail: 'The comment for {name} has a line that tools take for a directive: {found}',
    repairable: true,
  },
  'docs.unknownParameter': {
    args: ['line'],
    detail: 'The comment for {name} names a parameter that it does not have: {found}',
    repairable: true,
  },
  'docs.codeChanged': {
    args: ['line'],
    detail: 'With the comments inserted the code is no longer the same, near line {line}.',
    repairable: true,
  },
  'edits.testsFail': {
    args: ['count'],
    detail: 'Tests of the project that passed before fail with the change ({count}): {found}',
    repairable: true,
  },
  'edits.behaviourDiffers': {
    args: ['count'],
    detail: 'The change does something else for some calls ({count}): {found}',
    repairable: true,
  },
  'edits.none': {
    args: [],
    detail: 'The answer changes nothing.',
    repairable: true,
  },
  'edits.outOfRange': {
    args: ['from', 'to', 'lines'],
    detail: 'An edit of lines {from} to {to} is outside the file of {lines} lines.',
    repairable: true,
  },
  'edits.anchorMismatch': {
    args: ['from', 'to'],
    detail:
      'firstLine or lastLine of the edit of lines {from} to {to} is not the text at those lines; line {from} is: {found} and line {to}: {last}',
    repairable: true,
  },
  'edits.indentation': {
    args: ['from', 'to'],
    detail:
      'The indentation of the edit of lines {from} to {to} does not fit the file: firstLine, lastLine and replace need the full indentation, in the tabs or spaces of the code.',
    repairable: true,
  },
  'edits.overlap': {
    args: ['line'],
    detail: 'Two edits overlap at line {line}.',
    repairable: true,
  },
  'edits.findNotOnce': {
    args: ['line', 'count'],
    detail:
      'The text to find in line {line} is there {count} times instead of once; the line is: {found}',
    repairable: true,
  },
  'edits.placeholder': {
    args: ['line'],
    detail:
      'Line {line} of the result stands for code that it leaves out: {found}. Write all of the new code, or leave what stays out of the edit.',
    repairable: true,
  },
  'edits.cutOff': {
    args: ['line'],
    detail:
      'Line {line} of the result ends in {found}, which is declared nowhere: the new code breaks off there. Write all of it.',
    repairable: true,
  },
  'edits.syntaxError': {
    args: ['line'],
    detail: 'With the edits applied the file no longer parses, near line {line}: {found}',
    repairable: true,
  },
  'edits.nameTwice': {
    args: ['line'],
    detail: 'The edits bring in {name} a second time, near line {line}: it is there already.',
    repairable: true,
  },
  'edits.unusedImport': {
    args: ['line'],
    detail:
      'With the edits nothing uses the import {name} (near line {line}), and Go refuses that.',
    repairable: true,
  },
  'edits.lostExport': {
    args: ['kind'],
    detail: 'The exported {kind} {name} is gone or no longer exported; keep it.',
    repairable: true,
  },
  'edits.changedParameters': {
    args: ['kind'],
    detail: 'The parameters of the exported {kind} {name} were ({before}); keep them.',
    repairable: true,
  },
  'edits.newDiagnostics': {
    args: ['count', 'line'],
    detail: 'The edits bring {count} new errors, the first near line {line}: {found}',
    repairable: true,
  },
  'fix.diagnosticRemains': {
    args: ['count', 'line'],
    detail: '{count} of the given problems remain, the first at line {line}: {found}',
    repairable: true,
  },
  'fix.suppressed': {
    args: ['count'],
    detail: 'The fix only silences a checker: {found}. Mend the cause instead.',
    repairable: true,
  },
  'fix.testFails': {
    args: ['count'],
    detail: 'A test that shows the problem still fails ({count} cases): {found}',
    repairable: true,
    longest: 2_000,
  },
  'review.emptyQuote': {
    args: ['line'],
    detail: 'The finding at line {line} has no quote.',
    repairable: true,
  },
  'review.quoteNotFound': {
    args: ['from', 'to'],
    detail:
      'The quote of the finding at lines {from} to {to} is not in the code; line {from} is: {found}',
    repairable: true,
  },
  'review.quoteAmbiguous': {
    args: ['from', 'to', 'count'],
    detail:
      'The quote of the finding at lines {from} to {to} is not at those lines but {count} times elsewhere.',
    repairable: true,
  },
  'review.missingTrigger': {
    args: ['line'],
    detail: 'The finding of high severity at line {line} does not say what triggers it.',
    repairable: true,
  },
  'review.missingConsequence': {
    args: ['line'],
    detail: 'The finding of high severity at line {line} does not say what then goes wrong.',
    repairable: true,
  },
  'tests.syntaxError': {
    args: ['line'],
    detail: 'The test file does not parse, near line {line}: {found}',
    repairable: true,
  },
  'tests.noImport': {
    args: [],
    detail: 'The tests do not import and use the subject ({subject}).',
    repairable: true,
  },
  'tests.nameTaken': {
    args: [],
    detail:
      'The test file has {name} already, as something else; call the new one otherwise (in imports: under an alias).',
    repairable: true,
  },
  'tests.noCases': { args: [], detail: 'There is no test case.', repairable: true },
  'tests.noAssertion': {
    args: ['line'],
    detail: 'The test case at line {line} asserts nothing.',
    repairable: true,
  },
  'tests.skipped': {
    args: ['line'],
    detail: 'The test at line {line} is skipped.',
    repairable: true,
  },
  'tests.focused': {
    args: ['line'],
    detail: 'The test at line {line} is focused, so that others do not run.',
    repairable: true,
  },
  'tests.failed': {
    args: ['count'],
    detail: '{count} of the tests fail when run: {found}',
    repairable: true,
    longest: 2_000,
  },
  'tests.notCollected': {
    args: ['count'],
    detail:
      '{count} of the new cases are not run: no runner collects them where they stand or as they are called.',
    repairable: true,
  },
  'tests.passWithoutSubject': {
    args: [],
    detail: 'The tests still pass when the body of the subject only throws.',
    repairable: true,
  },
  'tests.survived': {
    args: ['line'],
    detail:
      'The tests pass just as well when line {line} of the source has {change}. Assert what then goes wrong; if nothing can, leave it.',
    repairable: true,
  },
  'tests.notShown': {
    args: [],
    detail:
      'The case passes on the code as it is, so it shows no defect. Call the code as the finding says, and assert what should come of it.',
    repairable: true,
  },
  'tests.brokeDown': {
    args: [],
    detail:
      'The case ends by an error instead of failing by an assertion: {found} Where an error is the defect, catch it and assert that there is none.',
    repairable: true,
    longest: 2_000,
  },
  'tests.notReached': {
    args: [],
    detail:
      'The case fails just the same when the body of the function that the finding is about only throws: it does not call it.',
    repairable: true,
  },
  'tests.notSteady': {
    args: [],
    detail: 'The case does not fail the same way twice on the same code.',
    repairable: true,
  },
  'tests.notEnded': {
    args: [],
    detail: 'The case does not end in time.',
    repairable: false,
  },
  'explain.truncated': {
    args: [],
    detail: 'The explanation ends in the middle of a code block.',
    repairable: true,
  },
} as const satisfies Readonly<Record<string, ProblemKind>>;

/** A code that a gate can report. */
export type ProblemCode = keyof typeof PROBLEMS;
