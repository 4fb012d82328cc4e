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
import { beginRun } from './begun/beginRun.ts';
import { closeBegun } from './begun/closeBegun.ts';
import { reserveAll } from './begun/reserveAll.ts';
import type { WholeRunner } from './begun/wholeRunner.ts';
import { estimateRun } from './plans/runEstimate.ts';
import type { FrontierRequest } from './plans/runFrontier.ts';
import { frontierFor } from './plans/runFrontier.ts';
import type { RunEvent, RunQuestions, RunRequest } from './run.ts';
import type { RunnerDeps, RunnerState } from './runnerState.ts';
import { unplannedResult } from './runResult.ts';
import { userErrorOf } from './userErrorOf.ts';

export type { OtherProvider, RunnerDeps } from './runnerState.ts';

/** A runner with a look at its breakers. */
export interface InspectableRunner extends WholeRunner {
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
  const run: WholeRunner['run'] = async (request, questions, listener, signal) => {
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
      await closeUnplanned(deps, request);
      return unplannedResult(request, known ?? runFailure('internal', {}));
    }
    return loop.run();
  };
  return {
    run,
    estimate: (request) => estimateRun(deps, runner, request),
    begin: (request, isBatched, signal) => {
      const { prompt } = request.prepared;
      const emit = () => undefined;
      const scope = { deps, runner, request, prompt, questions: NOBODY, emit, signal };
      return beginRun(scope, isBatched);
    },
    batches: async () => (await deps.provider()).batches,
    reserve: (order) => reserveAll(deps, runner, order),
    close: (begun, closing) => closeBegun(deps, begun, closing),
    breakers: () => runner.breakers.views(),
    frontier: (request) => frontierFor(deps, runner, request),
    resetBreakers: () => runner.breakers.reset(),
  };
}

/** Where nothing is to be asked. */
const NOBODY: RunQuestions = { wait: async () => 'stop', spend: async () => 'stop' };

/** What a begun run holds is let go of, or booked, also where it cannot even be planned. */
async function closeUnplanned(deps: RunnerDeps, { begun }: RunRequest): Promise<void> {
  if (!begun) return;
  const { run, reply } = begun;
  const code = 'internal';
  await (reply
    ? closeBegun(deps, run, { type: 'unread', code, reply })
    : closeBegun(deps, run, { type: 'unbilled', outcome: 'failed', code }));
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
