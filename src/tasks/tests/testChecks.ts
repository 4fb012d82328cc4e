import type { SyntaxFacts, TextRange } from '../../syntax/syntax.ts';
import { problem } from '../problemCodes.ts';
import type { Problem } from '../task.ts';
import type { Framework } from './frameworks.ts';
import { closingOf, indentedEnd, lineOf, masked } from '../masking.ts';
import type { TestPlan } from './testPlan.ts';

/** What the text of a test file says about itself; only new text is judged, all is looked at. */
export function testProblems(
  text: string,
  facts: SyntaxFacts | undefined,
  framework: Framework,
  plan: TestPlan,
  added: readonly TextRange[],
): readonly Problem[] {
  const code = masked(text, facts, 'commentsAndStrings');
  const isNew = (offset: number) => added.some(({ start, end }) => offset >= start && offset < end);
  const firstNew = (pattern: RegExp | undefined) =>
    pattern === undefined
      ? undefined
      : [...code.matchAll(pattern)].find(({ index }) => isNew(index));

  const problems: Problem[] = [];
  const withStrings = masked(text, facts, 'comments');
  if (!plan.reached.some((pattern) => pattern.test(withStrings))) {
    problems.push(problem('tests.noImport', {}, { subject: plan.subject }));
  }
  const inName =
    framework.skippedInName === undefined
      ? undefined
      : [...withStrings.matchAll(framework.skippedInName)].find(({ index }) => isNew(index));
  const skipped = firstNew(framework.skipped) ?? inName;
  if (skipped !== undefined) {
    problems.push(problem('tests.skipped', { line: lineOf(text, skipped.index) }));
  }
  const focused = firstNew(framework.focused);
  if (focused !== undefined) {
    problems.push(problem('tests.focused', { line: lineOf(text, focused.index) }));
  }
  const cases = casesOf(code, framework);
  const prints = ({ start, end }: TextRange) => /\/\/\s*Output:/.test(text.slice(start, end));
  const newCases = cases.filter(
    (one) =>
      isNew(one.start) && (framework.example?.test(code.slice(one.start)) !== true || prints(one)),
  );
  if (newCases.length === 0) return [...problems, problem('tests.noCases', {})];
  problems.push(...uncalled(text, code, newCases, framework));
  const helpers = assertingHelpers(code, cases, framework);
  for (const one of newCases) {
    const { start, end } = one;
    const body = code.slice(start, end);
    // An output that the runner compares stands in a comment: Go's examples.
    const asserts = framework.assertion.test(body) || prints(one);
    if (!asserts && !callsAny(body, helpers)) {
      problems.push(problem('tests.noAssertion', { line: lineOf(text, start) }));
    }
  }
  return problems;
}

/** Cases that nothing calls never run, where it is the file that calls them. */
function uncalled(
  text: string,
  code: string,
  cases: readonly TextRange[],
  { call }: Framework,
): readonly Problem[] {
  if (call === undefined) return [];
  return cases.flatMap(({ start, end }) => {
    const name = /(\w+)\s*\(/.exec(code.slice(start, end))?.[1] ?? '';
    const others = code.slice(0, start) + code.slice(end);
    const isCalled = new RegExp(`\\b${name}\\b(?!\\s*\\(\\s*(?:void\\s*)?\\)\\s*\\{)`).test(others);
    return isCalled ? [] : [problem('tests.skipped', { line: lineOf(text, start) })];
  });
}

/** The cases of a file; a case inside another belongs to it. */
function casesOf(code: string, framework: Framework): readonly TextRange[] {
  const cases: TextRange[] = [];
  for (const match of code.matchAll(framework.cases)) {
    const start = match.index;
    const end = endOfCase(code, start, match[0], framework);
    const around = cases.at(-1);
    const isStacked = around !== undefined && end === around.end;
    if (!isStacked && (around === undefined || start >= around.end)) cases.push({ start, end });
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
      const brace = code.indexOf('{', start);
      const arrow = /^[^{;]*=>[^{]*?;/.exec(code.slice(start, start + 2_000));
      if (arrow !== null) return start + arrow[0].length;
      return brace < 0 ? code.length : closingOf(code, brace);
    }
    case 'indentation':
      return indentedEnd(code, start + (found.length - found.trimStart().length));
  }
}

const DEFINED =
  /\b(?:function|def|func|fn|const|let|var|void|static|private)\s+(?:self\.)?(?:\([^)]*\)\s*)?(?:[\w<>[\],?]+\s+)??(\w+)\s*(?:=|\(|<)/g;

/** Functions that the file itself defines outside of its cases and that assert. */
function assertingHelpers(
  code: string,
  cases: readonly TextRange[],
  framework: Framework,
): ReadonlySet<string> {
  let outside = '';
  // Rust's tests stand in the file that they test, whose own functions are no helpers.
  const group = framework.name === 'cargo test' ? framework.group : undefined;
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
  return [...body.matchAll(/(\w+)\s*(?=[(!])|(\w+)/g)].some(([, call, mention]) =>
    helpers.has(call ?? mention ?? ''),
  );
}
