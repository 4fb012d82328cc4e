import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClaudeCodeSpend, PeriodSpend, SpendDays } from '../../../src/claudeCode/figures.ts';
import { LogBooks } from '../../../src/claudeCode/logBooks.ts';
import { costOf, promptTokensOf } from '../../../src/models/cost.ts';
import { nameAtAnthropic } from '../../../src/models/modelId.ts';
import type { PriceOverride } from '../../../src/models/prices.ts';
import { BUNDLED_PRICES, priceOf } from '../../../src/models/prices.ts';
import type { TrueCall } from '../../support/claudeCodeLogs.ts';

export const ALL_DAYS: SpendDays = { firstDay: 0, lastDay: 9999_12_31 };
/** A Tuesday noon; logs of the tests are from before it. */
export const NOON = new Date(2026, 10, 24, 12).getTime();
export const TODAY = 2026_11_24;

/** How a reading may differ from the usual one. */
export interface Asked {
  readonly places?: readonly string[];
  readonly prices?: Readonly<Record<string, PriceOverride>>;
  readonly periods?: readonly SpendDays[];
}

/** A home with logs of Claude Code, and a folder for what is kept of them. */
export class LogHome {
  readonly path = mkdtempSync(join(tmpdir(), 'tierwise-logs-'));
  readonly settings = join(this.path, '.claude');
  readonly projects = join(this.settings, 'projects');
  readonly state = join(this.path, 'state');

  /** Reads as a window does that has just been opened. */
  read(asked: Asked = {}): ClaudeCodeSpend {
    return this.books().spend(asked);
  }

  /** Books of a window that stays open. */
  books(): { spend(asked?: Asked): ClaudeCodeSpend; forget(): void } {
    const books = new LogBooks(this.state);
    const { projects } = this;
    return {
      spend: ({ periods = [ALL_DAYS], places = [projects], prices = {} } = {}) =>
        books.read({ what: 'read', places, prices, periods, today: TODAY }).spend,
      forget: () => books.forget(),
    };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** The first period that was asked for. */
export function first({ periods: [period] }: ClaudeCodeSpend): PeriodSpend {
  if (period === undefined) throw new Error('Nothing was asked for.');
  return period;
}

/** What calls cost in nUSD, by the table of prices alone. */
export function costOfCalls(calls: readonly TrueCall[]): number {
  return calls.reduce((sum, { at, model, terms, usage }) => {
    const called = { provider: 'anthropic', model: nameAtAnthropic(model), at };
    const price = priceOf(BUNDLED_PRICES, { ...called, promptTokens: promptTokensOf(usage) });
    return sum + (price === null ? 0 : (costOf(price, usage, terms)?.nusd ?? 0));
  }, 0);
}
