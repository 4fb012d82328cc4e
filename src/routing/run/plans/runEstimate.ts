import type { RunEstimate, RunQuestions, RunRequest } from '../run.ts';
import { RunBooks } from '../runBooks.ts';
import type { RunnerDeps, RunnerState } from '../runnerState.ts';
import { RunPlans } from '../runPlans.ts';
import { RunProviders } from '../runProviders.ts';
import type { RunScope } from '../runScope.ts';

/** What a run would begin with, without beginning it: nothing is booked, asked or sent. */
export function estimateRun(
  deps: RunnerDeps,
  runner: RunnerState,
  request: RunRequest,
): RunEstimate {
  const questions: RunQuestions = { wait: async () => 'stop', spend: async () => 'stop' };
  const { prompt } = request.prepared;
  const { signal } = new AbortController();
  const emit = () => undefined;
  const scope: RunScope = { deps, runner, request, prompt, questions, emit, signal };
  const plans = new RunPlans(scope, new RunBooks(scope), new RunProviders(scope));
  const { startTier: tier, startPlan } = plans;
  return { tier, model: startPlan?.model.id, costNusd: startPlan?.expectedNusd ?? null };
}
