import { availableParallelism, tmpdir, totalmem } from 'node:os';
import type { Disposable, TextEditor } from 'vscode';
import type { ContextPiece, TestRunner } from '../../tasks/task.ts';
import { BuildCache } from '../../testRun/copy/buildCache.ts';
import { CopyPool } from '../../testRun/copy/copyPool.ts';
import { removeStrayCopies } from '../../testRun/copy/strayCopies.ts';
import { systemIsolation } from '../../testRun/isolation/systemIsolation.ts';
import { ContextSource } from './context.ts';
import type { Gathered } from './gather.ts';
import { Gatherer } from './gather.ts';
import type { RunnerPlace, TaskToolParts, ToolsFor } from './taskTools.ts';
import { runnerIn, taskTools } from './taskTools.ts';
import { TestQuestion } from './testQuestion.ts';

/** What a task works on and with; loaded with the first run. */
export interface TaskInputs extends Disposable {
  readonly gatherer: Pick<
    Gatherer,
    'gather' | 'lines' | 'file' | 'asked' | 'around' | 'again' | 'wholeFile'
  >;
  readonly toolsFor: ToolsFor;
  /** Runs tests of a project as it stands in no editor, say at a commit. */
  readonly runnerIn: (place: RunnerPlace) => TestRunner;
  /** Collects what a model should see beside the code. */
  readonly contextFor: (
    gathered: Gathered,
    signal: AbortSignal,
  ) => Promise<readonly ContextPiece[]>;
}

/** Most test runs side by side, however many cores there are. */
const MOST_RUNS = 4;
/** Bytes that each of them may hold: half of the machine for all of them, within these. */
const LEAST_MEMORY = 2_000_000_000;
const MOST_MEMORY = 4_000_000_000;

/** Builds it over the open editors and the workspace. */
export function createTaskInputs(
  parts: Omit<
    TaskToolParts,
    'question' | 'temporary' | 'isolation' | 'cache' | 'copies' | 'mostMemory'
  > & {
    /** Unix ms. */
    readonly now: () => number;
    /** Whether the cursor was never placed by the user. */
    readonly isUntouched: (editor: TextEditor) => boolean;
  },
): TaskInputs {
  const { syntax, configuration, log, isUntouched } = parts;
  const question = new TestQuestion();
  const temporary = tmpdir();
  const isolation = systemIsolation(process.env, temporary);
  const cache = new BuildCache(temporary, parts.now);
  const onTrouble = (error: unknown): void => {
    log.error('Old copies of projects could not be removed.', error);
  };
  const most = Math.min(MOST_RUNS, availableParallelism());
  const copies = new CopyPool({ temporary, most, now: parts.now, onTrouble });
  const mostMemory = Math.min(MOST_MEMORY, Math.max(LEAST_MEMORY, totalmem() / 2 / most));
  removeStrayCopies(temporary, parts.now()).catch(onTrouble);
  const tools = { ...parts, question, temporary, isolation, cache, copies, mostMemory };
  const beside = new ContextSource(syntax, configuration, log);
  return {
    gatherer: new Gatherer(syntax, configuration, log, isUntouched),
    toolsFor: taskTools(tools),
    runnerIn: (place) => runnerIn(tools, place),
    contextFor: (gathered, signal) => beside.pieces(gathered, signal),
    dispose: () => {
      question.dispose();
      copies.dispose();
      cache.dispose();
    },
  };
}
