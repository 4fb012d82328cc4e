import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'mocha';
import type {
  CaseResult,
  GateResult,
  GivenDiagnostic,
  ShowingTest,
  TaskInput,
  TestRun,
  TestRunner,
} from '../../../../src/tasks/task.ts';
import { RealRunners } from '../../../support/realRunners.ts';
import { checked, codes, inputFor, prepare, promptText, startTools } from '../taskBench.ts';

const SOURCE = `export function pages(count, size) {
  return Math.floor(count / size) + 1;
}
`;
const HEAD = `import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pages } from './pages.js';

it('counts', () => assert.equal(pages(25, 10), 3));
`;
const SHOWN: ShowingTest = {
  path: 'src/pages.test.js',
  text: `${HEAD}it('has one page', () => assert.equal(pages(10, 10), 1));\n`,
  framework: 'node:test',
  cases: ['has one page'],
};
const FINDING: GivenDiagnostic = {
  firstLine: 2,
  lastLine: 2,
  message: 'A full page is counted twice',
  source: 'Tierwise',
  ruleCode: 'high',
};
const FIXED = '  return Math.ceil(count / size);';

describe('the fix of a finding that a test shows', function () {
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

  const inputOf = (given: Partial<TaskInput> = {}): TaskInput =>
    inputFor('fix', 'javascript', SOURCE, {
      path: 'src/pages.js',
      diagnostics: [FINDING],
      shownBy: [SHOWN],
      ...given,
    });
  const toolsFor = () =>
    projects.toolsOf({
      'package.json': '{"type": "module", "scripts": {"test": "node --test"}}',
      'src/pages.js': SOURCE,
      'src/pages.test.js': HEAD,
    });

  async function fixedBy(
    line: string,
    given: Partial<TaskInput> = {},
    runner?: TestRunner,
  ): Promise<{ readonly result: GateResult; readonly told: readonly string[] }> {
    const used = { ...tools, ...toolsFor(), ...(runner && { testRunner: runner }) };
    const result = await checked(used, inputOf(given), {
      edits: [],
      replacements: [{ line: 2, find: '  return Math.floor(count / size) + 1;', replace: line }],
      summary: 'Counts whole pages.',
    });
    const told = result.notes.map(({ code }) => code);
    return { result, told: told.filter((code) => code !== 'notes.typesNotChecked') };
  }

  it('is proven where it turns the test green and all others stay so', async () => {
    const { result, told } = await fixedBy(FIXED);
    assert.deepEqual([codes(result), result.strength], [[], 'proves']);
    assert.equal(told[0], 'notes.turnedGreen');
    // The question about the shown test, and one for the user's own.
    assert.deepEqual(projects.asked.includes(SHOWN.text), true);
  });

  it('is refused where the test stays red', async () => {
    const { result } = await fixedBy('  return Math.floor(count / size) + 1 + 0;');
    assert.deepEqual(codes(result), ['fix.testFails']);
    assert.deepEqual(result.problems[0]?.args, { count: 1 });
    assert.match(result.problems[0]?.detail ?? '', /has one page[\s\S]*2 !== 1/);
  });

  it('is refused where a test beside it fails that passed', async () => {
    const { result } = await fixedBy('  return Math.floor(count / size);');
    assert.deepEqual(codes(result), ['edits.testsFail']);
    assert.match(result.problems[0]?.detail ?? '', /counts/);
  });

  it('is not proven where the test was not red, or only one of two findings has one', async () => {
    const green = { ...SHOWN, cases: ['counts'] };
    const notRed = await fixedBy(FIXED, { shownBy: [green] });
    assert.deepEqual([codes(notRed.result), notRed.result.strength], [[], 'checks']);
    assert.equal(notRed.told[0], 'notes.notRed');
    const two = await fixedBy(FIXED, {
      diagnostics: [FINDING, { ...FINDING, message: 'Sizes of 0' }],
    });
    assert.deepEqual([two.told[0], two.result.strength], ['notes.turnedGreen', 'checks']);
  });

  it('is only checked after a no, and nothing else is run', async () => {
    projects.answer = false;
    const { result, told } = await fixedBy(FIXED);
    assert.deepEqual([told, result.strength], [['notes.notRun'], 'checks']);
    assert.equal(projects.asked.length, 1);
  });

  it('is not refused for a test that passes and fails by chance', async () => {
    const run = (...cases: readonly CaseResult[]): TestRun => ({
      type: 'failed',
      failures: 1,
      output: '',
      cases,
    });
    const red = { name: 'has one page', outcome: 'failed', output: 'AssertionError' } as const;
    const one = (outcome: CaseResult['outcome']): CaseResult => ({ name: 'counts', outcome });
    const green = { name: 'has one page', outcome: 'passed' } as const;
    const runs = [
      run(red, one('passed')),
      run(red, one('failed')),
      run(green, one('failed')),
      run(green, one('failed')),
    ];
    const runner: TestRunner = {
      run: () => Promise.resolve(runs.shift() ?? { type: 'notRun' }),
    };
    const { result, told } = await fixedBy(FIXED, {}, runner);
    assert.deepEqual([codes(result), told[0]], [[], 'notes.turnedGreen']);
  });

  it('shows the model the test, and the route that it is sent', async () => {
    const prepared = await prepare({ ...tools, ...toolsFor() }, inputOf());
    const text = promptText(prepared);
    assert.match(text, /<sibling-[0-9a-f]{8}>[\s\S]*has one page[\s\S]*<\/sibling/);
    assert.match(text, /tests:\n- src\/pages\.test\.js: has one page/);
    assert.match(prepared.prompt.system, /have to pass on the fixed code/);
    assert.deepEqual(
      prepared.sent.map(({ path }) => path),
      ['src/pages.js', 'src/pages.test.js'],
    );
    const plain = await prepare({ ...tools, ...toolsFor() }, inputOf({ shownBy: [] }));
    assert.doesNotMatch(promptText(plain), /sibling|tests:/);
  });
});
