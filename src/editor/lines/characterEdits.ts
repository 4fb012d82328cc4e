import type { LineHunk } from '../../models/lineHunks.ts';

/** A place in a text: 0-based line and UTF-16 column. */
interface Place {
  readonly line: number;
  readonly character: number;
}

/** A replacement of characters; `text` has `\n` line ends. */
export interface CharacterEdit {
  readonly start: Place;
  readonly end: Place;
  readonly text: string;
}

/**
 * The smallest single edit for each hunk, on the text with these lines: what a line keeps at its
 * ends is not touched, so that cursors and markers beside the change stay where they are.
 */
export function characterEdits(
  lines: readonly string[],
  hunks: readonly LineHunk[],
): readonly CharacterEdit[] {
  return hunks.map((hunk) => characterEdit(lines, hunk)).filter((edit) => edit !== undefined);
}

function characterEdit(
  lines: readonly string[],
  { at, remove, insert }: LineHunk,
): CharacterEdit | undefined {
  const removed = lines.slice(at, at + remove);
  const isAtEnd = at + remove >= lines.length;
  const origin: Place =
    isAtEnd && at > 0
      ? { line: at - 1, character: lines[at - 1]?.length ?? 0 }
      : { line: at, character: 0 };
  const joined = (these: readonly string[]): string => {
    if (!isAtEnd) return these.map((line) => `${line}\n`).join('');
    return at > 0 ? these.map((line) => `\n${line}`).join('') : these.join('\n');
  };
  const before = joined(removed);
  const after = joined(insert);
  if (before === after) return undefined;
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  if (isHighSurrogate(before, head - 1)) head -= 1;
  let tail = 0;
  while (
    tail < shorter - head &&
    before[before.length - 1 - tail] === after[after.length - 1 - tail]
  ) {
    tail += 1;
  }
  if (tail > 0 && isLowSurrogate(before, before.length - tail)) tail -= 1;
  return {
    start: placeAt(origin, before, head),
    end: placeAt(origin, before, before.length - tail),
    text: after.slice(head, after.length - tail),
  };
}

function placeAt(origin: Place, text: string, offset: number): Place {
  const passed = text.slice(0, offset).split('\n');
  const last = passed.at(-1)?.length ?? 0;
  return passed.length === 1
    ? { line: origin.line, character: origin.character + last }
    : { line: origin.line + passed.length - 1, character: last };
}

function isHighSurrogate(text: string, index: number): boolean {
  return index >= 0 && /[\uD800-\uDBFF]/.test(text.charAt(index));
}

function isLowSurrogate(text: string, index: number): boolean {
  return /[\uDC00-\uDFFF]/.test(text.charAt(index));
}
