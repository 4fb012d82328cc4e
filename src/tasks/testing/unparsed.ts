import { languageOf } from '../../syntax/languages/languages.ts';
import type { SyntaxFacts } from '../../syntax/syntax.ts';
import { masked } from '../masking.ts';
import { badHeredoc } from './heredocs.ts';
import { brokenLayout } from './pythonLayout.ts';
import { strayCharacter } from './strayCharacters.ts';

const OLD_STATEMENT = /^[ \t]*(?:print|exec)[ \t]+(?!(?:in|is|if|and|or|not|for|else)\b)["'\w]/gm;

const LEFT_OUT = /^[ \t]*\.{3};?[ \t]*$/m;

/** Where a text has what is no code though its grammar takes it, as an offset; undefined: nowhere. */
export function strayAt(language: string, text: string, facts: SyntaxFacts): number | undefined {
  const code = masked(text, facts, 'commentsAndStrings');
  const { hasDots, holdsPages, functionWord } = languageOf(language);
  return (
    strayCharacter(language, code) ??
    badHeredoc(language, text, facts) ??
    (holdsPages === true ? undefined : entityIn(code)) ??
    (hasDots === true ? undefined : LEFT_OUT.exec(code)?.index) ??
    (functionWord === undefined ? undefined : bodiless(functionWord, text, facts))
  );
}

const ENTITY = /&(amp|lt|gt|quot|apos);/g;
const NAME_OF_SIGN = /&?\b(amp|lt|gt|quot|apos)\b;?/g;

/** A sign as pages write it: the address of a name, and the end of a statement, to a grammar. */
function entityIn(code: string): number | undefined {
  if (!code.includes('&')) return undefined;
  const names = new Set(
    [...code.matchAll(NAME_OF_SIGN)].flatMap(([whole, name]) =>
      whole.startsWith('&') && whole.endsWith(';') ? [] : name,
    ),
  );
  return [...code.matchAll(ENTITY)].find(({ 1: name }) => !names.has(name))?.index;
}

/** A function whose body is missing, and that no directive finds elsewhere. */
function bodiless(word: string, text: string, { declarations }: SyntaxFacts): number | undefined {
  return declarations.find(
    ({ start, bodyStart }) =>
      bodyStart === null &&
      text.startsWith(word, start) &&
      !isFoundElsewhere(text.slice(Math.max(0, start - 400), start)),
  )?.start;
}

/** Whether the comments that end a text have a directive for the compiler. */
function isFoundElsewhere(before: string): boolean {
  const lines = before.split('\n').slice(0, -1);
  const last = lines.findLastIndex((line) => !line.startsWith('//'));
  return lines.slice(last + 1).some((line) => /^\/\/go:\w/.test(line));
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
