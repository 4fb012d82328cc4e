import type { LineRange } from '../../syntax/syntax.ts';
import { withoutNumbers } from '../numbering.ts';

/** Where a quote stands in the code. */
export type QuotePlace =
  | { readonly type: 'at'; readonly range: LineRange; readonly quote: string }
  | { readonly type: 'absent' }
  | { readonly type: 'ambiguous'; readonly count: number };

/** Lines that a model may be off when it counts. */
const MOST_OFF = 3;
/** Lines around a quote that may belong to what is said of it; more would mark half a file. */
const MOST_AROUND = 20;

/**
 * Finds a quote: at the lines given, else at the only other place that has it, or the only one a few
 * lines off. White space counts except at line ends and around the whole quote, and indentation
 * where the quote is nowhere as it stands; line numbers in front, as the prompt shows them, are
 * forgiven.
 */
export function findQuote(lines: readonly string[], near: LineRange, asQuoted: string): QuotePlace {
  const quoted = asQuoted.replace(/\r\n?/g, '\n').replace(/^\n+|\n+$/g, '');
  const asIs = trimmedEnds(quoted).trim();
  // A line may really begin as a numbered one does.
  const isCode =
    /^\d+\|/.test(asIs) && occurrences(lines, asIs.split('\n'), (line) => line.trim()).length > 0;
  const quote = isCode ? asIs : trimmedEnds(withoutNumbers(quoted, near.firstLine)).trim();
  const wanted = quote.split('\n');
  const exact = occurrences(lines, wanted, (line) => line.trimEnd());
  const bare = wanted.map((line) => line.trim());
  const places =
    exact.length > 0 || wanted.length === 1
      ? exact
      : occurrences(lines, bare, (line) => line.trim());
  // A lone bracket is beside everything.
  const place = chosen(places, near, /\w{3}/.test(quote) ? MOST_OFF : 0);
  if (place === undefined) {
    return places.length === 0 ? { type: 'absent' } : { type: 'ambiguous', count: places.length };
  }
  const isNarrow = near.lastLine - near.firstLine < wanted.length + MOST_AROUND;
  return { type: 'at', range: isInside(place, near) && isNarrow ? near : place, quote };
}

function chosen(
  places: readonly LineRange[],
  near: LineRange,
  mostOff: number,
): LineRange | undefined {
  const here = places.find((place) => isInside(place, near));
  if (here !== undefined || places.length === 1) return here ?? places[0];
  const beside = places.filter(
    ({ firstLine, lastLine }) =>
      firstLine >= near.firstLine - mostOff && lastLine <= near.lastLine + mostOff,
  );
  return beside.length === 1 ? beside[0] : undefined;
}

function isInside({ firstLine, lastLine }: LineRange, near: LineRange): boolean {
  return firstLine >= near.firstLine && lastLine <= near.lastLine;
}

function occurrences(
  lines: readonly string[],
  wanted: readonly string[],
  asCompared: (line: string) => string,
): readonly LineRange[] {
  const [head = ''] = wanted;
  const places: LineRange[] = [];
  for (let index = 0; index + wanted.length <= lines.length; index += 1) {
    if (matchesAt(lines, index, wanted, head, asCompared)) {
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
  asCompared: (line: string) => string,
): boolean {
  const first = lines[index]?.trimEnd() ?? '';
  if (wanted.length === 1) return first.includes(head);
  if (!first.endsWith(head)) return false;
  const last = wanted.length - 1;
  for (let offset = 1; offset < last; offset += 1) {
    if (asCompared(lines[index + offset] ?? '') !== wanted[offset]) return false;
  }
  return asCompared(lines[index + last] ?? '').startsWith(wanted[last] ?? '');
}

function trimmedEnds(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
