import type { ReportCode } from '../../report/protocol/codes.ts';
import type { Word } from '../runs/progressText.ts';
import { TASK_TITLES } from '../taskTable.ts';
import { modelName, TIER_NAMES } from '../wording/displayNames.ts';
import { hasWords, messageWithin } from '../wording/wording.ts';

/** The words for the codes in a report's figures. A code without one is left out. */
export function reportWords(
  codes: readonly ReportCode[],
  word: Word,
  translate: (english: string) => string,
): Record<string, string> {
  const said = (message: string): string | undefined =>
    hasWords(message) ? word({ code: message, args: {} }) : undefined;
  const named = (names: Readonly<Record<string, string>>, code: string): string | undefined => {
    const english = Object.hasOwn(names, code) ? names[code] : undefined;
    return english === undefined ? undefined : translate(english);
  };
  const wordOf = ({ kind, code, args }: ReportCode): string | undefined => {
    switch (kind) {
      case 'reason':
        return word(messageWithin('route', { code, args }));
      case 'model':
        return modelName(code);
      case 'attempt':
        return said(`kind.${code}`);
      case 'outcome':
      case 'strength':
      case 'verdict':
        return said(`${kind}.${code}`);
      case 'task':
        return named(TASK_TITLES, code);
      case 'tier':
        return named(TIER_NAMES, code);
      case 'language':
        return undefined;
    }
  };
  const words = codes.map((each) => [each.key, wordOf(each)] as const);
  return Object.fromEntries(
    words.flatMap(([key, text]) => (text === undefined ? [] : [[key, text]])),
  );
}
