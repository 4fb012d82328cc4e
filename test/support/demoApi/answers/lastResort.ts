import type { Source } from '../source.ts';
import { indentOf, lineAt, maskedAt, numbersIn, targetNumbers } from '../source.ts';
import type { Change } from './edits.ts';
import { rewritten } from './edits.ts';

/** How a language gives a value a name where its type need not be written. */
const LOCALS: Readonly<Record<string, (name: string, value: string) => string>> = {
  java: (name, value) => `var ${name} = ${value};`,
  csharp: (name, value) => `var ${name} = ${value};`,
  cpp: (name, value) => `auto ${name} = ${value};`,
  php: (name, value) => `$${name} = ${value};`,
  rust: (name, value) => `let ${name} = ${value};`,
  ruby: (name, value) => `${name} = ${value}`,
};

/** What a function returns gets a name, in the languages that the other changes pass by. */
export function namedResult(source: Source): readonly Change[] {
  const local = LOCALS[source.language];
  const name = ['result', 'outcome', 'answer'].find(
    (candidate) => !source.masked.some((line) => new RegExp(`\\b${candidate}\\b`).test(line)),
  );
  if (local === undefined || name === undefined) {
    return [];
  }
  const isRuby = source.language === 'ruby';
  return targetNumbers(source).flatMap((number): readonly Change[] => {
    const line = lineAt(source, number);
    const shape = isRuby ? /^(\s+)return\s+(\w.*\))$/ : /^(\s+)return\s+(\w.*\));$/;
    const [, indent, value = ''] = shape.exec(line) ?? [];
    const before = maskedAt(source, number - 1).trim();
    const isPlain =
      !/[,<{}?]|\b(?:new|await|yield|if|unless|do|and|or)\b/.test(maskedAt(source, number)) &&
      /^[^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)+$/.test(maskedAt(source, number));
    if (indent === undefined || !isPlain || !/[;{}]$|^$/.test(isRuby ? '' : before)) {
      return [];
    }
    const [sigil, end] = [source.language === 'php' ? '$' : '', isRuby ? '' : ';'];
    return [
      rewritten(
        source,
        number,
        number,
        `${indent}${local(name, value)}\n${indent}return ${sigil}${name}${end}`,
        `Gave what is returned the name \`${name}\`.`,
      ),
    ];
  });
}

const BEGINS =
  /^\s*(?:export|public|private|protected|internal|abstract|final|async|def|class|func|fn|function|static|const|struct|enum|interface|type|module|pub|impl|namespace|trait|template|using|import|from|require|var|let|return|typedef|void|int|package|use)\b/;

/** Where nothing else is to be done, the code is told apart by a comment: it stays what it was. */
export function headed(source: Source): readonly Change[] {
  const marker = source.family === 'python' || source.family === 'hash' ? '#' : '//';
  const { first, last } = source.target;
  const numbers = numbersIn(source, first, last);
  const canStand = (number: number): boolean => {
    const before = maskedAt(source, number - 1).trim();
    return (
      /\S/.test(maskedAt(source, number)) &&
      lineAt(source, number).trim() !== '' &&
      !/^\s*<[?!/\w]/.test(lineAt(source, number)) &&
      (before === '' ? lineAt(source, number - 1).trim() === '' : /[;{}:]$/.test(before))
    );
  };
  const number =
    numbers.find((one) => canStand(one) && BEGINS.test(maskedAt(source, one))) ??
    numbers.find(canStand) ??
    numbers.find((one) => BEGINS.test(maskedAt(source, one)));
  if (number === undefined) {
    return [];
  }
  const line = lineAt(source, number);
  return [
    rewritten(
      source,
      number,
      number,
      `${indentOf(line)}${marker} What follows is one step.\n${line}`,
      'Set one step apart; the code is clear as it is.',
    ),
  ];
}
