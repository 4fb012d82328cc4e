import { languageOf } from '../../syntax/languages/languages.ts';

/**
 * Signs that are no code in any language, which some grammars take for letters all the same: curly
 * quotes, dashes, ellipses and blanks that do not break, as texts have them and keyboards do not.
 */
const STRAY = /[^\p{ASCII}\p{ID_Start}\p{ID_Continue}\p{Extended_Pictographic}\u200c\u200d]/u;
/** Blanks that some languages take for such. */
const BLANK = /[\p{Zs}\ufeff]/u;

/** Where text of a page stands, which may hold any sign: between the tags of JSX. */
const PAGE_TEXT = /(?<=[\w"'}\s/]>)[^<>{}]{1,2000}(?=[<{])/g;

/** A backslash that neither takes a line's end with it nor is part of a name: a `\n` that was not read. */
const BACKSLASH = /\\(?![ \t\r]*(?:\n|$)|u)/;

/** The first such sign in a text with comments and strings blanked, or undefined. */
export function strayCharacter(language: string, code: string): number | undefined {
  if (!/\P{ASCII}|\\/u.test(code)) return undefined;
  const { isScript, takesAnyBlank, takesBackslashes } = languageOf(language);
  const looked =
    isScript === true ? code.replace(PAGE_TEXT, blanked) : code.replace(/^\ufeff/, ' ');
  const backslash = takesBackslashes === true ? undefined : strayBackslash(looked);
  if (backslash !== undefined) return backslash;
  let at = 0;
  for (const line of looked.split('\n')) {
    const isSaid = SAID.test(line);
    let column = 0;
    for (const sign of isSaid ? '' : line) {
      const isBlank = BLANK.test(sign);
      if (isBlank ? sign > '\u007f' && takesAnyBlank !== true : STRAY.test(sign)) {
        return at + column;
      }
      column += sign.length;
    }
    at += line.length + 1;
  }
  return undefined;
}

/** What a preprocessor says to people is no code. */
const SAID = /^[ \t]*#[ \t]*(?:region|endregion|error|warning|pragma|line)\b/;

function strayBackslash(code: string): number | undefined {
  if (!code.includes('\\')) return undefined;
  let at = 0;
  for (const line of code.split('\n')) {
    const found = /^[ \t]*#/.test(line) ? null : BACKSLASH.exec(line);
    if (found !== null) return at + found.index;
    at += line.length + 1;
  }
  return undefined;
}

function blanked(text: string): string {
  return text.replace(/[^\n]/g, ' ');
}
