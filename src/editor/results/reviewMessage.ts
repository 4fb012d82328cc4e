import { commands, l10n, window } from 'vscode';
import type { Finding } from '../../tasks/task.ts';
import { COMMANDS } from '../ids.ts';
import { say } from '../wording/messages.ts';
import type { ReviewFindings } from './findings/findings.ts';
import type { Offer } from './shownResult.ts';

/** What a review was, for its message. */
interface About {
  /** What was looked at. */
  readonly place: string;
  /** Who answered, at what cost, and what else is to be known. */
  readonly title: string;
  readonly offers: readonly Offer[];
  readonly runId: number;
}

/**
 * Tells how a review came out, and where it has looked. Offers the list of problems, the findings of
 * low confidence and what could be looked at as well.
 */
export async function tellReview(
  review: Pick<ReviewFindings, 'findings' | 'hidden'>,
  { place, title, offers, runId }: About,
  showHidden: () => Promise<void>,
): Promise<void> {
  const { findings, hidden } = review;
  const problems = l10n.t('Show Problems');
  const low = l10n.t('Show Hidden');
  const fixAll = say('fixAll.go');
  const text = [foundText(findings.length, place), ...hiddenText(hidden), title].join(' ');
  const titles = [
    ...(findings.length > 0 ? [problems] : []),
    ...(findings.length > 1 ? [fixAll] : []),
    ...(hidden.length > 0 ? [low] : []),
    ...offers.map((offer) => offer.title),
  ];
  const answer = await window.showInformationMessage(text, ...titles);
  const offer = offers.find((each) => each.title === answer);
  if (offer !== undefined) return offer.take();
  if (answer === fixAll) return void (await commands.executeCommand(COMMANDS.fixAll, runId));
  if (answer === low) await showHidden();
  if (answer !== undefined) await commands.executeCommand('workbench.actions.view.problems');
}

function foundText(count: number, place: string): string {
  if (count === 0) return say('review.none', { place });
  return count === 1 ? say('review.one', { place }) : say('review.several', { count, place });
}

function hiddenText(hidden: readonly Finding[]): readonly string[] {
  const refuted = hidden.filter(({ secondLook }) => secondLook?.type === 'refuted').length;
  const low = hidden.length - refuted;
  return [
    ...(low === 1 ? [l10n.t('1 finding of low confidence is hidden.')] : []),
    ...(low > 1 ? [l10n.t('{0} findings of low confidence are hidden.', low)] : []),
    ...(refuted === 1 ? [l10n.t('1 finding that a second look refuted is hidden.')] : []),
    ...(refuted > 1
      ? [l10n.t('{0} findings that a second look refuted are hidden.', refuted)]
      : []),
  ];
}
