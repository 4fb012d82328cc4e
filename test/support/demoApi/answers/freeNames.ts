import type { Source } from '../source.ts';
import { escaped } from './blocks.ts';
import { capitalised, wordsOf } from './english.ts';

/** A singular that the file does not use yet. */
export function elementName(list: string, source: Source): string | undefined {
  const last = list.split('.').at(-1) ?? list;
  const singular = last.endsWith('ies')
    ? `${last.slice(0, -3)}y`
    : /(?:[^aeiou]es|ses|xes|zes)$/.test(last) && /(?:ch|sh|s|x|z)es$/.test(last)
      ? last.slice(0, -2)
      : last.endsWith('s')
        ? last.slice(0, -1)
        : undefined;
  return [singular, 'item', 'element', 'entry'].find(
    (name) =>
      name !== undefined &&
      name.length > 1 &&
      !source.masked.some((line) => new RegExp(`(?<![\\w$.])${name}(?![\\w$])`).test(line)),
  );
}

/** Whether no code of the file uses the name, other than as the given access. */
export function isFree(name: string, source: Source, except = ''): boolean {
  return !source.masked.some((line) =>
    new RegExp(`(?<![\\w$.])${escaped(name)}(?![\\w$])(?!\\s*:)`).test(
      except === '' ? line : line.replaceAll(except, ''),
    ),
  );
}

/** Whether the word is nowhere in the file's code. */
export function isUnused(name: string, source: Source): boolean {
  return !source.masked.some((line) => new RegExp(`\\b${escaped(name)}\\b`).test(line));
}

export function joinedName(words: readonly string[], source: Source): string {
  return source.family === 'python'
    ? words.join('_').toLowerCase()
    : words.map((word, index) => (index === 0 ? word.toLowerCase() : capitalised(word))).join('');
}

/** Names that a number may have, the best first. */
export function numberNames(literal: string, line: string, python: boolean): readonly string[] {
  const known: readonly (readonly [string, RegExp, string])[] = [
    ['1000', /second|ms\b|at\b|now|time/i, 'msPerSecond'],
    ['60', /minute|second|hour/i, 'perSixty'],
    ['24', /hour|day/i, 'hoursPerDay'],
    ['12', /month/i, 'december'],
    ['10', /toISOString/, 'dateLength'],
    ['100', /percent|rate/i, 'percent'],
    ['100', /round/i, 'centsPerUnit'],
  ];
  const names = known
    .filter(([number, sign]) => number === literal && sign.test(line))
    .map(([, , name]) => name);
  return [...names, /[<>]/.test(line) ? 'limit' : 'factor', 'bound'].map((name) =>
    python ? wordsOf(name).join('_') : name,
  );
}

const SIGN_NAMES: Readonly<Record<string, string>> = {
  '"': 'quote',
  "'": 'apostrophe',
  ',': 'comma',
  ';': 'semicolon',
  ':': 'colon',
  '-': 'dash',
  ' ': 'space',
  '/': 'slash',
  '.': 'dot',
};

export function literalName(literal: string, source: Source): string | undefined {
  const sign = SIGN_NAMES[literal.slice(1, -1)];
  if (sign !== undefined) {
    return isUnused(sign, source) ? sign : undefined;
  }
  if (literal.length < 6) {
    return undefined;
  }
  const words = wordsOf(
    literal
      .slice(1, -1)
      .replace(/[^A-Za-z0-9]+/g, ' ')
      .trim(),
  ).slice(0, 3);
  const name = joinedName(words, source);
  const text = source.family === 'python' ? `${name}_text` : `${name}Text`;
  return [text, source.family === 'python' ? 'repeated_text' : 'repeatedText'].find(
    (candidate) => /^[a-z]\w*$/.test(candidate) && isUnused(candidate, source),
  );
}

/** The same for a value that is written out. */
export function constant(source: Source, name: string, literal: string): string {
  return source.family === 'go' ? `const ${name} = ${literal}` : local(source, name, literal);
}

/** A statement that gives a value a name, in the language of the source. */
export function local(source: Source, name: string, value: string, end = ';'): string {
  switch (source.family) {
    case 'ts':
      return `const ${name} = ${value}${end}`;
    case 'go':
      return `${name} := ${value}`;
    default:
      return `${name} = ${value}`;
  }
}
