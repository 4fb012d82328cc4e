import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'mocha';
import type {
  CaseResult,
  GateResult,
  TaskInput,
  TestRun,
  TestRunner,
} from '../../../../../src/tasks/task.ts';
import { RealRunners, runs } from '../../../../support/realRunners.ts';
import { checked, codes, inputFor, prepare, promptText, startTools } from '../../taskBench.ts';

/** Pages of an empty list are one, which is wrong; a page of none ends by an error of its own. */
const SOURCE = `export function pages(count, size) {
  return Math.floor(count / size) + 1;
}

export function first(list) {
  return list[0].name;
}
`;
const OLD = `import assert from 'node:assert/strict';
import { it } from 'node:test';
import { first, pages } from './pages.js';

it('counts', () => assert.equal(pages(25, 10), 3));
it('is red already', () => assert.equal(pages(1, 1), 7));
`;
const FINDING = {
  id: 'f',
  firstLine: 2,
  lastLine: 2,
  title: 'A full page is counted twice',
  trigger: 'count is a multiple of size',
  consequence: 'one page too many',
};

describe('the proof that a test shows a finding', function () {
  this.timeout(60_000);
  const tools = startTools();
  const projects = new RealRunners();
  after(() => {
    projects.dispose();
    return tools.syntax.dispose();
  });
  afterEach(() => {
    projects.remove();
    assert.deepEqual(projects.troubles, []);
  });

  const FILES: Readonly<Record<string, string>> = {
    'package.json': '{"type": "module", "scripts": {"test": "node --test"}}',
    'src/pages.js': SOURCE,
    'src/pages.test.js': OLD,
  };
  const inputOf = (given: Partial<TaskInput> = {}): TaskInput =>
    inputFor('tests', 'javascript', SOURCE, {
      path: 'src/pages.js',
      target: { firstLine: 1, lastLine: 3 },
      targetKind: 'declaration',
      shows: FINDING,
      ...given,
    });

  async function judged(
    cases: string,
    given: Partial<TaskInput> = {},
    runner?: TestRunner,
  ): Promise<GateResult> {
    const own = projects.toolsOf(FILES);
    const used = { ...tools, ...own, ...(runner && { testRunner: runner }) };
    return checked(used, inputOf(given), { imports: '', cases });
  }

  it('is a case that fails by an assertion, and is asked about once', async () => {
    const result = await judged("it('has one page', () => assert.equal(pages(10, 10), 1));");
    assert.deepEqual([codes(result), result.strength], [[], 'checks']);
    assert.deepEqual(result.notes[0], { code: 'notes.shows', args: { count: 1 } });
    const { showing } = result;
    assert.deepEqual(
      [showing?.path, showing?.framework, showing?.cases],
      ['src/pages.test.js', 'node:test', ['has one page']],
    );
    assert.match(showing?.text ?? '', /counts[\s\S]*has one page/);
    assert.equal(projects.asked.length, 1);
    assert.equal(projects.asked[0], showing?.text);
  });

  const UNSHOWN = [
    ['passes', "it('counts more', () => assert.equal(pages(21, 10), 3));", 'tests.notShown'],
    [
      'ends by an error of the code',
      "it('reads the first', () => assert.equal(first([]), undefined));",
      'tests.brokeDown',
    ],
    [
      'ends by an error of its own',
      "it('is odd', () => { const odd = undefined; assert.equal(odd.size, pages(1, 1)); });",
      'tests.brokeDown',
    ],
    [
      'compares what it does not call',
      "it('is not 2', () => { assert.equal(typeof pages, 'object'); });",
      'tests.notReached',
    ],
    [
      'fails by chance',
      "it('is lucky', () => assert.equal(pages(10, 10), Math.random()));",
      'tests.notSteady',
    ],
  ] as const;
  for (const [what, cases, problem] of UNSHOWN) {
    it(`is none that ${what}`, async () => {
      const given = cases.includes('first(') ? { target: { firstLine: 5, lastLine: 7 } } : {};
      const result = await judged(cases, given);
      assert.deepEqual([codes(result), result.showing], [[problem], undefined]);
    });
  }

  it('is one that asserts that no error comes, where one comes', async () => {
    const cases = "it('takes an empty list', () => assert.doesNotThrow(() => first([])));";
    const result = await judged(cases, { target: { firstLine: 5, lastLine: 7 } });
    assert.deepEqual([codes(result), result.showing?.cases], [[], ['takes an empty list']]);
  });

  it('is none that cannot be loaded', async () => {
    const result = await judged(
      "import { none } from './pages.js';\nit('is there', () => assert.equal(none, pages(1, 1)));",
    );
    assert.equal(result.showing, undefined);
    assert.notEqual(result.problems.length, 0);
  });

  it('is none after a no, which is said', async () => {
    projects.answer = false;
    const result = await judged("it('has one page', () => assert.equal(pages(10, 10), 1));");
    assert.deepEqual([codes(result), result.showing], [[], undefined]);
    assert.deepEqual(result.notes, [{ code: 'notes.notRun', args: {} }]);
  });

  const CASES = "it('has one page', () => assert.equal(pages(10, 10), 1));";
  const failed = (...cases: readonly CaseResult[]): TestRun => ({
    type: 'failed',
    failures: 1,
    output: '',
    cases,
  });
  const byAssertion = { name: 'a', outcome: 'failed', output: 'AssertionError: 2 != 1' } as const;
  const runnerOf = (...told: readonly TestRun[]): TestRunner => {
    let at = 0;
    return { run: () => Promise.resolve(told[(at += 1) - 1] ?? { type: 'notRun' }) };
  };
  const OLD_RUN: TestRun = { type: 'passed', cases: [{ name: 'counts', outcome: 'passed' }] };

  it('is none that hangs, or has others fail', async () => {
    const hangs: TestRun = { type: 'failed', failures: 1, isTimedOut: true, output: 'late' };
    assert.deepEqual(codes(await judged(CASES, {}, runnerOf(OLD_RUN, hangs))), ['tests.notEnded']);
    const broken = failed(byAssertion, { name: 'counts', outcome: 'failed', output: 'x' });
    assert.deepEqual(codes(await judged(CASES, {}, runnerOf(OLD_RUN, broken))), ['tests.failed']);
  });

  it('takes no notice of how long it took and of who called it', async () => {
    const timed = (ms: number): TestRun => {
      const output = `${byAssertion.output}\nduration_ms: ${ms}\n(${ms}ms)\n  run (lib/r.js:${ms}:5)`;
      return failed({ ...byAssertion, output });
    };
    const without = failed({ ...byAssertion, output: 'Error: not implemented' });
    const result = await judged(CASES, {}, runnerOf(OLD_RUN, timed(3), timed(12), without));
    assert.deepEqual([codes(result), result.showing?.cases], [[], ['a']]);
  });

  it('is asked for by the finding, as data of the request', async () => {
    const prepared = await prepare({ ...tools, ...projects.toolsOf(FILES) }, inputOf());
    const text = promptText(prepared);
    assert.match(
      text,
      /finding:\n- lines 2-2: A full page is counted twice\n- when: count is a multiple of size\n- then: one page too many/,
    );
    // Its words choose no dearer model.
    assert.equal(prepared.signals.instruction, undefined);
    assert.match(prepared.prompt.system, /fails on the code as it is, by that assertion/);
    assert.doesNotMatch(text, /"f"/);
  });

  const PYTHON = [
    ['pytest', 'pyproject.toml', '# pytest\n', 'import pytest', ''],
    ['unittest', 'setup.py', '', 'import unittest', 'import unittest\n\n\n'],
  ] as const;
  for (const [framework, sign, text, needs, head] of PYTHON) {
    const canRun = runs(['python3', '-c', needs]);
    it(`is told by ${framework}${canRun ? '' : ', which is not here'}`, async () => {
      const source = 'def pages(count, size):\n    return count // size + 1\n';
      const files = { [sign]: text, 'pages.py': source };
      const used = { ...tools, ...projects.toolsOf(files) };
      const input = inputFor('tests', 'python', source, {
        path: 'pages.py',
        target: { firstLine: 1, lastLine: 2 },
        shows: FINDING,
      });
      const body = (asserted: string): string =>
        framework === 'pytest'
          ? `from pages import pages\n\n\ndef test_full():\n    ${asserted}\n`
          : `${head}from pages import pages\n\n\nclass TestPages(unittest.TestCase):\n    def test_full(self):\n        ${asserted.replace(/^assert (.*) == (.*)$/, 'self.assertEqual($1, $2)')}\n`;
      const shown = await checked(used, input, { code: body('assert pages(10, 10) == 1') });
      assert.deepEqual(codes(shown), []);
      assert.equal(shown.showing?.cases.length ?? 0, canRun ? 1 : 0);
      if (!canRun) return;
      const crashed = await checked(used, input, { code: body('assert pages(10, 0) == 1') });
      assert.deepEqual(codes(crashed), ['tests.brokeDown']);
      const passed = await checked(used, input, { code: body('assert pages(11, 10) == 2') });
      assert.deepEqual(codes(passed), ['tests.notShown']);
    });
  }
});
