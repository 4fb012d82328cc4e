import type { SyntaxFacts } from '../../syntax/syntax.ts';
import { masked } from '../masking.ts';
import { badHeredoc } from './heredocs.ts';
import { brokenLayout } from './pythonLayout.ts';
import { strayCharacter } from './strayCharacters.ts';

const OLD_STATEMENT = /^[ \t]*(?:print|exec)[ \t]+(?!(?:in|is|if|and|or|not|for|else)\b)["'\w]/gm;

const LEFT_OUT = /^[ \t]*\.{3};?[ \t]*$/m;

/** Where a text has what is no code though its grammar takes it, as an offset; undefined: nowhere. */
export function strayAt(language: string, text: string, facts: SyntaxFacts): number | undefined {
  return (
    strayCharacter(language, masked(text, facts, 'commentsAndStrings')) ??
    badHeredoc(language, text, facts)
  );
}

/** Where a text does not parse though its grammar finds nothing, as an offset; undefined: it does. */
export function unparsedAt(language: string, text: string, facts: SyntaxFacts): number | undefined {
  if (language === 'php' && !text.includes('<?')) return 0;
  const stray = strayAt(language, text, facts);
  if (stray !== undefined) return stray;
  const bare = masked(text, facts, 'commentsAndStrings');
  // Some grammars take it for a range that begins there and goes on below.
  if (language !== 'python') return LEFT_OUT.exec(bare)?.index;
  const code = masked(text, facts, 'comments');
  const old = [...code.matchAll(OLD_STATEMENT)].find(
    ({ index }) => !facts.strings.some(({ start, end }) => index > start && index < end),
  );
  return old === undefined ? brokenLayout(text, facts) : old.index;
}
