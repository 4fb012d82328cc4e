import { CancellationError, l10n } from 'vscode';
import { formatUsd } from '../../models/money.ts';
import type { TaskName } from '../../models/task.ts';
import type { RunQuestions } from '../../routing/run/run.ts';
import type { Ask } from '../question.ts';
import { TIER_NAMES } from '../wording/displayNames.ts';
import { say, word } from '../wording/messages.ts';
import { messageWithin } from '../wording/wording.ts';

/** Puts a run's questions to the user. Closing one means stop. */
export class AskedQuestions implements RunQuestions {
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  async wait(question: Parameters<RunQuestions['wait']>[0]): Promise<'wait' | 'next' | 'stop'> {
    const { reason, ms, nextTier, nextCostNusd } = question;
    const wait = l10n.t('Wait');
    const stop = l10n.t('Stop');
    const next = nextTier === null ? undefined : nextTitle(TIER_NAMES[nextTier], nextCostNusd);
    const text = `${word(messageWithin('wait', reason))} ${say('question.wait', { seconds: Math.ceil(ms / 1000) })}`;
    const titles = [wait, ...(next === undefined ? [] : [next]), stop];
    const answer = await this.#ask(text, ...titles);
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
    const text = `${word(messageWithin('spend', reason))} ${ask}`;
    const answer = await this.#ask(text, go, stop);
    return answer === go ? 'go' : 'stop';
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
export async function askWorkspaceSpend(task: TaskName, ask: Ask): Promise<boolean> {
  const use = l10n.t('Use Them');
  const ignore = l10n.t('Use Mine');
  const question = say('settings.workspaceSpend', { task });
  const answer = await ask(question, use, ignore);
  if (answer === undefined) throw new CancellationError();
  return answer === use;
}
