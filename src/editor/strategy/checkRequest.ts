import type { ClaudeTier } from '../../models/tier.ts';
import type { Runner, RunQuestions, RunRequest } from '../../routing/run/run.ts';
import type { RoutingSettings } from '../../routing/settings.ts';
import type { Asked } from '../../strategy/strategyCheck.ts';
import type { PreparedTask } from '../../tasks/task.ts';

/** Ends of an attempt in which the model has had its say. */
const ANSWERED: ReadonlySet<string> = new Set(['accepted', 'rejected', 'refused', 'truncated']);

/**
 * One attempt at one tier, as its own settings say, whatever else rules where a run goes. What was agreed to for all
 * together, in nUSD, is not asked about again for each.
 */
export function checkRequest(
  prepared: PreparedTask,
  tier: ClaudeTier,
  settings: RoutingSettings,
  agreedNusd: number,
): RunRequest {
  const { only, chains, budget, classifier, confirmAboveNusd } = settings;
  return {
    prepared,
    settings: {
      ...settings,
      only: { ...only, [prepared.name]: tier },
      chains: { ...chains, [prepared.name]: null },
      floor: null,
      maxAttempts: 1,
      minConfidence: 0,
      rollout: 1,
      explore: 0,
      canary: 1,
      classifier: { ...classifier, use: 'off' },
      secondLook: false,
      probeArguments: false,
      confirmAboveNusd: Math.max(confirmAboveNusd, agreedNusd),
      // Where Opus is too dear for the budget, it is not asked in the place of what would be cheap.
      budget: { ...budget, action: budget.action === 'stayCheap' ? 'stop' : budget.action },
    },
    purpose: 'check',
    chosenTier: tier,
    draft: undefined,
  };
}

/** Makes the one attempt of a request, and books it. @throws the signal's reason when it is aborted */
export async function askedOnce(
  runner: Runner,
  request: RunRequest,
  questions: RunQuestions,
  signal: AbortSignal,
): Promise<Asked> {
  const result = await runner.run(request, questions, () => undefined, signal);
  const { attempts, costNusd, unpriced, failure, finalModel: model } = result;
  const last = attempts.at(-1)?.outcome;
  const hasAnswered = last !== undefined && ANSWERED.has(last);
  if (!hasAnswered) return { type: 'stopped', failure, costNusd };
  return { type: 'answered', costNusd: unpriced > 0 ? null : costNusd, model };
}
