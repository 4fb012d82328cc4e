import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'mocha';
import type {
  GivenDiagnostic,
  TaskInput,
  TestRun,
  TestRunner,
} from '../../../../src/tasks/task.ts';
import { RealRunners } from '../../../support/realRunners.ts';
import { checked, codes, inputFor, startTools } from '../taskBench.ts';

const SOURCE = `export function price(count, each) {
  if (count > 10) {
    return count * each - 5;
  }
  return count * each;
}
`;
const SAME = `export function price(count, each) {
  const whole = count * each;
  return count > 10 ? whole - 5 : whole;
}
`;
const OTHER = SAME.replace('count > 10', 'count >= 10');

const test = (body: string): string =>
  `import assert from 'node:assert/strict';\nimport { it } from 'node:test';\nimport { price } from './price.js';\n\n${body}\n`;
const GOOD = test(
  "it('is whole', () => assert.equal(price(10, 2), 20));\nit('is less', () => assert.equal(price(11, 2), 17));\nit('was red', () => assert.equal(price(1, 1), 5));",
);
const WEAK = test("it('is a number', () => assert.equal(typeof price(1, 2), 'number'));");
describe('the project’s own tests on a change', function () {
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

  function toolsFor(tests: string) {
    const files: Readonly<Record<string, string>> = {
      'package.json': '{"type": "module", "scripts": {"test": "node --test"}}',
      'src/price.js': SOURCE,
      ...(tests === '' ? {} : { 'src/price.test.js': tests }),
    };
    return { ...tools, ...projects.toolsOf(files) };
  }

  async function verdict(
    tests: string,
    later: string,
    given: Partial<TaskInput> = {},
    runner?: TestRunner,
  ) {
    const lines = SOURCE.trimEnd().split('\n');
    const task = given.task ?? 'refactor';
    const input = inputFor(task, 'javascript', SOURCE, { path: 'src/price.js', ...given });
    const result = await checked(
      { ...toolsFor(tests), ...(runner && { testRunner: runner }) },
      input,
      {
        edits: [
          {
            from: 1,
            to: lines.length,
            firstLine: lines[0],
            lastLine: lines.at(-1),
            replace: later.trimEnd(),
          },
        ],
        replacements: [],
        summary: 'Rewritten.',
      },
    );
    const told = result.notes.filter(({ code }) => code !== 'notes.typesNotChecked');
    return { result, codes: codes(result), strength: result.strength, told };
  }

  it('proves it where they pass as before and notice changes of its lines', async () => {
    const { strength, told, codes: found } = await verdict(GOOD, SAME);
    assert.deepEqual([found, strength, told[0]?.code], [[], 'proves', 'notes.testsProve']);
    const { cases, killed = 0, executed = 0 } = told[0]?.args ?? {};
    // The one that was red says nothing.
    assert.equal(cases, 2);
    assert.ok(Number(killed) >= 0.5 * Number(executed) && Number(executed) >= 3);
    assert.equal(projects.asked.length, 1);
  });

  it('only check it where they would notice little', async () => {
    const { strength, told } = await verdict(WEAK, SAME);
    assert.deepEqual([strength, told[0]?.code], ['checks', 'notes.testsNotice']);
    assert.ok(Number(told[0]?.args['killed']) < 0.5 * Number(told[0]?.args['executed']));
    // What they do not notice is no proof, whatever passes.
    const other = await verdict(WEAK, OTHER);
    assert.equal(other.strength, 'checks');
  });

  it('look at what is around where the changed lines alone say little, which proves nothing', async () => {
    const named = SOURCE.replace(
      /  return count \* each;\n\}\n$/,
      '  const whole = count * each;\n  return whole;\n}\n',
    );
    const { strength, told } = await verdict(GOOD, named);
    assert.deepEqual([strength, told[0]?.code], ['checks', 'notes.testsNotice']);
    const { killed, executed } = told[0]?.args ?? {};
    assert.ok(Number(killed) >= 4 && Number(executed) >= 4, JSON.stringify(told));
  });

  it('refuse it where one passed before and fails now', async () => {
    const { codes: found, strength, result } = await verdict(GOOD, OTHER);
    assert.deepEqual([found, strength], [['edits.testsFail'], 'checks']);
    assert.deepEqual(result.problems[0]?.args, { count: 1 });
    assert.match(result.problems[0]?.detail ?? '', /is whole[\s\S]*20/);
    assert.doesNotMatch(result.problems[0]?.detail ?? '', /was red/);
    const gone = await verdict(GOOD, SAME.replace('export ', ''), { instruction: 'price' });
    assert.deepEqual(gone.codes, ['edits.testsFail']);
    assert.deepEqual(gone.result.problems[0]?.args, { count: 2 });
  });

  it('show what fails where that was asked for', async () => {
    const wanted = await verdict(GOOD, OTHER, { instruction: 'Return less from ten on' });
    assert.deepEqual([wanted.codes, wanted.told], [[], [note('notes.testsBroken', 1)]]);
    assert.equal(wanted.strength, 'checks');
    const finding: GivenDiagnostic = {
      firstLine: 2,
      lastLine: 2,
      message: 'Ten is not less.',
      source: 'Tierwise',
      ruleCode: 'high',
    };
    const fixed = await verdict(GOOD, OTHER, { task: 'fix', diagnostics: [finding] });
    assert.deepEqual([fixed.codes, fixed.told], [[], [note('notes.testsBroken', 1)]]);
    const lint = { ...finding, source: 'eslint' };
    const other = await verdict(GOOD, OTHER, { task: 'fix', diagnostics: [lint] });
    assert.deepEqual(other.codes, ['edits.testsFail']);
    const extracted = { instruction: 'Extract a constant' };
    assert.deepEqual((await verdict(GOOD, OTHER, extracted)).codes, ['edits.testsFail']);
  });

  it('say nothing where they are not there or are not to be run', async () => {
    const none = await verdict('', SAME);
    // Without tests there are still calls with made-up arguments.
    assert.deepEqual([none.codes, none.strength], [[], 'checks']);
    assert.deepEqual([none.told.map(({ code }) => code)], [['notes.probesAgree']]);
    projects.answer = false;
    const declined = await verdict(GOOD, OTHER);
    assert.deepEqual([declined.codes, declined.strength], [[], 'checks']);
    assert.deepEqual(declined.told, [{ code: 'notes.notRun', args: {} }]);
  });

  it('say nothing of cases that pass by chance', async () => {
    const told = (...outcomes: readonly ('passed' | 'failed')[]): TestRunner => {
      const left = [...outcomes];
      return {
        run: () => {
          const outcome = left.shift() ?? 'passed';
          const cases = [{ name: 'a', outcome }] as const;
          const ran = outcome === 'passed' ? {} : { failures: 1, output: 'a' };
          return Promise.resolve({ type: outcome, cases, ...ran } as TestRun);
        },
      };
    };
    const before = await verdict(GOOD, SAME, {}, told('passed', 'failed', 'failed', 'failed'));
    assert.deepEqual([before.codes, before.strength, before.told], [[], 'checks', []]);
    const once = await verdict(GOOD, SAME, {}, told('passed', 'passed', 'failed', 'passed'));
    assert.deepEqual([once.codes, once.strength], [[], 'checks']);
    const twice = await verdict(GOOD, SAME, {}, told('passed', 'passed', 'failed', 'failed'));
    assert.deepEqual(twice.codes, ['edits.testsFail']);
  });

  it('are not run where the code itself shows that it does the same', async () => {
    const { strength, told } = await verdict(GOOD, SOURCE.replaceAll(/\bif \(/g, 'if  ('));
    assert.deepEqual(
      [strength, told[0]?.code, projects.asked.length],
      ['proves', 'notes.sameCode', 0],
    );
  });
});

function note(code: string, count: number) {
  return { code, args: { count } };
}
