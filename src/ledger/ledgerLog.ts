/** Technical lines for the log; never code, prompts, answers, paths or keys. */
export interface LedgerLog {
  info(message: string): void;
  warn(message: string): void;
  error(message: string, error?: unknown): void;
}
