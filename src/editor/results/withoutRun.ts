import type { RunResult } from '../../routing/run/run.ts';
import type { Answer } from '../../tasks/task.ts';

/** The run of what no run has made: there is none, and nothing of it is booked. */
export const NO_RUN = 0;

/** A text that no model was asked for, to be shown, accepted and discarded as results are. */
export function withoutRun(answer: Answer): RunResult {
  const reason = { code: 'default', args: {} } as const;
  return {
    runId: NO_RUN,
    task: 'review',
    outcome: 'accepted',
    answer,
    reply: undefined,
    lastAnswer: undefined,
    strength: undefined,
    problems: [],
    notes: [],
    route: { moves: [], reason, considered: [], only: false, propensity: 1, estimate: null },
    finalTier: 'other',
    finalModel: '',
    attempts: [],
    costNusd: 0,
    unpriced: 0,
    estimated: false,
    baselineNusd: null,
    durationMs: 0,
    failure: undefined,
  };
}
