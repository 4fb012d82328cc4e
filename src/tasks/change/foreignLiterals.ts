import { languageOf } from '../../syntax/languages/languages.ts';
import { withoutMachinePaths } from '../machinePaths.ts';
import { withoutSecrets } from '../secrets.ts';

/** More of a message says nothing more; each text in it is looked for in the whole code. */
const LONGEST = 4_000;

/** Up to the closing quote; without one, to the end of the line. */
const DOUBLE = /"((?:[^"\\\n]|\\.)*)"?/g;
const BACKQUOTED = /`((?:[^`\\\n]|\\.)*)`?/g;
const SINGLE = /'((?:[^'\\\n]|\\.)*)'?/g;

/**
 * A number as some language writes it: with separators, in another base, with an exponent, and with
 * what says its type behind it.
 */
const NUMBER =
  /(?<![\p{L}\p{N}_$.]|\d')(?:0[xX][\da-fA-F_]{2,}|\d(?:[_.']?\d)*)(?:[eE][+-]?\d{1,4})?(?:_?[a-zA-Z]{1,3}\d{0,3})?(?![\p{L}\p{N}_$])/gu;

/** Of fewer digits nothing can be told. */
const TELLING_DIGITS = 3;

/** A version of a language or a tool. */
const VERSION = /^\d{1,2}\.\d{1,2}(?:\.\d{1,2})?$/;

/** PHP's checkers write texts between single quotes, and their values in brackets. */
const PHP_QUOTED = /(?<![\p{L}\p{N}])'((?:[^'\\\n]|\\.)*)'?/gu;
const PHP_VALUE = /\b(?:string|int|float)\(([^()\n]{0,1000})\)?/g;

/** What others of them put there: a type of the language itself. */
const PHP_TYPE =
  /^\??(?:array|bool|boolean|callable|false|float|int|integer|iterable|mixed|never|null|object|self|static|string|true|void|\||\?)+$/;

/** Python's type of a literal, in which everything between quotes is one. */
const PYTHON_LITERAL = /\bLiteral\[(?:'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?|[^\]'"\n])*/g;

/** The default of a parameter, as a signature shows it. */
const PYTHON_DEFAULT = /=\s*[A-Za-z]{0,2}(?:'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?)/g;

/** A type or name as it is written in some language: words and the signs between them. */
const TYPE = /^(?:->|[\p{L}\p{N}_$.,:&*<>()[\]|?!=~ ])+$/u;

/** Two words and nothing between them: a sentence, or what a person made up. */
const SENTENCE = /(?<!\b(?:def|class|dyn|mut|impl))(?<=[\p{L}\p{N}_]) +[\p{L}\p{N}_]/u;

/**
 * A checker's message as a model may read it: what it quotes as text, as a number or as a path and the
 * code itself does not have comes from other files, which nobody has chosen to send. Names of types
 * stay, also where a language's checkers put them into the quotes that texts have elsewhere.
 */
export function withoutForeignLiterals(message: string, code: string, language: string): string {
  const words = withoutMachinePaths(message.slice(0, LONGEST), code);
  const quoted = withoutSecrets(withoutTexts(words, code, language), code);
  return withoutNumbers(quoted, code);
}

function withoutTexts(words: string, code: string, language: string): string {
  const { checkersQuote } = languageOf(language);
  // Types are quoted as `'"text"'`.
  if (checkersQuote === 'values') return masked(masked(words, DOUBLE, code), BACKQUOTED, code);
  if (checkersQuote === 'valuesAndTypes') return pythonWords(words, code);
  const quoted = masked(masked(words, DOUBLE, code), BACKQUOTED, code, isType);
  if (checkersQuote !== 'valuesAsCode') return quoted;
  const values = quoted.replaceAll(PHP_VALUE, (whole: string, value: string) =>
    isOwn(value, code) ? whole : whole.replace(value, '...'),
  );
  return masked(values, PHP_QUOTED, code, (text) => PHP_TYPE.test(text));
}

function withoutNumbers(words: string, code: string): string {
  return words.replaceAll(NUMBER, (number) => {
    const digits = number.match(/\d/g)?.length ?? 0;
    const isTelling = (digits >= TELLING_DIGITS || /^0x/i.test(number)) && !VERSION.test(number);
    return !isTelling || isOwn(number, code) ? number : '...';
  });
}

/** Python's checkers quote types in double quotes, and the texts in them in any. */
function pythonWords(words: string, code: string): string {
  const texts = (part: string): string => masked(masked(part, SINGLE, code), DOUBLE, code);
  const literals = words.replaceAll(PYTHON_LITERAL, texts).replaceAll(PYTHON_DEFAULT, texts);
  return masked(masked(literals, DOUBLE, code, isType), SINGLE, code, isType);
}

/** Quoted text that neither the code has nor `isKept` lets through is left out. */
function masked(
  words: string,
  pattern: RegExp,
  code: string,
  isKept: (text: string) => boolean = () => false,
): string {
  return words.replaceAll(pattern, (quoted: string, text: string) => {
    const mark = quoted.charAt(0);
    return isOwn(text, code) || isKept(text) ? quoted : `${mark}...${mark}`;
  });
}

function isType(text: string): boolean {
  // Texts in it were seen to already; a lifetime is no word.
  const bare = text.replaceAll(/'[^'\n]*'/g, 'x').replaceAll(/'[a-z_]\w*\b ?/g, '');
  return TYPE.test(bare) && !SENTENCE.test(bare);
}

/** Whether the code has a text, as it is quoted or as it reads without escapes, maybe cut. */
function isOwn(quoted: string, code: string): boolean {
  const text = quoted.replace(/(?:\u2026|\.\.\.)$/, '');
  return code.includes(text) || code.includes(text.replace(/\\(["'`\\])/g, '$1'));
}
