import type { ReportCode } from '../../report/protocol/codes.ts';
import type { Word } from '../runs/progressText.ts';
import { TASK_TITLES } from '../taskTable.ts';
import { modelName, TIER_NAMES } from '../wording/displayNames.ts';
import { within } from '../wording/wording.ts';

/** English words of outcomes. */
const OUTCOMES: Readonly<Record<string, string>> = {
  accepted: 'accepted',
  rejected: 'rejected',
  failed: 'failed',
  cancelled: 'cancelled',
  refused: 'refused',
  truncated: 'truncated',
  lost: 'lost',
};

/** The words for the codes in a report's figures. A code without one is left out. */
export function reportWords(
  codes: readonly ReportCode[],
  word: Word,
  translate: (english: string) => string,
): Record<string, string> {
  const words: Record<string, string> = {};
  for (const { key, kind, code, args } of codes) {
    if (kind === 'reason') words[key] = word(within('route', { code, args }));
    else if (kind === 'model') words[key] = modelName(code);
    else if (kind === 'attempt') words[key] = word({ code: `kind.${code}`, args: {} });
    else if (kind === 'strength') words[key] = word({ code: `strength.${code}`, args: {} });
    else {
      const english = namesOf(kind)[code];
      if (english !== undefined) words[key] = translate(english);
    }
  }
  return words;
}

function namesOf(
  kind: Exclude<ReportCode['kind'], 'reason' | 'model' | 'strength' | 'attempt'>,
): Readonly<Record<string, string>> {
  switch (kind) {
    case 'task':
      return TASK_TITLES;
    case 'tier':
      return TIER_NAMES;
    case 'outcome':
      return OUTCOMES;
    case 'language':
      return {};
  }
}
