import { randomBytes } from 'node:crypto';
import type { Disposable, WebviewPanel } from 'vscode';
import { commands, env, l10n, Uri, ViewColumn, window } from 'vscode';
import { runIdTime } from '../../ledger/runId.ts';
import type { Clock } from '../../models/ports.ts';
import { renderPage } from '../../report/pageHtml.ts';
import { codesIn, codesInDial, codesInRows, codesInTrials } from '../../report/protocol/codes.ts';
import type { FromPage, ReportPeriod, ToPage } from '../../report/protocol/messages.ts';
import { isFromPage } from '../../report/protocol/messages.ts';
import { REPORT_TEXTS } from '../../report/protocol/texts.ts';
import type { Connections } from '../connection/connections.ts';
import { COMMANDS, REPORT_VIEW_TYPE } from '../ids.ts';
import type { OutputLog } from '../log/log.ts';
import type { Configuration } from '../settings/configuration.ts';
import { say, word } from '../wording/messages.ts';
import { claudeCodeSection } from './claudeCodeSection.ts';
import type { ClaudeCodeSpend } from './claudeCodeSpend.ts';
import type { UsageLedger } from './lazyLedger.ts';
import { dayBefore, periodDays } from './reportPeriods.ts';
import { reportWords } from './reportWords.ts';
import type { RiskDialParts } from './riskDial.ts';
import { riskDial, setStarts } from './riskDial.ts';

/** Rows of one page behind a number. */
const PAGE_ROWS = 50;

/** What the report shows, and what it asks. */
export interface ReportPanelParts {
  readonly extensionUri: Uri;
  readonly ledger: UsageLedger;
  readonly configuration: Configuration;
  readonly connections: Connections;
  /** The runner whose models and prices are spoken of; undefined: there is none yet. */
  readonly runner: RiskDialParts['runner'];
  readonly claudeCode: Pick<ClaudeCodeSpend, 'glance' | 'onDidChange' | 'refresh'>;
  readonly log: OutputLog;
  readonly clock: Clock;
}

/** The savings report: one panel, filled by messages. */
export class ReportPanel implements Disposable {
  readonly #parts: ReportPanelParts;
  readonly #ends: readonly (() => void)[];
  #panel: WebviewPanel | undefined;
  #isReadingTrials = false;
  #areTrialsStale = false;
  #period: ReportPeriod = '30days';

  constructor(parts: ReportPanelParts) {
    this.#parts = parts;
    this.#ends = [
      parts.ledger.onDidChange(() => void this.#send()),
      parts.claudeCode.onDidChange(() => this.#sendClaudeCode()),
      endOf(parts.configuration.onDidChange(() => this.#sendRiskDial())),
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
    const { webview } = panel;
    const dist = Uri.joinPath(this.#parts.extensionUri, 'dist');
    const media = Uri.joinPath(this.#parts.extensionUri, 'media');
    webview.options = { enableScripts: true, localResourceRoots: [dist, media] };
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    webview.onDidReceiveMessage((message: unknown) => {
      this.#receive(panel, message);
    });
    webview.html = renderPage({
      nonce: randomBytes(16).toString('base64url'),
      cspSource: webview.cspSource,
      scriptUri: webview.asWebviewUri(Uri.joinPath(dist, 'report.js')).toString(),
      styleUri: webview.asWebviewUri(Uri.joinPath(media, 'report.css')).toString(),
      title: panel.title,
      language: env.language,
    });
  }

  #receive(panel: WebviewPanel, message: unknown): void {
    if (!isFromPage(message)) {
      this.#parts.log.warn('The report sent a message of an unknown shape.');
      return;
    }
    switch (message.type) {
      case 'ready': {
        const texts: Record<string, string> = {};
        for (const [key, text] of Object.entries(REPORT_TEXTS)) texts[key] = l10n.t(text);
        this.#post(panel, { type: 'texts', texts });
        void this.#send();
        void this.#parts.claudeCode.refresh();
        return;
      }
      case 'period':
        this.#period = message.period;
        void this.#send();
        return;
      case 'rows':
        void this.#sendRows(panel, message);
        return;
      case 'starts':
        void setStarts(message.starts);
        return;
      case 'export':
        void commands.executeCommand(COMMANDS.exportReport);
        return;
      case 'failed':
        this.#parts.log.error(`The report failed: ${message.detail.slice(0, 2000)}`);
    }
  }

  /** Sends the figures of the present period; figures that came too late are dropped. */
  async #send(): Promise<void> {
    const panel = this.#panel;
    const period = this.#period;
    if (panel === undefined) return;
    try {
      const figures = await this.#parts.ledger.figures(periodDays(period, this.#parts.clock.now()));
      if (this.#panel !== panel || this.#period !== period) return;
      const words = reportWords(codesIn(figures), word, (english) => l10n.t(english));
      const notices = [
        ...(this.#parts.connections.isDemo ? [say('demo.notice')] : []),
        ...(this.#parts.ledger.isDurable ? [] : [say('ledger.inMemory')]),
      ];
      const { retentionDays } = this.#parts.configuration.read();
      const keptFrom = dayBefore(this.#parts.clock.now(), retentionDays);
      this.#post(panel, { type: 'figures', period, figures, keptFrom, notices, words });
      this.#sendClaudeCode();
      this.#sendRiskDial();
      this.#sendTrials().catch((error: unknown) => {
        // The figures stand without it.
        this.#parts.log.error('What is known beyond the figures cannot be read.', error);
      });
    } catch (error) {
      this.#parts.log.error('The figures of the report cannot be read.', error);
      if (this.#panel === panel) this.#post(panel, { type: 'problem', text: say('report.failed') });
    }
  }

  /** Sends what Claude Code has spent in the present period, or that nobody wants to know. */
  #sendClaudeCode(): void {
    if (this.#panel === undefined) return;
    const { glance } = this.#parts.claudeCode;
    const period = this.#period;
    this.#post(this.#panel, { type: 'claudeCode', period, ...claudeCodeSection(glance, period) });
  }

  /**
   * Sends what is known beyond the figures, which do not wait for it. It takes the books a while: of several calls that
   * come meanwhile one more is answered, with what is shown by then.
   */
  async #sendTrials(): Promise<void> {
    this.#areTrialsStale = true;
    if (this.#isReadingTrials) return;
    this.#isReadingTrials = true;
    try {
      while (this.#areTrialsStale) {
        this.#areTrialsStale = false;
        await this.#sendTrialsOnce();
      }
    } finally {
      this.#isReadingTrials = false;
    }
  }

  async #sendTrialsOnce(): Promise<void> {
    const panel = this.#panel;
    const period = this.#period;
    if (panel === undefined) return;
    const trials = await this.#parts.ledger.trials(periodDays(period, this.#parts.clock.now()));
    if (this.#panel !== panel || this.#period !== period) return;
    const words = reportWords(codesInTrials(trials), word, (english) => l10n.t(english));
    this.#post(panel, { type: 'trials', period, trials, words });
  }

  /** Sends what other first tiers would cost and get wrong; nothing else waits for it. */
  #sendRiskDial(): void {
    const panel = this.#panel;
    if (panel === undefined) return;
    const { clock, configuration, ledger, log, runner } = this.#parts;
    const settings = () => configuration.read().routing;
    riskDial({ ledger, settings, runner, now: () => clock.now() }).then(
      (dial) => {
        if (this.#panel !== panel) return;
        const words = reportWords(codesInDial(dial), word, (english) => l10n.t(english));
        this.#post(panel, { type: 'riskDial', dial, words });
      },
      (error: unknown) => log.error('What other first tiers would cost cannot be said.', error),
    );
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
