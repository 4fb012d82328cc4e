import type { Analysis } from './analysis.ts';
import { bindsNextLine, bindsNextNode } from './directives.ts';
import { lineAt, lineStartsOf, startsItsLine } from './lines.ts';
import type { CodeComparison } from './syntax.ts';
import { DIRECTIVE } from './treeWalk.ts';

/**
 * Whether two texts are the same code: the same tree of node types, leaf for leaf the same text,
 * and the same directives, each as near to its code as before. Of what does not parse the tree is
 * guesswork that a comment may change, so that only the text of its leaves is compared.
 */
export function compareAnalyses(before: Analysis, after: Analysis): CodeComparison {
  if (before.facts.errors.length > 0 && after.facts.errors.length > 0) {
    return compareLeaves(before, after);
  }
  const one = entriesOf(before);
  const other = entriesOf(after);
  const length = Math.max(one.length, other.length);
  for (let at = 0; at < length; at += 1) {
    if (!isSame(before, after, one[at] ?? -1, other[at] ?? -1)) {
      const offset = after.code.starts[other[at] ?? -1] ?? after.text.length;
      return { same: false, line: lineAt(lineStartsOf(after.text), offset) };
    }
  }
  return { same: true };
}

/**
 * The entries in order, each directive right before the code that it stands above: whether a comment
 * is the last thing before a block or the first one in it, only the grammar knows.
 */
function entriesOf({ code }: Analysis): readonly number[] {
  const entries: number[] = [];
  let waiting: number[] = [];
  for (let index = 0; index < code.kinds.length; index += 1) {
    if (code.kinds[index] === DIRECTIVE) {
      waiting.push(index);
      continue;
    }
    if (waiting.length > 0 && code.starts[index] !== code.ends[index]) {
      entries.push(...waiting);
      waiting = [];
    }
    entries.push(index);
  }
  entries.push(...waiting);
  return entries;
}

/** Character by character what is no comment and no white space between leaves. */
function compareLeaves(before: Analysis, after: Analysis): CodeComparison {
  const one = leafText(before);
  const other = leafText(after);
  if (one.text === other.text) return { same: true };
  let at = 0;
  while (at < one.text.length && one.text[at] === other.text[at]) at += 1;
  const entry = other.ends.findIndex((end) => end > at);
  const offset = entry < 0 ? after.text.length : (after.code.starts[entry] ?? 0);
  return { same: false, line: lineAt(lineStartsOf(after.text), offset) };
}

function leafText(analysis: Analysis): { readonly text: string; readonly ends: readonly number[] } {
  const pieces: string[] = [];
  const ends: number[] = [];
  let length = 0;
  for (let index = 0; index < analysis.code.kinds.length; index += 1) {
    const piece = entryText(analysis, index);
    pieces.push(piece);
    length += piece.length;
    ends.push(length);
  }
  return { text: pieces.join(''), ends };
}

function isSame(before: Analysis, after: Analysis, one: number, other: number): boolean {
  if (before.code.kinds[one] !== after.code.kinds[other]) return false;
  const text = entryText(before, one);
  if (text !== entryText(after, other)) return false;
  if (before.code.kinds[one] !== DIRECTIVE) return true;
  const isOwn = isOnOwnLine(before, one);
  if (isOwn !== isOnOwnLine(after, other)) return false;
  if (!isOwn) return true;
  const between = textBelow(before, one);
  // What has a comment below it already is for that, or for what is below both.
  if (/\S/.test(between)) return true;
  const gap = linesIn(between);
  // What is for the next line is for none where that is blank.
  const isBound = gap > 2 ? bindsNextNode(text) : bindsNextLine(before.language, text);
  return !isBound || gap === linesIn(textBelow(after, other));
}

function entryText({ text, code }: Analysis, index: number): string {
  return text.slice(code.starts[index], code.ends[index]);
}

function isOnOwnLine({ text, code }: Analysis, index: number): boolean {
  return startsItsLine(text, code.starts[index] ?? 0);
}

/** What stands between a directive and the code below it. */
function textBelow({ text, code }: Analysis, index: number): string {
  let next = index + 1;
  while (next < code.kinds.length && code.ends[next] === code.starts[next]) next += 1;
  return text.slice(code.ends[index], code.starts[next] ?? text.length);
}

function linesIn(between: string): number {
  return between.split('\n').length;
}
