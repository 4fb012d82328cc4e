import type { Declaration } from '../../../src/syntax/syntax.ts';
import type { AnswerCase, Ground } from './cases.ts';
import { blanked, inputOn, lineOf } from './cases.ts';

interface Edit {
  readonly from: number;
  readonly to: number;
  readonly firstLine: string;
  readonly lastLine: string;
  readonly replace: string;
}

interface Replacement {
  readonly line: number;
  readonly find: string;
  readonly replace: string;
}

const CALLABLE = new Set(['function', 'method', 'constructor']);
/** Functions of one file that are edited. */
const MOST_FUNCTIONS = 3;

/** A file as edits see it. */
interface Sheet {
  readonly ground: Ground;
  readonly lines: readonly string[];
  /** The same lines with comments and strings blanked. */
  readonly code: readonly string[];
}

function sheetOf(ground: Ground): Sheet {
  const { file, facts } = ground;
  return {
    ground,
    lines: file.text.split('\n'),
    code: blanked(file.text, facts).split('\n'),
  };
}

function edit(lines: readonly string[], from: number, to: number, replace: string): Edit {
  return { from, to, firstLine: lines[from - 1] ?? '', lastLine: lines[to - 1] ?? '', replace };
}

function caseOf(
  { ground, lines }: Sheet,
  kind: string,
  good: boolean,
  edits: readonly Edit[],
  replacements: readonly Replacement[] = [],
  about?: Declaration,
): AnswerCase {
  const { file } = ground;
  const target = about ?? { firstLine: 1, lastLine: lines.length };
  return {
    type: 'answer',
    task: kind === 'parentheses' ? 'fix' : 'refactor',
    kind,
    good,
    file,
    input: inputOn(kind === 'parentheses' ? 'fix' : 'refactor', file, file.text, {
      target: { firstLine: target.firstLine, lastLine: target.lastLine },
      targetKind: about === undefined ? 'file' : 'declaration',
    }),
    reply: JSON.stringify({ edits, replacements, summary: 'Makes it easier to read.' }),
  };
}

/** Functions over several lines, with their lines for themselves. */
function functionsOf({ ground, lines }: Sheet): readonly Declaration[] {
  const { facts, choices } = ground;
  const whole = facts.declarations.filter(
    ({ kind, bodyStart, firstLine, lastLine, start, end }) =>
      CALLABLE.has(kind) &&
      bodyStart !== null &&
      lastLine - firstLine >= 3 &&
      ground.file.text.slice(start, end).trim() ===
        lines
          .slice(firstLine - 1, lastLine)
          .join('\n')
          .trim(),
  );
  return choices.some(whole, MOST_FUNCTIONS);
}

const LINE_COMMENT: Readonly<Record<string, string>> = { python: '#', ruby: '#' };

/** `return x;` on a line of its own, after a statement or the beginning of a block. */
function returnsIn(
  { ground, lines, code }: Sheet,
  { firstLine, lastLine }: Declaration,
): readonly { readonly line: number; readonly indent: string; readonly value: string }[] {
  const isBracketed = !/^(?:python|ruby|go)$/.test(ground.file.language);
  return lines.slice(firstLine, lastLine).flatMap((text, index) => {
    const line = firstLine + index + 1;
    const pattern = isBracketed ? /^(\s*)return\s+([^;]+);$/ : /^(\s*)return\s+(.+)$/;
    const [, indent, value = ''] = pattern.exec(text) ?? [];
    const before = code[line - 2]?.trimEnd() ?? '';
    const isStatement = isBracketed ? /[{};]$/.test(before) : /^\s*$|[\w)\]:{}]$/.test(before);
    const isWhole =
      (code[line - 1] ?? '').trim() === text.trim() &&
      balance(value) === 0 &&
      !/;|[,{([\\?|&+]$|^[[{(<]|\b(?:if|unless|yield|await|do)\b|[,<]/.test(value);
    return indent !== undefined && isStatement && isWhole ? [{ line, indent, value }] : [];
  });
}

function balance(text: string): number {
  return (text.match(/[([{]/g)?.length ?? 0) - (text.match(/[)\]}]/g)?.length ?? 0);
}

/** How a language declares a local variable. */
const LOCAL: Readonly<Record<string, (name: string, value: string) => string>> = {
  typescript: (name, value) => `const ${name} = ${value};`,
  typescriptreact: (name, value) => `const ${name} = ${value};`,
  javascript: (name, value) => `const ${name} = ${value};`,
  javascriptreact: (name, value) => `const ${name} = ${value};`,
  python: (name, value) => `${name} = ${value}`,
  ruby: (name, value) => `${name} = ${value}`,
  go: (name, value) => `${name} := ${value}`,
  java: (name, value) => `final var ${name} = ${value};`,
  csharp: (name, value) => `var ${name} = ${value};`,
  c: (name, value) => `const int ${name} = ${value};`,
  cpp: (name, value) => `const auto ${name} = ${value};`,
  rust: (name, value) => `let ${name} = ${value};`,
  php: (name, value) => `$${name} = ${value};`,
};

/** Edits that keep what the code does. */
export function goodEdits(ground: Ground): readonly AnswerCase[] {
  const sheet = sheetOf(ground);
  const { lines } = sheet;
  const { language } = ground.file;
  const cases: AnswerCase[] = [];
  const functions = functionsOf(sheet);
  for (const one of functions) {
    const { firstLine, lastLine } = one;
    const whole = lines.slice(firstLine - 1, lastLine);
    const marker = LINE_COMMENT[language] ?? '//';
    const indent = /^\s*/.exec(whole[0] ?? '')?.[0] ?? '';
    cases.push(
      caseOf(
        sheet,
        'a function rewritten',
        true,
        [
          edit(
            lines,
            firstLine,
            lastLine,
            [`${indent}${marker} Kept for callers.`, ...whole.map((line) => line.trimEnd())].join(
              '\n',
            ),
          ),
        ],
        [],
        one,
      ),
    );
    const [returned] = returnsIn(sheet, one);
    const local = LOCAL[language];
    // Nothing by itself has no type in Go, and can have no name.
    const isNothing = language === 'go' && returned?.value === 'nil';
    if (returned !== undefined && local !== undefined && !isNothing) {
      const end = /^(?:python|ruby|go)$/.test(language) ? '' : ';';
      const name = language === 'php' ? '$outcomeOfIt' : 'outcomeOfIt';
      const named = `${returned.indent}${local('outcomeOfIt', returned.value)}\n${returned.indent}return ${name}${end}`;
      cases.push(
        caseOf(
          sheet,
          'a named result',
          true,
          [edit(lines, returned.line, returned.line, named)],
          [],
          one,
        ),
        caseOf(
          sheet,
          'parentheses',
          true,
          [],
          [
            {
              line: returned.line,
              find: `return ${returned.value}`,
              replace: `return (${returned.value})`,
            },
          ],
          one,
        ),
      );
    }
  }
  const helper = helperFor(sheet, functions[0]);
  if (helper !== undefined) cases.push(helper);
  const moved = movedFunctions(sheet);
  if (moved !== undefined) cases.push(moved);
  return cases;
}

/** A private function more, right behind another. */
function helperFor(sheet: Sheet, after: Declaration | undefined): AnswerCase | undefined {
  const { file } = sheet.ground;
  if (after === undefined) return undefined;
  const last = sheet.lines[after.lastLine - 1] ?? '';
  const indent = /^\s*/.exec(sheet.lines[after.firstLine - 1] ?? '')?.[0] ?? '';
  const isMember = after.path.includes('.');
  const text = helperText(file.language, isMember, after);
  if (text === undefined || !/^\s*(?:\}|end\b)[;,]?\s*$/.test(last)) return undefined;
  if (/,\s*$/.test(last) || (isMember && /;\s*$/.test(last))) return undefined;
  const added = text.map((line) => (line === '' ? '' : indent + line)).join('\n');
  return caseOf(sheet, 'a helper added', true, [
    edit(sheet.lines, after.lastLine, after.lastLine, `${last}\n\n${added}`),
  ]);
}

function helperText(
  language: string,
  isMember: boolean,
  { kind }: Declaration,
): readonly string[] | undefined {
  switch (language) {
    case 'typescript':
    case 'typescriptreact':
      return isMember && kind !== 'function'
        ? ['private stepOfIt(): number {', '  return 1;', '}']
        : ['function stepOfIt(): number {', '  return 1;', '}'];
    case 'javascript':
    case 'javascriptreact':
      return isMember ? undefined : ['function stepOfIt() {', '  return 1;', '}'];
    case 'go':
      return ['func stepOfIt() int {', '\treturn 1', '}'];
    case 'java':
    case 'csharp':
      return ['private static int stepOfIt() {', '  return 1;', '}'];
    case 'php':
      return isMember
        ? ['private function stepOfIt(): int', '{', '  return 1;', '}']
        : ['function stepOfIt(): int', '{', '  return 1;', '}'];
    case 'ruby':
      return ['def step_of_it', '  1', 'end'];
    case 'rust':
      return ['fn step_of_it() -> u32 {', '  1', '}'];
    case 'c':
    case 'cpp':
      return isMember ? undefined : ['static int stepOfIt() {', '  return 1;', '}'];
    default:
      return undefined;
  }
}

/** Two functions in the other order. */
function movedFunctions(sheet: Sheet): AnswerCase | undefined {
  const { ground, lines } = sheet;
  const whole = ground.facts.declarations.filter(
    ({ kind, bodyStart, start, end, firstLine, lastLine }) =>
      CALLABLE.has(kind) &&
      bodyStart !== null &&
      ground.file.text.slice(start, end).trim() ===
        lines
          .slice(firstLine - 1, lastLine)
          .join('\n')
          .trim(),
  );
  const containerOf = ({ path, name }: Declaration) => path.slice(0, path.lastIndexOf(name));
  const pairs = whole.flatMap((one, index) => {
    const next = whole[index + 1];
    return next !== undefined &&
      next.firstLine > one.lastLine &&
      containerOf(one) === containerOf(next) &&
      !sheet.code.slice(one.lastLine, next.firstLine - 1).some((line) => /\S/.test(line))
      ? [[one, next] as const]
      : [];
  });
  const pair = ground.choices.one(pairs);
  if (pair === undefined) return undefined;
  const textOf = ({ firstLine, lastLine }: Declaration) =>
    lines.slice(firstLine - 1, lastLine).join('\n');
  const [one, other] = pair;
  return caseOf(sheet, 'functions moved', true, [
    edit(lines, one.firstLine, one.lastLine, textOf(other)),
    edit(lines, other.firstLine, other.lastLine, textOf(one)),
  ]);
}

/** Public functions and types as a plain search finds them. */
const PUBLIC: Readonly<Record<string, RegExp>> = {
  typescript:
    /^export (?:default )?(?:async )?(?:function\*?|class|const|interface|type|enum) (\w+)/gm,
  typescriptreact:
    /^export (?:default )?(?:async )?(?:function\*?|class|const|interface|type) (\w+)/gm,
  javascript: /^export (?:default )?(?:async )?(?:function\*?|class|const) (\w+)/gm,
  python: /^(?:async )?(?:def|class) ([A-Za-z]\w*)/gm,
  go: /^(?:func|type) (?:\(\w+ \*?[A-Z]\w*\) )?([A-Z]\w*)/gm,
  java: /^ {4}public (?:static )?(?:final )?[\w<>[\]]+ (\w+)\(/gm,
  csharp: /^\s+public (?:static |override |virtual )?[\w<>[\]]+ (\w+) ?\(/gm,
  rust: /^pub (?:fn|struct|enum|trait) (\w+)/gm,
  ruby: /^ *(?:class|module) (\w+)/gm,
  php: /^ {4}public (?:static )?function (\w+)/gm,
};

/** Edits that break something that a syntax tree can see. */
export function badEdits(ground: Ground): readonly AnswerCase[] {
  const sheet = sheetOf(ground);
  const { lines, code } = sheet;
  const { language } = ground.file;
  const { choices } = ground;
  const cases: AnswerCase[] = [];
  for (const one of functionsOf(sheet)) {
    const { firstLine, lastLine } = one;
    const whole = lines.slice(firstLine - 1, lastLine);
    const brackets = code
      .slice(firstLine - 1, lastLine)
      .flatMap((line, row) =>
        [...line.matchAll(/[()[\]{}]/g)].map(({ index }) => ({ row, index })),
      );
    const bracket = choices.one(brackets);
    if (bracket !== undefined) {
      const broken = whole.map((line, row) =>
        row === bracket.row ? line.slice(0, bracket.index) + line.slice(bracket.index + 1) : line,
      );
      cases.push(
        caseOf(sheet, 'a bracket lost', false, [
          edit(lines, firstLine, lastLine, broken.join('\n')),
        ]),
      );
    }
    const [anchor] = whole;
    cases.push(
      caseOf(sheet, 'a wrong anchor', false, [
        { ...edit(lines, firstLine, lastLine, ''), firstLine: `${anchor} // tierwise` },
      ]),
      caseOf(sheet, 'edits that overlap', false, [
        edit(lines, firstLine, lastLine, 'x'),
        edit(lines, lastLine, lastLine, 'y'),
      ]),
    );
  }
  cases.push(caseOf(sheet, 'beyond the file', false, [edit(lines, 1, lines.length + 5, 'x')]));
  cases.push(...lostExports(sheet, PUBLIC[language]));
  return cases;
}

function lostExports(sheet: Sheet, pattern: RegExp | undefined): readonly AnswerCase[] {
  const { ground, lines, code } = sheet;
  if (pattern === undefined || isInternal(ground.file.language, code.join('\n'))) return [];
  const found = [...code.join('\n').matchAll(pattern)];
  const once = found.filter(([, name]) => found.filter(([, other]) => other === name).length === 1);
  return ground.choices.some(once, 2).flatMap((match) => {
    const [whole, name = ''] = match;
    const at = match.index + whole.length - (whole.endsWith('(') ? 1 : 0);
    const line = lineOf(code.join('\n'), at);
    const text = lines[line - 1] ?? '';
    const declaration = ground.facts.declarations.find(
      (one) => one.name === name && one.firstLine <= line && one.lastLine >= line,
    );
    const renamed = text.replace(new RegExp(`\\b${name}\\b`), () => `${name}Renamed`);
    const hidden = text.replace(/^(\s*)(?:export(?: default)?|pub|public) /, '$1');
    const cases = [caseOf(sheet, 'an export renamed', false, [edit(lines, line, line, renamed)])];
    if (hidden !== text && ground.file.language !== 'php') {
      cases.push(caseOf(sheet, 'an export hidden', false, [edit(lines, line, line, hidden)]));
    }
    if (declaration !== undefined) {
      const { firstLine, lastLine } = declaration;
      cases.push(caseOf(sheet, 'an export deleted', false, [edit(lines, firstLine, lastLine, '')]));
    }
    const own = new RegExp(`${name}(?:<[^()]*>)?\\((?:(?:self|cls),\\s*)?\\w[^()]*\\)`);
    const parameters = own.exec(code[line - 1] ?? '');
    if (
      parameters !== null &&
      whole.includes(name) &&
      declaration?.bodyStart &&
      CALLABLE.has(declaration.kind)
    ) {
      const added = addedParameter(ground.file.language);
      const start = parameters.index + parameters[0].length - 1;
      const more = `${text.slice(0, start)}, ${added}${text.slice(start)}`;
      cases.push(caseOf(sheet, 'a parameter more', false, [edit(lines, line, line, more)]));
    }
    return cases;
  });
}

/** Members that say `public` are not, where their type is not, or are so without a word. */
function isInternal(language: string, code: string): boolean {
  if (!/^(?:java|csharp)$/.test(language)) return false;
  return [...code.matchAll(/^.*\b(class|interface|struct|enum)\s+\w+.*$/gm)].some(
    ([line, kind]) => kind === 'interface' || !/\bpublic\b/.test(line),
  );
}

function addedParameter(language: string): string {
  if (language.startsWith('typescript')) return 'moreOfIt: number';
  if (/^(?:java|csharp)$/.test(language)) return 'int moreOfIt';
  if (language === 'go') return 'moreOfIt int';
  if (language === 'rust') return 'more_of_it: u32';
  return language === 'php' ? '$moreOfIt' : 'moreOfIt';
}
