import type { LineRange } from '../../syntax/syntax.ts';
import { withoutBlankEnds } from '../blankEnds.ts';
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
/** Characters read to look for quotes at their lines, and as many elsewhere: there may be a thousand. */
const MOST_READ = 20_000_000;

/**
 * Finds quotes: at the lines given, else at the only other place that has it, or the only one a few
 * lines off. White space counts except at line ends and around the whole quote, and indentation
 * where the quote is nowhere as it stands; line numbers in front, as the prompt shows them, are
 * forgiven.
 */
export class QuoteFinder {
  readonly #lines: readonly string[];
  readonly #length: number;
  #readNear = 0;
  #readAll = 0;
  #ended: ComparedLines | undefined;
  #bare: ComparedLines | undefined;

  constructor(lines: readonly string[]) {
    this.#lines = lines;
    this.#length = lines.reduce((sum, line) => sum + line.length + 1, 0);
  }

  find(near: LineRange, asQuoted: string): QuotePlace {
    const quoted = withoutBlankEnds(asQuoted.replace(/\r\n?/g, '\n'));
    const asIs = trimmedEnds(quoted).trim();
    // A line may really begin as a numbered one does.
    const found = /^\d+\|/.test(asIs) ? this.#placeOf(near, asIs) : undefined;
    if (found !== undefined && found.type !== 'absent') return found;
    return this.#placeOf(near, trimmedEnds(withoutNumbers(quoted, near.firstLine)).trim());
  }

  #placeOf(near: LineRange, quote: string): QuotePlace {
    const wanted = quote.split('\n');
    // A lone bracket is beside everything.
    const places = new Places(near, /\w{3}/.test(quote) ? MOST_OFF : 0);
    if (wanted.length === 1) this.#findInLines(quote, near, places);
    else if (this.#standsAt(near, wanted)) places.add(near.firstLine, wanted.length);
    else if (this.#mayReadAll()) {
      const ended = (this.#ended ??= new ComparedLines(this.#lines.map((line) => line.trimEnd())));
      ended.find(wanted, ended, places);
      if (places.count === 0 && this.#mayReadAll()) {
        this.#bare ??= new ComparedLines(this.#lines.map((line) => line.trim()));
        this.#bare.find(
          wanted.map((line) => line.trim()),
          ended,
          places,
        );
      }
    }
    const place = places.chosen;
    if (place === undefined) {
      return places.count === 0 ? { type: 'absent' } : { type: 'ambiguous', count: places.count };
    }
    const isNarrow = near.lastLine - near.firstLine < wanted.length + MOST_AROUND;
    return { type: 'at', range: isInside(place, near) && isNarrow ? near : place, quote };
  }

  /** Most quotes stand where they should: then nothing else is read. */
  #findInLines(quote: string, near: LineRange, places: Places): void {
    const last = Math.min(this.#lines.length, near.lastLine);
    for (let line = Math.max(1, near.firstLine); line <= last; line += 1) {
      const text = this.#lines[line - 1] ?? '';
      this.#readNear += text.length + 1;
      if (this.#readNear > MOST_READ) break;
      if (!text.includes(quote)) continue;
      places.add(line, 1);
      return;
    }
    if (!this.#mayReadAll()) return;
    for (const [index, text] of this.#lines.entries()) {
      if (text.includes(quote)) places.add(index + 1, 1);
    }
  }

  /** Whether a quote of several lines stands where it should, as it is. */
  #standsAt({ firstLine, lastLine }: LineRange, wanted: readonly string[]): boolean {
    const last = wanted.length - 1;
    if (firstLine < 1 || firstLine + last > Math.min(lastLine, this.#lines.length)) return false;
    return wanted.every((line, offset) => {
      const here = (this.#lines[firstLine - 1 + offset] ?? '').trimEnd();
      if (offset === 0) return here.endsWith(line);
      return offset === last ? here.startsWith(line) : here === line;
    });
  }

  #mayReadAll(): boolean {
    this.#readAll += this.#length;
    return this.#readAll <= MOST_READ;
  }
}

/** The places of one quote, as far as they matter. */
class Places {
  readonly #near: LineRange;
  readonly #mostOff: number;
  #here: LineRange | undefined;
  #first: LineRange | undefined;
  readonly #beside: LineRange[] = [];
  count = 0;

  constructor(near: LineRange, mostOff: number) {
    this.#near = near;
    this.#mostOff = mostOff;
  }

  add(firstLine: number, lineCount: number): void {
    const place = { firstLine, lastLine: firstLine + lineCount - 1 };
    this.count += 1;
    this.#first ??= place;
    if (isInside(place, this.#near)) this.#here ??= place;
    const { firstLine: from, lastLine: to } = this.#near;
    if (firstLine >= from - this.#mostOff && place.lastLine <= to + this.#mostOff) {
      this.#beside.push(place);
    }
  }

  get chosen(): LineRange | undefined {
    if (this.#here !== undefined || this.count === 1) return this.#here ?? this.#first;
    return this.#beside.length === 1 ? this.#beside[0] : undefined;
  }
}

function isInside({ firstLine, lastLine }: LineRange, near: LineRange): boolean {
  return firstLine >= near.firstLine && lastLine <= near.lastLine;
}

/** Lines of a text, each with a number that equal ones share: a long quote is found in one pass. */
class ComparedLines {
  readonly lines: readonly string[];
  readonly #numbers: readonly number[];
  readonly #numberOf = new Map<string, number>();

  constructor(lines: readonly string[]) {
    this.lines = lines;
    this.#numbers = lines.map((line) => {
      const number = this.#numberOf.get(line) ?? this.#numberOf.size;
      this.#numberOf.set(line, number);
      return number;
    });
  }

  /** The first line may begin and the last may end in the middle of a line of code. */
  find(wanted: readonly string[], ended: ComparedLines, places: Places): void {
    const [head = ''] = wanted;
    const tail = wanted.at(-1) ?? '';
    const inner = wanted.slice(1, -1).map((line) => this.#numberOf.get(line) ?? -1);
    if (inner.includes(-1)) return;
    const last = this.lines.length - wanted.length;
    for (const start of occurrences(this.#numbers, inner)) {
      const index = start - 1;
      if (index < 0 || index > last) continue;
      const isHere =
        ended.lines[index]?.endsWith(head) === true &&
        this.lines[index + wanted.length - 1]?.startsWith(tail) === true;
      if (isHere) places.add(index + 1, wanted.length);
    }
  }
}

/** Where one list stands in another, by Knuth, Morris and Pratt; an empty one stands everywhere. */
function occurrences(all: readonly number[], wanted: readonly number[]): readonly number[] {
  if (wanted.length === 0) return all.map((_, index) => index);
  const found: number[] = [];
  const fallBack: number[] = [0];
  for (let at = 1, fits = 0; at < wanted.length; at += 1) {
    while (fits > 0 && wanted[at] !== wanted[fits]) fits = fallBack[fits - 1] ?? 0;
    if (wanted[at] === wanted[fits]) fits += 1;
    fallBack.push(fits);
  }
  for (let at = 0, fits = 0; at < all.length; at += 1) {
    while (fits > 0 && all[at] !== wanted[fits]) fits = fallBack[fits - 1] ?? 0;
    if (all[at] === wanted[fits]) fits += 1;
    if (fits < wanted.length) continue;
    found.push(at - fits + 1);
    fits = fallBack[fits - 1] ?? 0;
  }
  return found;
}

function trimmedEnds(text: string): string {
  return text
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
}
