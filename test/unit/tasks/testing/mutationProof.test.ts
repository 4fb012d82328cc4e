import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, describe, it } from 'mocha';
import { systemClock } from '../../../../src/editor/systemClock.ts';
import type { GateResult } from '../../../../src/tasks/task.ts';
import { patientClock } from '../../../support/patientClock.ts';
import { RealRunners, runs } from '../../../support/realRunners.ts';
import { checked, codes, inputFor, projectOf, startTools } from '../taskBench.ts';

/** A project of each kind, with a test that bites and such as do not. */
interface Project {
  readonly framework: string;
  readonly language: string;
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
  /** The lines of the subject. */
  readonly target: { readonly firstLine: number; readonly lastLine: number };
  readonly biting: string;
  readonly vacuous: Readonly<Record<string, string>>;
  readonly needs?: readonly [string, ...string[]];
  /** Most mutants, where each is compiled. */
  readonly most?: number;
}

const MOST = 10;

const PRICE_JS = `export function price(amount, count, isMember) {
  if (amount < 0) throw new RangeError('negative');
  let total = amount * count;
  if (isMember && count > 2) {
    total -= 5;
  }
  return total;
}

export function other(a) {
  return a + 1;
}
`;
const jsTest = (cases: string): string =>
  `import assert from 'node:assert/strict';\nimport { it } from 'node:test';\nimport { other, price } from './price.js';\n\n${cases}\nvoid other;\n`;
const PRICE_PY = `def price(amount, count, is_member):
    if amount < 0:
        raise ValueError("negative")
    total = amount * count
    if is_member and count > 2:
        total -= 5
    return total


def other(a):
    return a + 1
`;
const pyTest = (cases: string): string =>
  `import pytest\nfrom price import other, price\n\n\n${cases}\n`;
const unittestTest = (cases: string): string =>
  `import unittest\nfrom price import other, price\n\n\nclass TestPrice(unittest.TestCase):\n${cases.replace(/^(?=.)/gm, '    ')}\n`;
const PRICE_GO = `package shop

import "errors"

func Price(amount int, count int, isMember bool) (int, error) {
	if amount < 0 {
		return 0, errors.New("negative")
	}
	total := amount * count
	if isMember && count > 2 {
		total -= 5
	}
	return total, nil
}
`;
const goTest = (cases: string): string => `package shop\n\nimport "testing"\n\n${cases}\n`;

const PROJECTS: readonly Project[] = [
  {
    framework: 'node:test',
    language: 'javascript',
    path: 'src/price.js',
    files: {
      'package.json': '{"type":"module","scripts":{"test":"node --test"}}',
      'src/price.js': PRICE_JS,
    },
    target: { firstLine: 1, lastLine: 8 },
    biting: jsTest(
      "it('counts', () => {\n  assert.equal(price(10, 2, false), 20);\n  assert.equal(price(10, 3, true), 25);\n  assert.equal(price(10, 2, true), 20);\n  assert.equal(price(10, 3, false), 30);\n  assert.equal(price(0, 3, false), 0);\n  assert.throws(() => price(-1, 1, false), RangeError);\n});",
    ),
    vacuous: {
      'of truth alone': jsTest("it('counts', () => {\n  assert.ok(price(10, 3, true));\n});"),
      'of itself': jsTest(
        "it('counts', () => {\n  assert.equal(price(10, 3, true), price(10, 3, true));\n});",
      ),
      'of another function': jsTest(
        "it('counts', () => {\n  price(10, 3, true);\n  assert.equal(other(1), 2);\n});",
      ),
    },
  },
  {
    framework: 'pytest',
    language: 'python',
    path: 'price.py',
    files: { 'pyproject.toml': '[tool.pytest.ini_options]\n', 'price.py': PRICE_PY },
    target: { firstLine: 1, lastLine: 7 },
    biting: pyTest(
      'def test_counts():\n    assert price(10, 2, False) == 20\n    assert price(10, 3, True) == 25\n    assert price(10, 2, True) == 20\n    assert price(10, 3, False) == 30\n    assert price(0, 3, False) == 0\n    with pytest.raises(ValueError):\n        price(-1, 1, False)',
    ),
    vacuous: {
      'of itself': pyTest(
        'def test_counts():\n    assert price(10, 3, True) == price(10, 3, True)',
      ),
    },
    needs: ['python3', '-c', 'import pytest'],
  },
  {
    framework: 'unittest',
    language: 'python',
    path: 'price.py',
    files: { 'setup.py': '', 'price.py': PRICE_PY },
    target: { firstLine: 1, lastLine: 7 },
    biting: unittestTest(
      'def test_counts(self):\n    self.assertEqual(price(10, 2, False), 20)\n    self.assertEqual(price(10, 3, True), 25)\n    self.assertEqual(price(10, 2, True), 20)\n    self.assertEqual(price(10, 3, False), 30)\n    self.assertEqual(price(0, 3, False), 0)\n    self.assertRaises(ValueError, price, -1, 1, False)',
    ),
    vacuous: {
      'of truth alone': unittestTest(
        'def test_counts(self):\n    self.assertTrue(price(10, 3, True))',
      ),
    },
    needs: ['python3', '-c', 'import unittest'],
  },
  {
    framework: 'go test',
    language: 'go',
    path: 'price.go',
    files: { 'go.mod': 'module example.org/shop\n\ngo 1.21\n', 'price.go': PRICE_GO },
    target: { firstLine: 5, lastLine: 14 },
    biting: goTest(
      'func TestPrice(t *testing.T) {\n\tfor _, one := range []struct {\n\t\tamount, count int\n\t\tisMember      bool\n\t\twant          int\n\t}{{10, 2, false, 20}, {10, 3, true, 25}, {10, 2, true, 20}, {10, 3, false, 30}, {0, 3, false, 0}} {\n\t\tif got, err := Price(one.amount, one.count, one.isMember); got != one.want || err != nil {\n\t\t\tt.Fatal(got, err)\n\t\t}\n\t}\n\tif got, err := Price(-1, 1, false); got != 0 || err == nil {\n\t\tt.Fatal("no error")\n\t}\n}',
    ),
    vacuous: {
      'of no error alone': goTest(
        'func TestPrice(t *testing.T) {\n\tif _, err := Price(10, 3, true); err != nil {\n\t\tt.Fatal(err)\n\t}\n}',
      ),
    },
    needs: ['go', 'version'],
    most: 6,
  },
];

describe('the proof by mutants', function () {
  this.timeout(120_000);
  const tools = { ...startTools(), clock: patientClock };
  const runners = new RealRunners();
  after(() => {
    runners.dispose();
    return tools.syntax.dispose();
  });
  afterEach(() => {
    runners.remove();
    assert.deepEqual(runners.troubles, []);
  });

  const judged = (
    project: Project,
    code: string,
    most = project.most ?? MOST,
    clock = patientClock,
  ): Promise<GateResult> => {
    const { files, language, path, target } = project;
    const input = inputFor('tests', language, files[path] ?? '', {
      path,
      target,
      targetKind: 'declaration',
      mutation: { most, score: 0.6 },
    });
    const testRunner = runners.runnerOf(files);
    return checked({ ...tools, files: projectOf(files), testRunner, clock }, input, { code });
  };

  for (const project of PROJECTS) {
    const canRun = project.needs === undefined || runs(project.needs);
    const here = canRun ? '' : ', which is not here';
    it(`is had by tests that bite, with ${project.framework}${here}`, async () => {
      if (!canRun) return;
      const result = await judged(project, project.biting);
      assert.deepEqual([codes(result), result.strength], [[], 'proves']);
      const { executed = 0, killed = 0, timedOut } = result.mutants ?? {};
      assert.ok(executed >= 5 && killed >= 0.8 * executed, JSON.stringify(result));
      assert.equal(timedOut, 0);
      assert.equal(result.survivors?.length, executed - killed);
      const told = result.notes.find(({ code }) => code === 'notes.notices');
      assert.deepEqual(told?.args, { killed, executed });
    });
    for (const [what, code] of Object.entries(project.vacuous)) {
      it(`is not had by a test ${what}, with ${project.framework}${here}`, async () => {
        if (!canRun) return;
        const result = await judged(project, code);
        assert.equal(result.strength, 'checks');
        assert.deepEqual([...new Set(codes(result))], ['tests.survived'], JSON.stringify(result));
        assert.ok(result.problems.length <= 5);
        const [first] = result.problems;
        assert.match(
          first?.detail ?? '',
          /line \d+ of the source has .+ (?:instead of .+|left out)/,
        );
        assert.ok(result.notes.some((note) => note.code === 'notes.noticesTooFew'));
      });
    }
  }

  const [script] = PROJECTS;
  assert.ok(script !== undefined);

  it('is that of the emptied subject where no mutants are asked for', async () => {
    const truth = script.vacuous['of truth alone'] ?? '';
    const result = await judged(script, truth, 0);
    assert.deepEqual([codes(result), result.strength, result.mutants], [[], 'proves', undefined]);
  });

  it('is not had by a test that passes and fails by chance', async () => {
    // In no folder of a run's own.
    const seen = join(tmpdir(), `tw-seen-${randomUUID()}`);
    const code = jsTest(
      `import { existsSync, writeFileSync } from 'node:fs';\nconst seen = ${JSON.stringify(seen)};\nit('counts', () => {\n  assert.equal(price(10, 2, false), 20);\n  const again = existsSync(seen);\n  writeFileSync(seen, '');\n  assert.equal(again, false);\n});`,
    );
    const result = await judged(script, code);
    rmSync(seen);
    assert.deepEqual([codes(result), result.strength], [[], 'checks']);
    assert.deepEqual(
      result.notes.filter((note) => note.code === 'notes.unsteady').map(({ args }) => args),
      [{ count: 1 }],
    );
  });

  it('is that of one change where a case for it is wanted', async () => {
    const { files, language, path } = script;
    const start = PRICE_JS.indexOf('> 2');
    const kills = { operator: 'boundary', line: 4, start, end: start + 1 } as const;
    const input = inputFor('tests', language, PRICE_JS, {
      path,
      target: script.target,
      targetKind: 'declaration',
      kills: { ...kills, before: '>', after: '>=' },
    });
    const check = (code: string): Promise<GateResult> => {
      const testRunner = runners.runnerOf(files);
      return checked({ ...tools, files: projectOf(files), testRunner }, input, { code });
    };
    const edge = "it('needs three', () => {\n  assert.equal(price(10, 2, true), 20);\n});";
    const other = "it('counts', () => {\n  assert.equal(price(10, 3, true), 25);\n});";
    const good = await check(jsTest(edge));
    assert.deepEqual([codes(good), good.strength], [[], 'proves'], JSON.stringify(good));
    assert.deepEqual(good.mutants, { executed: 1, killed: 1, timedOut: 0 });
    const bad = await check(jsTest(other));
    assert.deepEqual([codes(bad), bad.strength], [['tests.survived'], 'checks']);
    assert.match(bad.problems[0]?.detail ?? '', /line 4 of the source has >= instead of >/);
  });

  it('is not had where changes only break the subject down', async () => {
    const files = {
      ...script.files,
      'src/price.js':
        'export function price(text) {\n  const parts = text.split(" ");\n  const last = parts.at(-1);\n  return last.trim().length + parts.length;\n}\nexport const other = 1;\n',
    };
    const project = { ...script, files, target: { firstLine: 1, lastLine: 5 } };
    const vacuous = jsTest("it('counts', () => {\n  assert.ok(price('a b') !== null);\n});");
    const result = await judged(project, vacuous, 10);
    assert.equal(result.strength, 'checks', JSON.stringify(result));
    const biting = jsTest(
      "it('counts', () => {\n  assert.equal(price('a bb'), 4);\n  assert.equal(price('c'), 2);\n});",
    );
    assert.equal((await judged(project, biting, 10)).strength, 'proves');
  });

  it('takes a mutant that does not end for none that is noticed', async () => {
    const files = {
      ...script.files,
      'src/price.js':
        'export function price(n) {\n  let left = n;\n  while (true) {\n    if (left === 0) return n * 2;\n    left = left - 1;\n  }\n}\nexport const other = 1;\n',
    };
    const project = { ...script, files, target: { firstLine: 3, lastLine: 5 } };
    const code = jsTest("it('counts', () => {\n  assert.equal(price(3), 6);\n});");
    const result = await judged(project, code, 3, systemClock);
    const { executed = 0, killed = 0, timedOut = 0 } = result.mutants ?? {};
    assert.ok(timedOut > 0, JSON.stringify(result));
    assert.ok(killed <= executed && executed + timedOut <= 3);
  });
});
