import type {
  AttemptKind,
  AttemptOutcome,
  Strength,
  VerdictKind,
} from '../../../models/booking.ts';
import type { NotRun } from '../../../testRun/notRun.ts';

/** What happens while a run is under way. */
export const PROGRESS_TEXTS = {
  'progress.title': '{task}, {place}',
  'progress.gathering': 'Reading the code',
  'progress.asking': '{model}: asking',
  'progress.classifying': '{model}: judging how hard this is',
  'progress.thinking': '{model}: thinking',
  'progress.writing': '{model}: writing, about {tokens} tokens',
  'progress.checking': '{model}: checking the answer',
  'progress.trying': '{model}: checking the answer, {judged} of {chosen} changes tried',
  'progress.waiting': '{reason}: waiting {seconds} s',
  'progress.next': '{reason} → {model}',
  'progress.nextPriced': '{reason} → {model}, about {costNusd}',
  'progress.working': '{task} · {model}',
  'progress.started': '{task}',
  'progress.asksUser': 'Waiting for your answer',
  'progress.seeNotifications': 'see the notifications',
  'progress.workingAsks': '{task}: waiting for your answer',
} as const satisfies Readonly<Record<string, string>>;

/** Questions that a run asks. */
export const QUESTION_TEXTS = {
  'runTests.isolated':
    'Run {path}, which a model wrote? It runs isolated: no network, your files hidden or read-only.',
  'runTests.isolatedWithNetwork':
    'Run {path}, which a model wrote? Your files are hidden or read-only; it can use the network.',
  'runTests.notIsolated':
    'Run {path}, which a model wrote? It can read your files and use the network as you do.',
  'runTests.configured': '{question} What the project sets up runs, too: {configured}.',
  'question.of': '{task}, {file}: {question}',
  'question.ended': 'The run that asked has ended. Nothing was done.',
  'question.running': '{task} is already running on this file.',
  'question.wait': 'The wait is {seconds} s. What should be done?',
  'question.spend': 'Ask {tier} for about {costNusd}?',
  'question.spendUnpriced': 'Ask {tier}? What it costs is not known.',
  'question.refactor': 'What should be changed?',
  'question.refine': 'What should be different?',
} as const satisfies Readonly<Record<string, string>>;

/** What a project sets up that runs with its tests. */
export const CONFIGURED_TEXTS = {
  'configured.configuration': 'configuration files',
  'configured.setupFiles': 'setup files',
  'configured.conftest': 'conftest.py',
  'configured.plugins': 'plugins',
  'configured.buildScripts': 'build scripts',
  'configured.wrappers': 'wrappers of the compiler',
} as const satisfies Readonly<Record<string, string>>;

/** How a run came out. */
export const OUTCOME_TEXTS = {
  'result.title': '{model} · checked: {checked} · {cost}',
  'result.titleProven': '{model} · {proven} · {cost}',
  'result.shortTitle': '{model}, {cost}',
  'result.shortTitleRejected': '{model}, not accepted',
  'result.titleRejected': '{model} · not accepted · {cost}',
  'cost.included': 'included',
  'cost.unpriced': '{spent} + {count} unpriced',
  'result.rejected': 'The answer of {model} failed the check: {problem}',
  'result.rejectedBare': 'The answer of {model} failed the check.',
  'result.cancelled': 'Cancelled. {cost} was spent.',
  'result.cancelledIncluded': 'Cancelled.',
  'result.failed': 'The run failed. The log tells more.',
  'result.none': 'There is no result to go on from yet.',
  'result.refineComments':
    'These comments are in the document already. Undo them to refine them, or run Write Docs on one declaration.',
  'result.refineTests':
    'These tests are saved already. Change them with Refactor in their own file.',
} as const satisfies Readonly<Record<string, string>>;

/** How far an answer was checked. */
export const CHECKED_TEXTS = {
  'notes.problemNotChecked': 'Whether the reported problem is gone could not be checked.',
  'checked.syntax': 'syntax',
  'checked.noGrammar': 'text alone; syntax not checked: no parser for this language',
  'checked.ran': 'syntax, and a run that passed',
  'checked.notices': 'proven: notices {killed} of {executed} changes',
  'checked.survivor': 'Not noticed: in line {line} {after} in place of {before}.',
  'checked.survivorLeftOut': 'Not noticed: in line {line} {before} left out.',
  'checked.shows': 'fails by an assertion, twice the same',
  'checked.types': 'syntax and types',
  'checked.typesWithoutConfig': 'syntax and types, without a tsconfig',
  'checked.noChecker': 'syntax; types not checked: no checker for this language',
  'checked.noFolder': 'syntax; types not checked: not a file of a folder on this machine',
  'proven.tests': 'proven, your tests notice {killed} of {executed} changes here',
  'proven.turnedGreen': 'proven, the test that failed passes now',
  'proven.sameCode': 'proven, the same code',
  'proven.sameJavaScript': 'proven, the same JavaScript',
  'proven.sameButNames': 'proven, the same code but for names',
  'proven.sameButOrder': 'proven, the same code but for its order',
  'proven.sameButNamesAndOrder': 'proven, the same code but for names and order',
  'checked.notInTime': 'syntax; types not checked: no answer in time',
} as const satisfies Readonly<Record<string, string>>;

/** What an accepted answer is worth. */
export const STRENGTH_TEXTS = {
  'strength.proves': 'proven',
  'strength.checks': 'checked',
  'strength.form': 'form only',
} as const satisfies Readonly<Record<`strength.${Strength}`, string>>;

/** What became of an answer that was shown. */
export const VERDICT_TEXTS = {
  'verdict.applied': 'kept',
  'verdict.edited': 'kept with edits',
  'verdict.undone': 'undone',
  'verdict.discarded': 'discarded',
} as const satisfies Readonly<Record<`verdict.${VerdictKind}`, string>>;

/** What an attempt was. */
export const ATTEMPT_KIND_TEXTS = {
  'kind.first': 'first try',
  'kind.limit': 'higher limit',
  'kind.repair': 'repair',
  'kind.effort': 'more effort',
  'kind.escalation': 'escalation',
  'kind.classify': 'classification',
  'kind.secondLook': 'second look',
  'kind.arguments': 'arguments for calls',
  'kind.refine': 'follow-up',
} as const satisfies Readonly<Record<`kind.${AttemptKind}`, string>>;

/** How an attempt came out. */
export const ATTEMPT_OUTCOME_TEXTS = {
  'outcome.accepted': 'passed',
  'outcome.rejected': 'rejected',
  'outcome.refused': 'refused',
  'outcome.truncated': 'truncated',
  'outcome.failed': 'failed',
  'outcome.cancelled': 'cancelled',
  'outcome.lost': 'lost',
} as const satisfies Readonly<Record<`outcome.${AttemptOutcome}`, string>>;

/** That tests were not run, and why. */
export const NOT_RUN_TEXTS = {
  'notes.notRunBecause': 'The tests were not run: {cause}.',
  'notes.notRunNoRunner': 'The tests were not run: {framework} cannot be run in this project.',
  'notes.notRunNotStarted': 'The tests were not run: {framework} could not start them[: {line}].',
} as const satisfies Readonly<Record<string, string>>;

/** Why tests were not run, to stand in a sentence. */
export const NOT_RUN_CAUSE_TEXTS = {
  'cause.testsOff': 'the setting tierwise.tests.run is off',
  'cause.untrusted': 'this workspace is not trusted',
  'cause.noFolder': 'their file is in no folder that is open here',
  'cause.declined': 'you chose not to',
  'cause.notCopied': 'the project could not be copied',
} as const satisfies Readonly<
  Record<`cause.${Exclude<NotRun['cause'], 'noRunner' | 'notStarted'>}`, string>
>;
