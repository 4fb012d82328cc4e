import { insideInOrder } from '../../syntax/ranges.ts';
import type { SyntaxFacts } from '../../syntax/syntax.ts';

/** How a language opens a text that ends with a line that is its word. */
interface Opening {
  /** Group 1: signs before the word, 2: the word; looked for line by line. */
  readonly open: RegExp;
  /** Whether the word may stand indented, by the signs. */
  readonly mayBeIndented: (signs: string) => boolean;
  /** Whether code may follow the word, and no line of the text may stand further left than it. */
  readonly isIndentedByEnd: boolean;
}

const OPENINGS: Readonly<Record<string, Opening>> = {
  php: {
    open: /<<<([ \t]{0,9})["']?([A-Za-z_]\w*)["']?/g,
    mayBeIndented: () => true,
    isIndentedByEnd: true,
  },
  ruby: {
    open: /<<([~-]?)["'`]?([A-Z_][A-Z0-9_]*)["'`]?(?![\w])/g,
    mayBeIndented: (signs) => signs !== '',
    isIndentedByEnd: false,
  },
};

/**
 * Where such a text is written as its language does not take it, which grammars forgive: blanks behind
 * its opening or its end, a line further left than its end. Undefined: nowhere.
 */
export function badHeredoc(language: string, text: string, facts: SyntaxFacts): number | undefined {
  const opening = OPENINGS[language];
  if (opening === undefined || !text.includes('<<')) return undefined;
  const isComment = insideInOrder(facts.comments);
  const lines = text.split('\n');
  const starts: number[] = [];
  let offset = 0;
  for (const line of lines) {
    starts.push(offset);
    offset += line.length + 1;
  }
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index] ?? '';
    const start = starts[index] ?? 0;
    let last = index;
    for (const { 0: found, 1: signs = '', 2: word = '', index: at } of line.matchAll(
      opening.open,
    )) {
      if (isComment(start + at + 1)) break;
      const isLast = at + found.length === line.trimEnd().length;
      if (language === 'php') {
        if (!isLast) continue;
        if (line.length > line.trimEnd().length) return start + at;
      }
      let end = last + 1;
      while (end < lines.length && !isEnd(lines[end] ?? '', word, signs, opening)) end += 1;
      // A shift, or what the parser says something of.
      if (end === lines.length) continue;
      const isBad = opening.isIndentedByEnd
        ? isFurtherLeft(lines.slice(last + 1, end), lines[end] ?? '')
        : /[ \t]$/.test(lines[end] ?? '');
      if (isBad) return starts[end];
      last = end;
    }
    index = last;
  }
  return undefined;
}

function isEnd(line: string, word: string, signs: string, opening: Opening): boolean {
  const bare = opening.mayBeIndented(signs) ? line.trimStart() : line;
  if (!bare.startsWith(word)) return false;
  const rest = bare.slice(word.length);
  return opening.isIndentedByEnd ? !/^\w/.test(rest) : rest.trim() === '';
}

function isFurtherLeft(body: readonly string[], end: string): boolean {
  const indent = /^[ \t]*/.exec(end)?.[0] ?? '';
  return body.some((line) => line.trim() !== '' && !line.startsWith(indent));
}
