import assert from 'node:assert/strict';
import { characterEdits } from '../../src/editor/lines/characterEdits.ts';
import { movedBy } from '../../src/editor/lines/lines.ts';
import { mergeThreeWays } from '../../src/editor/lines/threeWayMerge.ts';
import { linesNamed } from '../../src/editor/results/explanations/explainedNames.ts';
import { anchorAt, findAgain } from '../../src/editor/results/findings/findingAnchor.ts';
import { safeMarkdown } from '../../src/editor/results/markdown/safeMarkdown.ts';
import { lineHunks } from '../../src/models/lineHunks.ts';
import type { TaskName } from '../../src/models/task.ts';
import { TASK_NAMES } from '../../src/models/task.ts';
import { chartOf } from '../../src/report/chart.ts';
import { Format } from '../../src/report/format.ts';
import { projectionOf } from '../../src/report/projection.ts';
import { REPORT_TEXTS } from '../../src/report/protocol/texts.ts';
import { startsItsLine } from '../../src/syntax/lines.ts';
import type { Declaration, Syntax, SyntaxFacts } from '../../src/syntax/syntax.ts';
import { applyEdits } from '../../src/tasks/change/edits.ts';
import type { GateResult, TaskInput } from '../../src/tasks/task.ts';
import { insertCases } from '../../src/tasks/testing/cases/insertCases.ts';
import { CPP_FRAMEWORKS } from '../../src/tasks/testing/languages/cpp.ts';
import { comparedOf, dayOf, figuresOf } from './report/figuresOf.ts';
import { inputFor, prepare, projectOf } from './tasks/taskBench.ts';

/** Characters of the longest texts: what takes their square takes a minute and more. */
const LONGEST = 120_000;
const SIZES = [LONGEST / 4, LONGEST / 2, LONGEST];

/** Pieces of which texts are made that patterns and look-ups have a hard time with. */
const PIECES = [
  'a',
  ' ',
  '\n',
  'a.',
  'a\n',
  '(',
  '{',
  '"',
  '`',
  '```\n',
  '~~~\n',
  '/*',
  '//\n',
  'assert',
  'assert 1,',
  'expect(',
  'expect(a,',
  'expect (true)',
  'import ',
  'import {',
  'import a from ',
  '\nconst require(',
  'it(',
  'let let ',
  'fn (',
  'func (s ',
  'def ',
  '[Fact] a =>',
  'TEST_CASE(',
  'TEST_CASE("',
  '\nvoid test_a(int a',
  'TEST(',
  'namespace ',
  'class a {',
  '@param {',
  '\n@param [',
  '\n@param ',
  '\n:param a ',
  '#include "a"\n',
  '\nfrom a import (',
] as const;

/** TypeScript gets all of them and the other languages share them: what reads a text is mostly the same. */
function piecesFor(project: Project, size: number): readonly string[] {
  const place = PROJECTS.indexOf(project);
  return PIECES.filter((_, index) => {
    if (size < LONGEST) return index % 8 === 0;
    return place === 0 || (index + place) % 3 === 0;
  });
}

/** A language, the path of the subject and what its project has. */
type Project = readonly [language: string, path: string, files: Readonly<Record<string, string>>];

const PROJECTS: readonly [Project, ...(readonly Project[])] = [
  ['typescript', 'src/a.ts', { 'package.json': '{"devDependencies":{"vitest":"1"}}' }],
  ['python', 'a.py', {}],
  ['go', 'a.go', {}],
  ['java', 'src/main/java/a/A.java', { 'pom.xml': '' }],
  ['csharp', 'A/A.cs', {}],
  ['rust', 'src/lib.rs', {}],
  ['ruby', 'lib/a.rb', {}],
  ['php', 'src/A.php', {}],
  ['c', 'a.c', {}],
  ['cpp', 'a.cpp', { 'tests/b_test.cpp': '#include <catch2/catch_test_macros.hpp>\n' }],
];

const DECLARED: Declaration = {
  name: 'a',
  path: 'a',
  kind: 'function',
  parameters: ['b'],
  exported: true,
  start: 0,
  end: 15,
  firstLine: 1,
  lastLine: 1,
  bodyStart: 13,
  comment: null,
};
const FACTS: SyntaxFacts = {
  errors: [],
  declarations: [DECLARED],
  comments: [],
  strings: [],
  imports: [],
};
const SOURCE = 'function a(b) {}\n';
const DIAGNOSTIC = { firstLine: 1, lastLine: 1, message: 'm', source: 's', ruleCode: 'r' };

/** No parser, whose own limit would end the work before ours is done: all text counts as code. */
const syntax: Syntax = {
  supports: () => true,
  facts: () => Promise.resolve(FACTS),
  compareCode: () => Promise.resolve({ same: true, line: 0 }),
  compareMeaning: () => Promise.resolve(undefined),
  mutants: () => Promise.resolve([]),
  marked: () => Promise.resolve(undefined),
  dispose: () => Promise.resolve(),
};

function textOf(piece: string, size: number): string {
  return piece.repeat(Math.ceil(size / piece.length)).slice(0, size);
}

const many = <Item>(count: number, item: (index: number) => Item): readonly Item[] =>
  Array.from({ length: count }, (_, index) => item(index));

/** The worst answers to a task, made of a text. */
const ANSWERS: Readonly<Record<TaskName, (text: string, input: TaskInput) => readonly unknown[]>> =
  {
    docs: (text) => [{ comments: [`1|${text}`] }],
    tests: (text) => [{ code: text }, { imports: text, cases: text }],
    explain: (text) => [text],
    review: (text) => [
      { findings: [findingOf(text, 0)] },
      { findings: many(1_000, (index) => findingOf(text.slice(0, 300) + String(index), index)) },
    ],
    refactor: changesOf,
    fix: changesOf,
  };

function findingOf(quote: string, index: number): object {
  const severity = 'low';
  const words = { title: `t${index}`, trigger: 'a', consequence: `c${index}`, suggestion: '' };
  return { from: 1, to: 2, quote, severity, confidence: 1, ...words };
}

function changesOf(text: string): readonly unknown[] {
  const line = text.slice(0, 300);
  const anchors = { firstLine: line, lastLine: `${line}b`, replace: 'a' };
  const edit = (index: number) => ({ from: index + 1, to: index + 2, ...anchors });
  const replacement = (index: number) => ({ line: 1, find: `${line}${index}`, replace: 'a' });
  const whole = { from: 1, to: 1, firstLine: SOURCE.trim(), lastLine: SOURCE.trim() };
  return [
    { edits: [{ ...whole, replace: text }], replacements: [], summary: '' },
    { edits: many(1_000, edit), replacements: [], summary: '' },
    { edits: [], replacements: many(1_000, replacement), summary: '' },
  ];
}

/** Every gate ends, whatever comes: a wrong shape is a problem like others. */
async function results(
  task: TaskName,
  [language, path, files]: Project,
  source: string,
  text: string,
): Promise<readonly GateResult[]> {
  const tools = { syntax, files: projectOf({ ...files, [path]: source }) };
  const input = inputFor(task, language, source, { path, diagnostics: [DIAGNOSTIC] });
  const prepared = await prepare(tools, input);
  const found: GateResult[] = [];
  for (const answer of ANSWERS[task](text, input)) {
    const reply = typeof answer === 'string' ? answer : JSON.stringify(answer);
    found.push(await prepared.check(reply, new AbortController().signal));
  }
  return found;
}

// Nothing here looks at the clock: what grows faster than its text does not end within the limit.
describe('a gate', function () {
  this.timeout(120_000);

  for (const task of TASK_NAMES) {
    const projects = task === 'tests' || task === 'docs' ? PROJECTS : PROJECTS.slice(0, 1);
    for (const project of projects) {
      it(`of ${task} for ${project[0]} reads the worst texts`, async () => {
        for (const size of SIZES) {
          for (const piece of piecesFor(project, size)) {
            const found = await results(task, project, SOURCE, textOf(piece, size));
            assert.ok(found.length > 0);
          }
        }
      });
    }
  }

  for (const task of ['review', 'refactor', 'explain'] as const) {
    const [project] = PROJECTS;
    it(`of ${task} reads the worst sources`, async () => {
      for (const piece of ['a', 'a\n'] as const) {
        const source = textOf(piece, LONGEST / 4);
        const found = await results(task, project, source, textOf(piece, 10_000));
        assert.ok(found.length > 0);
      }
    });
  }
});

/** More items than a call takes as arguments. */
const MANY = 150_000;

describe('a list of 150,000 items', function () {
  this.timeout(120_000);
  const lines = many(MANY, (index) => `line ${index}`);
  const text = lines.join('\n');

  it('goes through edits', () => {
    const edit = { from: 1, to: MANY, firstLine: lines[0] ?? '', lastLine: lines.at(-1) ?? '' };
    const changed = lines.map((line) => `${line}!`).join('\n');
    assert.equal(applyEdits(text, [{ ...edit, replace: changed }], []).text, changed);
  });

  it('goes through Accept', () => {
    const changed = lines.map((line, index) => (index % 2 === 0 ? `${line}!` : line));
    assert.equal(mergeThreeWays(lines, changed, lines).kept.join('\n'), changed.join('\n'));
    assert.equal(characterEdits(lines, lineHunks(lines, changed)).length, MANY / 2);
    const others = lines.map((line) => `${line}?`);
    assert.equal(characterEdits(lines, lineHunks(lines, others)).length, 1);
  });

  it('goes past the hunks of a proposal', () => {
    const applied = many(MANY, (index) => ({ at: 4 * index, remove: 1, insert: ['a', 'b'] }));
    const clashes = many(MANY, (index) => ({ at: 4 * index + 2, remove: 1, insert: [] }));
    const moved = movedBy(applied, clashes);
    assert.deepEqual([moved[0]?.at, moved.at(-1)?.at], [3, 4 * (MANY - 1) + 2 + MANY]);
  });

  it('stands in one line', () => {
    const line = 'a;'.repeat(4 * MANY);
    const first = many(4 * MANY, (index) => 2 * index).filter((at) => startsItsLine(line, at));
    assert.deepEqual(first, [0]);
  });

  it('goes through Markdown', () => {
    const items = lines.map((line) => `- ${line}`);
    assert.match(safeMarkdown(items.join('\n')), /line 149999/);
    assert.match(safeMarkdown(lines.map((line) => `\`${line}\``).join(' ')), /line 149999/);
  });

  it('goes into the report', () => {
    const days = many(MANY, (index) => dayOf(20_261_101 + (index % 28), 'haiku', 1));
    const period = { firstDay: 20_261_101, lastDay: 20_261_128 };
    assert.equal(chartOf(days, period, true).bars.length, 28);
    const figures = figuresOf({ period, totals: comparedOf(5, 1, 4), byDay: days });
    assert.equal(
      projectionOf(figures, period.lastDay, new Format('en', REPORT_TEXTS, 'UTC'))?.days,
      28,
    );
  });

  it('goes into an existing test file', () => {
    const calls = lines.map((_, index) => `  test_${index}();`).join('\n');
    const cases = lines.map((_, index) => `static void test_n${index}(void) {}`).join('\n');
    const existing = `void test_0(void) {}\nint main(void) {\n${calls}\n}\n`;
    const framework = CPP_FRAMEWORKS.assert;
    const file = { text: existing, facts: undefined, isTestModule: false };
    const put = insertCases('c', framework, file, { imports: '', cases, facts: undefined });
    assert.ok('text' in put);
    assert.match(put.text, /test_n149999\(\);/);
  });
});

describe('a look-up', function () {
  this.timeout(120_000);
  let read = 0;
  const linesOf = (all: readonly string[]) => ({
    lineCount: all.length,
    lineAt: (index: number) => {
      read += 1;
      return all[index] ?? '';
    },
  });

  it('of a long finding reads each line of a long file a few times', () => {
    const code = many(20_000, (index) => (index % 2_500 === 0 ? 'start();' : `line(${index});`));
    const anchor = anchorAt(linesOf(code), { firstLine: 2_501, lastLine: 4_500 });
    read = 0;
    const gone = code.map((line) => line.replace('line(3000)', 'other()'));
    assert.equal(findAgain(linesOf(gone), anchor, Infinity), undefined);
    assert.ok(read < 6 * code.length, String(read));
    const moved = [...many(4_000, (index) => `new(${index});`), ...code];
    assert.equal(findAgain(linesOf(moved), anchor, Infinity)?.firstLine, 6_501);
  });

  it('of a long finding whose first line is everywhere gives up', () => {
    const code = many(20_000, () => '}');
    const [first = '', ...others] = code;
    const range = { firstLine: 1, lastLine: 2_000 };
    const anchor = anchorAt(linesOf([first, 'once();', ...others]), range);
    read = 0;
    assert.equal(findAgain(linesOf(code), anchor, Infinity), undefined);
    assert.ok(read < 20 * code.length, String(read));
  });

  it('of 300 names finds where they are declared in a long text', () => {
    const code = many(50_000, (index) => `const name${index} = name${index + 1};`).join('\n');
    const found = linesNamed(
      code,
      many(300, (index) => `a.name${index + 1}`),
    );
    assert.deepEqual([found.get('a.name1'), found.get('a.name300')], [2, 301]);
  });
});
