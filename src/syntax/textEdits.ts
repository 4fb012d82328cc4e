import type { Point, Tree } from '@vscode/tree-sitter-wasm';
import { lineAt, lineStartsOf } from './lines.ts';

/** A piece of the old text and what stands in its place in the new one. UTF-16 offsets. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Lines that are looked ahead for the place where two texts go on alike. */
const LOOK_AHEAD = 300;

/**
 * Edits of whole lines that turn one text into another, in order; not the fewest, but found in one
 * pass. Applying them gives `after` exactly, whatever the texts are.
 */
export function editsBetween(before: string, after: string): readonly TextEdit[] {
  const old = linesWithEnds(before);
  const now = linesWithEnds(after);
  let tail = 0;
  const most = Math.min(old.length, now.length);
  while (tail < most && old[old.length - 1 - tail] === now[now.length - 1 - tail]) tail += 1;
  const oldEnd = old.length - tail;
  const nowEnd = now.length - tail;
  const edits: TextEdit[] = [];
  let [at, to, offset] = [0, 0, 0];
  while (at < oldEnd || to < nowEnd) {
    if (at < oldEnd && to < nowEnd && old[at] === now[to]) {
      offset += old[at]?.length ?? 0;
      at += 1;
      to += 1;
      continue;
    }
    const { removed, added } = nextMeeting(
      { lines: old, at, end: oldEnd },
      { lines: now, at: to, end: nowEnd },
    );
    const length = old.slice(at, at + removed).reduce((sum, line) => sum + line.length, 0);
    edits.push({ start: offset, end: offset + length, text: now.slice(to, to + added).join('') });
    offset += length;
    at += removed;
    to += added;
  }
  return edits;
}

/** The lines of a text that are still to be compared. */
interface Lines {
  readonly lines: readonly string[];
  readonly at: number;
  readonly end: number;
}

/** How many lines go and come until both texts have the same two lines again. */
function nextMeeting(old: Lines, now: Lines): { readonly removed: number; readonly added: number } {
  const lineOf = ({ lines, at }: Lines, ahead: number) => lines[at + ahead];
  const meets = (removed: number, added: number) =>
    old.at + removed < old.end &&
    now.at + added < now.end &&
    lineOf(old, removed) === lineOf(now, added) &&
    lineOf(old, removed + 1) === lineOf(now, added + 1);
  for (let ahead = 1; ahead <= LOOK_AHEAD; ahead += 1) {
    if (meets(0, ahead)) return { removed: 0, added: ahead };
    if (meets(ahead, 0)) return { removed: ahead, added: 0 };
    if (meets(ahead, ahead)) return { removed: ahead, added: ahead };
  }
  return { removed: old.end - old.at, added: now.end - now.at };
}

function linesWithEnds(text: string): readonly string[] {
  return text.match(/[^\n]+\n?|\n/g) ?? [];
}

/** Tells a tree what its text has become, so that it can be parsed again from there. */
export function editTree(tree: Tree, before: string, edits: readonly TextEdit[]): void {
  const lineStarts = lineStartsOf(before);
  const pointOf = (offset: number): Point => {
    const line = lineAt(lineStarts, offset);
    return { row: line - 1, column: offset - (lineStarts[line - 1] ?? 0) };
  };
  // From the end, so that what stands before an edit is still where it was.
  for (const { start, end, text } of edits.toReversed()) {
    const startPosition = pointOf(start);
    const newlines = text.split('\n').length - 1;
    const lastLength = text.length - (text.lastIndexOf('\n') + 1);
    tree.edit({
      startIndex: start,
      oldEndIndex: end,
      newEndIndex: start + text.length,
      startPosition,
      oldEndPosition: pointOf(end),
      newEndPosition: {
        row: startPosition.row + newlines,
        column: newlines === 0 ? startPosition.column + text.length : lastLength,
      },
    });
  }
}
