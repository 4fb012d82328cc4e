import type { LineRange } from '../../syntax/syntax.ts';
import { withoutNumbers } from '../numbering.ts';

/** Where a quote stands in the code. */
export type QuotePlace =
  | { readonly type: 'at'; readonly range: LineRange; readonly quote: string }
  | { readonly type: 'absent' }
  | { readonly type: 'ambiguous'; readonly count: number };

/**
 * Finds a quote: at the lines given, else at the only other place that has it. White space counts
 * except at line ends and around the whole quote; line numbers in front, as the prompt shows them,
 * are forgiven.
 */
export function findQuote(lines: readonly string[], near: LineRange, asQuoted: string): QuotePlace {
  const quote = trimmedEnds(withoutNumbers(asQuoted)).trim();
  const wanted = quote.split('\n');
  const places = occurrences(lines, wanted);
  const here = places.find(
    ({ firstLine, lastLine }) => firstLine >= near.firstLine && lastLine <= near.lastLine,
  );
  const [first, ...others] = places;
  const place = here ?? (others.length === 0 ? first : undefined);
  if (place === undefined) {
    return places.length === 0 ? { type: 'absent' } : { type: 'ambiguous', count: places.length };
  }
  if (here !== undefined) return { type: 'at', range: near, quote };
  return { type: 'at', range: place, quote };
}

function occurrences(lines: readonly string[], wanted: readonly string[]): readonly LineRange[] {
  const [head = ''] = wanted;
  const places: LineRange[] = [];
  for (let index = 0; index + wanted.length <= lines.length; index += 1) {
    if (matchesAt(lines, index, wanted, head)) {
      places.push({ firstLine: index + 1, lastLine: index + wanted.length });
    }
  }
  return places;
}

/** The first line may begin and the last may end in the middle of a line of code. */
function matchesAt(
  lines: readonly string[],
  index: number,
  wanted: readonly string[],
  head: string,
): boolean {
  const first = lines[index]?.trimEnd() ?? '';
  if (wanted.length === 1) return first.includes(head);
  if (!first.endsWith(head)) return false;
  const last = wanted.length - 1;
  for (let offset = 1; offset < last; offset += 1) {
    if ((lines[index + offset]?.trimEnd() ?? '') !== wanted[offset]) return false;
  }
  return (lines[index + last] ?? '').trimEnd().startsWith(wanted[last] ?? '');
}

function trimmedEnds(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
