import type { Heredoc } from '../../syntax/language.ts';
import { languageOf } from '../../syntax/languages/languages.ts';
import { insideInOrder } from '../../syntax/ranges.ts';
import type { SyntaxFacts } from '../../syntax/syntax.ts';

/**
 * Where a text that ends with a line that is its word is written as its language does not take it, which
 * grammars forgive: blanks behind its opening or its end, a line further left than its end. Undefined:
 * nowhere.
 */
export function badHeredoc(language: string, text: string, facts: SyntaxFacts): number | undefined {
  const opening = languageOf(language).heredoc;
  if (opening === undefined || !text.includes('<<')) return undefined;
  const isComment = insideInOrder(facts.comments);
  const lines = text.split('\n');
  const starts: number[] = [];
  /** What has no end behind it has none further down either. */
  const endless = new Set<string>();
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
      if (opening.endsLine) {
        if (!isLast) continue;
        if (line.length > line.trimEnd().length) return start + at;
      }
      if (endless.has(`${signs} ${word}`)) continue;
      let end = last + 1;
      while (end < lines.length && !isEnd(lines[end] ?? '', word, signs, opening)) end += 1;
      // A shift, or what the parser says something of.
      if (end === lines.length) {
        endless.add(`${signs} ${word}`);
        continue;
      }
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

function isEnd(line: string, word: string, signs: string, opening: Heredoc): boolean {
  const bare = opening.mayBeIndented(signs) ? line.trimStart() : line;
  if (!bare.startsWith(word)) return false;
  const rest = bare.slice(word.length);
  return opening.isIndentedByEnd ? !/^\w/.test(rest) : rest.trim() === '';
}

function isFurtherLeft(body: readonly string[], end: string): boolean {
  const indent = /^[ \t]*/.exec(end)?.[0] ?? '';
  return body.some((line) => line.trim() !== '' && !line.startsWith(indent));
}
