import { createHash } from 'node:crypto';
import type { LineRange } from '../../syntax/syntax.ts';

/** A text as numbered lines; 0-based. */
export interface TextLines {
  readonly lineCount: number;
  readonly lineAt: (index: number) => string;
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

/** Lines read in a search at most: of a long text whose first line is everywhere not all is. */
const MOST_READ = 100_000;

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
  let read = 0;
  for (let distance = 0; distance <= Math.min(reach, lines.lineCount); distance += 1) {
    for (const firstLine of [anchor.firstLine - distance, anchor.firstLine + distance]) {
      if (anchor.head !== undefined && headAt(lines, firstLine) !== anchor.head) continue;
      read += anchor.lastLine - anchor.firstLine + 1;
      if (read > MOST_READ && distance > 0) return undefined;
      if (isAt(lines, anchor, firstLine)) return movedTo(lines, anchor, firstLine);
    }
    if (anchor.isShort) return undefined;
  }
  return undefined;
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
  return fingerprintOf(textAt(lines, firstLine, lastLine)) === anchor.fingerprint;
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

function textAt(lines: TextLines, firstLine: number, lastLine: number): string {
  const text: string[] = [];
  for (let index = firstLine - 1; index < Math.min(lastLine, lines.lineCount); index += 1) {
    text.push(lines.lineAt(index).trim());
  }
  return text.join('\n');
}

/** A cheap number (FNV-1a) for what stands in a line, white space around it left out. */
function headAt(lines: TextLines, line: number): number | undefined {
  if (line < 1 || line > lines.lineCount) return undefined;
  let hash = 0x811c9dc5;
  for (const character of lines.lineAt(line - 1).trim()) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}

function fingerprintOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
