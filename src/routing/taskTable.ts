import type { TaskName } from '../models/task.ts';
import type { ClaudeTier } from '../models/tier.ts';

/** What routing has to know of a task. */
export interface TaskRouting {
  /** Where it starts when nothing speaks against it. */
  readonly start: ClaudeTier;
  /** Share of first answers that pass the gate where nothing is known yet, 0 to 1. */
  readonly priorPass: number;
  /** Most output tokens of a first call. */
  readonly largestOutput: number;
  /** Whether words alone raise its start: its gate cannot tell a good answer from a plausible one. */
  readonly isJudgement: boolean;
  /** Whether its gate checks more than the form, so that it can choose between answers. */
  readonly gateChooses: boolean;
}

/** Every task. */
export const TASK_ROUTING: Readonly<Record<TaskName, TaskRouting>> = {
  review: {
    start: 'sonnet',
    priorPass: 0.9,
    largestOutput: 16_384,
    isJudgement: true,
    gateChooses: false,
  },
  tests: {
    start: 'haiku',
    priorPass: 0.75,
    largestOutput: 32_768,
    isJudgement: false,
    gateChooses: true,
  },
  docs: {
    start: 'haiku',
    priorPass: 0.9,
    largestOutput: 16_384,
    isJudgement: false,
    gateChooses: true,
  },
  refactor: {
    start: 'sonnet',
    priorPass: 0.8,
    largestOutput: 16_384,
    isJudgement: true,
    gateChooses: true,
  },
  fix: {
    start: 'haiku',
    priorPass: 0.75,
    largestOutput: 16_384,
    isJudgement: true,
    gateChooses: true,
  },
  explain: {
    start: 'sonnet',
    priorPass: 0.95,
    largestOutput: 16_384,
    isJudgement: true,
    gateChooses: false,
  },
};
