import type { QuickPickItem } from 'vscode';
import { CancellationError, window } from 'vscode';
import { formatUsd } from '../../models/money.ts';
import { say } from '../wording/messages.ts';
import { plainItem } from '../wording/plainLabel.ts';
import type { ChangedFile } from './changedFiles.ts';
import { rangesText } from './changedLines.ts';
import type { ExpectedNusd } from './changesCost.ts';
import { sumOf } from './changesCost.ts';

/** A changed file with what its review is expected to cost. */
export interface PricedFile {
  readonly file: ChangedFile;
  readonly costNusd: ExpectedNusd;
}

/**
 * Says what the reviews cost together and lets the user choose among the files; all are chosen at
 * first, and the sum follows the choice.
 * @throws CancellationError when the list is closed, or left with nothing chosen
 */
export async function chosenFiles(
  priced: readonly PricedFile[],
  signal: AbortSignal,
): Promise<readonly PricedFile[]> {
  const items = priced.map((each): QuickPickItem & PricedFile => {
    const { uri, lines } = each.file;
    const path = uri.path.split('/');
    const detail = say('changes.fileLines', {
      cost: each.costNusd === null ? say('changes.noPrice') : formatUsd(each.costNusd),
      lines: rangesText(lines),
    });
    const description = path.slice(-3, -1).join('/');
    return plainItem({ ...each, label: path.at(-1) ?? '', description, detail });
  });
  const list = window.createQuickPick<QuickPickItem & PricedFile>();
  list.canSelectMany = true;
  list.ignoreFocusOut = true;
  list.matchOnDescription = true;
  list.items = items;
  list.selectedItems = items;
  const showSum = (selected: readonly PricedFile[]): void => {
    const { costNusd, unpriced } = sumOf(selected.map((each) => each.costNusd));
    const cost = formatUsd(costNusd);
    list.title =
      unpriced === 0
        ? say('changes.ask', { files: selected.length, cost })
        : say('changes.askUnpriced', { files: selected.length, cost, unpriced });
  };
  showSum(items);
  const { promise, resolve } = Promise.withResolvers<readonly PricedFile[] | undefined>();
  const onAbort = (): void => resolve(undefined);
  signal.addEventListener('abort', onAbort, { once: true });
  list.onDidChangeSelection(showSum);
  list.onDidAccept(() => resolve(list.selectedItems));
  list.onDidHide(() => resolve(undefined));
  list.show();
  try {
    const chosen = await promise;
    if (chosen === undefined || chosen.length === 0) throw new CancellationError();
    return priced.filter(({ file }) => chosen.some((each) => each.file === file));
  } finally {
    signal.removeEventListener('abort', onAbort);
    list.dispose();
  }
}
