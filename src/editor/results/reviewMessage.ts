import { commands, l10n, window } from 'vscode';
import type { ReviewFindings } from './findings.ts';

/** Tells how a review came out, and offers the list of problems and the findings of low confidence. */
export async function tellReview(
  review: Pick<ReviewFindings, 'findings' | 'hidden'>,
  title: string,
  showHidden: () => Promise<void>,
): Promise<void> {
  const { findings, hidden } = review;
  const problems = l10n.t('Show Problems');
  const low = l10n.t('Show Hidden');
  const text = [foundText(findings.length), ...hiddenText(hidden.length), title].join(' ');
  const titles = [...(findings.length > 0 ? [problems] : []), ...(hidden.length > 0 ? [low] : [])];
  const answer = await window.showInformationMessage(text, ...titles);
  if (answer === low) await showHidden();
  if (answer !== undefined) await commands.executeCommand('workbench.actions.view.problems');
}

function foundText(count: number): string {
  if (count === 0) return l10n.t('No problems found.');
  return count === 1 ? l10n.t('1 problem found.') : l10n.t('{0} problems found.', count);
}

function hiddenText(count: number): readonly string[] {
  if (count === 0) return [];
  return [
    count === 1
      ? l10n.t('1 finding of low confidence is hidden.')
      : l10n.t('{0} findings of low confidence are hidden.', count),
  ];
}
