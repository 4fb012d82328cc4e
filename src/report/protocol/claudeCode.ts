import type { PeriodSpend } from '../../claudeCode/figures.ts';

/** What Claude Code has spent by its own logs, in the period that the report shows. */
export interface ClaudeCodeSection {
  /** Null as long as the logs are being read, or where they cannot be. */
  readonly spend: PeriodSpend | null;
  /** What there is to say of the logs, worded. */
  readonly notes: readonly string[];
}

const SUM = ['calls', 'costNusd', 'unpriced'];
const TOKENS = ['inputTokens', 'cacheReadTokens', 'cacheWriteTokens', 'outputTokens'];

/** Whether a value is such a section; null: nobody wants to know. */
export function isClaudeCodeSection(value: unknown): value is ClaudeCodeSection | null {
  if (value === null) return true;
  if (!isRecord(value)) return false;
  const { notes, spend } = value;
  if (!Array.isArray(notes) || !notes.every((note) => typeof note === 'string')) return false;
  return spend === null || isSpend(spend);
}

function isSpend(value: unknown): boolean {
  return (
    hasNumbers(value, [...SUM, 'webSearches']) &&
    hasNumbers(value['oneFile'], SUM) &&
    Array.isArray(value['byModel']) &&
    value['byModel'].every(
      (of: unknown) => hasNumbers(of, [...SUM, ...TOKENS]) && typeof of['model'] === 'string',
    )
  );
}

function hasNumbers(
  value: unknown,
  names: readonly string[],
): value is Readonly<Record<string, unknown>> {
  return isRecord(value) && names.every((name) => Number.isFinite(value[name]));
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
