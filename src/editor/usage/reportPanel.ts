import type { Disposable, Uri, WebviewPanel } from 'vscode';
import { commands, l10n, ViewColumn, window } from 'vscode';
import type { Figures } from '../../ledger/figures.ts';
import { runIdTime } from '../../ledger/runId.ts';
import type { Clock } from '../../models/ports.ts';
import type { SettingChange } from '../../report/protocol/advice.ts';
import { codesIn, codesInRows } from '../../report/protocol/codes.ts';
import { isFromPage } from '../../report/protocol/messageChecks.ts';
import type { FromPage, LaterPart, ToPage } from '../../report/protocol/messages.ts';
import { LATER_PARTS } from '../../report/protocol/messages.ts';
import type { Connections } from '../connection/connections.ts';
import type { KeptRunners } from '../connection/onePerConnection.ts';
import { COMMANDS, REPORT_VIEW_TYPE } from '../ids.ts';
import type { OutputLog } from '../log/log.ts';
import type { Configuration } from '../settings/configuration.ts';
import { say, word } from '../wording/messages.ts';
import { claudeCodeSection } from './claudeCodeSection.ts';
import type { ClaudeCodeSpend } from './claudeCodeSpend.ts';
import type { UsageLedger } from './lazyLedger.ts';
import { changeSetting } from './reportAdvice.ts';
import type { Asked, ReportSources } from './reportParts.ts';
import { laterPart } from './reportParts.ts';
import { dayBefore, periodDays } from './reportPeriods.ts';
import { reportTexts, reportWebview } from './reportWebview.ts';
import { reportWords } from './reportWords.ts';
import { knownRunner, setStarts } from './riskDial.ts';

/** Rows of one page behind a number. */
const PAGE_ROWS = 50;

/** What the report shows, and what it asks. */
export interface ReportPanelParts {
  readonly extensionUri: Uri;
  readonly ledger: UsageLedger;
  readonly configuration: Configuration;
  readonly connections: Connections;
  /** Of their models and prices is spoken where no run is meant. */
  readonly runners: KeptRunners;
  readonly claudeCode: Pick<ClaudeCodeSpend, 'glance' | 'onDidChange' | 'refresh'>;
  readonly log: OutputLog;
  readonly clock: Clock;
}

/** The savings report: one panel, filled by messages. */
export class ReportPanel implements Disposable {
  readonly #parts: ReportPanelParts;
  readonly #ends: readonly (() => void)[];
  #panel: WebviewPanel | undefined;
  /** What a page that opens will ask first: it is read while the editor makes the page. */
  #early: { readonly asked: Asked; readonly figures: Promise<Figures> } | undefined;
  #isReadingLater = false;
  #isLaterStale = false;
  #left = new AbortController();
  #asked: Asked = { period: '30days', tags: {}, signal: this.#left.signal };

  constructor(parts: ReportPanelParts) {
    this.#parts = parts;
    this.#ends = [
      parts.ledger.onDidChange(() => {
        this.#early = undefined;
        void this.#send();
      }),
      parts.claudeCode.onDidChange(() => this.#sendClaudeCode()),
      endOf(parts.configuration.onDidChange(() => void this.#sendPart('riskDial'))),
    ];
  }

  /** Fills a panel that the editor has brought back after a reload. */
  restore(panel: WebviewPanel): void {
    this.#panel?.dispose();
    this.#fill(panel);
  }

  /** Opens the report, or brings the open one to the front. */
  show(): void {
    if (this.#panel !== undefined) {
      this.#panel.reveal();
      return;
    }
    this.#fill(
      window.createWebviewPanel(REPORT_VIEW_TYPE, l10n.t('Tierwise Savings'), ViewColumn.Active),
    );
  }

  dispose(): void {
    this.#panel?.dispose();
    for (const end of this.#ends) end();
  }

  #fill(panel: WebviewPanel): void {
    this.#panel = panel;
    panel.onDidDispose(() => {
      if (this.#panel !== panel) return;
      this.#panel = undefined;
      // A page that opens begins with all tags: figures of some would not be what it waits for.
      this.#ask(this.#asked.period, {});
    });
    const figures = this.#figures(this.#asked);
    // Whoever sends them says what kept them.
    figures.catch(() => undefined);
    this.#early = { asked: this.#asked, figures };
    reportWebview(panel, this.#parts.extensionUri, (message) => this.#receive(panel, message));
  }

  #receive(panel: WebviewPanel, message: unknown): void {
    if (!isFromPage(message)) {
      this.#parts.log.warn('The report sent a message of an unknown shape.');
      return;
    }
    switch (message.type) {
      case 'ready': {
        this.#post(panel, { type: 'texts', texts: reportTexts() });
        void this.#send();
        void this.#parts.claudeCode.refresh();
        return;
      }
      case 'period':
        this.#ask(message.period, message.tags);
        void this.#send();
        return;
      case 'rows':
        void this.#sendRows(panel, message);
        return;
      case 'starts':
        void setStarts(message.starts);
        return;
      case 'export':
        void commands.executeCommand(COMMANDS.exportReport, message.tags);
        return;
      case 'machine':
        void commands.executeCommand(COMMANDS.showMachineReport);
        return;
      case 'change':
        void this.#change(message.change);
        return;
      case 'failed':
        this.#parts.log.error(`The report failed: ${message.detail.slice(0, 2000)}`);
    }
  }

  /** Takes what the page shows next: what is still read of the last is left. */
  #ask(period: Asked['period'], tags: Asked['tags']): void {
    this.#left.abort();
    this.#left = new AbortController();
    this.#asked = { period, tags, signal: this.#left.signal };
  }

  /** Makes a change that the page advised; what it advises after that is another. */
  async #change(change: SettingChange): Promise<void> {
    try {
      await changeSetting(change, () => void this.#sendPart('quality'));
    } catch (error) {
      this.#parts.log.error(`The setting ${change.setting} could not be written.`, error);
      void window.showErrorMessage(say('report.settingFailed'));
    }
  }

  #figures({ period, tags }: Asked): Promise<Figures> {
    return this.#parts.ledger.figures(periodDays(period, this.#parts.clock.now()), tags);
  }

  /** Sends the figures of the present period; figures that came too late are dropped. */
  async #send(): Promise<void> {
    const panel = this.#panel;
    const asked = this.#asked;
    if (panel === undefined) return;
    const { period, tags } = asked;
    try {
      const early = this.#early?.asked === asked ? this.#early.figures : undefined;
      this.#early = undefined;
      const figures = await (early ?? this.#figures(asked));
      if (this.#panel !== panel || this.#asked !== asked) return;
      const words = reportWords(codesIn(figures), word, (english) => l10n.t(english));
      const notices = [
        ...(this.#parts.connections.isDemo ? [say('demo.notice')] : []),
        ...(this.#parts.ledger.isDurable ? [] : [say('ledger.inMemory')]),
      ];
      const { retentionDays } = this.#parts.configuration.read();
      const keptFrom = dayBefore(this.#parts.clock.now(), retentionDays);
      this.#post(panel, { type: 'figures', period, tags, figures, keptFrom, notices, words });
      this.#sendClaudeCode();
      void this.#sendLater();
    } catch (error) {
      this.#parts.log.error('The figures of the report cannot be read.', error);
      if (this.#panel === panel) this.#post(panel, { type: 'problem', text: say('report.failed') });
    }
  }

  /** Sends what Claude Code has spent in the present period, or that nobody wants to know. */
  #sendClaudeCode(): void {
    if (this.#panel === undefined) return;
    const { glance } = this.#parts.claudeCode;
    const { period } = this.#asked;
    this.#post(this.#panel, { type: 'claudeCode', period, ...claudeCodeSection(glance, period) });
  }

  /**
   * Sends what comes after the figures, which do not wait for it. It takes the books a while: of several calls that
   * come meanwhile one more is answered, with what is shown by then.
   */
  async #sendLater(): Promise<void> {
    this.#isLaterStale = true;
    if (this.#isReadingLater) return;
    this.#isReadingLater = true;
    try {
      while (this.#isLaterStale) {
        this.#isLaterStale = false;
        for (const part of LATER_PARTS) {
          await this.#sendPart(part);
          if (this.#isLaterStale) break;
        }
      }
    } finally {
      this.#isReadingLater = false;
    }
  }

  get #sources(): ReportSources {
    const { connections, runners } = this.#parts;
    return { ...this.#parts, runner: () => knownRunner(runners, connections) };
  }

  async #sendPart(part: LaterPart): Promise<void> {
    const panel = this.#panel;
    const asked = this.#asked;
    if (panel === undefined) return;
    let message: ToPage;
    try {
      message = await laterPart(part, asked, this.#sources);
    } catch (error) {
      if (asked.signal.aborted) return;
      // The figures stand without it.
      this.#parts.log.error('What comes after the figures cannot be read.', error);
      const { period, tags } = asked;
      message = { type: 'partFailed', period, tags, part };
    }
    if (this.#panel === panel && this.#asked === asked) this.#post(panel, message);
  }

  /** Sends a page of the rows behind a number. */
  async #sendRows(
    panel: WebviewPanel,
    { id, kind, filter, after }: Extract<FromPage, { type: 'rows' }>,
  ): Promise<void> {
    try {
      const page = await this.#parts.ledger.rows(kind, filter, { after, size: PAGE_ROWS });
      const rows = page.rows.map((row) => ({
        ...row,
        started_at: runIdTime(Number(row['run_id'] ?? row['id'])),
      }));
      const words = reportWords(codesInRows(rows), word, (english) => l10n.t(english));
      this.#post(panel, { type: 'rows', id, rows, next: page.next, words });
    } catch (error) {
      this.#parts.log.error('The rows behind a number cannot be read.', error);
      this.#post(panel, { type: 'rowsProblem', id, text: say('report.failed') });
    }
  }

  #post(panel: WebviewPanel, message: ToPage): void {
    void panel.webview.postMessage(message);
  }
}

function endOf(subscription: Disposable): () => void {
  return () => {
    subscription.dispose();
  };
}
