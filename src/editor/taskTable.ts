import type { TaskName } from '../models/task.ts';
import { TASK_NAMES } from '../models/task.ts';
import type { CommandId } from './ids.ts';
import { COMMANDS } from './ids.ts';

/** What the editor has to know of a task. */
export interface TaskTraits {
  /** The command that runs it. */
  readonly command: CommandId;
  /** English name, as its command is titled. */
  readonly title: string;
  /** Where it is offered among code actions. */
  readonly offered: 'rewrite' | 'quickFix' | 'nowhere';
  /** It means nothing without words, so that its command asks for them. */
  readonly asksForWords: boolean;
  /** What it is about: code, or the problems reported in it. */
  readonly about: 'code' | 'diagnostics';
  /** When a command without a selection takes the whole file. */
  readonly wholeFile: 'always' | 'cursorUntouched' | 'never';
  /** Its result changes the document itself. */
  readonly changesDocument: boolean;
  /** Its result is a file beside the document, which so must have a place on a disk. */
  readonly needsFolder: boolean;
  /** The prompt shows the signatures of what the code imports. */
  readonly showsImports: boolean;
  /** What its gate may use beside the parser and the project's files. */
  readonly tools: 'types' | 'testRunner' | 'names' | 'none';
  /** What an accepted answer that is not proven was checked by. */
  readonly checkedBy: 'types' | 'run' | 'syntax';
  /** Its answer is shown while it is written. */
  readonly streams: boolean;
  /** Its answer speaks of the code, and is asked for anew once that is another. */
  readonly speaksOfCode: boolean;
  /** Why a result that is written already cannot be refined; undefined: it is refactored. */
  readonly refusesRefining?: 'result.refineComments' | 'result.refineTests';
}

const CODE = {
  asksForWords: false,
  about: 'code',
  wholeFile: 'cursorUntouched',
  changesDocument: false,
  needsFolder: false,
  showsImports: true,
  tools: 'none',
  checkedBy: 'syntax',
  streams: false,
  speaksOfCode: false,
} as const satisfies Partial<TaskTraits>;

/** Every task, in the order in which code actions offer them. */
export const TASKS = {
  docs: {
    ...CODE,
    command: COMMANDS.writeDocs,
    title: 'Write Docs',
    offered: 'rewrite',
    changesDocument: true,
    // Comments say what the code does; for them its imports are not needed.
    showsImports: false,
    refusesRefining: 'result.refineComments',
  },
  tests: {
    ...CODE,
    command: COMMANDS.generateTests,
    title: 'Generate Tests',
    offered: 'rewrite',
    needsFolder: true,
    tools: 'testRunner',
    checkedBy: 'run',
    refusesRefining: 'result.refineTests',
  },
  refactor: {
    ...CODE,
    command: COMMANDS.refactor,
    title: 'Refactor',
    offered: 'rewrite',
    asksForWords: true,
    changesDocument: true,
    tools: 'types',
    checkedBy: 'types',
  },
  review: {
    ...CODE,
    command: COMMANDS.review,
    title: 'Review Code',
    offered: 'rewrite',
    // It looks for what a person has overlooked, anywhere.
    wholeFile: 'always',
    speaksOfCode: true,
  },
  fix: {
    ...CODE,
    command: COMMANDS.fix,
    title: 'Fix Problem',
    offered: 'quickFix',
    about: 'diagnostics',
    // What is to be fixed has a place of its own.
    wholeFile: 'never',
    changesDocument: true,
    tools: 'types',
    checkedBy: 'types',
  },
  explain: {
    ...CODE,
    command: COMMANDS.explain,
    title: 'Explain Code',
    offered: 'nowhere',
    tools: 'names',
    streams: true,
    speaksOfCode: true,
  },
} as const satisfies Readonly<Record<TaskName, TaskTraits>>;

/** What the editor has to know of that task. */
export function traitsOf(task: TaskName): TaskTraits {
  return TASKS[task];
}

/** English names of the tasks. */
export const TASK_TITLES: Readonly<Record<string, string>> = Object.fromEntries(
  TASK_NAMES.map((task) => [task, TASKS[task].title]),
);
