import { insideInOrder } from '../../syntax/ranges.ts';
import type { TextRange } from '../../syntax/syntax.ts';
import { withoutNumbers } from '../numbering.ts';
import { problem } from '../problem.ts';
import { sourceLines } from '../prompt.ts';
import type { Problem } from '../task.ts';
import { fittedLines } from './indentation.ts';

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

/** What of a text decides how lines stand in it. */
export interface Page {
  readonly language: string;
  /** What stands in them is no indentation. */
  readonly strings: readonly TextRange[];
}

/** A text as lines. */
interface Sheet extends Page {
  readonly lines: readonly string[];
  /** Lines that may be replaced: the end of the text starts no further one. */
  readonly count: number;
  /** Where a line stands, white space at its end left out. */
  readonly placesOf: (line: string) => readonly number[];
  /** Whether some line begins as numbered ones do. */
  readonly looksNumbered: boolean;
  /** Indexes of the lines that start inside of a string. */
  readonly inStrings: ReadonlySet<number>;
}

/** Applies edits to a text, all of them or none. */
export function applyEdits(
  source: string,
  edits: readonly LineEdit[],
  replacements: readonly Replacement[],
  page: Page = { language: '', strings: [] },
): AppliedEdits {
  const lines = source.split('\n');
  const sheet: Sheet = {
    ...page,
    lines,
    count: sourceLines(source).length,
    placesOf: placesByLine(lines, sourceLines(source).length),
    looksNumbered: /^\d+[|:]/m.test(source),
    inStrings: insideStrings(lines, page.strings),
  };
  const problems: Problem[] = [];
  const splices: Splice[] = [];
  for (const edit of edits) {
    const placed = placeEdit(sheet, edit);
    if ('code' in placed) problems.push(placed);
    else splices.push(placed);
  }
  for (const [line, inLine] of byLine(replacements)) {
    const placed = placeReplacements(sheet, line, inLine);
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

/** Where each line stands; read when first asked, as most edits stand where they say. */
function placesByLine(
  lines: readonly string[],
  count: number,
): (line: string) => readonly number[] {
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
  return (line) => (places ??= read()).get(line.trimEnd()) ?? [];
}

/** Which lines start inside of a string, by their index. */
function insideStrings(
  lines: readonly string[],
  strings: readonly TextRange[],
): ReadonlySet<number> {
  const isInside = insideInOrder(strings);
  const inside = new Set<number>();
  let offset = 0;
  for (const [index, line] of lines.entries()) {
    if (isInside(offset)) inside.add(index);
    offset += line.length + 1;
  }
  return inside;
}

function placeEdit(sheet: Sheet, edit: LineEdit): Splice | Problem {
  const { lines, count } = sheet;
  const { from, to } = edit;
  if (from < 1 || to < from || to > count) {
    return problem('edits.outOfRange', { from, to, lines: count });
  }
  const mismatch = (): Problem => {
    const words = { found: lines[from - 1] ?? '', last: lines[to - 1] ?? '' };
    return problem('edits.anchorMismatch', { from, to }, words);
  };
  const anchors = anchorsOf(lines, edit);
  const index = anchorIndex(sheet, from - 1, to - from, anchors);
  if (index === undefined) return mismatch();
  const written = edit.replace.replace(/\r\n?/g, '\n');
  const isCode = !anchors.isNumbered && sheet.looksNumbered;
  const bareText = isCode ? written : withoutNumbers(written, from);
  const text = withoutDiffMarks(bareText, lines[index] ?? '');
  const removed = to - from + 1;
  if (text === '') return { index, count: removed, lines: [] };
  const added = text.split('\n');
  if (sheet.inStrings.has(index)) return { index, count: removed, lines: added };
  const fitted = fittedLines(added, {
    first: { given: anchors.first, found: lines[index] ?? '' },
    last: { given: anchors.last, found: lines[index + removed - 1] ?? '' },
    lines,
    index,
    count: removed,
    language: sheet.language,
  });
  return fitted === undefined
    ? problem('edits.indentation', { from, to })
    : { index, count: removed, lines: fitted };
}

/** New lines without the `+` that stands before each of them in a diff, where what is left fits. */
function withoutDiffMarks(text: string, replaced: string): string {
  const lines = text.split('\n');
  if (replaced.startsWith('+') || !lines.every((line) => line.startsWith('+'))) return text;
  const bareLines = lines.map((line) => line.slice(1));
  const first = bareLines.find((line) => bare(line) !== '') ?? '';
  const isIndented = /^[ \t]/.test(first);
  const fits = /^[ \t]*/.exec(first)?.[0] === /^[ \t]*/.exec(replaced)?.[0];
  // One line at the margin may begin with a sign.
  return fits && (isIndented || lines.length > 1) ? bareLines.join('\n') : text;
}

/** The two lines that an edit repeats. */
interface Anchors {
  readonly first: string;
  readonly last: string;
  /** Whether the model copied the numbers of the prompt with them. */
  readonly isNumbered: boolean;
}

/** A line may really begin as a numbered one does: then its number is code. */
function anchorsOf(lines: readonly string[], { from, to, firstLine, lastLine }: LineEdit): Anchors {
  const read = (given: string, line: number) =>
    bare(lines[line - 1]) === bare(given) ? given : withoutNumbers(given, line);
  const first = read(firstLine, from);
  const last = read(lastLine, to);
  return { first, last, isNumbered: first !== firstLine || last !== lastLine };
}

const bare = (line: string | undefined): string => (line ?? '').trim();

/**
 * Where the anchors stand: at the given line (indentation forgiven, the number says enough), else
 * at the only place that has both at the same distance.
 */
function anchorIndex(
  { lines, count, placesOf }: Sheet,
  index: number,
  distance: number,
  { first, last }: Anchors,
): number | undefined {
  const isHere = bare(lines[index]) === bare(first) && bare(lines[index + distance]) === bare(last);
  if (isHere) return index;
  if (bare(first) === '') return undefined;
  const starts = placesOf(first);
  const ends = placesOf(last);
  // The rarer of the two is looked for, the other is compared.
  const isByStart = starts.length <= ends.length;
  let found: number | undefined;
  for (const place of isByStart ? starts : ends) {
    const at = isByStart ? place : place - distance;
    const fits = isByStart
      ? at + distance < count && lines[at + distance]?.trimEnd() === last.trimEnd()
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
  { lines, count }: Sheet,
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
    if (start < 0 || text.includes(find, start + 1)) {
      const found = timesIn(text, find);
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

/** More matches than these are not counted. */
const MOST_MATCHES = 100;

/** How often a piece stands in a line, also where two of its places overlap. */
function timesIn(text: string, find: string): number {
  let count = 0;
  for (let at = find === '' ? -1 : text.indexOf(find); at >= 0 && count < MOST_MATCHES;) {
    count += 1;
    at = text.indexOf(find, at + 1);
  }
  return count;
}

function overlaps(sorted: readonly Splice[]): readonly Problem[] {
  return sorted.flatMap(({ index }, at) => {
    const before = sorted[at - 1];
    return before !== undefined && before.index + before.count > index
      ? [problem('edits.overlap', { line: index + 1 })]
      : [];
  });
}
