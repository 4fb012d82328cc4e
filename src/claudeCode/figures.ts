/** Days `yyyymmdd`, local, both ends included. */
export interface SpendDays {
  readonly firstDay: number;
  readonly lastDay: number;
}

/** What some of Claude Code's calls came to, at list prices or the user's own. Money in nUSD. */
export interface SpendSum {
  readonly calls: number;
  readonly costNusd: number;
  /** Calls without a known price; they are in no cost. */
  readonly unpriced: number;
}

/** What one model's calls came to. */
export interface ModelSpend extends SpendSum {
  /** As Anthropic names it, without its date; empty where the log does not say. */
  readonly model: string;
  readonly inputTokens: number;
  readonly cacheReadTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
}

/** What Claude Code spent in a period. */
export interface PeriodSpend extends SpendSum {
  readonly days: SpendDays;
  /** Dearest first. */
  readonly byModel: readonly ModelSpend[];
  /**
   * An estimate of what a command could have done: turns that looked at files, changed at most one of them, and neither
   * ran a command nor asked an agent. By the names of their tools alone.
   */
  readonly oneFile: SpendSum;
  /** Searches of the web, which are billed by the piece and are in no cost here. */
  readonly webSearches: number;
}

/** What was read, and what could not be. */
export interface LogReading {
  readonly files: number;
  /** Lines that are cut, foreign or too long. */
  readonly skippedLines: number;
  /** Files and folders that cannot be read. */
  readonly unreadable: number;
  /** Links, which are not followed. */
  readonly links: number;
  /** Calls dated after today. */
  readonly later: number;
  /** Whether any of the places holds logs. */
  readonly isThere: boolean;
}

/** All that Claude Code's session logs on this machine say, for the periods that were asked for, in their order. */
export interface ClaudeCodeSpend {
  readonly periods: readonly PeriodSpend[];
  readonly reading: LogReading;
}
