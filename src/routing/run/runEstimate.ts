import type { RunEstimate, RunRequest } from './run.ts';
import { RunBooks } from './runBooks.ts';
import type { RunnerState } from './runnerState.ts';
import { RunPlans } from './runPlans.ts';
import { RunProviders } from './runProviders.ts';

/** What a run would begin with, without beginning it: nothing is booked, asked or sent. */
export function estimateRun(state: RunnerState, request: RunRequest): RunEstimate {
  const never = new AbortController().signal;
  const books = new RunBooks(state.deps, request);
  const providers = new RunProviders(state.deps, never);
  const plans = new RunPlans(state, request, books, providers, request.prepared.prompt);
  return { tier: plans.startTier, costNusd: plans.startPlan?.expectedNusd ?? null };
}
