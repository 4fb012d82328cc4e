import { createHash } from 'node:crypto';
import type { LineRange } from '../../../syntax/syntax.ts';

/** A text as numbered lines; 0-based. It is one state of the text: after a change there is another. */
export interface TextLines {
  readonly lineCount: number;
  readonly lineAt: (index: number) => string;
}

/** A text that is given as its lines. */
export function linesIn(lines: readonly string[]): TextLines {
  return { lineCount: lines.length, lineAt: (index) => lines[index] ?? '' };
}

/** Where a finding stands, and a fingerprint of the text that it speaks of. No text is kept. */
export interface Anchor extends LineRange {
  readonly fingerprint: string;
  /** A number made of the first line: most other places are ruled out by it. */
  readonly head?: number | undefined;
  /** Columns, 0-based, at which the text starts in its first and ends in its last line. */
  readonly startCharacter: number;
  readonly endCharacter: number;
  /** The text is too short to be looked for elsewhere, say a lone brace. */
  readonly isShort: boolean;
}

/** A replacement of text: whole lines passed over, 0-based. */
export interface LineChange {
  readonly startLine: number;
  readonly startCharacter: number;
  readonly endLine: number;
  readonly endCharacter: number;
  readonly text: string;
}

/** How far around its old place a text is looked for while the user types, in lines. */
const NEAR = 200;

/** Text of fewer characters than this, without white space, is found everywhere. */
const SHORT = 4;

/** Characters of a finding's text that tell it from others: a review may have a thousand findings. */
const MOST_IN_TEXT = 20_000;

/**
 * Characters read for all searches of one text: of long findings, or of many whose first lines stand
 * everywhere, not all are found again.
 */
const MOST_READ = 5_000_000;
/** What a line costs beside its characters. */
const LINE = 50;

/** What is known of a text while it stays as it is: a `TextLines` is made anew after each change. */
interface Known {
  readonly heads: Map<number, number>;
  /** Lines, from 1, by the number made of them; undefined: not counted yet. */
  places: ReadonlyMap<number, readonly number[]> | undefined;
  /** Characters that may still be read. */
  left: number;
}

const KNOWN = new WeakMap<TextLines, Known>();

function knownOf(lines: TextLines): Known {
  const known = KNOWN.get(lines) ?? { heads: new Map(), places: undefined, left: MOST_READ };
  KNOWN.set(lines, known);
  return known;
}

/** An anchor at these lines of a text. */
export function anchorAt(lines: TextLines, range: LineRange): Anchor {
  const text = textAt(lines, range.firstLine, range.lastLine);
  return {
    ...placed(lines, range),
    fingerprint: fingerprintOf(text),
    head: headAt(lines, range.firstLine),
    isShort: text.replaceAll(/\s/g, '').length < SHORT,
  };
}

/**
 * The anchor at the nearest place, at most `reach` lines away, where its text stands now; undefined
 * when it is gone. Indentation does not matter.
 */
export function findAgain(lines: TextLines, anchor: Anchor, reach: number): Anchor | undefined {
  for (const firstLine of candidates(lines, anchor, anchor.isShort ? 0 : reach)) {
    if (isAt(lines, anchor, firstLine)) return movedTo(lines, anchor, firstLine);
    if (knownOf(lines).left <= 0) return undefined;
  }
  return undefined;
}

/** Lines at which an anchor's text may start now, the nearest first, and of two the one above. */
function* candidates(
  lines: TextLines,
  { firstLine, head }: Anchor,
  reach: number,
): Generator<number> {
  const far = Math.min(reach, lines.lineCount);
  if (head !== undefined && far > NEAR) {
    const places = placesOf(lines).get(head) ?? [];
    const near = places.filter((line) => Math.abs(line - firstLine) <= far);
    yield* near.sort(
      (one, other) => Math.abs(one - firstLine) - Math.abs(other - firstLine) || one - other,
    );
    return;
  }
  for (let distance = 0; distance <= far; distance += 1) {
    for (const line of new Set([firstLine - distance, firstLine + distance])) {
      if (head === undefined || headAt(lines, line) === head) yield line;
    }
  }
}

function placesOf(lines: TextLines): ReadonlyMap<number, readonly number[]> {
  const known = knownOf(lines);
  if (known.places !== undefined) return known.places;
  const places = new Map<number, number[]>();
  for (let line = 1; line <= lines.lineCount; line += 1) {
    const head = headAt(lines, line) ?? 0;
    const same = places.get(head);
    if (same === undefined) places.set(head, [line]);
    else same.push(line);
  }
  known.places = places;
  return places;
}

/** What became of an anchor when the text changed. */
export interface Followed {
  readonly anchor: Anchor;
  /** The text it speaks of is not there, at least for now. */
  readonly isGone: boolean;
}

/**
 * Follows an anchor through changes, in the order in which the editor reports them. An anchor that
 * is gone comes back when its text does, say by undo.
 */
export function follow(
  lines: TextLines,
  before: Followed,
  changes: readonly LineChange[],
): Followed {
  let { firstLine, lastLine } = before.anchor;
  let isTouched = before.isGone;
  for (const change of changes) {
    const grown = change.text.split('\n').length - 1 - (change.endLine - change.startLine);
    const isAbove =
      change.endLine < firstLine - 1 ||
      (change.endLine === firstLine - 1 && change.endCharacter === 0);
    if (isAbove) {
      firstLine += grown;
      lastLine += grown;
      isTouched ||= change.endLine === firstLine - 1 - grown;
    } else if (change.startLine <= lastLine - 1) {
      isTouched = true;
    }
  }
  const anchor = { ...before.anchor, firstLine, lastLine };
  if (!isTouched) return { anchor, isGone: false };
  const found = findAgain(lines, anchor, before.isGone ? 3 : NEAR);
  return found === undefined ? { anchor, isGone: true } : { anchor: found, isGone: false };
}

function isAt(lines: TextLines, anchor: Anchor, firstLine: number): boolean {
  const lastLine = firstLine + anchor.lastLine - anchor.firstLine;
  if (firstLine < 1 || lastLine > lines.lineCount) return false;
  const text = textAt(lines, firstLine, lastLine);
  knownOf(lines).left -= text.length + LINE * (lastLine - firstLine + 1);
  return fingerprintOf(text) === anchor.fingerprint;
}

function movedTo(lines: TextLines, anchor: Anchor, firstLine: number): Anchor {
  const lastLine = firstLine + anchor.lastLine - anchor.firstLine;
  return { ...anchor, ...placed(lines, { firstLine, lastLine }) };
}

function placed(
  lines: TextLines,
  { firstLine, lastLine }: LineRange,
): Omit<Anchor, 'fingerprint' | 'head' | 'isShort'> {
  const first = firstLine <= lines.lineCount ? lines.lineAt(firstLine - 1) : '';
  const last = lastLine <= lines.lineCount ? lines.lineAt(lastLine - 1) : '';
  return {
    firstLine,
    lastLine,
    startCharacter: first.length - first.trimStart().length,
    endCharacter: last.trimEnd().length,
  };
}

/** The text of lines, white space around each left out; of a very long one the beginning. */
function textAt(lines: TextLines, firstLine: number, lastLine: number): string {
  const text: string[] = [];
  const end = Math.min(lastLine, lines.lineCount);
  for (let index = firstLine - 1, left = MOST_IN_TEXT; index < end && left > 0; index += 1) {
    const line = lines.lineAt(index).trim().slice(0, left);
    text.push(line);
    left -= line.length + 1;
  }
  return text.join('\n');
}

/** A cheap number (FNV-1a) for what stands in a line, white space around it left out. */
function headAt(lines: TextLines, line: number): number | undefined {
  if (line < 1 || line > lines.lineCount) return undefined;
  const { heads } = knownOf(lines);
  const known = heads.get(line);
  if (known !== undefined) return known;
  let hash = 0x811c9dc5;
  for (const character of lines.lineAt(line - 1).trim()) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  heads.set(line, hash);
  return hash;
}

function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
