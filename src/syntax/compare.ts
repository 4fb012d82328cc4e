import type { Analysis } from './analysis.ts';
import { DIRECTIVE } from './analysis.ts';
import { bindsNextLine } from './directives.ts';
import { lineAt, lineStartsOf, startsItsLine } from './lines.ts';
import type { CodeComparison } from './syntax.ts';

/**
 * Whether two texts are the same code: the same tree of node types, leaf for leaf the same text,
 * and the same directives, each as near to its code as before. Of what does not parse the tree is
 * guesswork that a comment may change, so that only the text of its leaves is compared.
 */
export function compareAnalyses(before: Analysis, after: Analysis): CodeComparison {
  if (before.facts.errors.length > 0 && after.facts.errors.length > 0) {
    return compareLeaves(before, after);
  }
  const length = Math.max(before.code.kinds.length, after.code.kinds.length);
  for (let index = 0; index < length; index += 1) {
    if (!isSame(before, after, index)) {
      const offset = after.code.starts[index] ?? after.text.length;
      return { same: false, line: lineAt(lineStartsOf(after.text), offset) };
    }
  }
  return { same: true };
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

function isSame(before: Analysis, after: Analysis, index: number): boolean {
  if (before.code.kinds[index] !== after.code.kinds[index]) return false;
  const text = entryText(before, index);
  if (text !== entryText(after, index)) return false;
  if (before.code.kinds[index] !== DIRECTIVE) return true;
  const own = isOnOwnLine(before, index);
  if (own !== isOnOwnLine(after, index)) return false;
  return !own || !bindsNextLine(text) || gapBelow(before, index) === gapBelow(after, index);
}

function entryText({ text, code }: Analysis, index: number): string {
  return text.slice(code.starts[index], code.ends[index]);
}

function isOnOwnLine({ text, code }: Analysis, index: number): boolean {
  return startsItsLine(text, code.starts[index] ?? 0);
}

/** Lines from a directive to the code below it. */
function gapBelow({ text, code }: Analysis, index: number): number {
  let next = index + 1;
  while (next < code.kinds.length && code.ends[next] === code.starts[next]) next += 1;
  const between = text.slice(code.ends[index], code.starts[next] ?? text.length);
  return between.split('\n').length;
}
