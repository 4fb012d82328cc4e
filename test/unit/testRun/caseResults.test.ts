import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ResultFormat } from '../../../src/testRun/outcome/caseResults.ts';
import { caseResults, goOutput } from '../../../src/testRun/outcome/caseResults.ts';

const TAP = `TAP version 13
# ok 1 - from a test
# Subtest: calc
    # Subtest: adds \\# 1
    not ok 1 - adds \\# 1
      ---
      duration_ms: 0.4
      type: 'test'
      error: '3 !== 4'
      ...
    # Subtest: later
    ok 2 - later # SKIP not now
      ---
      type: 'test'
      ...
    1..2
not ok 1 - calc
  ---
  type: 'suite'
  ...
# Subtest: alone
ok 2 - alone
  ---
  type: 'test'
  ...
`;

const GO = [
  { Action: 'run', Test: 'TestA' },
  { Action: 'output', Test: 'TestA', Output: '    a_test.go:8: no\n' },
  { Action: 'output', Test: 'TestA/one', Output: 'x\n' },
  { Action: 'pass', Test: 'TestA/one' },
  { Action: 'fail', Test: 'TestA' },
  { Action: 'skip', Test: 'TestB' },
  { Action: 'output', Output: 'FAIL\n' },
  { Action: 'fail' },
]
  .map((event) => JSON.stringify(event))
  .join('\n');

const FORMATS: readonly (readonly [ResultFormat, text: string, cases: readonly string[]])[] = [
  ['tap', TAP, ['-calc > adds \\# 1', '~calc > later', '+alone']],
  [
    'jest',
    '{"testResults":[{"assertionResults":[{"fullName":"calc adds","status":"failed","failureMessages":["no"]},{"fullName":"calc later","status":"pending"}]},{"assertionResults":[{"fullName":"alone","status":"passed"}]}]}',
    ['-calc adds', '~calc later', '+alone'],
  ],
  [
    'mocha',
    '{"passes":[{"fullTitle":"alone"}],"failures":[{"fullTitle":"calc adds","err":{"message":"no","stack":"no\\n at"}}],"pending":[{"fullTitle":"calc later"}]}',
    ['+alone', '-calc adds', '~calc later'],
  ],
  [
    'junit',
    '<?xml version="1.0"?><testsuites><testsuite><testcase classname="t.A" name="adds[&lt;1&gt;]" time="0"><failure message="no">assert 1 &gt; 2</failure></testcase><testcase classname="t.A" name="later"><skipped type="x">y</skipped></testcase><testcase classname="t" name="alone" /></testsuite></testsuites>',
    ['-t.A adds[<1>]', '~t.A later', '+t alone'],
  ],
  [
    'unittest',
    `test_add (t.A.test_add)\nSays something. ... FAIL\ntest_later (t.A.test_later) ... skipped 'no'\ntest_alone (t.A.test_alone) ... noise\nok\n\n${'='.repeat(70)}\nFAIL: test_add (t.A.test_add)\n${'-'.repeat(70)}\nAssertionError: no\n`,
    ['-t.A test_add', '~t.A test_later', '+t.A test_alone'],
  ],
  ['go', `# m\n${GO}`, ['+TestA/one', '-TestA', '~TestB']],
];

describe('results of runners', () => {
  for (const [format, text, cases] of FORMATS) {
    it(`are told case by case: ${format}`, () => {
      const told = caseResults(format, text) ?? [];
      const signs = { passed: '+', failed: '-', skipped: '~' };
      assert.deepEqual(
        told.map(({ name, outcome }) => signs[outcome] + name),
        cases,
      );
      assert.match(told.find(({ outcome }) => outcome === 'failed')?.output ?? '', /no|!==|assert/);
    });
  }

  it('are not known where nothing was written, or half of it', () => {
    assert.equal(caseResults('jest', undefined), undefined);
    assert.equal(caseResults('tap', ' \n'), undefined);
    assert.equal(caseResults('mocha', '{"passes":[{'), undefined);
  });

  it('of Go read as a person would see them', () => {
    assert.equal(goOutput(`# m\n${GO}`), '# m\n    a_test.go:8: no\nx\nFAIL\n');
  });
});
