import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { env, l10n, ProgressLocation, UIKind, Uri, window } from 'vscode';
import { MergeClient } from '../../../mergedUsage/mergeClient.ts';
import type { MergedFiles } from '../../../mergedUsage/mergedUsage.ts';
import type { MergedSources } from '../../../report/protocol/exports.ts';
import { userError } from '../../wording/editorCodes.ts';
import { say } from '../../wording/messages.ts';
import type { MachineLedger } from './machineLedgers.ts';
import { machineLedgers } from './machineLedgers.ts';
import type { MergedReportParts } from './mergedReport.ts';
import { MergedReport } from './mergedReport.ts';

/** What opening exports, or the books of all workspaces, needs. */
export interface OpenedExportsParts extends Omit<MergedReportParts, 'client' | 'of'> {
  /** The folder of this workspace's ledger. */
  readonly folder: Uri;
  /** What is kept for all workspaces. */
  readonly globalStorage: Uri;
}

/** Reads what a report is made of. */
type Read = (client: MergeClient, signal: AbortSignal) => Promise<MergedFiles>;

/** Opens several people's exports, or the books of all workspaces, as one report. Nothing of them is kept. */
export class OpenedExports {
  readonly #parts: OpenedExportsParts;
  #report: MergedReport | undefined;

  constructor(parts: OpenedExportsParts) {
    this.#parts = parts;
  }

  /** Asks for files, and shows what they come to. */
  async open(): Promise<void> {
    const chosen = await window.showOpenDialog({
      title: say('exports.choose'),
      openLabel: l10n.t('Open Exports'),
      canSelectMany: true,
      // The editor's own dialog, which remote windows have, takes one thing alone, and that may be a folder.
      canSelectFolders: env.remoteName !== undefined || env.uiKind === UIKind.Web,
      canSelectFiles: true,
      filters: { [l10n.t('Exports of Runs')]: ['json', 'csv'] },
    });
    if (chosen === undefined || chosen.length === 0) return;
    const paths = await exportPaths(chosen);
    await this.#show('exports', say('exports.reading'), async (client, signal) => {
      const read = await client.read(paths, signal);
      if (read.files.every(({ problem }) => problem !== null)) throw userError('exports.none');
      return read;
    });
  }

  /** Shows what the runs of all workspaces of this user on this machine come to. Their books are read alone. */
  async openMachine(): Promise<void> {
    const { extensionUri, folder, globalStorage } = this.#parts;
    const ledgers = await machineLedgers({ ledger: folder.fsPath, global: globalStorage.fsPath });
    const wasm = Uri.joinPath(extensionUri, 'dist', 'wasm').fsPath;
    const folders = ledgers.map((ledger) => ledger.folder);
    await this.#show('workspaces', say('machine.reading'), async (client, signal) => {
      const { files, isCut } = await client.readLedgers(folders, wasm, signal);
      // Nobody is told where the others lie, or what they are called.
      return { files: files.map((file, at) => ({ ...file, name: nameOf(ledgers, at) })), isCut };
    });
  }

  async #show(of: MergedSources, title: string, read: Read): Promise<void> {
    const script = Uri.joinPath(this.#parts.extensionUri, 'dist', 'mergeWorker.cjs');
    const client = new MergeClient(script.fsPath);
    let isShown = false;
    try {
      const merged = await withProgress(title, (signal) => read(client, signal));
      this.#report?.dispose();
      this.#report = new MergedReport({ ...this.#parts, client, of }, merged);
      isShown = true;
      this.#report.show();
    } finally {
      if (!isShown) await client.dispose();
    }
  }
}

async function withProgress<T>(
  title: string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const progress = { location: ProgressLocation.Notification, title, cancellable: true } as const;
  return window.withProgress(progress, async (_, token) => {
    const stop = new AbortController();
    const subscription = token.onCancellationRequested(() => stop.abort());
    try {
      return await work(stop.signal);
    } finally {
      subscription.dispose();
    }
  });
}

/** What a workspace is called in the report: its place among the others, and nothing of its own. */
function nameOf(ledgers: readonly MachineLedger[], at: number): string {
  switch (ledgers[at]?.of) {
    case 'thisWorkspace':
      return l10n.t('This Workspace');
    case 'noFolder':
      return l10n.t('Windows Without a Folder');
    default: {
      const number = ledgers.slice(0, at + 1).filter((one) => one.of === 'otherWorkspace').length;
      return l10n.t('Another Workspace ({0})', number);
    }
  }
}

/** The files that were chosen; of a folder those directly in it that can be exports. */
async function exportPaths(chosen: readonly Uri[]): Promise<readonly string[]> {
  // What lies on another machine is not found here, and said to be unreadable.
  const paths = chosen.map(({ fsPath }) => fsPath);
  const listed = await Promise.all(
    paths.map(async (path) => {
      const isFolder = await stat(path).then(
        (found) => found.isDirectory(),
        () => false,
      );
      if (!isFolder) return [path];
      const names = await readdir(path).catch(() => undefined);
      // What cannot be read is said to be so, as a file is.
      if (names === undefined) return [path];
      return names
        .filter((name) => /\.(?:json|csv)$/i.test(name))
        .toSorted()
        .map((name) => join(path, name));
    }),
  );
  return listed.flat();
}
