import { patternChanges } from './patternChanges.ts';
import type { Change, Seen } from './rule.ts';

/** What a regular expression is changed to, written as it stands. */
export function patterns({ node, table }: Seen): readonly Change[] {
  const at = table.patternOf?.(node);
  if (at === undefined) return [];
  const { start, text, flags, isDoubled } = at;
  if (!isDoubled) {
    return patternChanges(text, flags).map((change) => ({
      operator: 'pattern',
      start: start + change.start,
      end: start + change.end,
      after: change.after,
    }));
  }
  const places = placesIn(text);
  const pattern = text.replaceAll('\\\\', '\\');
  return patternChanges(pattern, flags).map((change) => ({
    operator: 'pattern',
    start: start + (places[change.start] ?? 0),
    end: start + (places[change.end] ?? text.length),
    after: change.after.replaceAll('\\', '\\\\'),
  }));
}

/** Where each character of a pattern stands in a string that has each backslash twice. */
function placesIn(text: string): readonly number[] {
  const places: number[] = [];
  for (let at = 0; at < text.length; at += text.startsWith('\\\\', at) ? 2 : 1) places.push(at);
  return [...places, text.length];
}
