import type { Coded } from '../../models/codes.ts';
import { routeReason } from '../coded.ts';
import type { Route } from '../policy/route.ts';
import { TASK_ROUTING } from '../taskTable.ts';
import type { Checked } from './afterAttempt.ts';
import type { RunRequest, RunResult } from './run.ts';
import type { ClosedRun } from './runBooks.ts';
import type { RunScope } from './runScope.ts';
import type { Finish } from './step.ts';

/** A run that is over, with what its result is made from. */
export interface FinishedRun {
  readonly end: Finish;
  readonly route: Route;
  readonly checked: Checked | undefined;
  /** What was to be told while it went on. */
  readonly notes: readonly Coded[];
  readonly closed: ClosedRun;
}

/** How a run came out, for whoever asked for it. */
export function runResult({ request, prompt }: RunScope, finished: FinishedRun): RunResult {
  const { end, route, checked, closed } = finished;
  const { run, record, final } = closed;
  const { prepared, draft } = request;
  const gate = checked?.gate;
  const isAccepted = end.outcome === 'accepted';
  const isFollowUp = draft !== undefined && 'followUp' in draft;
  return {
    runId: run.runId,
    task: run.task,
    outcome: end.outcome,
    answer: isAccepted ? gate?.answer : undefined,
    reply: checked?.reply,
    lastAnswer: isAccepted ? undefined : gate?.answer,
    strength: isAccepted ? gate?.strength : undefined,
    ...(isAccepted && gate?.survivors !== undefined && { survivors: gate.survivors }),
    ...(isAccepted && gate?.showing !== undefined && { showing: gate.showing }),
    problems: isAccepted ? [] : (gate?.problems ?? []),
    notes: [...prepared.notes, ...(gate?.notes ?? []), ...finished.notes, ...closed.notes],
    route,
    finalTier: final.tier,
    finalModel: final.model,
    attempts: record.summaries,
    costNusd: run.costNusd,
    unpriced: run.unpriced,
    estimated: record.summaries.some(({ estimated }) => estimated),
    ...(record.isIncluded ? { included: true } : {}),
    baselineNusd: run.baselineNusd,
    durationMs: run.durationMs,
    failure: end.failure,
    asked: isFollowUp ? prompt : prepared.prompt,
    record,
  };
}

/** The result of a run that could not even be planned, so that nothing of it is booked. */
export function unplannedResult({ prepared, chosenTier }: RunRequest, failure: Coded): RunResult {
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
    route: { moves: [], reason, considered: [reason], only: false, propensity: 1, estimate: null },
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
