import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import type { CoverageFormat } from '../../../src/testRun/outcome/lineCoverage.ts';
import { lineCoverage } from '../../../src/testRun/outcome/lineCoverage.ts';
import { RealRunners, runs } from '../../support/realRunners.ts';

const PLACE = { copy: '/tmp/copy', cwd: '/tmp/copy/part' };
const read = (format: CoverageFormat, text: string | undefined) =>
  lineCoverage(format, text, PLACE);

describe('line coverage', () => {
  it('of Node.js is read by file', () => {
    const text =
      'TN:\nSF:src/a.js\nDA:1,1\nDA:3,0\nDA:2,4\nend_of_record\nSF:/tmp/copy/b.js\nDA:1,1\nend_of_record\n';
    assert.deepEqual(read('lcov', text), [
      {
        path: 'part/src/a.js',
        lines: [
          [1, 1],
          [2, 4],
          [3, 0],
        ],
      },
      { path: 'b.js', lines: [[1, 1]] },
    ]);
  });

  it('of Jest and Vitest counts a line by its statement that was reached most often', () => {
    const file = {
      statementMap: { 0: { start: { line: 1 } }, 1: { start: { line: 1 } }, 2: {} },
      s: { 0: 0, 1: 2, 2: 5 },
    };
    const text = JSON.stringify({
      '/tmp/copy/a.ts': file,
      '/tmp/copy/node_modules/x/i.js': file,
    });
    assert.deepEqual(read('istanbul', text), [{ path: 'a.ts', lines: [[1, 2]] }]);
  });

  it('of Go is read by blocks, in the package that was run', () => {
    const text =
      'mode: set\nexample.com/shop/part/a.go:3.20,5.2 1 1\nexample.com/shop/part/a.go:5.2,6.3 1 0\n';
    assert.deepEqual(read('go', text), [
      {
        path: 'part/a.go',
        lines: [
          [3, 1],
          [4, 1],
          [5, 1],
          [6, 0],
        ],
      },
    ]);
  });

  it('that leads out of the project, or is nothing that can be read, is none', () => {
    assert.equal(read('lcov', undefined), undefined);
    assert.equal(read('lcov', ''), undefined);
    assert.equal(read('lcov', 'SF:/etc/passwd\nDA:1,1\nSF:../../x.js\nDA:1,1\n'), undefined);
    assert.equal(read('istanbul', '{"a.js": {"statementMap": {"0": '), undefined);
    assert.equal(read('istanbul', '[1, null, "x"]'), undefined);
    assert.equal(
      read('istanbul', '{"a.js": {"statementMap": {"0": {"start": {"line": -1}}}}}'),
      undefined,
    );
    assert.equal(read('go', 'mode: set\na.go:1.1,999999999.1 1 1\n')?.[0]?.lines.length, 100_000);
  });
});

describe('line coverage of Python', () => {
  const SUBJECT = 'def sign(n):\n    if n < 0:\n        return -1\n    return 1\n';
  const TESTS = {
    pytest: 'from sign import sign\n\n\ndef test_above():\n    assert sign(2) == 1\n',
    unittest:
      'import unittest\nfrom sign import sign\n\n\nclass Sign(unittest.TestCase):\n    def test_above(self):\n        self.assertEqual(sign(2), 1)\n',
  };
  const real = new RealRunners();
  const isInstalled = (name: string): boolean => runs(['python3', '-c', `import ${name}`]);

  after(() => {
    real.remove();
    real.dispose();
  });

  for (const [framework, text] of Object.entries(TESTS)) {
    it(`is written by coverage.py where it is installed, and ${framework} runs where not`, async () => {
      if (!isInstalled(framework)) return;
      const path = 'test_sign.py';
      const files = {
        'sign.py': SUBJECT,
        [path]: text,
        // Nothing that the project's settings for it name is loaded.
        '.coveragerc': '[run]\nplugins = nowhere\n',
        'setup.cfg': '[metadata]\nname = sign\n',
      };
      const runner = real.runnerOf(files);
      const asked = { path, text, framework, byCase: true, coverage: true };
      const ran = await runner.run(asked, undefined, new AbortController().signal);
      assert.ok(ran.type === 'passed', JSON.stringify(ran));
      assert.deepEqual(real.troubles, []);
      assert.deepEqual(
        ran.cases?.map(({ outcome }) => outcome),
        ['passed'],
      );
      const covered = ran.coverage?.find((file) => file.path === 'sign.py')?.lines;
      const expected = [
        [1, 1],
        [2, 1],
        [3, 0],
        [4, 1],
      ];
      assert.deepEqual(covered, isInstalled('coverage') ? expected : undefined);
    });
  }
});
