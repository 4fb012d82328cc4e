import type { ResultFormat } from '../outcome/caseResults.ts';
import type { CoverageFormat } from '../outcome/lineCoverage.ts';
import type { ConfiguredCode } from './configuredCode.ts';

/** Stands in arguments and variables for the absolute path of the file that a runner writes its results to. */
export const RESULTS = '{results}';
/** The same for the file, or the folder, that it writes to which lines its tests reach. */
export const COVERAGE = '{coverage}';
/** The same for the home of a run, which is empty when it starts. */
export const HOME = '{home}';
/** The same for the folder of what compilers keep between runs. */
export const CACHE = '{cache}';

/** How the results of a run are written, and where. */
export type CommandResults = { readonly format: ResultFormat } & (
  | {
      /** Among its output; in the file of `RESULTS`. */
      readonly in: 'output' | 'file';
    }
  | {
      /** In files of a folder, relative to the project, whose names start so. */
      readonly in: 'folder';
      readonly folder: string;
      readonly start: string;
    }
);

/** How the tests of a file are run, with paths relative to the project. */
export interface TestCommand {
  /** Absolute path of the program. */
  readonly command: string;
  readonly args: readonly string[];
  /** Folder to run in, relative; '' is the project's. */
  readonly folder: string;
  /** What makes the program do nothing but say its version. */
  readonly probe: string;
  /** The folder in the cache that its compiler fills at the first run, which may take long. */
  readonly builds?: string;
  /** Beside the ordinary environment. */
  readonly env: Readonly<Record<string, string>>;
  /** How the results stand there case by case, where they were asked for. */
  readonly results?: CommandResults;
  /** What it writes of the lines that its tests reach, where that was asked for: `COVERAGE`, or a file in it. */
  readonly coverage?: { readonly format: CoverageFormat; readonly file?: string };
  /** What its last argument is one of, where several files of tests can be loaded at once. */
  readonly together?: readonly string[];
  /** Links to make in the cache before it runs: paths in it, and the absolute ones they lead to. */
  readonly links?: Readonly<Record<string, string>>;
}

/** A test file and the project that it belongs to. */
export interface TestPlaceOnDisk {
  /** Relative to `root`, with `/`. */
  readonly path: string;
  readonly text: string;
  /** Whether results are wanted case by case. */
  readonly byCase?: boolean;
  /** Whether it is wanted which lines they reach. */
  readonly coverage?: boolean;
  /** Whether the first case that fails is enough. */
  readonly endsEarly?: boolean;
  /** Names of the cases to run, as the runner told them; the others may then run too. */
  readonly only?: readonly string[] | undefined;
  /** Files of tests that may be loaded at once, this one among them. */
  readonly beside?: readonly { readonly path: string }[];
  /** Absolute: the project itself, whose programs are used. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A Node.js to fall back on, as a program and the environment that makes it one. */
  readonly node: { readonly command: string; readonly env: Readonly<Record<string, string>> };
}

/** A program that loads a runner once and then does one run after the other, by orders. */
export interface WarmCommand {
  /** Its arguments. */
  readonly args: readonly string[];
  /** Those of each run. */
  readonly order: readonly string[];
  /** What the last of them is one of: files of tests that it may load at once. */
  readonly together?: readonly string[] | undefined;
  /** Command lines of processes that it starts for itself and keeps. */
  readonly own?: RegExp;
  /** It runs tests in its own process, and stops when it is told to. */
  readonly isStopped?: true;
  /** It takes so little memory that several at once are no burden. */
  readonly isSmall?: true;
}

/** How the tests of one framework are run, and what its runner says. Patterns are linear. */
export interface Runner {
  /** The command for a test file, or undefined where what it needs is not installed. */
  readonly command: (place: TestPlaceOnDisk) => Promise<TestCommand | undefined>;
  /** What it executes beside the tests because the project's files say so. */
  readonly configured: readonly ConfiguredCode[];
  /**
   * Whether it says by itself, in its own form, that it has run a test. What tests print counts for
   * nothing then; before that, there is nobody but the runner to print anything.
   */
  readonly hasRun: (output: string, exitCode: number | null) => boolean;
  /** What says that the tests could not even start, for a reason that no test can mend. */
  readonly notStarted: readonly RegExp[];
  /** How it gives the reason of each test that failed; what tests print stands otherwise. */
  readonly reasons?: RegExp;
  /** It tells its results case by case at each run: where it told none, none was run. */
  readonly alwaysTells?: true;
  /** How a command becomes one that takes orders; undefined: this one does not. */
  readonly warm?: (command: TestCommand) => WarmCommand | undefined;
}
