import { CancellationError, l10n, window } from 'vscode';
import { formatUsd } from '../../models/money.ts';
import type { TaskName } from '../../models/task.ts';
import type { RunQuestions } from '../../routing/run.ts';
import { abortable } from '../../routing/abortable.ts';
import { TIER_NAMES } from '../displayNames.ts';
import { say, word } from '../messages.ts';
import { within } from '../wording.ts';

/** Puts a run's questions to the user. Closing one, or cancelling the run, means stop. */
export class AskedQuestions implements RunQuestions {
  readonly #signal: AbortSignal;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  async wait(question: Parameters<RunQuestions['wait']>[0]): Promise<'wait' | 'next' | 'stop'> {
    const { reason, ms, nextTier, nextCostNusd } = question;
    const wait = l10n.t('Wait');
    const stop = l10n.t('Stop');
    const next = nextTier === null ? undefined : nextTitle(TIER_NAMES[nextTier], nextCostNusd);
    const text = `${word(within('wait', reason))} ${say('question.wait', { seconds: Math.ceil(ms / 1000) })}`;
    const titles = [wait, ...(next === undefined ? [] : [next]), stop];
    const answer = await this.#unlessCancelled(window.showWarningMessage(text, ...titles));
    if (answer === wait) return 'wait';
    return answer !== undefined && answer === next ? 'next' : 'stop';
  }

  async spend(question: Parameters<RunQuestions['spend']>[0]): Promise<'go' | 'stop'> {
    const { reason, tier, costNusd } = question;
    const go = l10n.t('Go On');
    const ask =
      costNusd === null
        ? say('question.spendUnpriced', { tier })
        : say('question.spend', { tier, costNusd });
    const stop = l10n.t('Stop');
    const text = `${word(within('spend', reason))} ${ask}`;
    const answer = await this.#unlessCancelled(window.showWarningMessage(text, go, stop));
    return answer === go ? 'go' : 'stop';
  }

  /** The answer, or undefined as soon as the run is cancelled. */
  async #unlessCancelled(answer: Thenable<string | undefined>): Promise<string | undefined> {
    try {
      return await abortable(Promise.resolve(answer), this.#signal);
    } catch (error) {
      if (this.#signal.aborted) return undefined;
      throw error;
    }
  }
}

function nextTitle(tier: string, costNusd: number | null): string {
  return costNusd === null
    ? l10n.t('Use {tier}', { tier })
    : l10n.t('Use {tier} (about {cost})', { tier, cost: formatUsd(costNusd) });
}

/**
 * Asks whether the dearer settings of the workspace may be used.
 * @throws CancellationError when the question is closed
 */
export async function askWorkspaceSpend(task: TaskName): Promise<boolean> {
  const use = l10n.t('Use Them');
  const ignore = l10n.t('Use Mine');
  const question = say('settings.workspaceSpend', { task });
  const answer = await window.showWarningMessage(question, use, ignore);
  if (answer === undefined) throw new CancellationError();
  return answer === use;
}
