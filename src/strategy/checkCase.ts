import type { TaskName } from '../models/task.ts';
import type { ProjectFiles, TaskInput, TestRunner, TestToRun } from '../tasks/task.ts';

/** A project as it was at a commit, or as it is bundled, by how it differs from what is on the disk. */
export interface ProjectState {
  /** Texts in the place of files, or beside them, by relative path. */
  readonly texts: Readonly<Record<string, string>>;
  /** Files on the disk that are not part of it. */
  readonly isLeftOut: (path: string) => boolean;
  readonly files: ProjectFiles;
}

/** Gives what runs tests of a project in a state. */
export type RunnerOf = (project: ProjectState) => TestRunner;

/** A test file, and which of its cases an answer has to pass. */
export interface JudgingTest {
  readonly test: TestToRun;
  /** Keys of the cases that pass on the solution each time. */
  readonly keys: ReadonlySet<string>;
}

/** How it is found out whether an answer is right. */
export type Judging =
  /** Tests that pass on the solution are run on it. */
  | { readonly by: 'tests'; readonly tests: readonly JudgingTest[] }
  /** The task's own gate proves it. */
  | { readonly by: 'gate' };

/** One thing that every tier is asked, whose right answers can be told from wrong ones by running them. */
export interface CheckCase {
  /** Known by it in every window; it says nothing of the code. */
  readonly id: string;
  /** The task that it is asked and booked as. */
  readonly task: TaskName;
  /** What it is about, say a function's name. For the screen alone. */
  readonly name: string;
  readonly input: TaskInput;
  readonly project: ProjectState;
  readonly judging: Judging;
  /** Tokens that a good answer is likely to have. */
  readonly expectedOutputTokens: number;
}
