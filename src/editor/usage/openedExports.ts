import type { Disposable, Uri } from 'vscode';
import { l10n, ProgressLocation, window } from 'vscode';
import { MergeClient } from '../../mergedUsage/mergeClient.ts';
import type { MergedFiles } from '../../mergedUsage/mergedUsage.ts';
import { userError } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import type { MergedReportParts } from './mergedReport.ts';
import { MergedReport } from './mergedReport.ts';

/** What opening exports needs. */
export interface OpenedExportsParts extends Omit<MergedReportParts, 'client'> {
  /** Absolute path of the script that reads them. */
  readonly workerPath: string;
}

/** Opens several people's exports as one report. Nothing of them is kept. */
export class OpenedExports implements Disposable {
  readonly #parts: OpenedExportsParts;
  #report: MergedReport | undefined;

  constructor(parts: OpenedExportsParts) {
    this.#parts = parts;
  }

  /** Asks for files, unless they are given, and shows what they come to. */
  async open(given?: readonly Uri[]): Promise<void> {
    const chosen =
      given ??
      (await window.showOpenDialog({
        title: say('exports.choose'),
        openLabel: l10n.t('Open Exports'),
        canSelectMany: true,
        filters: { [l10n.t('Exports of Runs')]: ['json', 'csv'] },
      }));
    if (chosen === undefined || chosen.length === 0) return;
    const paths = chosen.filter(({ scheme }) => scheme === 'file').map(({ fsPath }) => fsPath);
    const { workerPath, ...parts } = this.#parts;
    const client = new MergeClient(workerPath);
    let isShown = false;
    try {
      const read = await this.#read(client, paths);
      if (read.files.every(({ problem }) => problem !== null)) throw userError('exports.none');
      this.#report?.dispose();
      this.#report = new MergedReport({ ...parts, client }, read);
      isShown = true;
      this.#report.show();
    } finally {
      if (!isShown) await client.dispose();
    }
  }

  dispose(): void {
    this.#report?.dispose();
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
