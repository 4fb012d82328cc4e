import type { SpendSum } from '../../claudeCode/figures.ts';
import { formatUsd } from '../../models/money.ts';
import type { ClaudeCodeGlance } from './claudeCodeSpend.ts';
import type { TranslateText } from './translateText.ts';

/** What the tooltip says of Claude Code, beside our own figures: a table by period, and a line below it. */
export interface ClaudeCodeText {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  readonly estimate: string | undefined;
}

/** Undefined where nothing is known yet. */
export function claudeCodeText(
  glance: ClaudeCodeGlance | undefined,
  t: TranslateText,
): ClaudeCodeText | undefined {
  if (glance?.kind !== 'read' || !glance.reading.isThere) return undefined;
  const { '7days': week, '30days': month, today } = glance.periods;
  const row = (name: string, sum: SpendSum): readonly string[] => [
    name,
    spentText(sum, t),
    String(sum.calls),
  ];
  return {
    head: [t('Claude Code, at list prices'), t('Spent'), t('Calls')],
    rows: [row(t('Today'), today), row(t('7 days'), week), row(t('30 days'), month)],
    estimate: estimateText(month.oneFile, month, t),
  };
}

function spentText({ calls, costNusd, unpriced }: SpendSum, t: TranslateText): string {
  const spent = formatUsd(costNusd);
  if (unpriced === 0) return spent;
  const count = String(unpriced);
  // Nothing of it has a price: an amount would read as free.
  if (unpriced === calls) return t('{count} unpriced', { count });
  return t('{spent} + {count} unpriced', { spent, count });
}

/** How much of it was work that a command could have done, in whole percent. */
function estimateText(part: SpendSum, whole: SpendSum, t: TranslateText): string | undefined {
  const percent = Math.round((100 * part.costNusd) / whole.costNusd);
  if (!(percent > 0)) return undefined;
  return t(
    'About {percent}% of the 30 days went to work on one file, which Tierwise has commands for (an estimate).',
    {
      percent: String(percent),
    },
  );
}
