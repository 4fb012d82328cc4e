import type { TextRange } from '../../syntax/syntax.ts';

/** Macros of C++ test frameworks that stand before a block and take strings, which no grammar knows. */
const AROUND_CASES = /TEST_CASE|^SCENARIO/;
const IN_CASES = /^(?:(?:DYNAMIC_)?SECTION|SUBCASE|(?:AND_)?(?:GIVEN|WHEN|THEN))$/;
const CALL = /(?<![\w#])(\w+)[ \t]*\(/g;
/** Characters that a macro's arguments have at most. */
const LONGEST = 2_000;

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
  let at = 0;
  for (const match of code.matchAll(CALL)) {
    const [found, name = ''] = match;
    if (!AROUND_CASES.test(name) && !IN_CASES.test(name)) continue;
    const open = match.index + found.length;
    const inside = match.index < at ? undefined : insideOf(code, open);
    if (inside === undefined || !/^\)\s*\{/.test(code.slice(inside.end, inside.end + 200)))
      continue;
    const blank = code.slice(open, inside.end).replace(/[^\n]/g, ' ');
    const head = AROUND_CASES.test(name) ? found : 'if('.padStart(found.length);
    pieces.push(code.slice(at, match.index), head);
    pieces.push(AROUND_CASES.test(name) ? blank : blank.replace(' ', '1'));
    for (const string of inside.strings) strings.push(string);
    at = inside.end;
  }
  return { text: pieces.join('') + code.slice(at), strings };
}

/** Up to the bracket that closes, strings read over. */
function insideOf(
  code: string,
  open: number,
): { readonly end: number; readonly strings: readonly TextRange[] } | undefined {
  const strings: TextRange[] = [];
  let depth = 0;
  for (let at = open; at < Math.min(code.length, open + LONGEST); at += 1) {
    const character = code[at];
    if (character === '"') {
      const literal = /^"(?:[^"\\\n]|\\.)*"/.exec(code.slice(at, at + LONGEST))?.[0];
      if (literal === undefined) return undefined;
      strings.push({ start: at, end: at + literal.length });
      at += literal.length - 1;
    } else if (character === '(') depth += 1;
    else if (character === ')' && depth === 0) return { end: at, strings };
    else if (character === ')') depth -= 1;
  }
  return undefined;
}
