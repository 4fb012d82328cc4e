import { languageOf } from '../../syntax/languages/languages.ts';
import type { SyntaxFacts } from '../../syntax/syntax.ts';
import { masked } from '../masking.ts';
import { brokenLayout } from './pythonLayout.ts';
import { strayCharacter } from './strayCharacters.ts';

const OLD_STATEMENT = /^[ \t]*(?:print|exec)[ \t]+(?!(?:in|is|if|and|or|not|for|else)\b)["'\w]/gm;

const LEFT_OUT = /^[ \t]*\.{3};?[ \t]*$/m;

/** Where a text has what is no code though its grammar takes it, as an offset; undefined: nowhere. */
export function strayAt(language: string, text: string, facts: SyntaxFacts): number | undefined {
  const stray = strayCharacter(language, masked(text, facts, 'commentsAndStrings'));
  const { overlooked } = languageOf(language);
  if (stray !== undefined || overlooked === undefined) return stray;
  const isInside = (offset: number) =>
    [...facts.strings, ...facts.comments].some(({ start, end }) => offset > start && offset < end);
  return [...text.matchAll(overlooked)].find(({ index }) => !isInside(index))?.index;
}

/** Where a text does not parse though its grammar finds nothing, as an offset; undefined: it does. */
export function unparsedAt(language: string, text: string, facts: SyntaxFacts): number | undefined {
  const { tag, isIndented } = languageOf(language);
  if (tag !== undefined && !text.includes(tag.least)) return 0;
  const stray = strayAt(language, text, facts);
  if (stray !== undefined) return stray;
  const bare = masked(text, facts, 'commentsAndStrings');
  // Some grammars take it for a range that begins there and goes on below.
  if (isIndented !== true) return LEFT_OUT.exec(bare)?.index;
  const code = masked(text, facts, 'comments');
  const old = [...code.matchAll(OLD_STATEMENT)].find(
    ({ index }) => !facts.strings.some(({ start, end }) => index > start && index < end),
  );
  return old === undefined ? brokenLayout(text, facts) : old.index;
}
