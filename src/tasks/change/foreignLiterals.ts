import { withoutMachinePaths } from '../machinePaths.ts';

/** More of a message says nothing more; each text in it is looked for in the whole code. */
const LONGEST = 4_000;

/** Up to the closing quote; without one, to the end of the line. */
const DOUBLE = /"((?:[^"\\\n]|\\.)*)"?/g;
const BACKQUOTED = /`((?:[^`\\\n]|\\.)*)`?/g;
const SINGLE = /'((?:[^'\\\n]|\\.)*)'?/g;

/** How TypeScript writes the type of a number; fewer digits tell nothing. */
const NUMBER = /(?<![\p{L}\p{N}_$.])\d[\d_.]{2,}(?![\p{L}\p{N}_$])/gu;

/** Python's type of a literal, in which everything between quotes is one. */
const PYTHON_LITERAL = /\bLiteral\[(?:'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?|[^\]'"\n])*/g;

/** The default of a parameter, as a signature shows it. */
const PYTHON_DEFAULT = /=\s*[A-Za-z]{0,2}(?:'(?:[^'\\\n]|\\.)*'?|"(?:[^"\\\n]|\\.)*"?)/g;

/** A type or name as it is written in some language: words and the signs between them. */
const TYPE = /^(?:->|[\p{L}\p{N}_$.,:&*<>()[\]|?!=~ ])+$/u;

/** Two words and nothing between them: a sentence, or what a person made up. */
const SENTENCE = /(?<!\b(?:def|class|dyn|mut|impl))(?<=[\p{L}\p{N}_]) +[\p{L}\p{N}_]/u;

/** Languages whose checkers quote types as `'"text"'`. */
const ECMASCRIPT: ReadonlySet<string> = new Set([
  'typescript',
  'typescriptreact',
  'javascript',
  'javascriptreact',
]);

/**
 * A checker's message as a model may read it: what it quotes as text, as a number or as a path and the
 * code itself does not have comes from other files, which nobody has chosen to send. Names of types
 * stay, also where a language's checkers put them into the quotes that texts have elsewhere.
 */
export function withoutForeignLiterals(message: string, code: string, language: string): string {
  const words = withoutMachinePaths(message.slice(0, LONGEST), code);
  if (ECMASCRIPT.has(language)) {
    const quoted = masked(masked(words, DOUBLE, code), BACKQUOTED, code);
    return quoted.replaceAll(NUMBER, (number) => (isOwn(number, code) ? number : '...'));
  }
  if (language === 'python') return pythonWords(words, code);
  return masked(masked(words, DOUBLE, code), BACKQUOTED, code, isType);
}

/** Python's checkers quote types in double quotes, and the texts in them in any. */
function pythonWords(words: string, code: string): string {
  const texts = (part: string): string => masked(masked(part, SINGLE, code), DOUBLE, code);
  const literals = words
    .replaceAll(PYTHON_LITERAL, (type) =>
      texts(type).replaceAll(NUMBER, (number) => (isOwn(number, code) ? number : '...')),
    )
    .replaceAll(PYTHON_DEFAULT, texts);
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
