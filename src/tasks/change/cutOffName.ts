import { languageOf } from '../../syntax/languages/languages.ts';
import { masked } from '../masking.ts';
import type { Code } from './changedPart.ts';
import { changedPart } from './changedPart.ts';

/** A name by itself at the end of a line. */
const LAST_NAME = /(?<![\p{L}\p{N}_.$])[\p{L}_][\p{L}\p{N}_]{0,99}$/u;
/** Words that begin the last line of a block. */
const LAST_WORDS = ['return', 'yield', 'raise', 'break', 'continue', 'panic'];
const NAME = /[\p{L}_][\p{L}\p{N}_]*/gu;

/**
 * A name that an answer broke off in, and its 1-based line: it ends a new line, stands nowhere else,
 * and begins another name of the change, or a word that blocks end with. Only for languages in which such a name would have to be
 * declared; whatever else is cut off does not parse.
 */
export function cutOffName(
  language: string,
  before: Code,
  after: Code,
): { readonly name: string; readonly line: number } | undefined {
  if (languageOf(language).declaresNames !== true) return undefined;
  const part = changedPart(before, after);
  const code = masked(part.after.text, part.after.facts, 'commentsAndStrings');
  const known = new Set(part.before.text.split('\n').map((line) => line.trim()));
  const names = [...(code.match(NAME) ?? []), ...LAST_WORDS];
  for (const [index, line] of code.split('\n').entries()) {
    const name = LAST_NAME.exec(line.trimEnd())?.[0];
    if (name === undefined || known.has(line.trim())) continue;
    const isBegun = names.some((other) => other.length > name.length && other.startsWith(name));
    if (isBegun && countOf(name, after) === 1 && countOf(name, before) === 0) {
      return { name, line: part.firstLine + index };
    }
  }
  return undefined;
}

function countOf(name: string, { text, facts }: Code): number {
  const names = masked(text, facts, 'commentsAndStrings').match(NAME) ?? [];
  return names.filter((one) => one === name).length;
}
