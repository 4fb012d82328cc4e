import type { DemoTask } from './prompt.ts';

/** Languages that are read alike. */
export type Family = 'ts' | 'python' | 'go' | 'rust' | 'c' | 'hash';

/** The numbered code of a prompt. Line numbers are the prompt's; arrays count from 0. */
export interface Source {
  readonly language: string;
  readonly family: Family;
  /** Number of the first line. */
  readonly firstNumber: number;
  readonly lines: readonly string[];
  /** The same lines with comments blanked and strings emptied, character for character. */
  readonly masked: readonly string[];
  /** The lines asked for, both inclusive. */
  readonly target: { readonly first: number; readonly last: number };
}

const FAMILIES: Readonly<Record<string, Family>> = {
  typescript: 'ts',
  typescriptreact: 'ts',
  javascript: 'ts',
  javascriptreact: 'ts',
  tsx: 'ts',
  jsx: 'ts',
  vue: 'ts',
  svelte: 'ts',
  python: 'python',
  go: 'go',
  rust: 'rust',
  ruby: 'hash',
  shellscript: 'hash',
  perl: 'hash',
  yaml: 'hash',
  r: 'hash',
  julia: 'hash',
  elixir: 'hash',
};

/** Reads the code of a task. */
export function sourceOf(task: DemoTask): Source {
  const numbers = [...task.lines.keys()];
  const firstNumber = numbers[0] ?? 1;
  const lastNumber = numbers.at(-1) ?? firstNumber - 1;
  const lines: string[] = [];
  for (let number = firstNumber; number <= lastNumber; number += 1) {
    lines.push(task.lines.get(number) ?? '');
  }
  const family = FAMILIES[task.language] ?? 'c';
  return {
    language: task.language,
    family,
    firstNumber,
    lines,
    masked: mask(lines.join('\n'), family).split('\n'),
    target: {
      first: Math.max(task.first, firstNumber),
      last: Math.min(task.last, lastNumber),
    },
  };
}

/** Text of a line by its number; empty outside the file. */
export function lineAt(source: Source, number: number): string {
  return source.lines[number - source.firstNumber] ?? '';
}

/** Line without comments and string contents by its number. */
export function maskedAt(source: Source, number: number): string {
  return source.masked[number - source.firstNumber] ?? '';
}

/** Numbers of the lines from `first` to `last` that exist. */
export function numbersIn(source: Source, first: number, last: number): readonly number[] {
  const from = Math.max(first, source.firstNumber);
  const to = Math.min(last, source.firstNumber + source.lines.length - 1);
  return Array.from({ length: Math.max(0, to - from + 1) }, (_item, index) => from + index);
}

/** Numbers of the lines that are asked for. */
export function targetNumbers(source: Source): readonly number[] {
  return numbersIn(source, source.target.first, source.target.last);
}

/** White space at the start of a line. */
export function indentOf(line: string): string {
  return /^\s*/.exec(line)?.[0] ?? '';
}

function mask(text: string, family: Family): string {
  const slashes = family !== 'python' && family !== 'hash';
  const hash = family === 'python' || family === 'hash';
  let out = '';
  let at = 0;
  const blank = (to: number): void => {
    out += text.slice(at, to).replace(/[^\n]/g, ' ');
    at = to;
  };
  const string = (quote: string, multiline: boolean): void => {
    const start = at + quote.length;
    let end = start;
    while (end < text.length && !text.startsWith(quote, end)) {
      if (text[end] === '\n' && !multiline) {
        break;
      }
      end += text[end] === '\\' && !(family === 'go' && quote === '`') ? 2 : 1;
    }
    end = Math.min(end, text.length);
    out += quote;
    at = start;
    blank(end);
    if (text.startsWith(quote, at)) {
      out += quote;
      at += quote.length;
    }
  };
  while (at < text.length) {
    const rest = text.slice(at, at + 3);
    const char = rest[0] ?? '';
    if ((slashes && rest.startsWith('//')) || (hash && char === '#')) {
      const end = text.indexOf('\n', at);
      blank(end < 0 ? text.length : end);
    } else if (slashes && rest.startsWith('/*')) {
      const end = text.indexOf('*/', at + 2);
      blank(end < 0 ? text.length : end + 2);
    } else if (family === 'python' && (rest === '"""' || rest === "'''")) {
      string(rest, true);
    } else if (char === '"' || (char === '`' && (family === 'ts' || family === 'go'))) {
      string(char, char === '`');
    } else if (char === "'") {
      // A lifetime or a label of Rust opens no character.
      if (family === 'rust' && !/^'(?:\\.[^']*|[^\\'])'/.test(text.slice(at, at + 12))) {
        out += char;
        at += 1;
      } else {
        string(char, false);
      }
    } else if (family === 'ts' && char === '/' && /(?:[=(,:[!&|?{};]|return|^)\s*$/.test(out)) {
      const literal = /^\/(?:\\.|\[(?:\\.|[^\]\n])*\]|[^/\n\\[])+\//.exec(text.slice(at));
      if (literal === null) {
        out += char;
        at += 1;
      } else {
        out += '/';
        at += 1;
        blank(at + literal[0].length - 2);
        out += '/';
        at += 1;
      }
    } else {
      out += char;
      at += 1;
    }
  }
  return out;
}
