import type { StatusBarItem } from 'vscode';
import { Disposable, l10n, MarkdownString, StatusBarAlignment, ThemeColor, window } from 'vscode';
import type { Glance } from '../../ledger/figures.ts';
import type { Clock } from '../../models/ports.ts';
import { sharedLimits } from '../../routing/run/budget.ts';
import { areAiFeaturesOff } from '../aiFeatures.ts';
import type { Connections } from '../connection/connections.ts';
import type { ErrorReporter } from '../errors.ts';
import { COMMANDS, SHOW_NOTIFICATIONS, STATUS_BAR_ID } from '../ids.ts';
import type { Runs } from '../runs/runs.ts';
import type { Configuration } from '../settings/configuration.ts';
import { say, word } from '../wording/messages.ts';
import { messageWithin } from '../wording/wording.ts';
import { claudeCodeNotes } from './claudeCodeNotes.ts';
import type { ClaudeCodeSpend } from './claudeCodeSpend.ts';
import type { UsageLedger } from './lazyLedger.ts';
import type { BudgetUse } from './statusText.ts';
import { statusText } from './statusText.ts';

/** Of the item while a run waits for the user. */
const ASKING_BACKGROUND = new ThemeColor('statusBarItem.warningBackground');

/** What the item shows, and what it asks. */
export interface SpendStatusParts {
  readonly ledger: UsageLedger;
  readonly runs: Runs;
  readonly configuration: Configuration;
  readonly connections: Connections;
  readonly claudeCode: Pick<ClaudeCodeSpend, 'glance' | 'onDidChange'>;
  readonly errors: ErrorReporter;
  readonly clock: Clock;
}

/** The status bar item: what was spent and saved, and who is at work. */
export class SpendStatus implements Disposable {
  readonly #parts: SpendStatusParts;
  readonly #item: StatusBarItem;
  readonly #ends: readonly (() => void)[];
  #glance: Glance | undefined;
  #budgets: readonly BudgetUse[] = [];
  #reading: Promise<void> | undefined;
  #isStale = false;
  #hasFailed = false;
  #isDisposed = false;

  constructor(parts: SpendStatusParts) {
    this.#parts = parts;
    const { configuration, ledger, runs } = parts;
    this.#item = window.createStatusBarItem(STATUS_BAR_ID, StatusBarAlignment.Left, 0);
    this.#item.name = l10n.t('Tierwise Spend');
    const subscriptions = [
      runs.onDidChange(() => this.#render()),
      configuration.onDidChange(() => void this.refresh()),
    ];
    this.#ends = [
      () => {
        Disposable.from(...subscriptions).dispose();
      },
      ledger.onDidChange(() => void this.refresh()),
      parts.claudeCode.onDidChange(() => this.#render()),
    ];
  }

  /** Shows the item, and reads the figures anew. Calls that come while it reads share one more reading. */
  async refresh(): Promise<void> {
    if (this.#glance === undefined) this.#render();
    this.#isStale = true;
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  dispose(): void {
    this.#isDisposed = true;
    for (const end of this.#ends) end();
    this.#item.dispose();
  }

  async #read(): Promise<void> {
    while (this.#isStale && !this.#isDisposed) {
      this.#isStale = false;
      try {
        this.#glance = await this.#parts.ledger.glance(this.#parts.clock.now());
        // The figures need not wait for the budgets.
        this.#render();
        this.#budgets = await this.#readBudgets();
        this.#hasFailed = false;
      } catch (error) {
        // Told once: the figures are read after every attempt.
        if (!this.#hasFailed) void this.#parts.errors.show(error);
        this.#hasFailed = true;
      }
      this.#render();
    }
  }

  async #readBudgets(): Promise<readonly BudgetUse[]> {
    const { clock, configuration, ledger } = this.#parts;
    const now = clock.now();
    const limits = sharedLimits(configuration.read().routing);
    return Promise.all(
      limits.map(async ({ of, limitNusd }) => {
        const { spentNusd, reservedNusd } = await ledger.spent(of, now);
        return { of, usedNusd: spentNusd + reservedNusd, limitNusd };
      }),
    );
  }

  #render(): void {
    if (this.#isDisposed) return;
    const { statusBarVisible, statusBarPeriod } = this.#parts.configuration.read();
    const isOff = areAiFeaturesOff();
    // What was spent stays to be seen; without it there is nothing to show.
    const hasHistory = (this.#glance?.last ?? undefined) !== undefined;
    if (!statusBarVisible || (isOff && !hasHistory)) {
      this.#item.hide();
      return;
    }
    const last = this.#glance?.last;
    const claudeCode = this.#parts.claudeCode.glance;
    const context = {
      claudeCode,
      claudeCodeNotes: claudeCode === undefined ? [] : claudeCodeNotes(claudeCode).map(word),
      working: this.#parts.runs.working(),
      askingUser: this.#parts.runs.askingUser(),
      budgets: isOff ? [] : this.#budgets,
      lastReason:
        last && word(messageWithin('route', { code: last.reasonCode, args: last.reasonArgs })),
      isDemo: this.#parts.connections.isDemo && !isOff,
      notices: [
        ...(this.#parts.connections.isDemo && !isOff ? [say('demo.notice')] : []),
        ...(this.#parts.ledger.isDurable ? [] : [say('ledger.inMemory')]),
      ],
    };
    const shown = statusText(this.#glance, statusBarPeriod, context, (english, args = {}) =>
      l10n.t(english, args),
    );
    const isAsking = context.askingUser.length > 0;
    this.#item.command = isAsking ? SHOW_NOTIFICATIONS : COMMANDS.showReport;
    this.#item.backgroundColor = isAsking ? ASKING_BACKGROUND : undefined;
    this.#item.text = shown.text;
    this.#item.tooltip = new MarkdownString(shown.tooltip, true);
    this.#item.accessibilityInformation = { label: shown.label, role: 'button' };
    this.#item.show();
  }
}
