import { join } from 'node:path';
import type { Replacement, TestRun, TestRunner, TestToRun } from '../../tasks/task.ts';
import type { TestReach } from '../../tasks/toldByRun.ts';
import type { Runner, TestCommand } from '../command/runner.ts';
import type { TakenCopy } from '../copy/copyPool.ts';
import type { ProjectCopy } from '../copy/warmCopy.ts';
import type { PlacedProgram, ProgramPlace } from '../isolatedProgram.ts';
import type { Isolation } from '../isolation/isolation.ts';
import type { ProgramEnd, Supervisor } from '../process/testProcess.ts';

/** What a test that may be run is run with. */
export interface ReadyRun {
  readonly type: 'ready';
  readonly runner: Runner;
  readonly command: TestCommand;
  /** Absolute path of what compilers keep. */
  readonly cache: string;
  /** Longest run in ms. */
  readonly limitMs: number;
  /** Bytes that it may hold. */
  readonly mostMemory: number;
  readonly isolation: Isolation | undefined;
  readonly reach: Required<TestReach>;
}

type NotRun = Extract<TestRun, { readonly type: 'notRun' }>;

/** What a series is made of: the steps of a single run. */
export interface WarmSeriesParts {
  /** Most runs at once. */
  readonly most: number;
  readonly ready: (test: TestToRun, signal: AbortSignal) => Promise<ReadyRun | NotRun>;
  /** A copy of the project with a text in it, brought up to that; undefined: none can be made. */
  readonly takeCopy: (
    test: TestToRun,
    subject: Replacement | undefined,
    signal: AbortSignal,
  ) => Promise<TakenCopy | undefined>;
  /** Brings a copy up to a run; the relative paths of what was changed for that. */
  readonly renew: (
    copy: TakenCopy,
    test: TestToRun,
    subject: Replacement | undefined,
    signal: AbortSignal,
  ) => Promise<readonly string[]>;
  readonly programIn: (command: TestCommand, place: ProgramPlace) => Promise<PlacedProgram>;
  readonly outcomeOf: (
    ready: ReadyRun,
    copy: ProjectCopy,
    test: TestToRun,
    end: ProgramEnd,
  ) => Promise<TestRun>;
  /** Whether somebody else waits for a copy. */
  readonly isAwaited: () => boolean;
  /** A run by itself. */
  readonly plain: TestRunner['run'];
  readonly supervisor: Supervisor;
  /** What nobody can guess. */
  readonly newId: () => string;
  /** ms since some moment. */
  readonly ticks: () => number;
  /** What went wrong outside the tests. */
  readonly onTrouble: (error: unknown) => void;
}

/** The file to which a runner writes its results, in the home of a run: it may write there. */
export function resultsIn({ home }: ProjectCopy): string {
  return join(home, 'tierwise-cases');
}
