import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'mocha';
import type { CaseResult, GateResult, TestRun, TestRunner } from '../../../../src/tasks/task.ts';
import { RealRunners, runs } from '../../../support/realRunners.ts';
import { codes, startTools } from '../taskBench.ts';
import type { TestGateCase } from './testGateCases.ts';
import { gateCase, judged } from './testGateCases.ts';

/** A project of each kind, with an old case that fails already and one that would prove too much. */
interface Project {
  readonly framework: string;
  readonly language: string;
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
  readonly test: string;
  readonly good: string;
  readonly bad: string;
  readonly idle: string;
  /** Runs where this does. */
  readonly needs?: readonly [string, ...string[]];
}

const CALC = {
  language: 'javascript',
  path: 'src/calc.js',
  test: 'src/calc.test.js',
  good: "it('adds more', () => {\n  assert.equal(add(1, 2), 3);\n});",
  bad: "it('adds more', () => {\n  assert.equal(add(1, 2), 4);\n});",
  idle: "it('is there', () => {\n  assert.equal(typeof add, 'function');\n});",
};
const calcFiles = (script: string, head: string): Readonly<Record<string, string>> => ({
  'package.json': JSON.stringify({ type: 'module', scripts: { test: script } }),
  'src/calc.js':
    'export function add(a, b) {\n  return a + b;\n}\n\nexport function sub(a, b) {\n  return b - a;\n}\n',
  'src/calc.test.js': `${head}import assert from 'node:assert/strict';\nimport { add, sub } from './calc.js';\n\ndescribe('calc', () => {\n  it('subtracts', () => {\n    assert.equal(sub(3, 2), 1);\n  });\n  it('adds', () => {\n    console.log('ok 1 - adds more');\n    assert.equal(add(1, 1), 2);\n  });\n});\n`,
});
const PYTHON = {
  language: 'python',
  path: 'calc.py',
  test: 'test_calc.py',
};
const pythonFiles = (sign: string, head: string, base: string) => ({
  [sign]: '# pytest\n'.slice(sign === 'setup.py' ? 9 : 0),
  'calc.py': 'def add(x, y):\n    return x + y\n\n\ndef sub(x, y):\n    return y - x\n',
  'test_calc.py': `${head}from calc import add, sub\n\n\nclass TestCalc${base}:\n    def test_sub(self):\n        """Says\n        something."""\n        assert sub(3, 2) == 1\n\n    def test_add(self):\n        print("noise")\n        assert add(1, 1) == 2\n`,
});
const PYTHON_CASES = {
  good: 'def test_more(self):\n    """With words."""\n    assert add(1, 2) == 3',
  bad: 'def test_more(self):\n    assert add(1, 2) == 4',
  idle: 'def test_there(self):\n    assert callable(add)',
};
const PROJECTS: readonly Project[] = [
  {
    framework: 'node:test',
    ...CALC,
    files: calcFiles('node --test', "import { describe, it } from 'node:test';\n"),
  },
  { framework: 'mocha', ...CALC, files: calcFiles('mocha', '') },
  {
    framework: 'pytest',
    ...PYTHON,
    ...PYTHON_CASES,
    files: pythonFiles('pyproject.toml', '', ''),
    needs: ['python3', '-c', 'import pytest'],
  },
  {
    framework: 'unittest',
    ...PYTHON,
    ...PYTHON_CASES,
    files: pythonFiles('setup.py', 'import unittest\n', '(unittest.TestCase)'),
    needs: ['python3', '-c', 'import unittest'],
  },
];

describe('the proof of new cases', function () {
  this.timeout(60_000);
  const tools = startTools();
  const runners = new RealRunners();
  after(() => {
    runners.dispose();
    return tools.syntax.dispose();
  });
  afterEach(() => {
    runners.remove();
    assert.deepEqual(runners.troubles, []);
  });

  const run = (one: TestGateCase): Promise<GateResult> =>
    judged({ ...tools, testRunner: runners.runnerOf(one.files, true) }, one);

  const GIVEN = [
    ['T11.old-case-fails-already', [], 'proves'],
    ['T12.vacuous-beside-old', ['tests.passWithoutSubject'], 'checks'],
  ] as const;
  for (const [id, problems, strength] of GIVEN) {
    it(`is that of the new cases alone: ${id}`, async () => {
      const result = await run(gateCase(id));
      assert.deepEqual([codes(result), result.strength], [problems, strength]);
      // The user sees once what is new, and is not asked about what is theirs.
      assert.equal(runners.asked.length, 1);
      assert.ok(result.answer?.kind === 'newFile');
      assert.equal(runners.asked[0], result.answer.text);
    });
  }

  for (const { framework, needs, ...project } of PROJECTS) {
    const canRun = needs === undefined || runs(needs);
    const caseOf = (cases: string): TestGateCase => ({
      ...project,
      id: framework,
      target: { firstLine: 1, lastLine: 2 },
      targetKind: 'declaration',
      answer: { imports: '', cases },
    });
    it(`is told case by case by ${framework}${canRun ? '' : ', which is not here'}`, async () => {
      const good = await run(caseOf(project.good));
      assert.deepEqual([codes(good), good.strength], [[], canRun ? 'proves' : 'checks']);
      if (!canRun) return;
      assert.deepEqual(codes(await run(caseOf(project.idle))), ['tests.passWithoutSubject']);
      const bad = await run(caseOf(project.bad));
      assert.deepEqual(codes(bad), ['tests.failed']);
      // What failed before is no matter of the answer's.
      assert.match(bad.problems[0]?.detail ?? '', /^1 of the tests.*more/);
      assert.doesNotMatch(bad.problems[0]?.detail ?? '', /sub/);
    });
  }

  describe('from what a runner tells', () => {
    const cases = (...told: readonly string[]): readonly CaseResult[] =>
      told.map((one) => ({
        name: one.slice(1),
        outcome: one.startsWith('+') ? 'passed' : one.startsWith('-') ? 'failed' : 'skipped',
      }));
    const passed = (...told: readonly string[]): TestRun => ({
      type: 'passed',
      cases: cases(...told),
    });
    const failed = (...told: readonly string[]): TestRun => ({
      type: 'failed',
      failures: 1,
      output: 'all of it',
      cases: cases(...told),
    });
    const bare: TestRun = { type: 'failed', failures: 1, output: 'broken' };

    const judgedBy = async (...told: readonly TestRun[]): Promise<readonly unknown[]> => {
      let at = 0;
      const testRunner: TestRunner = {
        run: () => Promise.resolve(told[(at += 1) - 1] ?? { type: 'notRun' }),
      };
      const result = await judged({ ...tools, testRunner }, gateCase('T11.old-case-fails-already'));
      return [codes(result)[0] ?? result.notes[0]?.code ?? '', result.strength];
    };

    const SAID: readonly (readonly [
      what: string,
      runs: readonly TestRun[],
      said: readonly string[],
    ])[] = [
      [
        'a new case of an old name',
        [passed('+a'), passed('+a', '+a'), failed('+a', '-a')],
        ['', 'proves'],
      ],
      [
        'an old case of that name',
        [passed('+a'), passed('+a', '+a'), failed('-a', '+a')],
        ['tests.passWithoutSubject', 'checks'],
      ],
      [
        'an old case that it breaks',
        [passed('+a'), failed('-a', '+b')],
        ['tests.failed', 'checks'],
      ],
      [
        'an old case that failed before',
        [failed('-a'), failed('-a', '+b'), failed('-a', '-b')],
        ['', 'proves'],
      ],
      [
        'a case that nobody collects',
        [passed('+a'), passed('+a')],
        ['tests.notCollected', 'checks'],
      ],
      [
        'a case that hides an old one',
        [passed('+a', '+b'), passed('+a', '+b')],
        ['tests.notCollected', 'checks'],
      ],
      ['a case that is not run', [passed('+a'), passed('+a', '~b')], ['notes.notProven', 'checks']],
      [
        'a file that cannot be loaded without its subject',
        [passed('+a'), passed('+a', '+b'), failed()],
        ['notes.notProven', 'checks'],
      ],
      [
        'a runner that breaks down behind its cases',
        [passed('+a'), failed('+a', '+b')],
        ['tests.failed', 'checks'],
      ],
      ['a file that could not be loaded before', [bare, bare], ['notes.notProven', 'checks']],
      [
        'a file that can no longer be loaded',
        [{ type: 'passed' }, bare],
        ['tests.failed', 'checks'],
      ],
      [
        'a runner that tells of no cases',
        [{ type: 'passed' }, { type: 'passed' }],
        ['notes.notProven', 'checks'],
      ],
      ['a runner that is not there', [{ type: 'notRun' }], ['notes.notRun', 'checks']],
    ];
    for (const [what, told, said] of SAID) {
      it(`is right about ${what}`, async () => {
        assert.deepEqual(await judgedBy(...told), said);
      });
    }
  });
});
