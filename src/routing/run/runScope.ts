import type { Prompt } from '../../tasks/task.ts';
import type { RunEvent, RunQuestions, RunRequest } from './run.ts';
import type { RunnerDeps, RunnerState } from './runnerState.ts';

/** What all parts of one run share. Nothing of it is exchanged while the run goes on. */
export interface RunScope {
  readonly deps: RunnerDeps;
  /** What all runs of the runner share. */
  readonly runner: RunnerState;
  readonly request: RunRequest;
  /** What the run asks at first; what mends an answer goes on from it. */
  readonly prompt: Prompt;
  readonly questions: RunQuestions;
  /** Tells a listener. Never throws. */
  readonly emit: (event: RunEvent) => void;
  /** Ends the run at once. */
  readonly signal: AbortSignal;
}
