import type { Disposable } from 'vscode';
import { window } from 'vscode';
import type { ClaudeCodeClient } from '../../claudeCode/claudeCodeClient.ts';
import type { LogReading, PeriodSpend } from '../../claudeCode/figures.ts';
import type { Clock, Log } from '../../models/ports.ts';
import type { ReportPeriod } from '../../report/protocol/messages.ts';
import { areAiFeaturesOff } from '../aiFeatures.ts';
import type { Lazy } from '../lazy.ts';
import { lazy } from '../lazy.ts';
import type { Configuration } from '../settings/configuration.ts';
import { dayBefore, periodDays } from './reportPeriods.ts';

/** What Claude Code has spent by its own logs, as far as that is known. */
export type ClaudeCodeGlance =
  | { readonly kind: 'reading' }
  | { readonly kind: 'failed' }
  | {
      readonly kind: 'read';
      readonly periods: Readonly<Record<ReportPeriod, PeriodSpend>>;
      readonly reading: LogReading;
      /** Whether the next window can go on where this one has read to. */
      readonly isKept: boolean;
    };

/** What reads the logs. */
export type ClaudeCodeReader = Pick<ClaudeCodeClient, 'read' | 'forget' | 'dispose'>;

/** What it reads with, and what it asks. */
export interface ClaudeCodeSpendParts {
  readonly configuration: Pick<Configuration, 'read' | 'onDidChange'>;
  /** Loads what reads the logs; called when they are to be read for the first time. */
  readonly load: () => Promise<ClaudeCodeReader>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Logs are read on this often while the window is looked at. */
const EVERY_MS = 5 * 60_000;
/** Whoever comes back to the window finds figures that are not older. */
const FRESH_MS = 60_000;

/** What Claude Code has spent on this machine, where the user wants to see it. Off, no log is looked at. */
export class ClaudeCodeSpend implements Disposable {
  readonly #parts: ClaudeCodeSpendParts;
  readonly #reader: Lazy<ClaudeCodeReader>;
  readonly #listeners = new Set<() => void>();
  readonly #subscriptions: readonly Disposable[];
  readonly #timer: NodeJS.Timeout;
  #glance: ClaudeCodeGlance | undefined;
  #readAt = -Infinity;
  #reading: Promise<void> | undefined;

  constructor(parts: ClaudeCodeSpendParts) {
    this.#parts = parts;
    this.#reader = lazy(parts.load);
    const { clock, configuration } = parts;
    this.#subscriptions = [
      configuration.onDidChange(() => void this.refresh()),
      window.onDidChangeWindowState(({ focused }) => {
        if (focused && clock.ticks() - this.#readAt > FRESH_MS) void this.refresh();
      }),
    ];
    this.#timer = setInterval(() => {
      if (window.state.focused) void this.refresh();
    }, EVERY_MS).unref();
  }

  /** Undefined: nobody wants to know. */
  get glance(): ClaudeCodeGlance | undefined {
    return this.#isOn ? (this.#glance ?? { kind: 'reading' }) : undefined;
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Reads on where it is wanted. Calls that come while it reads share that reading. */
  async refresh(): Promise<void> {
    if (!this.#isOn) {
      if (this.#glance === undefined) return;
      this.#glance = undefined;
      this.#tell();
      return;
    }
    this.#reading ??= this.#read().finally(() => {
      this.#reading = undefined;
    });
    await this.#reading;
  }

  /** Erases what was kept of the logs, and reads them anew where that is wanted; false: it cannot be erased. */
  async forget(): Promise<boolean> {
    try {
      await (await this.#reader()).forget();
      return true;
    } catch (error) {
      this.#parts.log.error("What was kept of Claude Code's logs cannot be erased.", error);
      return false;
    } finally {
      void this.refresh();
    }
  }

  dispose(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
    for (const subscription of this.#subscriptions) subscription.dispose();
    void this.#reader.begun()?.then(
      (reader) => reader.dispose(),
      () => undefined,
    );
  }

  get #isOn(): boolean {
    return this.#parts.configuration.read().glanceClaudeCode && !areAiFeaturesOff();
  }

  async #read(): Promise<void> {
    const { clock, configuration, log } = this.#parts;
    if (this.#glance === undefined) this.#tell();
    try {
      const now = clock.now();
      const names = ['today', '7days', '30days', 'all'] as const satisfies readonly ReportPeriod[];
      const { notKept, spend } = await (
        await this.#reader()
      ).read({
        prices: configuration.read().prices,
        periods: names.map((name) => periodDays(name, now)),
        today: dayBefore(now, 0),
      });
      const named = names.map((name, index) => [name, spend.periods[index]]);
      const periods = Object.fromEntries(named) as Record<ReportPeriod, PeriodSpend>;
      this.#glance = { kind: 'read', periods, reading: spend.reading, isKept: !notKept };
    } catch (error) {
      log.error("Claude Code's logs cannot be read.", error);
      this.#glance = { kind: 'failed' };
    }
    this.#readAt = clock.ticks();
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
