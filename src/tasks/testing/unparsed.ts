import { languageOf } from '../../syntax/languages/languages.ts';
import type { SyntaxFacts } from '../../syntax/syntax.ts';
import { masked } from '../masking.ts';
import { brokenLayout } from './pythonLayout.ts';
import { strayCharacter } from './strayCharacters.ts';

const OLD_STATEMENT = /^[ \t]*(?:print|exec)[ \t]+(?!(?:in|is|if|and|or|not|for|else)\b)["'\w]/gm;

const LEFT_OUT = /^[ \t]*\.{3};?[ \t]*$/m;

/** Where a text does not parse though its grammar finds nothing, as an offset; undefined: it does. */
export function unparsedAt(language: string, text: string, facts: SyntaxFacts): number | undefined {
  const { tag, isIndented } = languageOf(language);
  if (tag !== undefined && !text.includes(tag.least)) return 0;
  const bare = masked(text, facts, 'commentsAndStrings');
  const stray = strayCharacter(language, bare);
  if (stray !== undefined) return stray;
  // Some grammars take it for a range that begins there and goes on below.
  if (isIndented !== true) return LEFT_OUT.exec(bare)?.index;
  const code = masked(text, facts, 'comments');
  const old = [...code.matchAll(OLD_STATEMENT)].find(
    ({ index }) => !facts.strings.some(({ start, end }) => index > start && index < end),
  );
  return old === undefined ? brokenLayout(text, facts) : old.index;
}
