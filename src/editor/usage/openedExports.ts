import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { env, l10n, ProgressLocation, UIKind, Uri, window } from 'vscode';
import { MergeClient } from '../../mergedUsage/mergeClient.ts';
import type { MergedFiles } from '../../mergedUsage/mergedUsage.ts';
import { userError } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import type { MergedReportParts } from './mergedReport.ts';
import { MergedReport } from './mergedReport.ts';

/** What opening exports needs. */
export type OpenedExportsParts = Omit<MergedReportParts, 'client'>;

/** Opens several people's exports as one report. Nothing of them is kept. */
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
    const script = Uri.joinPath(this.#parts.extensionUri, 'dist', 'mergeWorker.cjs');
    const client = new MergeClient(script.fsPath);
    let isShown = false;
    try {
      const read = await this.#read(client, await exportPaths(chosen));
      if (read.files.every(({ problem }) => problem !== null)) throw userError('exports.none');
      this.#report?.dispose();
      this.#report = new MergedReport({ ...this.#parts, client }, read);
      isShown = true;
      this.#report.show();
    } finally {
      if (!isShown) await client.dispose();
    }
  }

  async #read(client: MergeClient, paths: readonly string[]): Promise<MergedFiles> {
    const progress = {
      location: ProgressLocation.Notification,
      title: say('exports.reading'),
      cancellable: true,
    } as const;
    return window.withProgress(progress, async (_, token) => {
      const stop = new AbortController();
      const subscription = token.onCancellationRequested(() => stop.abort());
      try {
        return await client.read(paths, stop.signal);
      } finally {
        subscription.dispose();
      }
    });
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
      const names = await readdir(path);
      return names
        .filter((name) => /\.(?:json|csv)$/i.test(name))
        .toSorted()
        .map((name) => join(path, name));
    }),
  );
  return listed.flat();
}
