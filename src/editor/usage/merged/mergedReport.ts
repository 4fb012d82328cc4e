import type { Disposable, Uri, WebviewPanel } from 'vscode';
import { l10n, ViewColumn, window } from 'vscode';
import { runIdTime } from '../../../ledger/runId.ts';
import type { Trials } from '../../../ledger/trials.ts';
import type { MergeClient } from '../../../mergedUsage/mergeClient.ts';
import type { MergedFiles } from '../../../mergedUsage/mergedUsage.ts';
import type { Clock } from '../../../models/ports.ts';
import type { TagFilter } from '../../../models/tags/tagFilter.ts';
import {
  codesIn,
  codesInQuality,
  codesInRows,
  codesInTrials,
} from '../../../report/protocol/codes.ts';
import type { MergedSources } from '../../../report/protocol/exports.ts';
import { isFromPage } from '../../../report/protocol/messageChecks.ts';
import type { FromPage, ReportPeriod, ToPage } from '../../../report/protocol/messages.ts';
import { EXPORTS_VIEW_TYPE } from '../../ids.ts';
import type { OutputLog } from '../../log/log.ts';
import { say, word } from '../../wording/messages.ts';
import { periodDays } from '../reportPeriods.ts';
import { reportTexts, reportWebview } from '../reportWebview.ts';
import { reportWords } from '../reportWords.ts';

/** Rows of one page behind a number. */
const PAGE_ROWS = 50;

/** No setting is advised on from what others have done. */
const NOT_ADVISED = { starts: {}, auditShare: 0, perMonthNusd: null };

/** What only attempts say is not known of merged runs. */
const NOT_TRIED: Omit<Trials, 'period' | 'audits'> = {
  tried: [],
  certain: [],
  byAnswer: [],
  capped: [],
  models: [],
  triedModels: [],
  certainModels: [],
};

/** What a report of exports needs. */
export interface MergedReportParts {
  readonly extensionUri: Uri;
  readonly client: MergeClient;
  readonly log: OutputLog;
  readonly clock: Clock;
  /** What it is made of. */
  readonly of: MergedSources;
}

/** The report of several exports: one panel, filled from what their reader holds. It ends with its panel. */
export class MergedReport implements Disposable {
  readonly #parts: MergedReportParts;
  readonly #read: MergedFiles;
  #panel: WebviewPanel | undefined;
  #period: ReportPeriod = 'all';
  #tags: TagFilter = {};

  constructor(parts: MergedReportParts, read: MergedFiles) {
    this.#parts = parts;
    this.#read = read;
  }

  show(): void {
    const { client, extensionUri, of } = this.#parts;
    const title =
      of === 'exports'
        ? l10n.t('Tierwise: Exported Usage')
        : l10n.t('Tierwise: All Workspaces on This Machine');
    const panel = window.createWebviewPanel(EXPORTS_VIEW_TYPE, title, ViewColumn.Active);
    this.#panel = panel;
    panel.onDidDispose(() => {
      this.#panel = undefined;
      void client.dispose();
    });
    reportWebview(panel, extensionUri, (message) => this.#receive(message));
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #receive(message: unknown): void {
    if (!isFromPage(message)) {
      this.#parts.log.warn('The report of exports sent a message of an unknown shape.');
      return;
    }
    this.#take(message);
  }

  #take(message: FromPage): void {
    if (message.type === 'ready') {
      this.#post({ type: 'texts', texts: reportTexts() });
      void this.#send();
    } else if (message.type === 'period') {
      this.#period = message.period;
      this.#tags = message.tags;
      void this.#send();
    } else if (message.type === 'rows') {
      void this.#sendRows(message);
    } else if (message.type === 'failed') {
      this.#parts.log.error(`The report of exports failed: ${message.detail.slice(0, 2000)}`);
    }
  }

  async #send(): Promise<void> {
    const { client, clock, log, of } = this.#parts;
    const [period, tags] = [this.#period, this.#tags];
    try {
      const days = periodDays(period, clock.now());
      const { figures, tagValues, byFile } = await client.figures({ period: days, tags });
      if (this.#period !== period || this.#tags !== tags) return;
      const files = this.#read.files.map((file, index) => ({
        ...file,
        spend: byFile[index] ?? null,
      }));
      const exports = { of, files, isCut: this.#read.isCut };
      const words = reportWords(codesIn(figures), word, (english) => l10n.t(english));
      this.#post({ type: 'tags', period, values: tagValues });
      this.#post({
        type: 'figures',
        period,
        tags,
        figures,
        keptFrom: 0,
        notices: [],
        words,
        exports,
      });
      await this.#sendQuality();
    } catch (error) {
      if (this.#panel === undefined) return;
      log.error('The figures of exports cannot be read.', error);
      this.#post({ type: 'problem', text: say('report.failed') });
    }
  }

  /** Sends how good the answers were, and what was said of those that chance has chosen. */
  async #sendQuality(): Promise<void> {
    const { client, clock, log } = this.#parts;
    const [period, tags] = [this.#period, this.#tags];
    const days = periodDays(period, clock.now());
    const wordsOf = (codes: Parameters<typeof reportWords>[0]) =>
      reportWords(codes, word, (english) => l10n.t(english));
    try {
      const { quality, audits } = await client.quality({ period: days, tags });
      const trials = { ...NOT_TRIED, period: days, audits };
      const [ofQuality, ofTrials] = [codesInQuality(quality), codesInTrials(trials)].map(wordsOf);
      const about = { period, tags };
      const settings = NOT_ADVISED;
      this.#post({ type: 'quality', ...about, quality, settings, words: ofQuality ?? {} });
      this.#post({ type: 'trials', ...about, trials, words: ofTrials ?? {} });
    } catch (error) {
      if (this.#panel === undefined) return;
      log.error('How good the answers of exports were cannot be read.', error);
      for (const part of ['quality', 'trials'] as const) {
        this.#post({ type: 'partFailed', period, tags, part });
      }
    }
  }

  /** Sends a page of the runs behind a number, each with the file that it came from. */
  async #sendRows({ id, filter, file, after }: Extract<FromPage, { type: 'rows' }>): Promise<void> {
    const { client, log, of } = this.#parts;
    try {
      const page = await client.rows({ filter, file, after, size: PAGE_ROWS });
      const rows = page.rows.map((row) => ({
        ...row,
        file: null,
        [of === 'exports' ? 'file' : 'workspace']:
          this.#read.files[Number(row['file'])]?.name ?? '',
        started_at: runIdTime(Number(row['id'])),
      }));
      const words = reportWords(codesInRows(rows), word, (english) => l10n.t(english));
      this.#post({ type: 'rows', id, rows, next: page.next, words });
    } catch (error) {
      if (this.#panel === undefined) return;
      log.error('The runs behind a number of exports cannot be read.', error);
      this.#post({ type: 'rowsProblem', id, text: say('report.failed') });
    }
  }

  #post(message: ToPage): void {
    void this.#panel?.webview.postMessage(message);
  }
}
