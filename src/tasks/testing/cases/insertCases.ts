import type { SyntaxFacts, TextRange } from '../../../syntax/syntax.ts';
import { masked } from '../../masking.ts';
import { problem } from '../../problem.ts';
import type { Problem } from '../../task.ts';
import type { Framework } from '../framework.ts';
import type { ExistingText } from '../imports/importPlace.ts';
import { futurePlace, importPlace } from '../imports/importPlace.ts';
import { importStatements } from '../imports/importStatements.ts';
import { declaredNames, importRanges, inModulesOf, newImports } from '../imports/newImports.ts';
import { testsOf } from '../languages/languages.ts';
import type { NewCases } from './casePlaces.ts';
import { casePlace, indentedCases, pieceOf, unitOf } from './casePlaces.ts';
import { MAIN } from './declaredLater.ts';

/** An existing test file with cases put into it. */
export interface InsertedCases {
  readonly text: string;
  /** Where the new text stands in it, in order. */
  readonly added: readonly TextRange[];
}

/** What an answer brings for an existing file. */
export interface CasesToInsert {
  readonly imports: string;
  readonly cases: string;
  /** Of `cases`. */
  readonly facts: SyntaxFacts | undefined;
}

interface Insertion {
  readonly at: number;
  readonly text: string;
}

/** Adds imports and cases to a test file by its syntax; nothing that is there changes. */
export function insertCases(
  language: string,
  framework: Framework,
  file: Pick<ExistingText, 'text' | 'facts' | 'isTestModule'>,
  answer: CasesToInsert,
): InsertedCases | { readonly problem: Problem } {
  const { text, facts } = file;
  const code = masked(text, facts, 'commentsAndStrings');
  const imports = importRanges(language, text, facts);
  const existing: ExistingText = { ...file, language, code, imports };
  const { head, cases } = parted(language, answer);
  const known = imports.flatMap(({ start, end }) =>
    importStatements(language, text.slice(start, end)),
  );
  const bare = withoutHead(language, withoutComments(language, answer.imports));
  const given = `${bare}\n${head}`;
  const wanted = newImports(language, known, given, {
    declared: declaredNames(language, text, facts),
    code: `${code}\n${cases.code}`,
  });
  if (wanted.taken !== undefined) {
    return { problem: problem('tests.nameTaken', {}, { name: wanted.taken }) };
  }
  const insertions: Insertion[] = [];
  const isFuture = (one: string) => /^from\s+__future__\b/.test(one);
  const first = wanted.statements.filter(isFuture);
  if (first.length > 0) insertions.push(inserted(first, futurePlace(existing)));
  const others = wanted.statements
    .filter((one) => !isFuture(one))
    .map((one) => inModulesOf(language, text, known, one));
  if (others.length > 0) insertions.push(inserted(others, importPlace(existing)));
  const place = casePlace(existing, framework, cases);
  const body = indentedCases(place.cases, place.indent);
  insertions.push({ at: place.at, text: place.before + body + place.after });
  if (framework.call !== undefined) {
    insertions.push(...callsOf(existing, cases.text, framework, framework.call));
  }
  return applied(text, insertions);
}

function inserted(
  statements: readonly string[],
  { at, before, after, indent }: ReturnType<typeof importPlace>,
): Insertion {
  const lines = statements.join('\n').split('\n');
  const text = lines.map((line) => (line.trim() === '' ? '' : indent + line)).join('\n');
  return { at, text: before + text + after };
}

function withoutHead(language: string, text: string): string {
  const head = testsOf(language)?.head;
  return head === undefined ? text : text.replace(head, '');
}

/** Conditions and regions around what the file has already. */
const OF_PREPROCESSOR =
  /^[ \t]*#[ \t]*(?:if|elif|else|endif|region|endregion|pragma|define)\b.*$/gm;

/** Where the head of a file ends that starts with one. */
function headEnd(language: string, code: string): number | undefined {
  const found = testsOf(language)?.head?.exec(code);
  if (found === null || found === undefined || found[0].trim() === '') return undefined;
  return /\S/.test(code.slice(0, found.index)) ? undefined : found.index + found[0].length;
}

/** Lines of comments, which are no imports, and are in the file where they matter. */
const COMMENTS = /^[ \t]*\/\/.*$|^[ \t]*\/\*(?:[^*]|\*(?!\/)){0,9999}\*\/[ \t]*$/gm;

function withoutComments(language: string, imports: string): string {
  return imports.replace(testsOf(language)?.commentLines ?? COMMENTS, '');
}

/** Imports that an answer has put in front of its cases, and the cases. */
function parted(
  language: string,
  { cases, facts }: CasesToInsert,
): { readonly head: string; readonly cases: NewCases } {
  const code = masked(cases, facts, 'commentsAndStrings');
  const whole = { text: cases, code, strings: facts?.strings ?? [] };
  let end = headEnd(language, code) ?? headEnd(language, cases) ?? 0;
  let head = '';
  for (const range of importRanges(language, cases, facts)) {
    // Comments may stand between them.
    if (/\S/.test(code.slice(end, range.start).replace(OF_PREPROCESSOR, ''))) break;
    head += `${cases.slice(range.start, range.end)}\n`;
    end = range.end;
  }
  return { head, cases: pieceOf(whole, end, cases.length) };
}

/** Calls of new cases: after that of the last case that is there, as it is written, else in `main`. */
function callsOf(
  { text, code }: ExistingText,
  cases: string,
  framework: Framework,
  call: (name: string) => string,
): readonly Insertion[] {
  const names = caseNames(cases, framework);
  if (names.length === 0) return [];
  const last = lastCall(code, new Set(caseNames(code, framework)));
  if (last !== undefined) {
    const { start, end, name } = last;
    const line = text.slice(start, end);
    return [{ at: end, text: names.map((one) => `\n${line.replaceAll(name, one)}`).join('') }];
  }
  const main = MAIN.exec(code);
  if (main === null) return [];
  const at = main.index + main[0].length;
  const indent = unitOf({ code });
  return [{ at, text: names.map((name) => `\n${indent}${call(name)}`).join('') }];
}

/** The last line of a list of calls, or of names, that has one of these names. */
function lastCall(
  code: string,
  known: ReadonlySet<string>,
): (TextRange & { readonly name: string }) | undefined {
  let last: (TextRange & { readonly name: string }) | undefined;
  let start = 0;
  for (const written of code.split('\n')) {
    const line = written.replace(/\r$/, '');
    const isOne = /^[ \t]/.test(line) && !/[{}]/.test(line) && /[;,]$/.test(line.trimEnd());
    const name = isOne ? line.match(/\w+/g)?.findLast((word) => known.has(word)) : undefined;
    if (name !== undefined) last = { start, end: start + line.length, name };
    start += written.length + 1;
  }
  return last;
}

function caseNames(code: string, framework: Framework): readonly string[] {
  return [...code.matchAll(framework.cases)].flatMap(
    ([found]) => /\b(\w+)\s*\(/.exec(found)?.[1] ?? [],
  );
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
