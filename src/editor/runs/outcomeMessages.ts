import { commands, l10n, window } from 'vscode';
import type { RunResult } from '../../routing/run/run.ts';
import type { ErrorReporter } from '../errors.ts';
import { COMMANDS } from '../ids.ts';
import { coded } from '../wording/editorCodes.ts';
import { say, word } from '../wording/messages.ts';
import { plain } from '../wording/plainLabel.ts';
import { messageWithin } from '../wording/wording.ts';
import { shownModel } from './progressText.ts';
import { cancelledText } from './resultTitle.ts';

/** Characters of a finding's title in a message. */
const LONGEST_TITLE = 80;

/**
 * Says why a run has no accepted answer. `showAnyway` shows the last one that there is, when the
 * user asks for it; `finding` is the title of what a test was to show.
 */
export async function tellOutcome(
  result: RunResult,
  errors: ErrorReporter,
  showAnyway: (rejected: RunResult) => Promise<void>,
  finding?: string,
): Promise<void> {
  switch (result.outcome) {
    case 'accepted':
      return;
    case 'rejected':
      return offerRejected(result, showAnyway, finding);
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
  finding: string | undefined,
): Promise<void> {
  const show = finding === undefined ? l10n.t('Show Anyway') : l10n.t('Show the Test');
  const retry = l10n.t('Retry with Opus');
  const why = l10n.t('Why This Model?');
  const titles = [
    ...(result.lastAnswer === undefined ? [] : [show]),
    ...(result.finalTier === 'opus' ? [] : [retry]),
    why,
  ];
  const answer =
    finding === undefined
      ? await window.showWarningMessage(rejectedText(result), ...titles)
      : await window.showInformationMessage(unshownText(result, finding), ...titles);
  if (answer === show) {
    await showAnyway({ ...result, answer: result.lastAnswer });
  } else if (answer === retry) {
    await commands.executeCommand(COMMANDS.escalateResult);
  } else if (answer === why) {
    await commands.executeCommand(COMMANDS.explainRoute);
  }
}

function rejectedText(result: RunResult): string {
  const model = shownModel({ tier: result.finalTier, model: result.finalModel });
  const [problem] = result.problems;
  return problem === undefined
    ? say('result.rejectedBare', { model })
    : say('result.rejected', { model, problem: word(problem) });
}

/** That a test shows nothing is no fault: the finding may be wrong, or the test. */
function unshownText({ problems }: RunResult, finding: string): string {
  const title = plain(finding);
  const short = title.length > LONGEST_TITLE ? `${title.slice(0, LONGEST_TITLE)}…` : title;
  const [problem] = problems;
  return problem === undefined
    ? say('show.unshownBare', { title: short })
    : say('show.unshown', { title: short, problem: problem.code });
}
