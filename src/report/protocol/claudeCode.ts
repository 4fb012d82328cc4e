import type { PeriodSpend } from '../../claudeCode/figures.ts';
import { isText, listOf, numbers, orNull, shapeOf } from './shapes.ts';

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
export const isClaudeCodeSection = orNull(
  shapeOf<ClaudeCodeSection>({
    notes: listOf(isText),
    spend: orNull(
      shapeOf({
        ...numbers([...SUM, 'webSearches']),
        oneFile: shapeOf(numbers(SUM)),
        byModel: listOf(shapeOf({ ...numbers([...SUM, ...TOKENS]), model: isText })),
      }),
    ),
  }),
);
