import type { MutantCounts, Strength } from '../models/booking.ts';
import type { Coded } from '../models/codes.ts';
import type { Clock } from '../models/ports.ts';
import type { TaskName } from '../models/task.ts';
import type { LineRange, Mutant, Syntax } from '../syntax/syntax.ts';
import type { FindingKind } from './findingKinds.ts';
import type { Note } from './noteCodes.ts';
import type { ProblemCode } from './problemCodes.ts';
import type { ToldByRun } from './toldByRun.ts';

/** What a command gathered for its task. Paths are relative to the workspace folder, with `/`. */
export interface TaskInput {
  readonly task: TaskName;
  /** Language id of the editor. */
  readonly language: string;
  /** The whole text of the document, line ends normalised to `\n`. */
  readonly source: string;
  /** The lines asked for; the whole file when nothing narrower was chosen. */
  readonly target: LineRange;
  readonly targetKind: 'selection' | 'declaration' | 'file';
  /** The document's path, or undefined for an untitled one. Never stored. */
  readonly path: string | undefined;
  /** The user's own words, or undefined. */
  readonly instruction: string | undefined;
  /** Columns at which the editor draws a ruler, for this document. */
  readonly rulers?: readonly number[];
  /** For `fix`: the diagnostics to remove. */
  readonly diagnostics: readonly GivenDiagnostic[];
  /** For `tests`: the change of the source, in it as it is, that a new case has to notice. */
  readonly kills?: Mutant;
  /** For `tests`: the finding that a new case has to show by failing on the code as it is. */
  readonly shows?: FindingToShow;
  /** For `fix`: tests that fail because of what is to be fixed, and have to pass then. */
  readonly shownBy?: readonly ShowingTest[];
  /** For `docs` of a whole file: also what nobody outside it can use. */
  readonly includePrivate?: boolean;
  /** For `tests`: how well they have to notice changes to be proven; left out: nobody looks. */
  readonly mutation?: MutationBounds;
  /** What else the model should see, already bounded and filtered by never-send. */
  readonly context?: readonly ContextPiece[];
}

/** How many changes of their subject tests are run against, and what of these they have to notice. */
export interface MutationBounds {
  /** Most mutants; 0: none are run. */
  readonly most: number;
  /** Share of the executed mutants, 0 to 1. */
  readonly score: number;
}

/** Something beside the code: signatures of what it imports, or the project's instructions. */
export interface ContextPiece {
  readonly kind: 'signatures' | 'instructions';
  /** Where it comes from, relative to the workspace folder. */
  readonly path: string;
  readonly text: string;
}

/** A diagnostic that the user wants gone. */
export interface GivenDiagnostic extends LineRange {
  readonly message: string;
  readonly source: string;
  readonly ruleCode: string;
}

/** A piece of a prompt; pieces before the first unstable one may be cached. */
export interface PromptBlock {
  readonly text: string;
  /** The same for every run on the same file: a cache marker may follow it. */
  readonly stable: boolean;
}

/** What is sent to a model. */
export interface Prompt {
  readonly system: string;
  readonly turns: readonly {
    readonly role: 'user' | 'assistant';
    readonly blocks: readonly PromptBlock[];
  }[];
  /** JSON schema of the answer; undefined for free text. */
  readonly schema: Readonly<Record<string, unknown>> | undefined;
}

/**
 * One thing that a gate found. `code` and `args` (numbers and enums) may be stored and shown;
 * `detail` is for the model and the screen alone and may name what is in the code.
 */
export interface Problem extends Coded<ProblemCode> {
  /** English, one sentence, for the model that has to mend it. */
  readonly detail: string;
  readonly repairable: boolean;
}

/** How bad a finding is. */
export type Severity = 'high' | 'medium' | 'low';

/** One finding of a review, anchored in the text. */
export interface Finding extends LineRange {
  /** Exact text at those lines. */
  readonly quote: string;
  readonly severity: Severity;
  /** Left out: the answer does not say. */
  readonly kind?: FindingKind | undefined;
  readonly title: string;
  /** What makes it happen; may be empty below `high`. */
  readonly trigger: string;
  /** What then goes wrong; may be empty below `high`. */
  readonly consequence: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** How to mend it, in words; empty when the model gave none. */
  readonly suggestion: string;
  /** New text of exactly its lines, `\n`, that mends it; left out: none was given, or not of these lines. */
  readonly replacement?: string;
  /** What an independent look said of it; left out: none did, or it could not tell. */
  readonly secondLook?: SecondLookVerdict;
}

/** What a second look came to, each time with a quote of the code that says so. */
export type SecondLookVerdict =
  { readonly type: 'confirmed' } | { readonly type: 'refuted'; readonly why: string };

/** A finding that a test is to show. */
export interface FindingToShow
  extends LineRange, Pick<Finding, 'title' | 'trigger' | 'consequence'> {
  /** For whoever asked; not sent. */
  readonly id: string;
}

/** A test that fails because of a finding, as it was seen. */
export interface ShowingTest {
  readonly path: string;
  readonly text: string;
  readonly framework: string;
  /** It stands in the project as it is. */
  readonly isOwn?: boolean;
  /** Names of the cases that fail, as their runner tells them. */
  readonly cases: readonly string[];
}

/** What a task produced, ready to be shown. */
export type Answer =
  | {
      readonly kind: 'edits';
      /** The whole document with the edits applied, line ends `\n`. */
      readonly text: string;
      readonly summary: string;
    }
  | {
      readonly kind: 'newFile';
      /** Computed here, never by a model. */
      readonly path: string;
      readonly language: string;
      readonly text: string;
      /** The present text of that file where cases were inserted into it. */
      readonly replaces: string | undefined;
    }
  | {
      readonly kind: 'findings';
      readonly findings: readonly Finding[];
      /** Findings of low confidence, and those that a second look refuted: hidden visibly. */
      readonly hidden: readonly Finding[];
    }
  | {
      readonly kind: 'markdown';
      readonly markdown: string;
      /** Names in it that the code has. */
      readonly names: readonly string[];
      /** Names in it that are declared elsewhere in the project. */
      readonly places?: ReadonlyMap<string, NamePlace>;
    };

/** A change of a subject that its tests do not notice. Shown, never stored. */
export interface Survivor {
  /** 1-based line of the subject. */
  readonly line: number;
  readonly before: string;
  /** Empty: it was left out. */
  readonly after: string;
}

/** What the gate says of a reply. No problems: accepted. */
export interface GateResult {
  /** Present whenever the reply could be read far enough to show something. */
  readonly answer: Answer | undefined;
  readonly problems: readonly Problem[];
  readonly strength: Strength;
  /** How sure the answer is of itself, 0 to 1, where it says so. */
  readonly confidence?: number;
  /** What could not be checked, or what the user should know; worded by the editor. */
  readonly notes: readonly Note[];
  /** For tests whose subject's mutants were run. */
  readonly mutants?: MutantCounts;
  readonly survivors?: readonly Survivor[];
  /** For a test that was asked to show a finding, and was seen to. */
  readonly showing?: ShowingTest;
}

/** A file that goes to the model, for the route to list. */
export interface SentFile {
  readonly path: string;
  readonly tokens: number;
}

/** A task made ready for one input. */
export interface PreparedTask {
  readonly name: TaskName;
  readonly language: string;
  readonly prompt: Prompt;
  /** Everything that `prompt` takes from the user's files. */
  readonly sent: readonly SentFile[];
  /** What was left out or could not be done, for the user. */
  readonly notes: readonly Note[];
  /** Tokens that a good answer is likely to have. */
  readonly expectedOutputTokens: number;
  /** Facts for the routing signals. */
  readonly signals: TaskSignals;
  /** For a review: the whole text, in which what a second look quotes has to stand. */
  readonly reviewed?: string;
  /** Reads and checks a whole reply. Never throws on what a model can write. */
  check(reply: string, signal: AbortSignal, sideModel?: SideModel): Promise<GateResult>;
}

/** What the policy may know of the work without reading code. */
export interface TaskSignals {
  readonly lines: number;
  readonly declarations: number;
  /** Branches and loops in the lines asked for, where they were counted. */
  readonly branches?: number;
  /** Text for the instruction patterns; undefined when the user gave none. */
  readonly instruction: string | undefined;
}

/** Files of the user's project, read only, relative to the workspace folder. Bounded and never-send aware. */
export interface ProjectFiles {
  read(path: string): Promise<string | undefined>;
  exists(path: string): Promise<boolean>;
  /** Paths that match a glob, at most `limit` of them, nearest to `near` first. */
  find(glob: string, near: string, limit: number): Promise<readonly string[]>;
}

/** What a language's checker says of a text that is on no disk. */
export interface Diagnostics {
  /** All errors of `text` as the file at `path`, or undefined when nobody can say. */
  errorsIn(
    path: string,
    language: string,
    text: string,
    signal: AbortSignal,
  ): Promise<readonly GivenDiagnostic[] | undefined>;
  /** The JavaScript of a TypeScript text, all but types as it is written; undefined: nobody can say. */
  javascriptOf?(
    path: string,
    language: string,
    text: string,
    signal: AbortSignal,
  ): Promise<string | undefined>;
}

/** How one case did, as the runner told it. */
export interface CaseResult {
  /** With the groups or classes that it is in; several cases may be called the same. */
  readonly name: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** Of one that failed, bounded. */
  readonly output?: string;
  readonly durationMs?: number /* left out: its runner does not say */;
}

/** How generated tests did; `cases` where they were asked for and the runner tells them. */
export type TestRun =
  | { readonly type: 'notRun'; /** What kept them from it. */ readonly reason?: 'isolation' }
  | ({ readonly type: 'passed' } & ToldCases)
  | ({
      readonly type: 'failed';
      readonly failures: number;
      /** It was ended at its limit: that says nothing of what it tests. */
      readonly isTimedOut?: boolean;
      /** Bounded output for the model. */
      readonly output: string;
    } & ToldCases);

interface ToldCases extends ToldByRun {
  readonly cases?: readonly CaseResult[];
}

/** A test file to run. */
export interface TestToRun {
  readonly path: string;
  readonly text: string;
  readonly framework: string;
  /** It stands in the project as it is: no model wrote it. */
  readonly isOwn?: boolean;
  /** Whether results are wanted case by case. */
  readonly byCase?: boolean;
  /** Whether it is wanted which lines they reach. */
  readonly coverage?: boolean;
  /** The first case that fails is enough, where the runner can end there. */
  readonly endsEarly?: boolean;
  /** Names of the cases to run, where a runner would else end at the first that breaks down. */
  readonly only?: readonly string[] | undefined;
  /** What the user is asked about where it is another text: all that is new stands in it. */
  readonly shown?: string;
  /** Longest run in ms, where that is less than the runner's own limit. */
  readonly limitMs?: number;
  /** Runs of one name may have a runner that is started once; each is as if it were the only one. */
  readonly series?: string | undefined;
  /** Of the runs of a series that wait the lowest is next; 0 when left out. */
  readonly rank?: number;
  /** Path of the file of which it is wanted what is entered, where its text is what `Syntax.marked` says. */
  readonly entersOf?: string;
  /** Files of tests, this one among them, that a series may load at once; this one alone is run. */
  readonly beside?: readonly Replacement[];
  /** The cases to run in a series, in this order, by their places in a run of all; who cannot do that runs all. */
  readonly places?: readonly number[] | undefined;
  /** Whether it is wanted what the cases of a run in a series leave in its process. */
  readonly tellsLeft?: boolean;
}

/** A text to put in the place of a file of the project. */
export interface Replacement {
  readonly path: string;
  readonly text: string;
}

/**
 * Runs test files in a copy of the project, where the user agreed. Of runs that are asked for at the
 * same time as many go on side by side as the machine can take.
 */
export interface TestRunner {
  /** `subject`: a text to put in the place of the file under test; undefined: as it is. */
  run(test: TestToRun, subject: Replacement | undefined, signal: AbortSignal): Promise<TestRun>;
  /** Ends what stays between the runs of a series; left out: nothing does. */
  endSeries?(name: string): Promise<void>;
}

/** Where a name is declared. */
export interface NamePlace {
  /** What leads to the file, for the editor alone; never stored. */
  readonly address: string;
  /** From 1. */
  readonly line: number;
}

/** Looks names up in the whole project. */
export interface NameLookup {
  /** Those of the names that are declared somewhere, as far as that can be said soon. */
  declared(names: readonly string[], signal: AbortSignal): Promise<ReadonlyMap<string, NamePlace>>;
}

/** What a task may use of the world. */
export interface TaskTools {
  readonly syntax: Syntax;
  readonly files: ProjectFiles;
  /** Left out: diagnostics after an edit are not known, and the result says so. */
  readonly diagnostics?: Diagnostics;
  /** Left out: tests are not run, and the result says so. */
  readonly testRunner?: TestRunner;
  /** Left out: names are looked up in what was sent alone. */
  readonly names?: NameLookup;
  /** Left out: mutants are not run, since nobody can say for how long. */
  readonly clock?: Pick<Clock, 'ticks' | 'wait'>;
  /** Left out: nobody is told how far a check has come. */
  readonly progress?: CheckProgress;
  /** Left out: a check asks no model anything. */
  readonly sideModel?: SideModel;
}

/** What a check asks a model beside the answer that it looks at. */
export interface CheckQuestion {
  readonly prompt: Prompt;
  readonly maxOutputTokens: number;
  readonly expectedOutputTokens: number;
}

/** A small model, asked on behalf of a check: as part of its run, and once in it. */
export interface SideModel {
  /** The whole reply; undefined: there is none, and the check goes on without. */
  reply(question: CheckQuestion): Promise<string | undefined>;
}

/** Who is told how far a check has come. */
export interface CheckProgress {
  /** Changes of the code that were tried, of those that were chosen. */
  mutants(judged: number, chosen: number): Promise<void>;
}

/** One kind of work: how it is asked for and how its answer is checked. */
export interface Task {
  readonly name: TaskName;
  /** @throws UserError when there is nothing to do, say no declaration in the target. */
  prepare(input: TaskInput, tools: TaskTools, signal: AbortSignal): Promise<PreparedTask>;
}
