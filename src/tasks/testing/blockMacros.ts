import { lastEndingBy } from '../../syntax/ranges.ts';
import type { TextRange } from '../../syntax/syntax.ts';

/** Macros of C++ test frameworks that stand before a block and take strings, which no grammar knows. */
const AROUND_CASES = /TEST_CASE|^SCENARIO/;
const IN_CASES = /^(?:(?:DYNAMIC_)?SECTION|SUBCASE|(?:AND_)?(?:GIVEN|WHEN|THEN))$/;
const CALL = /(?<![\w#])(\w+)[ \t]*\(/g;

/** A text that a C++ parser can read, with everything in its place. */
export interface ParsableText {
  readonly text: string;
  /** Strings that were taken out. */
  readonly strings: readonly TextRange[];
}

/**
 * Writes `TEST_CASE("adds") {` as the head of a function and `SECTION("one") {` as an `if`, as long
 * as before: the macros do just that, and what is in the blocks is then checked.
 */
export function withoutBlockMacros(code: string): ParsableText {
  const pieces: string[] = [];
  const strings: TextRange[] = [];
  const brackets = bracketsOf(code);
  let at = 0;
  for (const match of code.matchAll(CALL)) {
    const [found, name = ''] = match;
    if (match.index < at || !(AROUND_CASES.test(name) || IN_CASES.test(name))) continue;
    const open = match.index + found.length;
    const end = brackets.ends.get(open - 1);
    if (end === undefined || !/^\)\s*\{/.test(code.slice(end, end + 200))) continue;
    const blank = code.slice(open, end).replace(/[^\n]/g, ' ');
    const head = AROUND_CASES.test(name) ? found : 'if('.padStart(found.length);
    pieces.push(code.slice(at, match.index), head);
    pieces.push(AROUND_CASES.test(name) ? blank : blank.replace(' ', '1'));
    for (let index = lastEndingBy(brackets.strings, open) + 1; ; index += 1) {
      const string = brackets.strings[index];
      if (string === undefined || string.end > end) break;
      strings.push(string);
    }
    at = end;
  }
  return { text: pieces.join('') + code.slice(at), strings };
}

interface Brackets {
  /** Where the brackets close, by where they open. */
  readonly ends: ReadonlyMap<number, number>;
  /** What is between quotation marks, in order. */
  readonly strings: readonly TextRange[];
}

const STRING = /"(?:[^"\\\n]|\\.)*"/y;

/** The brackets of a text, strings read over. Where a string stays open, no bracket around it closes. */
function bracketsOf(code: string): Brackets {
  const ends = new Map<number, number>();
  const strings: TextRange[] = [];
  let open: number[] = [];
  for (let at = 0; at < code.length; at += 1) {
    const character = code[at];
    if (character === '(') open.push(at);
    else if (character === ')') {
      const start = open.pop();
      if (start !== undefined) ends.set(start, at);
    } else if (character === '"') {
      STRING.lastIndex = at;
      const end = STRING.test(code) ? STRING.lastIndex : undefined;
      if (end !== undefined) strings.push({ start: at, end });
      else open = [];
      const lineEnd = code.indexOf('\n', at);
      at = (end ?? (lineEnd < 0 ? code.length : lineEnd)) - 1;
    }
  }
  return { ends, strings };
}
