import type { TierEvidence } from '../../../models/evidence.ts';
import { NO_EVIDENCE } from '../../../models/evidence.ts';
import type { TaskName } from '../../../models/task.ts';
import { TASK_NAMES } from '../../../models/task.ts';
import type { ClaudeTier } from '../../../models/tier.ts';
import type { EvidenceByTier } from '../../policy/expectation.ts';
import type { Frontier, FrontierTask } from '../../policy/frontier.ts';
import { frontierOf } from '../../policy/frontier.ts';
import type { PlanInput } from '../../policy/tierPlan.ts';
import { planTier, usualOutput } from '../../policy/tierPlan.ts';
import type { RoutingSettings } from '../../settings.ts';
import type { RunnerDeps, RunnerState } from '../runnerState.ts';

/** What a frontier is asked for. */
export interface FrontierRequest {
  readonly settings: RoutingSettings;
  readonly runsPerWeek: Readonly<Partial<Record<TaskName, number>>>;
}

/** What other starts of the tasks would come to, at the models and prices of the runner; nothing is begun by that. */
export function frontierFor(
  deps: RunnerDeps,
  runner: RunnerState,
  { settings, runsPerWeek }: FrontierRequest,
): Frontier {
  return frontierOf(
    TASK_NAMES.map((task) => ({
      input: inputOf(deps, runner, task, settings),
      runsPerWeek: runsPerWeek[task] ?? 0,
    })),
  );
}

/** A run of the task's usual size, as evidence knows it, of which nothing is left to chance. */
function inputOf(
  deps: RunnerDeps,
  runner: RunnerState,
  task: TaskName,
  settings: RoutingSettings,
): FrontierTask['input'] {
  const { evidence, catalog, prices, clock } = deps;
  const sums = (tier: ClaudeTier) => evidence.evidence(task, tier);
  const known = [sums('haiku'), sums('sonnet'), sums('opus')];
  const at: PlanInput = {
    task,
    settings,
    catalog: catalog(),
    prices: prices(),
    at: clock.now(),
    promptTokens: usualInput(known),
    answerTokens: 0,
    usualOutputTokens: usualOutput(known),
    missing: runner.missing,
  };
  const plan = (tier: ClaudeTier) => planTier(tier, at, sums(tier));
  const plans = { haiku: plan('haiku'), sonnet: plan('sonnet'), opus: plan('opus') };
  const levels = (tier: ClaudeTier): TierEvidence | undefined => {
    const planned = plans[tier];
    if (!planned || !evidence.levels) return sums(tier);
    const { model, effort } = planned;
    const about = { task, tier, model: model.id, effort, language: '' };
    return { ...(sums(tier) ?? NO_EVIDENCE), levels: evidence.levels(about) };
  };
  const byTier: EvidenceByTier = {
    haiku: levels('haiku'),
    sonnet: levels('sonnet'),
    opus: levels('opus'),
  };
  return {
    task,
    signals: { lines: 0, declarations: 0, instruction: undefined },
    chosenTier: undefined,
    settings,
    plans,
    evidence: byTier,
    breakers: runner.breakers.byTier(),
  };
}

/** Tokens of a prompt of the task, over all tiers. */
function usualInput(known: readonly (TierEvidence | undefined)[]): number {
  let [attempts, tokens] = [0, 0];
  for (const one of known) {
    if (!one) continue;
    attempts += one.attempts;
    tokens += one.attempts * one.meanInputTokens;
  }
  return attempts === 0 ? 0 : tokens / attempts;
}
