import type { QuickPickItem, Uri } from 'vscode';
import { CancellationError, l10n, QuickPickItemKind, window, workspace } from 'vscode';
import { formatUsd } from '../../models/money.ts';
import type { TaskName } from '../../models/task.ts';
import { say } from '../wording/messages.ts';
import { plainItem } from '../wording/plainLabel.ts';
import type { LeftOut } from './folderFiles.ts';

/** A file with what its first attempt is expected, and at worst, to cost now. nUSD; null: unpriced. */
export interface EstimatedFile {
  readonly uri: Uri;
  readonly expectedNusd: number | null;
  readonly worstNusd: number | null;
}

/** What the user wants done with which files. */
export interface FolderChoice<File> {
  readonly files: readonly File[];
  readonly isBatched: boolean;
}

/** What there is to choose from. */
export interface FolderOffer<File> {
  readonly task: TaskName;
  readonly files: readonly File[];
  readonly leftOut: readonly LeftOut[];
  /** Whoever runs the models takes batches. */
  readonly hasBatches: boolean;
}

/** A file's place below its opened folder. */
export function shownPath(uri: Uri): string {
  return workspace.asRelativePath(uri, (workspace.workspaceFolders?.length ?? 0) > 1);
}

/**
 * Says what the files cost now and by batch, what is left out and why, and lets the user choose.
 * @throws CancellationError when the list is closed
 */
export async function chosenHow<File extends EstimatedFile>({
  task,
  files: all,
  leftOut,
  hasBatches,
}: FolderOffer<File>): Promise<FolderChoice<File>> {
  let files = all;
  for (;;) {
    const items = actionsFor(files, all.length, { leftOut: leftOut.length, hasBatches });
    const title = say('folder.title', { task, files: files.length });
    const placeHolder = say('folder.placeholder');
    const picked = await window.showQuickPick(items, { title, placeHolder, ignoreFocusOut: true });
    switch (picked?.action) {
      case 'now':
      case 'batch':
        return { files, isBatched: picked.action === 'batch' };
      case 'choose':
        files = (await chosenAmong(task, all, files)) ?? files;
        break;
      case 'leftOut':
        await showLeftOut(leftOut);
        break;
      case undefined:
        throw new CancellationError();
    }
  }
}

interface ActionItem extends QuickPickItem {
  readonly action?: 'now' | 'batch' | 'choose' | 'leftOut';
}

function actionsFor(
  files: readonly EstimatedFile[],
  all: number,
  { leftOut, hasBatches }: { readonly leftOut: number; readonly hasBatches: boolean },
): readonly ActionItem[] {
  const whole = costOf(files, 1);
  const half = costOf(files, 2);
  const separator: ActionItem = { label: l10n.t('Files'), kind: QuickPickItemKind.Separator };
  return [
    { label: `$(play) ${l10n.t('Now')}`, detail: say('folder.now', whole), action: 'now' },
    ...(hasBatches
      ? [
          {
            label: `$(clock) ${l10n.t('By Batch at Half Price')}`,
            detail: say('folder.batch', half),
            action: 'batch' as const,
          },
        ]
      : []),
    separator,
    {
      label: `$(list-selection) ${l10n.t('Choose Files...')}`,
      description: say('folder.chosen', { files: files.length, all }),
      action: 'choose',
    },
    ...(leftOut > 0
      ? [
          {
            label: `$(circle-slash) ${l10n.t('What Is Left Out...')}`,
            description: String(leftOut),
            action: 'leftOut' as const,
          },
        ]
      : []),
  ];
}

/** The sum of what has a price, over a divisor. */
function costOf(
  files: readonly EstimatedFile[],
  divisor: number,
): { readonly cost: string; readonly most: string } {
  const sum = (costs: readonly (number | null)[]): string =>
    formatUsd(Math.ceil(costs.reduce<number>((all, nusd) => all + (nusd ?? 0), 0) / divisor));
  return {
    cost: sum(files.map(({ expectedNusd }) => expectedNusd)),
    most: sum(files.map(({ worstNusd }) => worstNusd)),
  };
}

async function chosenAmong<File extends EstimatedFile>(
  task: TaskName,
  all: readonly File[],
  chosen: readonly File[],
): Promise<readonly File[] | undefined> {
  const items = all.map((file) =>
    plainItem({
      label: file.uri.path.slice(file.uri.path.lastIndexOf('/') + 1),
      description: shownPath(file.uri),
      detail:
        file.expectedNusd === null
          ? say('changes.noPrice')
          : say('folder.fileCost', { cost: formatUsd(file.expectedNusd) }),
      picked: chosen.includes(file),
      file,
    }),
  );
  const title = say('folder.choose', { task });
  const options = { title, canPickMany: true, matchOnDescription: true } as const;
  const picked = await window.showQuickPick(items, options);
  const files = picked?.map(({ file }) => file);
  return files?.length === 0 ? undefined : files;
}

/** Lists what is left out, each with its reason; `title` says what it is a list of. */
export async function showLeftOut(
  leftOut: readonly LeftOut[],
  title = say('folder.leftOut', { count: leftOut.length }),
): Promise<void> {
  const items = leftOut.map(({ uri, why, words }) =>
    plainItem({ label: shownPath(uri), description: words ?? say(`folder.leftOut.${why}`) }),
  );
  const placeHolder = say('folder.leftOutHint');
  await window.showQuickPick(items, { title, placeHolder, matchOnDescription: true });
}
