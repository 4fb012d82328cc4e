import type { Coded } from '../../models/codes.ts';
import { Breakers } from '../calls/breakers.ts';
import { PromptReuse } from '../calls/promptReuse.ts';
import { routeReason } from '../coded.ts';
import type { BreakerView } from '../policy/policyInput.ts';
import { TASK_ROUTING } from '../taskTable.ts';
import { AttemptLoop } from './attemptLoop.ts';
import { Mutex } from './mutex.ts';
import type { RunEvent, Runner, RunQuestions, RunRequest, RunResult } from './run.ts';
import { estimateRun } from './runEstimate.ts';
import type { RunnerDeps, RunnerState } from './runnerState.ts';
import { userErrorOf } from './userErrorOf.ts';

export type { OtherProvider, RunnerDeps } from './runnerState.ts';

/** A runner with a look at its breakers. */
export interface InspectableRunner extends Runner {
  breakers(): readonly BreakerView[];
  /** Lets calls to all tiers through again. */
  resetBreakers(): void;
}

/** The result of a run that could not even be planned, so that nothing of it is booked. */
function unplanned({ prepared, chosenTier }: RunRequest, failure: Coded): RunResult {
  const tier = chosenTier ?? TASK_ROUTING[prepared.name].start;
  const reason = routeReason('default', { tier });
  return {
    runId: 0,
    task: prepared.name,
    outcome: 'failed',
    answer: undefined,
    reply: undefined,
    lastAnswer: undefined,
    strength: undefined,
    problems: [],
    notes: prepared.notes,
    route: { moves: [], reason, considered: [reason], only: false, estimate: null },
    finalTier: tier,
    finalModel: '',
    attempts: [],
    costNusd: 0,
    unpriced: 0,
    estimated: false,
    baselineNusd: null,
    durationMs: 0,
    failure,
  };
}

/** Builds the one runner of a window; its breakers and warnings are shared by all runs. */
export function createRunner(deps: RunnerDeps): InspectableRunner {
  const { clock, log } = deps;
  const state: RunnerState = {
    deps,
    breakers: new Breakers(clock, log),
    reuse: new PromptReuse(),
    reservations: new Mutex(),
    missing: new Set(),
    isNewNotice: deps.isNewNotice ?? onceEach(),
  };
  return {
    run: async (
      request: RunRequest,
      questions: RunQuestions,
      onEvent: (event: RunEvent) => void,
      signal: AbortSignal,
    ) => {
      let loop: AttemptLoop;
      try {
        loop = new AttemptLoop(state, request, questions, onEvent, signal);
      } catch (error) {
        const known = userErrorOf(error);
        if (!known) log.error('a run could not be planned', error);
        return unplanned(request, known ?? { code: 'internal', args: {} });
      }
      return loop.run();
    },
    estimate: (request) => estimateRun(state, request),
    breakers: () => state.breakers.views(),
    resetBreakers: () => state.breakers.reset(),
  };
}

/** True once for each key. */
function onceEach(): (key: string) => boolean {
  const told = new Set<string>();
  return (key) => {
    if (told.has(key)) return false;
    told.add(key);
    return true;
  };
}
