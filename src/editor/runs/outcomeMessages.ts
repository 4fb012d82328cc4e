import { commands, l10n, window } from 'vscode';
import type { RunResult } from '../../routing/run/run.ts';
import type { ErrorReporter } from '../errors.ts';
import { COMMANDS } from '../ids.ts';
import { coded } from '../wording/editorCodes.ts';
import { say, word } from '../wording/messages.ts';
import { messageWithin } from '../wording/wording.ts';
import { shownModel } from './progressText.ts';
import { cancelledText } from './resultTitle.ts';

/**
 * Says why a run has no accepted answer. `showAnyway` shows the last one that there is, when the
 * user asks for it.
 */
export async function tellOutcome(
  result: RunResult,
  errors: ErrorReporter,
  showAnyway: (rejected: RunResult) => Promise<void>,
): Promise<void> {
  switch (result.outcome) {
    case 'accepted':
      return;
    case 'rejected':
      return offerRejected(result, showAnyway);
    case 'failed':
      return errors.tell(
        result.failure === undefined
          ? coded('result.failed')
          : messageWithin('failure', result.failure),
      );
    case 'cancelled':
      window.setStatusBarMessage(word(cancelledText(result, word)), 8000);
  }
}

/** An answer that failed its check is shown only when the user asks for it. */
async function offerRejected(
  result: RunResult,
  showAnyway: (rejected: RunResult) => Promise<void>,
): Promise<void> {
  const show = l10n.t('Show Anyway');
  const retry = l10n.t('Retry with Opus');
  const why = l10n.t('Why This Model?');
  const titles = [
    ...(result.lastAnswer === undefined ? [] : [show]),
    ...(result.finalTier === 'opus' ? [] : [retry]),
    why,
  ];
  const model = shownModel({ tier: result.finalTier, model: result.finalModel });
  const [problem] = result.problems;
  const text =
    problem === undefined
      ? say('result.rejectedBare', { model })
      : say('result.rejected', { model, problem: word(problem) });
  const answer = await window.showWarningMessage(text, ...titles);
  if (answer === show) {
    await showAnyway({ ...result, answer: result.lastAnswer });
  } else if (answer === retry) {
    await commands.executeCommand(COMMANDS.escalateResult);
  } else if (answer === why) {
    await commands.executeCommand(COMMANDS.explainRoute);
  }
}
