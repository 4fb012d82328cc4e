import { followUpPrompt, repairPrompt } from '../../tasks/repairPrompt.ts';
import type { Prompt } from '../../tasks/task.ts';
import { Breakers } from '../calls/breakers.ts';
import { Exploring } from '../calls/exploring.ts';
import { Mutex } from '../calls/mutex.ts';
import { PromptReuse } from '../calls/promptReuse.ts';
import { runFailure } from '../coded.ts';
import type { Frontier } from '../policy/frontier.ts';
import type { BreakerView } from '../policy/policyInput.ts';
import { AttemptLoop } from './attemptLoop.ts';
import { estimateRun } from './plans/runEstimate.ts';
import type { FrontierRequest } from './plans/runFrontier.ts';
import { frontierFor } from './plans/runFrontier.ts';
import type { RunEvent, Runner, RunRequest } from './run.ts';
import type { RunnerDeps, RunnerState } from './runnerState.ts';
import { unplannedResult } from './runResult.ts';
import { userErrorOf } from './userErrorOf.ts';

export type { OtherProvider, RunnerDeps } from './runnerState.ts';

/** A runner with a look at its breakers. */
export interface InspectableRunner extends Runner {
  breakers(): readonly BreakerView[];
  /** What other starts of the tasks would cost, and get wrong. */
  frontier(request: FrontierRequest): Frontier;
  /** Lets calls to all tiers through again. */
  resetBreakers(): void;
}

/** Builds the one runner of a window; its breakers and warnings are shared by all runs. */
export function createRunner(deps: RunnerDeps): InspectableRunner {
  const { clock, log } = deps;
  const runner: RunnerState = {
    breakers: new Breakers(clock, log),
    reuse: new PromptReuse(),
    reservations: new Mutex(),
    exploring: new Exploring(),
    missing: new Set(),
    isNewNotice: deps.isNewNotice ?? onceEach(),
  };
  const run: Runner['run'] = async (request, questions, listener, signal) => {
    const emit = neverThrowing(listener, (event, error) =>
      log.error(`a listener failed on ${event.type}`, error),
    );
    const prompt = firstPrompt(request);
    let loop: AttemptLoop;
    try {
      loop = new AttemptLoop({ deps, runner, request, prompt, questions, emit, signal });
    } catch (error) {
      const known = userErrorOf(error);
      if (!known) log.error('a run could not be planned', error);
      return unplannedResult(request, known ?? runFailure('internal', {}));
    }
    return loop.run();
  };
  return {
    run,
    estimate: (request) => estimateRun(deps, runner, request),
    breakers: () => runner.breakers.views(),
    frontier: (request) => frontierFor(deps, runner, request),
    resetBreakers: () => runner.breakers.reset(),
  };
}

/** What a run asks at first: the task, or what is wanted of an earlier answer to it. */
function firstPrompt({ draft, prepared: { prompt } }: RunRequest): Prompt {
  if (!draft) return prompt;
  return 'followUp' in draft
    ? followUpPrompt(prompt, draft.reply, draft.followUp)
    : repairPrompt(prompt, draft.reply, draft.problems);
}

/** Calls a listener; one that throws must cost neither the answer nor its record. */
function neverThrowing(
  listener: (event: RunEvent) => void,
  failed: (event: RunEvent, error: unknown) => void,
): (event: RunEvent) => void {
  return (event) => {
    try {
      listener(event);
    } catch (error) {
      failed(event, error);
    }
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
