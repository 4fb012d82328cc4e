import type { LineBytes } from './exportLines.ts';
import { KnownTexts } from './knownTexts.ts';
import type { RunRow } from './runRow.ts';
import { columnOf, READ_COLUMNS } from './runRow.ts';

/**
 * Reads rows of JSON from their bytes, one a line, that are written as the one that was learnt: the same names in the same
 * order, with plain values. Makes no text of what is not read, and none twice. The row of a line is used again for the next.
 */
export class QuickJson {
  readonly #texts = new KnownTexts(textOf);
  #columns: readonly {
    /** What stands before the value. */
    readonly head: Uint8Array;
    readonly place: number;
    readonly isNumber: boolean;
  }[] = [];
  #row: unknown[] = [];
  #value: unknown = null;

  /** Learns from the names of a row how the next ones are written. */
  learn(names: readonly string[]): void {
    this.#row = READ_COLUMNS.map(() => undefined);
    this.#columns = names.map((name, index) => ({
      ...columnOf(name),
      head: Buffer.from(`${index === 0 ? '{' : ','}${JSON.stringify(name)}:`),
    }));
  }

  /** The row of a line; undefined: it is written in another way, or is none. */
  read({ bytes, from, end }: LineBytes): RunRow | undefined {
    let at = from;
    for (const { head, place, isNumber } of this.#columns) {
      for (let index = 0; index < head.length; index += 1) {
        if (bytes[at + index] !== head[index]) return undefined;
      }
      at += head.length;
      const first = bytes[at];
      const isWanted = place >= 0;
      if (first === QUOTE) at = this.#readText(bytes, at + 1, isWanted);
      else if (first === N) at = this.#readNull(bytes, at);
      else at = this.#readNumber(bytes, at, isWanted, isNumber);
      if (at < 0) return undefined;
      if (isWanted) this.#row[place] = this.#value;
    }
    return at > from && isRowEnd(bytes, at, end) ? this.#row : undefined;
  }

  // What reads a value says where it ends; -1: it is no plain one. No line break is part of one.

  #readNull(bytes: Buffer, from: number): number {
    this.#value = null;
    const isNull = bytes[from + 1] === U && bytes[from + 2] === L && bytes[from + 3] === L;
    return isNull ? from + 4 : -1;
  }

  #readNumber(bytes: Buffer, from: number, isWanted: boolean, isWhole: boolean): number {
    let number = 0;
    let at = from;
    // The digit first: what is near the largest exact number stays exact.
    for (; isDigit(bytes[at]); at += 1) number = number * 10 + ((bytes[at] ?? 0) - ZERO);
    if (at === from || (bytes[from] === ZERO && at > from + 1)) return -1;
    this.#value = number;
    if (bytes[at] !== POINT) return at;
    const point = at;
    at += 1;
    while (isDigit(bytes[at])) at += 1;
    if (isWanted) this.#value = Number(bytes.toString('latin1', from, at));
    return (isWanted && isWhole) || at === point + 1 ? -1 : at;
  }

  #readText(bytes: Buffer, from: number, isWanted: boolean): number {
    let at = from;
    for (let byte = bytes[at] ?? 0; byte !== QUOTE; byte = bytes[at] ?? 0) {
      if (byte < SPACE) return -1;
      if (byte === BACKSLASH) {
        at += 1;
        if (IS_ESCAPED[bytes[at] ?? 0] !== 1) return -1;
      }
      at += 1;
    }
    if (isWanted) this.#value = this.#texts.at(bytes, from, at);
    return at + 1;
  }
}

const QUOTE = 0x22;
const SPACE = 0x20;
const POINT = 0x2e;
const ZERO = 0x30;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const RETURN = 0x0d;
const ROW_END = 0x7d;
const [N, U, L] = [0x6e, 0x75, 0x6c];
/** What may stand behind a backslash, but for a sign by its number. */
const IS_ESCAPED = new Uint8Array(256);
for (const sign of Buffer.from('"\\/bfnrt')) IS_ESCAPED[sign] = 1;

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= ZERO + 9;
}

function isRowEnd(bytes: Buffer, at: number, end: number): boolean {
  if (bytes[at] !== ROW_END) return false;
  let next = at + 1;
  if (next < end && bytes[next] === COMMA) next += 1;
  if (next < end && bytes[next] === RETURN) next += 1;
  return next === end;
}

function textOf(raw: string): string {
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw;
}
