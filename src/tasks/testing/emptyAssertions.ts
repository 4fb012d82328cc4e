import { closings } from '../masking.ts';
import type { Framework } from './framework.ts';

/** A call, from the first of the few names with dots in front of it. */
const CALL = /(?<![\w$])(?:[\w$]{1,40}(?:\.|::)){0,3}(\w+)!?\s*\(/g;
const ASSERTS = /assert|require|check|verify|expect|ok|isTrue|True|That|equals?/i;
/** Letters at an end of a name in which what it asserts is looked for. */
const MOST_OF_NAME = 80;
/** Arguments that make an assertion hold whatever the subject does. */
const HOLDS =
  /\(\s*(?:t\s*,\s*)?(?:true|(\d+|true|null|nil|none)\s*,\s*\1)\s*(?:,\s*)?\)(?!\s*\.)/iy;

/** Such assertions in several calls or none; an `assert(false)` may guard a place never reached. */
const EMPTY = [
  /\b(?:expect|assertThat)\s*\(\s*(true|1)\s*\)\s*\.\s*(?:(?:toBe|toEqual|toStrictEqual|to\.(?:be|eq|equal|eql))(?:\s*\(\s*|\s+)\1(?:\s*\))?|toBeTruthy\(\s*\)|isTrue\(\s*\)|to\.be\.(?:true|ok)\b|to\s+(?:be|eq)(?:\(\s*|\s+)\1\b(?:\s*\))?|to\s+be_truthy\b)/g,
  /\bassert\s+(?:True|true|1|(\d+)\s*==\s*\1)[ \t]*(?:,[^\n]*|$)/gm,
];

/** The code of a case without assertions that always hold, say `expect(true).toBe(true)`. */
export function withoutEmptyAssertions(body: string): string {
  return EMPTY.reduce((text, pattern) => text.replace(pattern, ''), withoutEmptyCalls(body));
}

function withoutEmptyCalls(body: string): string {
  const pieces: string[] = [];
  let at = 0;
  for (const { 0: found, 1: name = '', index } of body.matchAll(CALL)) {
    if (!ASSERTS.test(name.slice(0, MOST_OF_NAME) + name.slice(-MOST_OF_NAME))) continue;
    HOLDS.lastIndex = index + found.length - 1;
    const held = HOLDS.exec(body)?.[0];
    if (held === undefined) continue;
    pieces.push(body.slice(at, index));
    at = index + found.length - 1 + held.length;
  }
  return pieces.join('') + body.slice(at);
}

/**
 * The code of a case without assertions that are no such: in JavaScript what is expected of a value
 * comes after it; `expect(x)` alone only looks at it.
 */
export function withoutBareExpects(body: string, { extent }: Framework): string {
  if (extent !== 'call') return body;
  const pieces: string[] = [];
  const endOf = closings(body);
  let comma = -1;
  let at = 0;
  for (const { 0: found, index } of body.matchAll(/(?<![\w$.])expect\s*\(/g)) {
    const open = index + found.length - 1;
    const end = endOf.get(open) ?? body.length;
    const isBare = !/^\s*[.[]/.test(body.slice(end, end + 200)) && index >= at;
    if (comma < open) comma = body.indexOf(',', open);
    if (comma < 0) comma = body.length;
    // Some libraries take what is expected as further arguments.
    if (!isBare || comma < end) continue;
    pieces.push(body.slice(at, index));
    at = end;
  }
  return pieces.join('') + body.slice(at);
}
