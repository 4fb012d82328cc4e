/** Time, so that tests need no waiting. */
export interface Clock {
  /** Unix ms, for dates alone: the user or the network may set it at any time. */
  now(): number;
  /** ms that never go back and do not jump, for every duration. */
  ticks(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  wait(ms: number, signal: AbortSignal): Promise<void>;
}

/** Numbers in [0, 1). */
export type Random = () => number;

/** Technical lines for the log; never code, prompts, answers, paths or keys. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, error?: unknown): void;
}
