/**
 * Characters that a reader does not see or that change how text is read: controls (tab and line feed
 * apart), format characters such as bidirectional marks, zero-width ones and tags, line separators,
 * and what fonts leave blank: variation selectors, and the fillers of Hangul, Khmer and Braille, which
 * are letters to a compiler.
 */
const HIDDEN = /(?![\t\n])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/gu;

/** Scripts and emoji need these, where they stand between their signs. */
const NEEDED: Readonly<Record<string, readonly [before: RegExp, after: RegExp]>> = {
  '\u200c': [/[\p{L}\p{M}]$/u, /^[\p{L}\p{M}]/u],
  '\u200d': [
    /[\p{L}\p{M}\p{Extended_Pictographic}\p{Emoji_Modifier}\ufe0f]$/u,
    /^[\p{L}\p{M}\p{Extended_Pictographic}]/u,
  ],
  '\ufe0e': [/\p{Extended_Pictographic}$/u, /^/u],
  '\ufe0f': [/[\p{Extended_Pictographic}\d#*]$/u, /^/u],
};

/** Scripts that never need a joiner, and in which names of programs are written. */
const LATIN = /[\p{Script=Latin}\d_$]$/u;

/** The first hidden character of a text that it has more often than `allowed`, or undefined. */
export function hiddenCharacter(text: string, allowed = ''): number | undefined {
  let known: Map<string, number> | undefined;
  for (const character of hiddenIn(text)) {
    known ??= counted(hiddenIn(allowed));
    const left = known.get(character) ?? 0;
    if (left === 0) return character.codePointAt(0);
    known.set(character, left - 1);
  }
  return undefined;
}

function* hiddenIn(text: string): Generator<string> {
  for (const { 0: character, index } of text.matchAll(HIDDEN)) {
    if (!isNeeded(text, character, index)) yield character;
  }
}

function isNeeded(text: string, character: string, index: number): boolean {
  const places = NEEDED[character];
  if (places === undefined) return false;
  // A sign outside the basic plane has two units; the mark of an emoji's colour is one of them.
  const before = text.slice(Math.max(0, index - 2), index);
  const after = text.slice(index + 1, index + 3);
  const isJoiner = character === '\u200c' || character === '\u200d';
  return (!isJoiner || !LATIN.test(before)) && places[0].test(before) && places[1].test(after);
}

/** Letters of other alphabets that look like Latin ones: all of some may, of Greek these. */
const LOOK_ALIKE =
  /[\p{Script=Cyrillic}\p{Script=Armenian}\p{Script=Cherokee}\p{Script=Lisu}\p{Script=Coptic}ΑΒΕΖΗΙΚΜΝΟΡΤΥΧαγικνορτυχϲϳ]/u;
const LATIN_LETTER = /\p{Script=Latin}/u;
/** Latin letters in another shape, some of which compilers take for the plain ones, and clicks, which look like signs. */
const DISGUISED = /[\uff21-\uff3a\uff41-\uff5a\u{1d400}-\u{1d7ff}\u01c0-\u01c3]/u;
/** Scripts that take wide letters into their own words. */
const WIDE = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;
const WORD = /[\p{L}\p{M}]+/gu;

/**
 * A word that mixes Latin with letters that look like it, or has Latin letters in another shape, and
 * that `allowed` does not have.
 */
export function mixedWord(text: string, allowed: string): string | undefined {
  if (!LOOK_ALIKE.test(text) && !DISGUISED.test(text)) return undefined;
  let known: ReadonlySet<string> | undefined;
  for (const [word] of text.matchAll(WORD)) {
    const isMixed = LOOK_ALIKE.test(word) && LATIN_LETTER.test(word);
    if (!isMixed && (!DISGUISED.test(word) || WIDE.test(word))) continue;
    known ??= new Set(allowed.match(WORD));
    if (!known.has(word)) return word;
  }
  return undefined;
}

/** Columns of blanks in one line that put what follows outside of a window: before it all, or between signs. */
const FAR_INDENT = 200;
const FAR_BLANKS = 80;
/** Wider gaps than this are no spacing between words, and count together. */
const GAP = 16;
const BLANKS = /[\t\p{Zs}]+/gu;
const MANY_BLANKS = /\t|[\t\p{Zs}]{16}/u;

/**
 * The first line with something far behind blanks, from 1, where there is more of it than in
 * `allowed`: more such lines, or wider ones.
 */
export function farLine(text: string, allowed: string): number | undefined {
  const found = farLines(text);
  if (found.length === 0) return undefined;
  const known = farLines(allowed);
  const widest = known.reduce((most, { columns }) => Math.max(most, columns), 0);
  return found.find(({ columns }, index) => index >= known.length || columns > widest)?.line;
}

interface FarLine {
  readonly line: number;
  /** Beyond what is near. */
  readonly columns: number;
}

function farLines(text: string): readonly FarLine[] {
  if (!MANY_BLANKS.test(text)) return [];
  return text.split('\n').flatMap((content, index) => {
    const columns = MANY_BLANKS.test(content) ? farColumns(content.trimEnd()) : 0;
    return columns > 0 ? [{ line: index + 1, columns }] : [];
  });
}

function farColumns(line: string): number {
  let [indent, between] = [0, 0];
  for (const { 0: blanks, index } of line.matchAll(BLANKS)) {
    const width = columnsOf(blanks);
    if (index === 0) indent = width;
    else if (width > GAP) between += width;
  }
  return Math.max(0, indent - FAR_INDENT, between - FAR_BLANKS);
}

function columnsOf(blanks: string): number {
  let columns = 0;
  for (const blank of blanks) columns += blank === '\t' ? 8 : blank === '\u3000' ? 2 : 1;
  return columns;
}

function counted(characters: Iterable<string>): Map<string, number> {
  const counts = new Map<string, number>();
  for (const character of characters) counts.set(character, (counts.get(character) ?? 0) + 1);
  return counts;
}
