import type { LineBytes } from './exportLines.ts';
import { KnownTexts } from './knownTexts.ts';
import type { RunRow } from './runRow.ts';
import { columnOf, READ_COLUMNS } from './runRow.ts';

/**
 * Reads rows of CSV from their bytes, one a line. Makes no text of what is not read, and none twice. The row of a line is
 * used again for the next.
 */
export class QuickCsv {
  readonly #texts = new KnownTexts((raw) => raw.replaceAll('""', '"'));
  readonly #separator: number;
  readonly #columns: readonly { readonly place: number; readonly isNumber: boolean }[];
  readonly #row: unknown[] = READ_COLUMNS.map(() => undefined);

  /** `names` are those of the columns, in their order. */
  constructor(names: readonly string[], separator: string) {
    // The first of a name counts.
    this.#columns = names.map((name, index) =>
      names.indexOf(name) === index ? columnOf(name) : { place: -1, isNumber: false },
    );
    this.#separator = separator.charCodeAt(0);
  }

  /** The row of a line; undefined: it has other columns, or a quotation mark where none belongs. */
  read({ bytes, from, end: lineEnd }: LineBytes): RunRow | undefined {
    const end = lineEnd > from && bytes[lineEnd - 1] === RETURN ? lineEnd - 1 : lineEnd;
    let at = from - 1;
    for (const { place, isNumber } of this.#columns) {
      // Before each cell but the first a separator stands.
      if (at >= end || (at >= from && bytes[at] !== this.#separator)) return undefined;
      at += 1;
      const isQuoted = at < end && bytes[at] === QUOTE;
      const begin = isQuoted ? at + 1 : at;
      const behind = isQuoted ? quotationEnd(bytes, begin, end) : this.#cellEnd(bytes, at, end);
      if (behind < 0) return undefined;
      if (place >= 0) this.#row[place] = this.#valueAt(bytes, begin, behind, isNumber);
      at = isQuoted ? behind + 1 : behind;
    }
    return at === end ? this.#row : undefined;
  }

  /** Where a cell without quotation ends; -1: it has a quotation mark all the same. */
  #cellEnd(bytes: Buffer, from: number, end: number): number {
    for (let at = from; at < end; at += 1) {
      if (bytes[at] === this.#separator) return at;
      if (bytes[at] === QUOTE) return -1;
    }
    return end;
  }

  #valueAt(bytes: Buffer, from: number, end: number, isNumber: boolean): unknown {
    const number = isNumber ? numberAt(bytes, from, end) : -1;
    return number < 0 ? this.#texts.at(bytes, from, end) : number;
  }
}

const QUOTE = 0x22;
const RETURN = 0x0d;
const ZERO = 0x30;
/** With more digits a number is no longer exact. */
const MOST_DIGITS = 16;

/** Where the quotation that has begun ends; -1 where it does not. */
function quotationEnd(bytes: Buffer, from: number, end: number): number {
  for (let at = from; at < end; at += 1) {
    if (bytes[at] !== QUOTE) continue;
    if (at + 1 === end || bytes[at + 1] !== QUOTE) return at;
    at += 1;
  }
  return -1;
}

/** The whole number that some bytes are the digits of; -1 for anything else. */
function numberAt(bytes: Buffer, from: number, end: number): number {
  if (from === end || end - from > MOST_DIGITS) return -1;
  let number = 0;
  for (let at = from; at < end; at += 1) {
    const digit = (bytes[at] ?? 0) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}
