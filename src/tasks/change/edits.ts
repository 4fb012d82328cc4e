import { withoutNumbers } from '../numbering.ts';
import { problem } from '../problemCodes.ts';
import { linesOf } from '../prompt.ts';
import type { Problem } from '../task.ts';

/** New text for whole lines, anchored by the first and the last of them. */
export interface LineEdit {
  /** 1-based, inclusive. */
  readonly from: number;
  readonly to: number;
  readonly firstLine: string;
  readonly lastLine: string;
  /** Lines by `\n`; empty deletes. */
  readonly replace: string;
}

/** A few characters inside one line, which has them exactly once. */
export interface Replacement {
  readonly line: number;
  readonly find: string;
  readonly replace: string;
}

/** What came of applying edits: a text when all of them fit. */
export interface AppliedEdits {
  readonly text: string | undefined;
  readonly problems: readonly Problem[];
}

interface Splice {
  /** 0-based index of the first line. */
  readonly index: number;
  readonly count: number;
  readonly lines: readonly string[];
}

/** Applies edits to a text, all of them or none. */
export function applyEdits(
  source: string,
  edits: readonly LineEdit[],
  replacements: readonly Replacement[],
): AppliedEdits {
  const lines = source.split('\n');
  const count = linesOf(source).length;
  const problems: Problem[] = [];
  const splices: Splice[] = [];
  for (const edit of edits) {
    const placed = placeEdit(lines, count, edit);
    if ('code' in placed) problems.push(placed);
    else splices.push(placed);
  }
  for (const [line, inLine] of byLine(replacements)) {
    const placed = placeReplacements(lines, count, line, inLine);
    if ('code' in placed) problems.push(placed);
    else splices.push(placed);
  }
  splices.sort((one, other) => one.index - other.index);
  for (const overlap of overlaps(splices)) problems.push(overlap);
  if (problems.length > 0) return { text: undefined, problems };
  for (const { index, count: removed, lines: added } of splices.reverse()) {
    lines.splice(index, removed, ...added);
  }
  const text = lines.join('\n');
  return text === source
    ? { text: undefined, problems: [problem('edits.none', {})] }
    : { text, problems: [] };
}

function placeEdit(
  lines: readonly string[],
  count: number,
  { from, to, firstLine, lastLine, replace }: LineEdit,
): Splice | Problem {
  if (from < 1 || to < from || to > count) {
    return problem('edits.outOfRange', { from, to, lines: count });
  }
  const first = withoutNumbers(firstLine, from);
  const last = withoutNumbers(lastLine, to);
  const index = anchorIndex(lines, count, from - 1, to - from, first, last);
  if (index === undefined) {
    const words = { found: lines[from - 1] ?? '', last: lines[to - 1] ?? '' };
    return problem('edits.anchorMismatch', { from, to }, words);
  }
  const text = withoutNumbers(replace.replace(/\r\n?/g, '\n'), from);
  return { index, count: to - from + 1, lines: text === '' ? [] : text.split('\n') };
}

/**
 * Where the anchors stand: at the given line (indentation forgiven, the number says enough), else
 * at the only place that has both at the same distance.
 */
function anchorIndex(
  lines: readonly string[],
  count: number,
  index: number,
  distance: number,
  first: string,
  last: string,
): number | undefined {
  const bare = (line: string | undefined) => (line ?? '').trim();
  const isHere =
    bare(lines[index]) === bare(first) &&
    (distance === 0 || bare(lines[index + distance]) === bare(last));
  if (isHere) return index;
  if (bare(first) === '') return undefined;
  const places: number[] = [];
  for (let at = 0; at + distance < count; at += 1) {
    const fits =
      lines[at]?.trimEnd() === first.trimEnd() &&
      (distance === 0 || lines[at + distance]?.trimEnd() === last.trimEnd());
    if (fits) places.push(at);
  }
  return places.length === 1 ? places[0] : undefined;
}

function byLine(replacements: readonly Replacement[]): ReadonlyMap<number, readonly Replacement[]> {
  const groups = new Map<number, Replacement[]>();
  for (const replacement of replacements) {
    const group = groups.get(replacement.line) ?? [];
    group.push(replacement);
    groups.set(replacement.line, group);
  }
  return groups;
}

/** All replacements of one line at once: each `find` is looked up in the line as it was. */
function placeReplacements(
  lines: readonly string[],
  count: number,
  line: number,
  replacements: readonly Replacement[],
): Splice | Problem {
  if (line < 1 || line > count) {
    return problem('edits.outOfRange', { from: line, to: line, lines: count });
  }
  const text = lines[line - 1] ?? '';
  const pieces: { readonly start: number; readonly end: number; readonly text: string }[] = [];
  for (const { find, replace } of replacements) {
    const found = find === '' ? 0 : text.split(find).length - 1;
    if (found !== 1) {
      return problem('edits.findNotOnce', { line, count: found }, { found: text });
    }
    const start = text.indexOf(find);
    pieces.push({ start, end: start + find.length, text: replace.replace(/\r\n?/g, '\n') });
  }
  pieces.sort((one, other) => one.start - other.start);
  let result = '';
  let at = 0;
  for (const piece of pieces) {
    if (piece.start < at) return problem('edits.overlap', { line });
    result += text.slice(at, piece.start) + piece.text;
    at = piece.end;
  }
  result += text.slice(at);
  return { index: line - 1, count: 1, lines: result.split('\n') };
}

function overlaps(sorted: readonly Splice[]): readonly Problem[] {
  return sorted.flatMap(({ index }, at) => {
    const before = sorted[at - 1];
    return before !== undefined && before.index + before.count > index
      ? [problem('edits.overlap', { line: index + 1 })]
      : [];
  });
}
