import { posix } from 'node:path';
import type { SyntaxFacts } from '../../../src/syntax/syntax.ts';
import type { PreparedTask } from '../../../src/tasks/task.ts';
import { blanked, inputOn } from '../gates/cases.ts';
import type { SourceFile } from '../gates/corpus.ts';
import { isFitting } from '../gates/corpus.ts';
import type { Choices } from '../gates/random.ts';
import { testsOf } from '../gates/testCases.ts';
import { unitOf } from './editOffers.ts';
import { TEST_NOISE } from './noise.ts';
import type { Offer } from './offers.ts';

/** A source and its authors' test. */
export interface TestPair {
  readonly source: SourceFile;
  readonly test: SourceFile;
}

const CASES_OF_A_FILE = 4;
const NOISES_OF_A_CASE = 5;
const NOISES_OF_A_FILE = 5;
const NOISES = Object.keys(TEST_NOISE);
/** More makes a project that takes long to look through. */
const MOST_PROJECT_FILES = 150;

/** A path below the folder that imports are found in. */
function rooted(file: SourceFile): SourceFile {
  return { ...file, path: file.path.replace(/^.*?\/dist-packages\//, '') };
}

/** Tests of a package with the file that each is named for. */
export function pairsOf(files: readonly SourceFile[]): readonly TestPair[] {
  const isFit = (file: SourceFile) => file.package.startsWith('hard') || isFitting(file);
  const tests = files.filter((file) => file.isTest && isFit(file));
  return files
    .filter((file) => !file.isTest && isFit(file))
    .flatMap((source) => {
      const own = testsOf(source, tests);
      const [test] = own;
      const isInner = source.language === 'rust' && /^mod tests? \{/m.test(source.text);
      if (isInner) return [{ source, test: source }];
      return test === undefined ? [] : [{ source, test }];
    });
}

interface Case {
  /** Lines, from 1, inclusive. */
  readonly from: number;
  readonly to: number;
}

/** What of a test file is new, and how much of its imports an answer repeats. */
const IMPORTS: Readonly<Record<string, (ground: ImportGround) => string>> = {
  none: () => '',
  'all again': ({ imports }) => imports.join('\n'),
  'all again, twice': ({ imports }) => [...imports, ...imports].join('\n'),
  'all again, in one line each': ({ imports, language }) =>
    imports
      .map((one) =>
        /^(?:go|python)$/.test(language) || one.includes('//')
          ? one
          : one.replace(/\s*\n\s*/g, ' '),
      )
      .join('\n'),
  'all again, other quotes': ({ imports, language }) =>
    /script/.test(language)
      ? imports.map((one) => one.replace(/['"]/g, (mark) => (mark === '"' ? "'" : '"'))).join('\n')
      : imports.join('\n\n'),
  'all again, no semicolons': ({ imports, language }) =>
    /script/.test(language)
      ? imports.map((one) => one.replace(/;\s*$/, '')).join('\n')
      : imports.join('\n'),
  'all again, with comments': ({ imports, language }) =>
    imports
      .map((one) => `${one} ${/^(?:python|ruby)$/.test(language) ? '#' : '//'} again`)
      .join('\n'),
  'all again, indented': ({ imports }) => imports.map((one) => `    ${one}`).join('\n'),
  'all again, CRLF': ({ imports }) => imports.join('\r\n'),
  'all again, in a fence': ({ imports, language }) =>
    `\`\`\`${language}\n${imports.join('\n')}\n\`\`\``,
  'all again, other order': ({ imports }) => imports.toReversed().join('\n'),
  'the head of the file': ({ head }) => head,
  'one that is not there': ({ imports, language }) =>
    [...imports, ANOTHER[language] ?? ''].join('\n'),
  'one that is not there alone': ({ language }) => ANOTHER[language] ?? '',
  'names of one that is there': ({ imports, language }) => part(imports, language),
  'another name for one that is there': ({ imports, language }) => renamed(imports, language),
};

interface ImportGround {
  readonly imports: readonly string[];
  /** The text up to the end of the imports. */
  readonly head: string;
  readonly language: string;
}

const ANOTHER: Readonly<Record<string, string>> = {
  typescript: "import { inspect } from 'node:util';",
  typescriptreact: "import { inspect } from 'node:util';",
  javascript: "const { inspect } = require('node:util');",
  javascriptreact: "import { inspect } from 'node:util';",
  python: 'from __future__ import annotations\nimport textwrap',
  go: 'import "encoding/hex"',
  java: 'import java.util.concurrent.atomic.LongAdder;',
  php: 'use ArrayIterator;\nuse function array_map;',
  ruby: "require 'securerandom'",
  rust: 'use std::collections::BTreeMap;',
  csharp: 'using System.Diagnostics;',
  c: '#include <limits.h>',
  cpp: '#include <limits>',
};

/** The last name of a list of imported ones. */
function part(imports: readonly string[], language: string): string {
  const one = imports.find(
    (text) => /\{[^}]*,[^}]*\}/.test(text) || /^from .* import .*,/s.test(text),
  );
  if (one === undefined) return imports[0] ?? '';
  if (language === 'python') {
    const [, module = '', names = ''] = /^from\s+(\S+)\s+import\s+\(?([^)]*)/s.exec(one) ?? [];
    return `from ${module} import ${
      names
        .split(',')
        .map((name) => name.trim())
        .find((name) => /^\w+$/.test(name)) ?? '*'
    }`;
  }
  return one.replace(/\{([^}]*)\}/, (_, names: string) => {
    const name = names
      .split(',')
      .map((text) => text.trim())
      .findLast((text) => text !== '');
    return `{ ${name ?? ''} }`;
  });
}

function renamed(imports: readonly string[], language: string): string {
  const [one = ''] = imports;
  switch (language) {
    case 'python':
      return one.replace(/^import (\w+)$/, 'import $1 as again');
    case 'go':
      return one.replace(/^import\s*\(?\s*"([^"]+)"[^]*$/, 'import again "$1"');
    case 'rust':
      return one.replace(/(\w+);$/, '$1 as Again;');
    case 'php':
      return one.replace(/(\w+);$/, '$1 as Again;');
    default:
      return one.replace(/\{\s*(\w+)[^}]*\}/, '{ $1 as again }');
  }
}

/** Cases and imports for a test file that lacks some, and whole files. */
export function testOffers(
  { source: asStored, test: testAsStored }: TestPair,
  facts: SyntaxFacts,
  files: readonly SourceFile[],
  choices: Choices,
): readonly Offer[] {
  const source = rooted(asStored);
  const test = rooted(testAsStored);
  const isInner = source.path === test.path;
  const project = projectOf(files.map(rooted), [source, test]);
  const unit = unitOf(test.text);
  const { language } = test;
  const noiseGround = { language, unit };
  const lines = test.text.split('\n');
  const cases = choices.some(casesIn(test, facts), CASES_OF_A_FILE);
  const imports = importGround(test, facts);
  const inserted = cases.flatMap(({ from, to }) => {
    const text = lines.slice(from - 1, to).join('\n');
    const rest = [...lines.slice(0, from - 1), ...lines.slice(to)].join('\n');
    return ['none', ...choices.some(NOISES, NOISES_OF_A_CASE)].map((noise): Offer => {
      const way = choices.one(Object.keys(IMPORTS)) ?? 'none';
      const given = IMPORTS[way]?.(imports) ?? '';
      const isTogether = choices.below(5) === 0;
      const noisy = TEST_NOISE[noise]?.(text, noiseGround) ?? text;
      const code = isTogether ? `${given}\n\n${noisy}` : noisy;
      const sourceText = isInner ? rest : source.text;
      return {
        task: 'tests',
        maker: `a case with imports: ${way}${isTogether ? ', together' : ''}`,
        noise,
        input: inputOn('tests', source, sourceText),
        project: { ...project, [source.path]: sourceText, [test.path]: rest },
        reply: (prepared) =>
          insertsCases(prepared)
            ? JSON.stringify({ imports: isTogether ? '' : given, cases: code })
            : undefined,
        before: rest,
        meant: test.text,
        path: testAsStored.path,
        lineEnds: choices.below(4) === 0 ? '\r\n' : '\n',
      };
    });
  });
  if (isInner) return inserted;
  const { [test.path]: _, ...without } = project;
  const whole = ['none', ...choices.some(NOISES, NOISES_OF_A_FILE)].map((noise): Offer => ({
    task: 'tests',
    maker: 'a whole file',
    noise,
    input: inputOn('tests', source, source.text),
    project: without,
    reply: (prepared) =>
      insertsCases(prepared)
        ? undefined
        : JSON.stringify({ code: TEST_NOISE[noise]?.(test.text, noiseGround) ?? test.text }),
    before: test.text,
    meant: test.text,
    path: testAsStored.path,
    lineEnds: choices.below(4) === 0 ? '\r\n' : '\n',
  }));
  return [...inserted, ...whole];
}

function insertsCases({ prompt }: PreparedTask): boolean {
  return JSON.stringify(prompt.schema).includes('"cases"');
}

function projectOf(
  files: readonly SourceFile[],
  own: readonly SourceFile[],
): Readonly<Record<string, string>> {
  const near = files.filter(
    ({ language, path }) =>
      language === own[0]?.language || posix.dirname(path) === posix.dirname(own[0]?.path ?? ''),
  );
  return Object.fromEntries(
    [...near.slice(0, MOST_PROJECT_FILES), ...own].map(({ path, text }) => [path, text]),
  );
}

function importGround({ text, language }: SourceFile, facts: SyntaxFacts): ImportGround {
  const code = blanked(text, { ...facts, strings: [] }, 'comments');
  const required =
    /^(?:(?:const|let|var)\s+(?:\w+|\{[^{}]*\})\s*=\s*require\([^()\n]*\);?|require(?:_relative)? .*|#include .*)$/gm;
  const ranges = [
    ...facts.imports,
    ...(/^(?:javascript|ruby|c|cpp)/.test(language)
      ? [...code.matchAll(required)].map(({ 0: found, index }) => ({
          start: index,
          end: index + found.length,
        }))
      : []),
  ]
    .filter(({ start }) => text[start - 1] === '\n' || start === 0)
    .sort((one, other) => one.start - other.start);
  const imports = ranges.map(({ start, end }) => text.slice(start, end).trim());
  return { imports: [...new Set(imports)], head: text.slice(0, ranges.at(-1)?.end ?? 0), language };
}

const IS_CASE = /@Test\b|\[(?:Test|TestCase|Fact|Theory|TestMethod)\b|#\[test\]/;

/** Cases that have their lines for themselves. */
function casesIn(test: SourceFile, facts: SyntaxFacts): readonly Case[] {
  const { text, language } = test;
  const lines = text.split('\n');
  const declared = facts.declarations.flatMap(
    ({ name, kind, start, bodyStart, end, firstLine, lastLine }) => {
      if ((kind !== 'function' && kind !== 'method') || bodyStart === null) return [];
      const isOne = /^test|^Test/.test(name) || IS_CASE.test(text.slice(start, bodyStart));
      const isWhole =
        text.slice(start, end).trim() ===
        lines
          .slice(firstLine - 1, lastLine)
          .join('\n')
          .trim();
      return isOne && isWhole && lastLine - firstLine < 60
        ? [{ from: firstLine, to: lastLine }]
        : [];
    },
  );
  const code = blanked(text, facts);
  return [...declared, ...calledCases(language, code)];
}

const CALLED: Readonly<Record<string, RegExp>> = {
  typescript: /^[ \t]*(?:it|test)\(/gm,
  typescriptreact: /^[ \t]*(?:it|test)\(/gm,
  javascript: /^[ \t]*(?:it|test)\(/gm,
  javascriptreact: /^[ \t]*(?:it|test)\(/gm,
  cpp: /^(?:TYPED_)?TEST(?:_F|_P|_CASE)?[ \t]*\(/gm,
};

function calledCases(language: string, code: string): readonly Case[] {
  if (language === 'ruby') {
    return [...code.matchAll(/^([ \t]*)(?:it|specify|test|should) .*\bdo$[^]*?^\1end$/gm)].map(
      ({ 0: found, index }) => linesOf(code, index, index + found.length),
    );
  }
  const pattern = CALLED[language];
  if (pattern === undefined) return [];
  return [...code.matchAll(pattern)].flatMap(({ 0: found, index }) => {
    const [open, close] = language === 'cpp' ? ['{', '}'] : ['(', ')'];
    const start = code.indexOf(open, index);
    const end = closing(code, start, open, close);
    if (start < 0 || end === undefined || found === '') return [];
    const more = /^;?[ \t]*(?=\n|$)/.exec(code.slice(end))?.[0];
    return more === undefined ? [] : [linesOf(code, index, end)];
  });
}

function closing(code: string, start: number, open: string, close: string): number | undefined {
  let depth = 0;
  for (let at = start; at < code.length; at += 1) {
    if (code[at] === open) depth += 1;
    else if (code[at] === close) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

function linesOf(code: string, start: number, end: number): Case {
  return {
    from: code.slice(0, start).split('\n').length,
    to: code.slice(0, end).split('\n').length,
  };
}
