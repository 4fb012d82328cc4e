import { closingOf } from '../../masking.ts';

/** Names that are long enough to tell something. */
export const NAMES = /[\p{L}_$][\p{L}\p{N}_$]{2,}/gu;

/** Where the program of a test file in C or C++ starts. */
export const MAIN = /^(?:int|auto)\s+main\s*\([^)]{0,400}\)[^{;]{0,400}\{/m;

/**
 * Where cases of C or C++ go that were to go to a place: there, or behind all that follows in its block
 * where they use what is declared only then.
 */
export function behindUsed(code: string, at: number, cases: string): number {
  const main = MAIN.exec(code)?.index ?? code.length;
  const end = Math.min(blockEnd(code, at), main < at ? code.length : main);
  const before = new Set(code.slice(0, at).match(NAMES));
  const later = new Set(code.slice(at, end).match(NAMES));
  const isLater = cases.match(NAMES)?.some((name) => later.has(name) && !before.has(name));
  return isLater === true ? at + code.slice(at, end).trimEnd().length : at;
}

/** Where the block ends that a place is in. */
function blockEnd(code: string, from: number): number {
  for (let at = from; at < code.length; at += 1) {
    const sign = code[at] ?? '';
    if (sign === '}') return at;
    if (sign === '{') at = closingOf(code, at) - 1;
  }
  return code.length;
}
