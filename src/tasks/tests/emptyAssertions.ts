import { closingOf } from '../masking.ts';
import type { Framework } from './frameworks.ts';

const CALL =
  '\\b(?:[\\w$]{1,40}(?:\\.|::)){0,3}\\w{0,40}(?:assert|require|check|verify|expect|ok|isTrue|True|That|equals?)\\w{0,40}!?\\s*\\(\\s*(?:t\\s*,\\s*)?';

/** Assertions that hold whatever the subject does; an `assert(false)` may guard a place never reached. */
const EMPTY = [
  new RegExp(`${CALL}(?:true|True)\\s*,?\\s*\\)(?!\\s*\\.)`, 'gi'),
  new RegExp(`${CALL}(\\d+|true|null|nil|None)\\s*,\\s*\\1\\s*,?\\s*\\)(?!\\s*\\.)`, 'gi'),
  /\b(?:expect|assertThat)\s*\(\s*(true|1)\s*\)\s*\.\s*(?:(?:toBe|toEqual|toStrictEqual|to\.(?:be|eq|equal|eql))\s*[( ]\s*\1\s*\)?|toBeTruthy\(\s*\)|isTrue\(\s*\)|to\.be\.(?:true|ok)\b|to\s+(?:be|eq)[( ]\s*\1\b\s*\)?|to\s+be_truthy\b)/g,
  /\bassert\s+(?:True|true|1|(\d+)\s*==\s*\1)[ \t]*(?:,[^\n]*)?$/gm,
];

/** The code of a case without assertions that always hold, say `expect(true).toBe(true)`. */
export function withoutEmptyAssertions(body: string): string {
  return EMPTY.reduce((text, pattern) => text.replace(pattern, ''), body);
}

/**
 * The code of a case without assertions that are no such: in JavaScript what is expected of a value
 * comes after it; `expect(x)` alone only looks at it.
 */
export function withoutBareExpects(body: string, { extent }: Framework): string {
  if (extent !== 'call') return body;
  const pieces: string[] = [];
  let at = 0;
  for (const { 0: found, index } of body.matchAll(/(?<![\w$.])expect\s*\(/g)) {
    const open = index + found.length - 1;
    const end = closingOf(body, open);
    const isBare = !/^\s*[.[]/.test(body.slice(end, end + 200)) && index >= at;
    // Some libraries take what is expected as further arguments.
    if (!isBare || body.slice(open, end).includes(',')) continue;
    pieces.push(body.slice(at, index));
    at = end;
  }
  return pieces.join('') + body.slice(at);
}
