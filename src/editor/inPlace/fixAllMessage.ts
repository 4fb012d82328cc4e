import type { QuickPickItem } from 'vscode';
import { Position, Range, window } from 'vscode';
import { formatUsd } from '../../models/money.ts';
import { openInFront } from '../documents/openDocuments.ts';
import { say, word } from '../wording/messages.ts';
import { plainItem } from '../wording/plainLabel.ts';
import type { FindingToFix, FixAllResult, FixOutcome } from './fixedFile.ts';

/** Says what came of fixing all, and of each finding that was not fixed why when the user asks. */
export async function tellFixAll({ outcomes, files, costNusd }: FixAllResult): Promise<void> {
  const open = outcomes.filter(([, { type }]) => type !== 'fixed');
  const fixed = outcomes.length - open.length;
  const args = { fixed, count: outcomes.length, files: files.length, cost: formatUsd(costNusd) };
  const text = say('fixAll.done', args);
  if (open.length === 0) {
    void window.showInformationMessage(text);
    return;
  }
  const show = say('fixAll.showOpen');
  const answer = await window.showWarningMessage(
    `${text} ${say('fixAll.open', { count: open.length })}`,
    show,
  );
  if (answer === show) await showOpen(open);
}

async function showOpen(open: FixAllResult['outcomes']): Promise<void> {
  const items = open.map(
    ([{ uri, finding }, outcome]): QuickPickItem & Pick<FindingToFix, 'uri' | 'finding'> => {
      const file = uri.path.slice(uri.path.lastIndexOf('/') + 1);
      const description = say('fixAll.at', { file, line: finding.firstLine });
      return plainItem({ label: finding.title, description, detail: whyOf(outcome), uri, finding });
    },
  );
  const picked = await window.showQuickPick(items, { title: say('fixAll.openTitle') });
  if (picked === undefined) return;
  const editor = await openInFront(picked.uri);
  const at = new Position(picked.finding.firstLine - 1, picked.finding.startCharacter);
  editor.revealRange(new Range(at, at));
}

/** Why a finding was not fixed. */
function whyOf(outcome: FixOutcome): string {
  switch (outcome.type) {
    case 'fixed':
      return '';
    case 'overtaken':
      return say('fixAll.overtaken');
    case 'rejected':
      return outcome.problem === undefined
        ? say('fixAll.rejectedBare')
        : say('fixAll.rejected', { problem: word(outcome.problem) });
    case 'failed':
      return word(outcome.why);
    case 'notReached':
      return say('fixAll.notReached');
  }
}
