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
  const placesOf = placesByLine(lines, count);
  const problems: Problem[] = [];
  const splices: Splice[] = [];
  for (const edit of edits) {
    const placed = placeEdit(lines, placesOf, edit);
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
  const result: string[] = [];
  let at = 0;
  for (const { index, count: removed, lines: added } of splices) {
    for (; at < index; at += 1) result.push(lines[at] ?? '');
    for (const line of added) result.push(line);
    at = index + removed;
  }
  for (; at < lines.length; at += 1) result.push(lines[at] ?? '');
  const text = result.join('\n');
  return text === source
    ? { text: undefined, problems: [problem('edits.none', {})] }
    : { text, problems: [] };
}

/** Where each line stands among the first `count`, white space at its end left out. */
interface Places {
  readonly count: number;
  readonly of: (line: string) => readonly number[];
}

/** Read when first asked: most edits stand where they say. */
function placesByLine(lines: readonly string[], count: number): Places {
  let places: Map<string, number[]> | undefined;
  const read = () => {
    const found = new Map<string, number[]>();
    for (let index = 0; index < count; index += 1) {
      const line = (lines[index] ?? '').trimEnd();
      const known = found.get(line);
      if (known === undefined) found.set(line, [index]);
      else known.push(index);
    }
    return found;
  };
  return { count, of: (line) => (places ??= read()).get(line.trimEnd()) ?? [] };
}

function placeEdit(
  lines: readonly string[],
  places: Places,
  { from, to, firstLine, lastLine, replace }: LineEdit,
): Splice | Problem {
  if (from < 1 || to < from || to > places.count) {
    return problem('edits.outOfRange', { from, to, lines: places.count });
  }
  const first = withoutNumbers(firstLine, from);
  const last = withoutNumbers(lastLine, to);
  const index = anchorIndex(lines, places, { from: from - 1, to: to - 1 }, { first, last });
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
  places: Places,
  { from, to }: { readonly from: number; readonly to: number },
  { first, last }: { readonly first: string; readonly last: string },
): number | undefined {
  const distance = to - from;
  const bare = (line: string | undefined) => (line ?? '').trim();
  const isHere =
    bare(lines[from]) === bare(first) && (distance === 0 || bare(lines[to]) === bare(last));
  if (isHere) return from;
  if (bare(first) === '') return undefined;
  const starts = places.of(first);
  if (distance === 0) return starts.length === 1 ? starts[0] : undefined;
  const ends = places.of(last);
  // The rarer of the two is looked for, the other is compared.
  const isByStart = starts.length <= ends.length;
  let found: number | undefined;
  for (const place of isByStart ? starts : ends) {
    const at = isByStart ? place : place - distance;
    const fits = isByStart
      ? at + distance < places.count && lines[at + distance]?.trimEnd() === last.trimEnd()
      : at >= 0 && lines[at]?.trimEnd() === first.trimEnd();
    if (!fits) continue;
    if (found !== undefined) return undefined;
    found = at;
  }
  return found;
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
    const start = find === '' ? -1 : text.indexOf(find);
    if (start < 0 || text.includes(find, start + find.length)) {
      const found = start < 0 ? 0 : text.split(find).length - 1;
      return problem('edits.findNotOnce', { line, count: found }, { found: text });
    }
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
