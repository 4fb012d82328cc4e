import type { SyntaxFacts, TextRange } from '../../syntax/syntax.ts';
import type { Framework } from './frameworks.ts';
import { lineAt, lineStartsOf } from '../../syntax/lines.ts';
import { withoutBlankEnds } from '../blankEnds.ts';
import { closingOf, indentationAt, indentedEnd, masked } from '../masking.ts';

/** An existing test file with cases put into it. */
export interface InsertedCases {
  readonly text: string;
  /** Where the new text stands in it, in order. */
  readonly added: readonly TextRange[];
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Lines that import, by language, where the grammar has no node for them. */
const IMPORT_LINES: Readonly<Record<string, RegExp>> = {
  ruby: /^require(?:_relative)?\b.*$/gm,
  javascript: /^(?:const|let|var)\b.*\brequire\(.*/gm,
  javascriptreact: /^(?:const|let|var)\b.*\brequire\(.*/gm,
  typescript: /^(?:const|let|var)\b.*\brequire\(.*/gm,
};

/** Lines that imports must follow when there is no import yet. */
const HEAD: Readonly<Record<string, RegExp>> = {
  go: /^package\s+\w.*/m,
  java: /^[ \t]*package\s+[\w.]+\s*;.*/m,
  php: /^[ \t]*namespace\s+[\w\\]+\s*;.*|^<\?php\b.*/m,
  ruby: /^#\s*frozen_string_literal.*$/m,
};

/** Adds imports and cases to a test file by its syntax; nothing that is there changes. */
export function insertCases(
  language: string,
  framework: Framework,
  existing: string,
  facts: SyntaxFacts | undefined,
  imports: string,
  cases: string,
): InsertedCases {
  const code = masked(existing, facts, 'commentsAndStrings');
  const insertions: Insertion[] = [];
  const isScript = /^(?:type|java)script(?:react)?$/.test(language);
  const unknown = isScript ? withoutKnownNames(existing, imports) : imports;
  const newImports = missingLines(existing, unknown);
  if (newImports !== '') {
    insertions.push(importInsertion(language, existing, code, facts, newImports));
  }
  insertions.push(caseInsertion(language, framework, existing, code, cases));
  if (framework.call !== undefined) {
    insertions.push(...callsOf(existing, code, cases, framework, framework.call));
  }
  return applied(existing, insertions);
}

/** Named imports of a script, as the statement's parts before, between and after the braces. */
const NAMED_IMPORT = /^(import\s+(?:type\s+)?\{)([^{}]*)(\}\s*from\b[^\n]*)/gm;

/** Leaves out names that the file imports already: a module may import a name only once. */
function withoutKnownNames(existing: string, imports: string): string {
  const named = [...existing.matchAll(NAMED_IMPORT)].map(([, , names = '']) => names);
  const known = new Set(named.flatMap((names) => namesIn(names).map(localName)));
  return imports.replace(NAMED_IMPORT, (whole, before: string, names: string, after: string) => {
    const wanted = namesIn(names).filter((name) => !known.has(localName(name)));
    if (wanted.length === namesIn(names).length) return whole;
    return wanted.length === 0 ? '' : `${before} ${wanted.join(', ')} ${after}`;
  });
}

function namesIn(list: string): readonly string[] {
  return list
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

/** What `type a as b` is called in the file that imports it. */
function localName(name: string): string {
  return name.replace(/^type\s+/, '').replace(/^.*\sas\s+/, '');
}

function missingLines(existing: string, imports: string): string {
  const present = new Set(existing.split('\n').map((line) => line.trim()));
  const lines = withoutBlankEnds(imports).split('\n');
  // Part of a statement over several lines may look like a line that is there.
  const isOneEach = lines.every((line) => line === '' || /^(?:\S.*[;'")\w}>*]|\})\s*$/.test(line));
  const kept = isOneEach ? lines.filter((line) => !present.has(line.trim())) : lines;
  return kept.join('\n').trim() === '' ? '' : kept.join('\n').trimEnd();
}

function importInsertion(
  language: string,
  existing: string,
  code: string,
  facts: SyntaxFacts | undefined,
  imports: string,
): Insertion {
  if (language === 'rust') {
    const use = /^([ \t]*)use\s+super::\*;.*$/m.exec(code);
    if (use !== null) {
      return { at: use.index + use[0].length, text: `\n${indented(imports, use[1] ?? '')}` };
    }
  }
  const topLevel = unindented(existing, facts?.imports ?? [], ({ start }) => start);
  const lines = [...code.matchAll(IMPORT_LINES[language] ?? /(?!)/g)].map((match) => match.index);
  const last = [...topLevel.map(({ end }) => end - 1), ...lines].reduce(
    (one, other) => Math.max(one, other),
    -1,
  );
  if (last >= 0) return { at: lineEnd(existing, last), text: `\n${imports}` };
  const head = HEAD[language]?.exec(existing);
  if (head) return { at: head.index + head[0].length, text: `\n\n${imports}` };
  const first = firstStatement(existing, facts);
  return { at: first, text: `${imports}\n${first < existing.length ? '\n' : ''}` };
}

/** Those that stand in a line that is not indented. */
function unindented<Item>(
  text: string,
  items: readonly Item[],
  offsetOf: (item: Item) => number,
): readonly Item[] {
  const starts = lineStartsOf(text);
  return items.filter((item) => {
    const lineStart = starts[lineAt(starts, offsetOf(item)) - 1] ?? 0;
    return text[lineStart] !== ' ' && text[lineStart] !== '\t';
  });
}

/** After what must stay first: a shebang, a license, a docstring. */
function firstStatement(existing: string, facts: SyntaxFacts | undefined): number {
  let at = 0;
  for (const { start, end } of facts?.comments ?? []) {
    if (end < at) continue;
    if (existing.slice(at, start).trim() !== '') break;
    at = Math.min(existing.length, lineEnd(existing, end) + 1);
  }
  return at;
}

function caseInsertion(
  language: string,
  framework: Framework,
  existing: string,
  code: string,
  cases: string,
): Insertion {
  const body = withoutBlankEnds(cases.replace(/\r\n?/g, '\n'));
  switch (language) {
    case 'java':
    case 'csharp':
    case 'php':
      return intoBraces(existing, code, framework.group, body) ?? atEnd(existing, body);
    case 'rust':
      return intoBraces(existing, code, framework.group, body) ?? rustModule(existing, body);
    case 'ruby':
      return intoEnd(existing, code, framework, body) ?? atEnd(existing, body);
    case 'python':
      return pythonPlace(existing, code, body);
    case 'c':
    case 'cpp':
      return afterLastCase(existing, code, framework, body);
    case 'go':
      return atEnd(existing, body);
    default:
      return intoCall(existing, code, framework, body) ?? atEnd(existing, body);
  }
}

/** Whether a single case comes first; comments may stand before it. */
function startsWithCase(body: string): boolean {
  let at = 0;
  for (;;) {
    while (/\s/.test(body[at] ?? '')) at += 1;
    const end = body.startsWith('//', at)
      ? body.indexOf('\n', at)
      : body.startsWith('/*', at)
        ? body.indexOf('*/', at + 2) + 1
        : -1;
    if (end <= 0) return /^(?:it|test)\b/.test(body.slice(at, at + 5));
    at = end + 1;
  }
}

function topLevelGroups(code: string, { group }: Framework): readonly RegExpExecArray[] {
  return unindented(code, [...code.matchAll(group ?? /(?!)/g)], ({ index }) => index);
}

/** JavaScript: single cases go into the only group of the file; whole groups go to its end. */
function intoCall(
  existing: string,
  code: string,
  framework: Framework,
  body: string,
): Insertion | undefined {
  if (!startsWithCase(body)) return undefined;
  const groups = topLevelGroups(code, framework);
  const [group] = groups;
  if (group === undefined || groups.length > 1) return undefined;
  const call = closingOf(code, group.index + group[0].length - 1);
  const brace = code.lastIndexOf('}', call - 1);
  return brace < group.index ? undefined : beforeClosing(existing, brace, body, unitOf(existing));
}

/** Into the last class or module of the file, before its closing brace. */
function intoBraces(
  existing: string,
  code: string,
  group: RegExp | undefined,
  body: string,
): Insertion | undefined {
  if (/^\s*(?:(?:public|internal|final|abstract)\s+)*class\s/.test(body)) return undefined;
  const last = lastOutside(code, [...code.matchAll(group ?? /(?!)/g)]);
  const open = last === undefined ? -1 : code.indexOf('{', last.index);
  if (last === undefined || open < 0) return undefined;
  const lineStart = code.lastIndexOf('\n', last.index - 1) + 1;
  const indent = indentationAt(existing, lineStart) + unitOf(existing);
  return beforeClosing(existing, closingOf(code, open) - 1, body, indent);
}

const NAMESPACE = /(?<![\w.:\\])namespace\b\s*(?:[\w.:\\]+\s*)?\{/;

/** The last that is not inside another class: at most a namespace is around it. */
function lastOutside(
  code: string,
  groups: readonly RegExpExecArray[],
): RegExpExecArray | undefined {
  const namespace = NAMESPACE.exec(code);
  const inNamespace = namespace === null ? Infinity : namespace.index + namespace[0].length;
  let last: RegExpExecArray | undefined;
  let depth = 0;
  let at = 0;
  for (const group of groups) {
    for (; at < group.index; at += 1) {
      if (code[at] === '{') depth += 1;
      else if (code[at] === '}') depth -= 1;
    }
    if (depth <= (group.index >= inNamespace ? 1 : 0)) last = group;
  }
  return last;
}

function rustModule(existing: string, body: string): Insertion {
  if (/\bmod\s+tests?\b/.test(body)) return atEnd(existing, body);
  const inner = /^[ \t]*use\s+super::/m.test(body) ? body : `use super::*;\n\n${body}`;
  return atEnd(existing, `#[cfg(test)]\nmod tests {\n${indented(inner, '    ')}\n}`);
}

/** Ruby: before the `end` of the only group, unless a whole group comes. */
function intoEnd(
  existing: string,
  code: string,
  framework: Framework,
  body: string,
): Insertion | undefined {
  if (/^(?:RSpec\b|class\b|module\b|require)/.test(body)) return undefined;
  const last = topLevelGroups(code, framework).at(-1);
  if (last === undefined) return undefined;
  const end = indentedEnd(code, last.index);
  return /^end\b/.test(code.slice(end)) ? beforeClosing(existing, end, body, '  ') : undefined;
}

/** Python: before the script's own start; a method goes into the last class. */
function pythonPlace(existing: string, code: string, body: string): Insertion {
  const isMethod = /^(?:@\w[^\n]*\n)*\s*(?:async\s+)?def\s+\w+\s*\(\s*self\b/.test(body);
  const last = [...code.matchAll(/^class\s+\w+/gm)].at(-1);
  if (isMethod && last !== undefined) {
    const end = indentedEnd(code, last.index);
    const kept = existing.slice(0, end).trimEnd().length;
    const unit = unitOf(existing);
    return { at: kept, text: `\n\n${indented(body, unit)}${kept === existing.length ? '\n' : ''}` };
  }
  const main = /^if\s+__name__\s*==/m.exec(code);
  if (main === null) return atEnd(existing, body, '\n\n\n');
  return { at: main.index, text: `${body}\n\n\n` };
}

/** C and C++: within the namespace that the other cases are in, and before `main`. */
function afterLastCase(
  existing: string,
  code: string,
  framework: Framework,
  body: string,
): Insertion {
  const last = [...code.matchAll(framework.cases)].at(-1);
  const open = last === undefined ? -1 : code.indexOf('{', last.index);
  if (open >= 0) return { at: closingOf(code, open), text: `\n\n${body}` };
  const main = MAIN.exec(code);
  return main === null ? atEnd(existing, body) : { at: main.index, text: `${body}\n\n` };
}

const MAIN = /^(?:int|auto)\s+main\s*\([^()]*\)[^{;()]*\{/m;

/** Calls of new cases: after that of the last case that is there, as it is written, else in `main`. */
function callsOf(
  existing: string,
  code: string,
  cases: string,
  framework: Framework,
  call: (name: string) => string,
): readonly Insertion[] {
  const names = caseNames(cases, framework);
  const last = names.length === 0 ? undefined : lastCall(code, caseNames(code, framework));
  if (last !== undefined) {
    const line = existing.slice(last.start, last.end);
    const text = names.map((one) => `\n${line.replaceAll(last.name, one)}`).join('');
    return [{ at: last.end, text }];
  }
  const main = MAIN.exec(code);
  if (main === null || names.length === 0) return [];
  const at = main.index + main[0].length;
  const indent = unitOf(existing);
  return [{ at, text: names.map((name) => `\n${indent}${call(name)}`).join('') }];
}

/** The last line that calls one of some functions and does nothing else, and which. */
function lastCall(
  code: string,
  names: readonly string[],
): (TextRange & { readonly name: string }) | undefined {
  const known = new Set(names);
  let last: (TextRange & { readonly name: string }) | undefined;
  let start = 0;
  for (const line of code.split('\n')) {
    const isStatement = /^[ \t]/.test(line) && !/[{}]/.test(line) && /[;,]$/.test(line.trimEnd());
    const name = isStatement ? line.match(/\w+/g)?.findLast((one) => known.has(one)) : undefined;
    if (name !== undefined) last = { start, end: start + line.length, name };
    start += line.length + 1;
  }
  return last;
}

function caseNames(code: string, framework: Framework): readonly string[] {
  return [...code.matchAll(framework.cases)].flatMap(
    ([found]) => /(?<!\w)(\w+)\s*\(/.exec(found)?.[1] ?? [],
  );
}

function beforeClosing(existing: string, closing: number, body: string, indent: string): Insertion {
  const kept = existing.slice(0, closing).trimEnd().length;
  const isEmpty = /[{(]$/.test(existing.slice(0, kept));
  const tail = existing.slice(kept, closing);
  const text = `${isEmpty ? '\n' : '\n\n'}${indented(body, indent)}${tail.includes('\n') ? '' : '\n'}`;
  return { at: kept, text };
}

function atEnd(existing: string, body: string, gap = '\n\n'): Insertion {
  const kept = existing.trimEnd().length;
  const text = `${kept === 0 ? '' : gap}${body}${kept === existing.length ? '\n' : ''}`;
  return { at: kept, text };
}

/** A text at another indentation; its own first line tells what it has. */
function indented(text: string, indent: string): string {
  const own = /^[ \t]*/.exec(text)?.[0] ?? '';
  return text
    .split('\n')
    .map((line) => (line.startsWith(own) ? line.slice(own.length) : line))
    .map((line) => (line.trim() === '' ? '' : indent + line))
    .join('\n');
}

function unitOf(text: string): string {
  return /^(?:\t| {2,8})(?=\S)/m.exec(text)?.[0] ?? '  ';
}

function lineEnd(text: string, offset: number): number {
  const end = text.indexOf('\n', offset);
  return end < 0 ? text.length : end;
}

function applied(existing: string, insertions: readonly Insertion[]): InsertedCases {
  const added: TextRange[] = [];
  let text = '';
  let at = 0;
  for (const insertion of [...insertions].sort((one, other) => one.at - other.at)) {
    text += existing.slice(at, insertion.at);
    added.push({ start: text.length, end: text.length + insertion.text.length });
    text += insertion.text;
    at = insertion.at;
  }
  return { text: text + existing.slice(at), added };
}
