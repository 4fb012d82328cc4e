import type { TextRange } from '../../../syntax/syntax.ts';
import { closingOf, indentationAt, indentedEnd } from '../../masking.ts';
import type { Framework } from '../framework.ts';
import type { ExistingText } from '../imports/importPlace.ts';
import { rustTestModule } from '../imports/importPlace.ts';
import { testsOf } from '../languages/languages.ts';
import type { CaseHome } from '../testLanguage.ts';
import { behindUsed, MAIN, NAMES } from './declaredLater.ts';

/** New cases as an answer gives them. */
export interface NewCases {
  readonly text: string;
  /** The same with comments and strings blanked. */
  readonly code: string;
  /** Strings in it: what stands on further lines of them is no indentation. */
  readonly strings: readonly TextRange[];
}

/** Where new cases go. */
export interface CasePlace {
  readonly at: number;
  readonly before: string;
  readonly after: string;
  readonly indent: string;
  readonly cases: NewCases;
}

type Finder = (
  existing: ExistingText,
  framework: Framework,
  cases: NewCases,
) => CasePlace | undefined;

const FINDERS: Readonly<Record<CaseHome, Finder>> = {
  call: intoCall,
  class: intoClass,
  namespace: intoNamespace,
  module: intoModule,
  lastEnd: intoEnd,
  indentedClass: intoPythonClass,
  aboveMain: beforeMain,
  behindLastCase: afterLastCase,
};

/** Where cases go: into the group or class that has the tests, else to the end of the file. */
export function casePlace(
  existing: ExistingText,
  framework: Framework,
  cases: NewCases,
): CasePlace {
  const { caseHomes, gap = '\n\n' } = testsOf(existing.language) ?? { caseHomes: [] };
  for (const home of caseHomes) {
    const found = FINDERS[home](existing, framework, cases);
    if (found !== undefined) return found;
  }
  return atEnd(existing, cases, gap);
}

/** A block that cases can be put into. */
interface Group extends TextRange {
  /** Where its own lines start. */
  readonly open: number;
}

/** Of several groups the one that has cases, and of these the one that has most of the names used. */
function bestGroup(
  groups: readonly Group[],
  code: string,
  framework: Framework,
  cases: NewCases,
): Group | undefined {
  const wanted = new Set(cases.code.match(NAMES));
  const rated = groups.map((group) => {
    const inside = code.slice(group.open, group.end);
    const hasCases = inside.search(framework.cases) >= 0;
    const known = new Set(inside.match(NAMES));
    return { group, hasCases, shared: [...wanted].filter((name) => known.has(name)).length };
  });
  const withCases = rated.filter(({ hasCases }) => hasCases);
  const best = (withCases.length > 0 ? withCases : rated).reduce<
    (typeof rated)[number] | undefined
  >((one, other) => (one === undefined || other.shared >= one.shared ? other : one), undefined);
  return best?.group;
}

/** Groups that are in no other, which are read past. */
function outermost<One extends TextRange>(
  code: string,
  pattern: RegExp,
  read: (match: RegExpExecArray) => One | undefined,
): readonly One[] {
  const groups: One[] = [];
  for (const match of code.matchAll(pattern)) {
    if (match.index < (groups.at(-1)?.end ?? 0)) continue;
    const group = read(match);
    if (group !== undefined) groups.push(group);
  }
  return groups;
}

/** Characters that the head of a class may take. */
const LONGEST_HEAD = 600;
const CLASS = /(?<![.\w:])(?:class|record|struct)[ \t]+(?!extends\b|implements\b)(\w+)/g;
/** A class by itself, with what may stand before it. */
const CLASS_ALONE =
  /^(?:\s|@\w[\w.]*(?![\w.])(?:\([^()]*\))?|#?\[[^[\]]*\]|\b(?:public|internal|private|final|sealed|abstract|static|readonly|partial)\b)*(?:class|record)[ \t]+(\w+)/;

/** Java, C# and PHP: before the closing brace of the class that has the tests. */
function intoClass(
  existing: ExistingText,
  framework: Framework,
  cases: NewCases,
): CasePlace | undefined {
  const { code } = existing;
  const all = outermost(code, CLASS, ({ 0: found, 1: name = '', index }) => {
    const open = index + code.slice(index, index + LONGEST_HEAD).search(/[{;]/);
    return code[open] === '{' && open > index + found.length - 1
      ? { name, start: index, open: open + 1, end: closingOf(code, open) }
      : undefined;
  });
  const whole = CLASS_ALONE.exec(cases.code);
  if (whole !== null) {
    // A class that is there already is meant: it cannot be declared again.
    const meant = all.find(({ name }) => name === whole[1]);
    const open = cases.code.indexOf('{', whole[0].length);
    if (meant === undefined || open < 0) return undefined;
    const inner = pieceOf(cases, open + 1, closingOf(cases.code, open) - 1);
    return beforeBrace(existing, meant, inner);
  }
  const group = bestGroup(all, code, framework, cases);
  return group === undefined ? undefined : beforeBrace(existing, group, cases);
}

/** C#: a whole class stands in the namespace of the others, whose names it may use. */
function intoNamespace(
  existing: ExistingText,
  _: Framework,
  cases: NewCases,
): CasePlace | undefined {
  const { code } = existing;
  const found = [...code.matchAll(/^[ \t]*namespace[ \t]+[\w.]+\s{0,99}\{/gm)].at(-1);
  if (found === undefined) return undefined;
  const open = found.index + found[0].length;
  return beforeBrace(existing, { start: found.index, open, end: closingOf(code, open - 1) }, cases);
}

/** Rust: into the module of tests, one that is made where there is none. */
function intoModule(existing: ExistingText, _: Framework, cases: NewCases): CasePlace | undefined {
  const { code, text } = existing;
  // A file of tests alone is the module itself.
  if (existing.isTestModule === true) return undefined;
  const whole = /^(?:\s|#\[[^[\]]*\])*mod[ \t]+\w+\s*\{/.exec(cases.code);
  const inner =
    whole === null
      ? cases
      : pieceOf(cases, whole[0].length, closingOf(cases.code, whole[0].length - 1) - 1);
  const module = rustTestModule(code);
  if (module !== undefined) {
    return beforeBrace(existing, { ...module, open: module.start + 1 }, withoutGlob(inner));
  }
  if (whole !== null) return atEnd(existing, cases, '\n\n');
  const head = /^[ \t]*use\s+super::/m.test(cases.code) ? '' : '    use super::*;\n\n';
  const end = atEnd(existing, cases, `\n\n#[cfg(test)]\nmod tests {\n${head}`);
  return { ...end, indent: '    ', after: `\n}${text.endsWith('\n') ? '' : '\n'}` };
}

/** The module has its own; a second one would be said to be unused. */
function withoutGlob(cases: NewCases): NewCases {
  const found = /^\s*use\s+super::\*;[ \t]*\n/.exec(cases.code);
  return found === null ? cases : pieceOf(cases, found[0].length, cases.text.length);
}

/** Where a class or a function starts: its indentation, the class's name, the first parameter. */
const PYTHON_HEAD =
  /^([ \t]*)(?:class[ \t]+(\w+)|(?:async[ \t]+)?def[ \t]+\w+[ \t]*\(\s{0,99}(\w*))/gm;

/** Python: a method goes into the class that has the tests. */
function intoPythonClass(
  existing: ExistingText,
  framework: Framework,
  cases: NewCases,
): CasePlace | undefined {
  const { code } = existing;
  const all = [...code.matchAll(/^class[ \t]+(\w+)[^\n]*/gm)].map(
    ({ 0: found, 1: name, index }) => ({
      name,
      start: index,
      open: index + found.length,
      end: indentedEnd(code, index),
    }),
  );
  const own = /^[ \t]*/.exec(cases.code)?.[0] ?? '';
  const first = [...cases.code.matchAll(PYTHON_HEAD)].find(([, indent]) => indent === own);
  const meant = all.find(({ name }) => name === first?.[2]);
  if (first !== undefined && meant !== undefined) {
    // A class that is there already would be replaced by one of its name.
    const body = cases.code.indexOf('\n', first.index) + 1;
    return body === 0
      ? undefined
      : endOfPythonClass(existing, meant, pieceOf(cases, body, cases.text.length));
  }
  if (first?.[3] !== 'self' && first?.[3] !== 'cls') return undefined;
  const group = bestGroup(all, code, framework, cases);
  return group === undefined ? undefined : endOfPythonClass(existing, group, cases);
}

function endOfPythonClass(existing: ExistingText, group: Group, cases: NewCases): CasePlace {
  const { text, code } = existing;
  const kept = text.slice(0, group.end).trimEnd().length;
  const indent = /\n([ \t]+)\S/.exec(code.slice(group.open, group.end))?.[1] ?? unitOf(existing);
  // A class whose whole body is a docstring has it blanked.
  const own = indent === '' ? unitOf(existing) : indent;
  return { at: kept, before: '\n\n', after: kept === text.length ? '\n' : '', indent: own, cases };
}

/** Python: before the script's own start. */
function beforeMain(existing: ExistingText, _: Framework, cases: NewCases): CasePlace | undefined {
  const main = /^if[ \t]+__name__[ \t]*==/m.exec(existing.code);
  return main === null
    ? undefined
    : { at: main.index, before: '', after: '\n\n\n', indent: '', cases };
}

/** Comments may stand before it. */
const SINGLE_CASE = /^\s*(?:it|test|specify|x?it|x?test)\b/;

/** JavaScript: single cases go into the only group of the file; whole groups go to its end. */
function intoCall(
  existing: ExistingText,
  framework: Framework,
  cases: NewCases,
): CasePlace | undefined {
  const { code } = existing;
  if (!SINGLE_CASE.test(cases.code) || framework.group === undefined) return undefined;
  // Calls without a function of their own are read past as well.
  const groups = outermost(code, framework.group, ({ 0: found, index }) => ({
    start: index,
    ...bodyOfCall(code, index + found.length - 1),
  })).filter(({ open }) => open > 0);
  const meant = groups.length === 1 ? groups[0] : groupOfNames(groups, code, cases);
  return meant === undefined ? undefined : beforeBrace(existing, meant, cases);
}

const DECLARED = /^[ \t]*(?:const|let|var)[ \t]+([\w$]+)/gm;

/** Of several groups the only one that declares what the cases use. */
function groupOfNames(groups: readonly Group[], code: string, cases: NewCases): Group | undefined {
  const used = new Set(cases.code.match(NAMES));
  for (const [, own = ''] of cases.code.matchAll(DECLARED)) used.delete(own);
  const declaring = groups.filter(({ open, end }) =>
    [...code.slice(open, end).matchAll(DECLARED)].some(([, name = '']) => used.has(name)),
  );
  return declaring.length === 1 ? declaring[0] : undefined;
}

/** The body of the function that a call is given, whatever comes before and behind it; `open` 0: none. */
function bodyOfCall(code: string, found: number): { readonly open: number; readonly end: number } {
  let open = code[found] === '(' ? found : code.indexOf('(', found);
  if (open < 0) return { open: 0, end: code.length };
  let call = closingOf(code, open);
  // `describe.each(table)(name, body)` calls twice.
  for (let next = /^\s{0,99}\(/.exec(code.slice(call, call + 100)); next !== null;) {
    open = call + next[0].length - 1;
    call = closingOf(code, open);
    next = /^\s{0,99}\(/.exec(code.slice(call, call + 100));
  }
  for (let at = open + 1; at < call - 1; at += 1) {
    const sign = code[at] ?? '';
    if (sign === '{' && /(?:=>|\))\s{0,99}$/.test(code.slice(Math.max(0, at - 110), at))) {
      return { open: at + 1, end: closingOf(code, at) };
    }
    if ('([{'.includes(sign)) at = closingOf(code, at) - 1;
  }
  return { open: 0, end: call };
}

/** Ruby: before the `end` of the group that has the tests, unless a whole group comes. */
function intoEnd(
  existing: ExistingText,
  framework: Framework,
  cases: NewCases,
): CasePlace | undefined {
  const { code } = existing;
  if (/^\s*(?:RSpec\b|class\b|module\b|require)/.test(cases.code)) return undefined;
  const groups = outermost(code, framework.group ?? /(?!)/g, ({ 0: found, index }) => {
    const end = indentedEnd(code, index + (found.length - found.trimStart().length));
    const open = code.indexOf('\n', index);
    const closing = /^\s*(?=end\b)/.exec(code.slice(end, end + 200));
    return open < 0 || closing === null
      ? undefined
      : { start: index, open, end: end + closing[0].length };
  });
  const group = bestGroup(groups, code, framework, cases);
  if (group === undefined) return undefined;
  return beforeClosing(existing, group, group.end, cases);
}

/** C and C++: within the namespace that the other cases are in, and before `main`. */
function afterLastCase(
  existing: ExistingText,
  framework: Framework,
  cases: NewCases,
): CasePlace | undefined {
  const { code } = existing;
  const last = [...code.matchAll(framework.cases)].at(-1);
  const open = last === undefined ? -1 : code.indexOf('{', last.index);
  if (open >= 0) {
    const at = behindUsed(code, closingOf(code, open), cases.code);
    return { at, before: '\n\n', after: '', indent: '', cases };
  }
  const main = MAIN.exec(code);
  return main === null
    ? undefined
    : { at: main.index, before: '', after: '\n\n', indent: '', cases };
}

function beforeBrace(existing: ExistingText, group: Group, cases: NewCases): CasePlace {
  return beforeClosing(existing, group, group.end - 1, cases);
}

function beforeClosing(
  existing: ExistingText,
  group: Group,
  closing: number,
  cases: NewCases,
): CasePlace {
  const { text, code } = existing;
  const kept = text.slice(0, closing).trimEnd().length;
  const isEmpty = kept <= group.open;
  const lineStart = text.lastIndexOf('\n', group.start - 1) + 1;
  const around = indentationAt(text, lineStart);
  const member = /\n([ \t]+)(?=\S)/.exec(code.slice(group.open, closing))?.[1];
  const indent =
    member !== undefined && member.length > around.length ? member : around + unitOf(existing);
  const after = text.slice(kept, closing).includes('\n') ? '' : `\n${around}`;
  return { at: kept, before: isEmpty ? '\n' : '\n\n', after, indent, cases };
}

function atEnd({ text }: ExistingText, cases: NewCases, gap: string): CasePlace {
  const kept = text.trimEnd().length;
  const before = kept === 0 ? gap.trimStart() : gap;
  return { at: kept, before, after: kept === text.length ? '\n' : '', indent: '', cases };
}

/** What a level is indented by. */
export function unitOf({ code }: Pick<ExistingText, 'code'>): string {
  return /^(?:\t| {2,8})(?=[^\s*])/m.exec(code)?.[0] ?? '  ';
}

/** A piece of new cases, whole lines of it. */
export function pieceOf(cases: NewCases, from: number, to: number): NewCases {
  const piece = cases.text.slice(from, to);
  const start = from + (/^(?:[ \t]*\n)*/.exec(piece)?.[0].length ?? 0);
  const end = from + piece.trimEnd().length;
  return {
    text: cases.text.slice(start, end),
    code: cases.code.slice(start, end),
    strings: cases.strings
      .filter((one) => one.start >= start && one.end <= end)
      .map((one) => ({ start: one.start - start, end: one.end - start })),
  };
}

/** Cases at another indentation: their own first line tells what they have; strings stay as they are. */
export function indentedCases({ text, strings }: NewCases, indent: string): string {
  const own = /^[ \t]*/.exec(text)?.[0] ?? '';
  let at = 0;
  let next = 0;
  return text
    .split('\n')
    .map((line) => {
      const start = at;
      at += line.length + 1;
      while (next < strings.length && (strings[next]?.end ?? 0) <= start) next += 1;
      if ((strings[next]?.start ?? start) < start) return line;
      if (line.trim() === '') return '';
      return indent + (line.startsWith(own) ? line.slice(own.length) : line);
    })
    .join('\n');
}
