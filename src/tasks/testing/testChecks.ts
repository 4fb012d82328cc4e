import { lineAt, lineStartsOf } from '../../syntax/lines.ts';
import type { SyntaxFacts, TextRange } from '../../syntax/syntax.ts';
import { closingOf, indentedEnd, masked } from '../masking.ts';
import { nextTurn } from '../nextTurn.ts';
import { problem } from '../problem.ts';
import type { Problem } from '../task.ts';
import { uncollected } from './cases/collectedCases.ts';
import { withoutBareExpects, withoutEmptyAssertions } from './emptyAssertions.ts';
import type { Framework } from './framework.ts';
import { usesSubject } from './subjectUse.ts';
import type { TestPlan } from './testPlan.ts';

/** More cases without an assertion say nothing new. */
const MOST_PROBLEMS = 50;
/** Cases looked at before other events of the editor get their turn. */
const AT_ONCE = 50;

/** What the text of a test file says about itself. */
export interface JudgedTests {
  readonly problems: readonly Problem[];
  /** Cases that are new. */
  readonly newCases: number;
}

/** A test file under judgement. */
interface JudgedFile {
  readonly text: string;
  readonly facts: SyntaxFacts | undefined;
  readonly framework: Framework;
  /** Its code, comments and texts left out. */
  readonly code: string;
  /** Its code, comments left out. */
  readonly withStrings: string;
  readonly isNew: (offset: number) => boolean;
  readonly lineOf: (offset: number) => number;
}

/** Judges the text of a test file: only what is new in it, but all of it is looked at. */
export async function judgeTests(
  { text, added }: { readonly text: string; readonly added: readonly TextRange[] },
  facts: SyntaxFacts | undefined,
  framework: Framework,
  plan: TestPlan,
): Promise<JudgedTests> {
  const lineStarts = lineStartsOf(text);
  const file: JudgedFile = {
    text,
    facts,
    framework,
    code: masked(text, facts, 'commentsAndStrings'),
    withStrings: masked(text, facts, 'comments'),
    isNew: (offset) => added.some(({ start, end }) => offset >= start && offset < end),
    lineOf: (offset) => lineAt(lineStarts, offset),
  };
  await nextTurn();
  const newText = added.map(({ start, end }) => file.withStrings.slice(start, end)).join('\n');
  const isUsed = usesSubject(file.withStrings, newText, plan);
  const problems: Problem[] = [
    ...(isUsed ? [] : [problem('tests.noImport', {}, { subject: plan.subject })]),
    ...markedProblems(file),
  ];
  await nextTurn();
  const cases = casesOf(file.code, framework, commentedCases(text, facts, framework));
  const newCases = cases.filter((one) => file.isNew(one.start) && !isSilentExample(file, one));
  if (newCases.length === 0) {
    return { problems: [...problems, problem('tests.noCases', {})], newCases: 0 };
  }
  for (const { start } of uncalled(file.code, newCases, framework)) {
    problems.push(problem('tests.skipped', { line: file.lineOf(start) }));
  }
  const old = cases.filter(({ start }) => !file.isNew(start));
  const asked = {
    code: file.code,
    framework: plan.framework,
    old,
    isNew: plan.existing === undefined,
  };
  const lost = uncollected(newCases, asked);
  if (lost.length > 0) problems.push(problem('tests.notCollected', { count: lost.length }));
  await nextTurn();
  const room = MOST_PROBLEMS - problems.length;
  const { without, idle } = await unasserted(file, { cases, newCases }, room);
  // Once in a while it stands for "does not throw"; where most cases do it, they test nothing.
  const isRare = 2 * idle.length < newCases.length;
  const found = [...problems, ...without, ...(isRare ? [] : idle)];
  return { problems: found, newCases: newCases.length };
}

/** What says that cases are not run, or that no others are. */
function markedProblems({ code, withStrings, framework, isNew, lineOf }: JudgedFile): Problem[] {
  const firstNew = (pattern: RegExp | undefined, within: string) =>
    pattern && [...within.matchAll(pattern)].find(({ index }) => isNew(index));
  const skipped =
    firstNew(framework.skipped, code) ?? firstNew(framework.skippedInName, withStrings);
  const focused = firstNew(framework.focused, code);
  return [
    ...(skipped ? [problem('tests.skipped', { line: lineOf(skipped.index) })] : []),
    ...(focused ? [problem('tests.focused', { line: lineOf(focused.index) })] : []),
  ];
}

/** An output that the runner compares stands in a comment: Go's examples. */
function printsOutput({ text }: JudgedFile, { start, end }: TextRange): boolean {
  return /\/\/\s*Output:/.test(text.slice(start, end));
}

/** An example without an output is compiled and not run. */
function isSilentExample(file: JudgedFile, one: TextRange): boolean {
  const isExample = file.framework.example?.test(file.code.slice(one.start)) === true;
  return isExample && !printsOutput(file, one);
}

/** New cases without an assertion, and those whose assertions say nothing: `most` of them in all. */
async function unasserted(
  file: JudgedFile,
  { cases, newCases }: Readonly<Record<'cases' | 'newCases', readonly TextRange[]>>,
  most: number,
): Promise<{ readonly without: readonly Problem[]; readonly idle: readonly Problem[] }> {
  const { code, framework, lineOf } = file;
  const helpers = assertingHelpers(code, cases, framework);
  const isSaid = (part: string) => framework.assertion.test(part);
  const without: Problem[] = [];
  const idle: Problem[] = [];
  for (const [index, one] of newCases.entries()) {
    if (without.length + idle.length >= most) break;
    if (index % AT_ONCE === 0) await nextTurn();
    const body = code.slice(one.start, one.end);
    const said = withoutBareExpects(body, framework);
    if (isSaid(withoutEmptyAssertions(said))) continue;
    if (printsOutput(file, one) || callsAny(body, helpers)) continue;
    const found = problem('tests.noAssertion', { line: lineOf(one.start) });
    (isSaid(said) ? idle : without).push(found);
  }
  return { without, idle };
}

/** A word that is not the head of a function without parameters. */
const MENTION = /\b[A-Za-z_]\w*\b(?!\s*\(\s*(?:void\s*)?\)\s*\{)/g;

/** Cases that nothing calls never run, where it is the file that calls them. */
function uncalled(
  code: string,
  cases: readonly TextRange[],
  { call }: Framework,
): readonly TextRange[] {
  if (call === undefined) return [];
  const mentions = new Map<string, TextRange>();
  for (const { 0: name, index } of code.matchAll(MENTION)) {
    mentions.set(name, { start: mentions.get(name)?.start ?? index, end: index });
  }
  return cases.filter(({ start, end }) => {
    const name = /(?<!\w)(\w+)\s*\(/.exec(code.slice(start, end))?.[1] ?? '';
    const mentioned = mentions.get(name);
    return mentioned === undefined || (mentioned.start >= start && mentioned.end < end);
  });
}

/** Where comments make cases of the functions behind them. */
function commentedCases(
  text: string,
  facts: SyntaxFacts | undefined,
  { casesInComments }: Framework,
): readonly number[] {
  if (casesInComments === undefined) return [];
  return (facts?.comments ?? []).flatMap(({ start, end }) => {
    const isOne = casesInComments.test(text.slice(start, end));
    const behind = /^[\s\w#[\]]{0,200}?\bfunction\b/.exec(text.slice(end, end + 300));
    return isOne && behind !== null ? [end + behind[0].length - 'function'.length] : [];
  });
}

/** The cases of a file; a case inside another belongs to it. */
function casesOf(
  code: string,
  framework: Framework,
  commented: readonly number[],
): readonly TextRange[] {
  const starts = [
    ...[...code.matchAll(framework.cases)].map(({ 0: found, index }) => ({ found, index })),
    ...commented.map((index) => ({ found: 'function', index })),
  ].sort((one, other) => one.index - other.index);
  const cases: TextRange[] = [];
  for (const { found, index } of starts) {
    // To look for the ends of nested cases too would take the square of the time.
    if (index < (cases.at(-1)?.end ?? 0)) continue;
    cases.push({ start: index, end: endOfCase(code, index, found, framework) });
  }
  return cases;
}

function endOfCase(code: string, start: number, found: string, framework: Framework): number {
  switch (framework.extent) {
    case 'call': {
      const open = code.indexOf('(', start + found.length - 1);
      let end = open < 0 ? code.length : closingOf(code, open);
      // `it.each(table)(name, body)` calls twice.
      while (/^\s*\(/.test(code.slice(end, end + 20)))
        end = closingOf(code, code.indexOf('(', end));
      return end;
    }
    case 'braces': {
      const head = /^[^{;]*;/.exec(code.slice(start, start + 2_000))?.[0] ?? '';
      if (head.includes('=>')) return start + head.length;
      const brace = code.indexOf('{', start);
      return brace < 0 ? code.length : closingOf(code, brace);
    }
    case 'indentation':
      return indentedEnd(code, start + (found.length - found.trimStart().length));
  }
}

const DEFINED =
  /\b(?:function|def|func|fn|const|let|var|void|static|private)\s+(?:self\.)?(?:\([^()]*\)\s*)?(?:[\w<>[\],?]+\s+)??(\w+)\s*(?:=|\(|<)/g;

/** Functions that the file itself defines outside of its cases and that assert. */
function assertingHelpers(
  code: string,
  cases: readonly TextRange[],
  framework: Framework,
): ReadonlySet<string> {
  let outside = '';
  // Rust's tests stand in the file that they test, whose own functions are no helpers.
  const group = framework.inSubject === true ? framework.group : undefined;
  let at = group === undefined ? 0 : Math.max(0, code.search(new RegExp(group.source)));
  for (const { start, end } of cases) {
    if (end <= at) continue;
    outside += code.slice(at, Math.max(at, start));
    at = end;
  }
  outside += code.slice(at);
  const defined = [...outside.matchAll(DEFINED)];
  return new Set(
    defined.flatMap(({ 1: name, index }, order) => {
      const body = outside.slice(index, defined[order + 1]?.index);
      return name !== undefined && framework.assertion.test(body) ? [name] : [];
    }),
  );
}

function callsAny(body: string, helpers: ReadonlySet<string>): boolean {
  return helpers.size > 0 && (body.match(/\w+/g) ?? []).some((name) => helpers.has(name));
}
