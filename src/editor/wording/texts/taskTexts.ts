import type { NoteCode } from '../../../tasks/noteCodes.ts';
import type { ProblemCode } from '../../../tasks/problemCodes.ts';
import type { TaskErrorCode } from '../../../tasks/taskErrors.ts';

/** Why a task cannot even begin. */
export const TASK_ERROR_TEXTS = {
  'nothingToDo.emptyFile': 'This file is empty, so there is nothing to work on.',
  'nothingToDo.emptySelection':
    'The selection holds only white space. Select some code, or nothing.',
  'nothingToDo.noDeclarations': 'There is no declaration here that could be documented.',
  'nothingToDo.allDocumented': 'Every declaration here has a comment already.',
  'nothingToDo.onlyPrivate':
    'What others can use has comments already. Without one, but private: {count} (tierwise.docs.private).',
  'nothingToDo.noDiagnostics': 'There is no problem reported here that could be fixed.',
  'nothingToDo.isTestFile': 'This is a test file. Open the code that it tests.',
  'input.binary': 'This file cannot be read as text, so there is nothing to work on.',
  'input.unparsable': 'This file could not be read in reasonable time.',
  'input.tooLarge':
    'This is about {tokens} tokens, and at most {limit} can be sent. Select a part of it.',
  'input.unknownLanguage': '{task} does not know this language.',
  'input.untitled': 'Save this file first, so that there is a place for its tests.',
} as const satisfies Readonly<Record<TaskErrorCode, string>>;

/** What a gate found. */
export const PROBLEM_TEXTS = {
  'answer.empty': 'The answer is empty.',
  'answer.tooLarge': 'The answer is far longer than asked for.',
  'answer.notJson': 'The answer is not complete.',
  'answer.wrongShape': 'The answer does not have the shape that was asked for.',
  'answer.hiddenCharacters': 'The answer has an invisible or control character.',
  'answer.mixedLetters': 'A word of the answer has letters that only look like plain ones.',
  'answer.farBlanks': 'The answer hides something behind many blanks[ in line {line}].',
  'answer.unparsable': 'The result could not be parsed in reasonable time.',
  'answer.unsure': 'The model was not sure of its answer[ ({confidencePercent} %)].',
  'docs.missingDeclaration': 'A declaration[ in line {line}] got no comment.',
  'docs.unknownDeclaration': 'A comment is for a declaration that was not asked for.',
  'docs.duplicateDeclaration': 'A declaration[ in line {line}] got several comments.',
  'docs.emptyComment': 'A comment[ for line {line}] is empty.',
  'docs.terminator': 'A comment[ for line {line}] holds characters that would end it.',
  'docs.directive': 'A comment[ for line {line}] holds what tools take for a directive.',
  'docs.unknownParameter': 'A comment[ for line {line}] names a parameter that is not there.',
  'docs.codeChanged': 'The code would no longer be the same[ near line {line}].',
  'edits.none': 'The answer changes nothing.',
  'edits.outOfRange': 'An edit[ of lines {from} to {to}] is outside the file[ of {lines} lines].',
  'edits.anchorMismatch': 'An edit[ of lines {from} to {to}] does not fit the text at its lines.',
  'edits.indentation': 'An edit[ of lines {from} to {to}] is not indented as the file is.',
  'edits.overlap': 'Two edits overlap[ at line {line}].',
  'edits.findNotOnce': 'The text to replace[ in line {line}] is not there exactly once.',
  'edits.placeholder':
    'The edit only says that code stays[, in line {line}], instead of keeping it.',
  'edits.cutOff': 'The edit breaks off in the middle of a name[, in line {line}].',
  'edits.syntaxError': 'The edit breaks the syntax[ near line {line}].',
  'edits.nameTwice': 'The edit declares or imports a name a second time[, near line {line}].',
  'edits.unusedImport': 'The edit leaves an import that nothing uses[, near line {line}].',
  'edits.lostExport': 'The edit removes something exported[: a {kind}].',
  'edits.changedParameters': 'The edit changes exported parameters[: of a {kind}].',
  'edits.newDiagnostics':
    'The edit brings new errors[, the first near line {line}: {count} in all].',
  'edits.behaviourDiffers': 'The change does something else for some calls[: {count}].',
  'edits.testsFail': 'Tests that passed before fail with the change[: {count}].',
  'fix.diagnosticRemains': 'A problem to be fixed is still there[ at line {line}: {count} in all].',
  'fix.testFails': 'The test that shows the problem still fails[: {count}].',
  'fix.suppressed': 'The fix only silences the checker.',
  'review.emptyQuote': 'A finding[ at line {line}] quotes nothing.',
  'review.quoteNotFound': 'What a finding[ at lines {from} to {to}] quotes is not in the code.',
  'review.quoteAmbiguous':
    'What a finding[ at lines {from} to {to}] quotes is elsewhere in the code.',
  'review.missingTrigger': 'A finding[ at line {line}] does not say what triggers it.',
  'review.missingConsequence': 'A finding[ at line {line}] does not say what then goes wrong.',
  'tests.syntaxError': 'The test file does not parse[ near line {line}].',
  'tests.noImport': 'The tests do not use the code that they are for.',
  'tests.nameTaken': 'New tests use a name that the test file has for something else.',
  'tests.noCases': 'There is no test case.',
  'tests.noAssertion': 'A test case[ in line {line}] asserts nothing.',
  'tests.skipped': 'A test[ in line {line}] is skipped.',
  'tests.focused': 'A test[ in line {line}] keeps others from running.',
  'tests.failed': 'Tests fail when they are run[: {count}].',
  'tests.notCollected': 'New test cases stand where no test runner collects them.',
  'tests.passWithoutSubject': 'The tests pass even when the code that they are for only throws.',
  'tests.survived': 'The tests do not notice when the code is changed[ in line {line}].',
  'tests.notShown': 'The test passes on the code as it is.',
  'tests.brokeDown': 'The test breaks down, instead of failing by an assertion.',
  'tests.notReached': 'The test fails without calling the code that the finding is about.',
  'tests.notSteady': 'The test does not fail the same way twice.',
  'tests.notEnded': 'The test does not end in time.',
  'explain.truncated': 'The explanation is not complete.',
} as const satisfies Readonly<Record<ProblemCode, string>>;

/** What a result says about itself. */
export const NOTE_TEXTS = {
  'notes.noGrammar': 'The syntax of this language could not be checked.',
  'notes.brokenBefore': 'The file has syntax errors already, so less could be checked.',
  'notes.notRun': 'The tests were not run.',
  'notes.notIsolatable':
    'The tests were not run: they could not be started in the isolation of this system.',
  'notes.isolated': 'The tests ran isolated: without network, your files hidden or read-only.',
  'notes.isolatedWithNetwork':
    'The tests ran isolated, your files hidden or read-only, but with the network.',
  'notes.notIsolated': 'The tests ran without isolation, as this system offers none.',
  'notes.notProven':
    'The tests ran and passed; whether they would notice broken code is not known.',
  'notes.notices': 'The tests notice {killed} of {executed} changes of the code.',
  'notes.noticesTooFew':
    'The tests pass, but would notice only {killed} of {executed} changes of the code.',
  'notes.fewMutants':
    'Of {chosen} changes of the code only {executed} could be run, too few to say what the tests notice.',
  'notes.unsteady': 'Tests passed once and failed another time with the same code: {count}.',
  'notes.shows': 'New cases fail by an assertion on the code as it is, twice the same: {count}.',
  'notes.turnedGreen': 'Cases that failed on the code as it was pass now: {count}.',
  'notes.notRed':
    'The test that showed this does not fail on the code as it is any more, so it says nothing.',
  'notes.typesNotChecked': 'Types were not checked.',
  'notes.sameCode': 'It does the same: the code differs in comments and layout alone.',
  'notes.sameJavaScript': 'It does the same: the JavaScript made of it is the same.',
  'notes.sameButNames':
    'It does the same: only names differ, and those that nobody outside can see.',
  'notes.sameButOrder': 'It does the same: only the order of independent declarations differs.',
  'notes.sameButNamesAndOrder':
    'It does the same: only names that nobody outside can see and the order of independent declarations differ.',
  'notes.testsPass': 'Your tests that reach it pass as before: {cases}.',
  'notes.testsProve':
    'Your tests that reach it pass as before: {cases}. They notice {killed} of {executed} changes here.',
  'notes.testsNotice':
    'Your tests that reach it pass as before: {cases}. They would notice {killed} of {executed} changes here.',
  'notes.probesAgree':
    'Made-up calls agree before and after: {count}. They would notice {killed} of {executed} changes here.',
  'notes.probesDiffer': 'Calls that come to something else with this change: {count}.',
  'notes.notProbedWorld': 'Not compared by calls: the file uses more than plain computing.',
  'notes.notProbedAccess':
    'Not compared by calls: no exported function leads to the changed lines.',
  'notes.notProbedArguments': 'Not compared by calls: its arguments cannot be made up.',
  'notes.testsBroken': 'Your tests that passed before fail with this change: {count}.',
  'notes.excerpt': 'Of this large file only a part was sent: {lines} lines, without {leftOut}.',
  'notes.leftOut': 'Only the first {limit} were done; left out: {count}.',
  'notes.privateLeftOut': 'Left out, because nobody outside this file can use them: {count}.',
  'notes.withoutBody': 'Declarations without a body were left out: {count}.',
  'notes.outsideTarget': 'Findings outside the chosen lines were dropped: {count}.',
  'notes.outsideSelection': 'Lines outside the chosen ones are changed too, the first is {line}.',
  'notes.hiddenFindings': 'Findings of low confidence are hidden: {count}.',
  'notes.secondLook': 'A second look: {confirmed} confirmed, {refuted} refuted.',
  'notes.noSecondLook':
    'There was no second look at the findings: the call failed or was not made.',
  'notes.unknownNames': 'Names in the explanation that are not in the code: {count}.',
  'notes.defaultFramework': 'No test framework was found, so {framework} is used.',
  'notes.casesInserted': 'The cases are added to the existing test file.',
} as const satisfies Readonly<Record<NoteCode, string>>;
