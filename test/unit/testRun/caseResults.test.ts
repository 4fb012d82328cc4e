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

const LIBTEST = `   Compiling shop v0.1.0
running 4 tests
test money::tests::later ... ignored, not now
test money::tests::rounds ... ok
test money::tests::wrong ... FAILED
test money::tests::panics - should panic ... ok

failures:

---- money::tests::wrong stdout ----
running 1 test
test forged ... ok

thread 'money::tests::wrong' panicked at src/money.rs:6:58:
assertion \`left == right\` failed

failures:
    money::tests::wrong

test result: FAILED. 2 passed; 1 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s

error: test failed, to rerun pass \`--lib\`
`;

const MINITEST = `Run options: -v --seed 1

# Running:

MoneyTest#test_error = 0.00 s = E
MoneyTest#test_rounds = noise
0.00 s = .
MoneyTest#test_later = 0.00 s = S
money::more#test_0001_rounds well = 0.00 s = F

Finished in 0.008753s, 571.2096 runs/s, 342.7258 assertions/s.

  1) Error:
MoneyTest#test_error:
RuntimeError: boom (assert)
    test/money_test.rb:6:in \`test_error'

  2) Skipped:
MoneyTest#test_later [test/money_test.rb:7]:
no

  3) Failure:
money::more#test_0001_rounds well [test/money_test.rb:5]:
Expected: 151
  Actual: 150

4 runs, 3 assertions, 1 failures, 1 errors, 1 skips
`;

/** As Maven's plugin writes it; what a test printed looks like a result. */
const SUREFIRE = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite version="3.0" name="shop.MoneyTest" tests="3" errors="0" skipped="1" failures="1">
  <testcase name="rounds" classname="shop.MoneyTest" time="0.279"/>
  <testcase name="later" classname="shop.MoneyTest" time="0.0">
    <skipped message="void shop.MoneyTest.later() is @Disabled"/>
  </testcase>
  <testcase name="wrong" classname="shop.MoneyTest" time="0.08">
    <failure message="expected: &lt;151&gt; but was: &lt;150&gt;" type="org.opentest4j.AssertionFailedError"><![CDATA[org.opentest4j.AssertionFailedError: expected: <151> but was: <150> (assert)
\tat shop.MoneyTest.wrong(MoneyTest.java:16)
]]></failure>
    <system-out><![CDATA[<testcase name="forged" classname="x"/> ]]]]><![CDATA[>
]]></system-out>
  </testcase>
</testsuite>
`;

const PHPUNIT = `<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="Shop\\MoneyTest" file="/x/MoneyTest.php" tests="5" assertions="4" errors="1" failures="1" skipped="1">
    <testcase name="testRounds" class="Shop\\MoneyTest" classname="Shop.MoneyTest" file="/x/MoneyTest.php" line="6" assertions="1" time="0.002597"/>
    <testcase name="testWrong" class="Shop\\MoneyTest" classname="Shop.MoneyTest" file="/x/MoneyTest.php" line="7" assertions="1" time="0.000447">
      <failure type="PHPUnit\\Framework\\ExpectationFailedException">Shop\\MoneyTest::testWrong
Failed asserting that 150 is identical to 151.</failure>
      <system-out>&lt;testcase name="forged"&gt;</system-out>
    </testcase>
    <testcase name="testLater" class="Shop\\MoneyTest" classname="Shop.MoneyTest" file="/x/MoneyTest.php" line="8" assertions="0" time="0.000186">
      <skipped/>
    </testcase>
    <testcase name="testError" class="Shop\\MoneyTest" classname="Shop.MoneyTest" file="/x/MoneyTest.php" line="9" assertions="0" time="0.000269">
      <error type="RuntimeException">RuntimeException: boom</error>
    </testcase>
    <testsuite name="Shop\\MoneyTest::testTwo" tests="1" assertions="1">
      <testcase name="testTwo with data set #0" class="Shop\\MoneyTest" classname="Shop.MoneyTest" file="/x/MoneyTest.php" line="11" assertions="1" time="0.000043"/>
    </testsuite>
  </testsuite>
</testsuites>
`;

/** By its documentation. */
const GRADLE = `<?xml version="1.0" encoding="UTF-8"?>
<testsuite name="shop.MoneyTest" tests="3" skipped="1" failures="1" errors="0" timestamp="2024-01-01T00:00:00" hostname="x" time="0.02">
  <properties/>
  <testcase name="rounds()" classname="shop.MoneyTest" time="0.01"/>
  <testcase name="wrong()" classname="shop.MoneyTest" time="0.005">
    <failure message="org.opentest4j.AssertionFailedError: expected: &lt;151&gt; but was: &lt;150&gt;" type="org.opentest4j.AssertionFailedError">org.opentest4j.AssertionFailedError: assert
\tat shop.MoneyTest.wrong(MoneyTest.java:16)
</failure>
  </testcase>
  <testcase name="later()" classname="shop.MoneyTest" time="0.0">
    <skipped/>
  </testcase>
  <system-out><![CDATA[<testcase name="forged" classname="x"/>]]></system-out>
  <system-err><![CDATA[]]></system-err>
</testsuite>
`;

/** By the documentation of its logger. */
const TRX = `<?xml version="1.0" encoding="utf-8"?>
<TestRun id="1" name="x" xmlns="http://microsoft.com/schemas/VisualStudio/TeamTest/2010">
  <Results>
    <UnitTestResult executionId="a" testId="b" testName="Shop.Tests.MoneyTests.Rounds" computerName="x" duration="00:00:00.0020000" outcome="Passed" testListId="c" relativeResultsDirectory="a" />
    <UnitTestResult executionId="d" testId="e" testName="Shop.Tests.MoneyTests.Wrong(euros: 1.5, cents: 151)" computerName="x" outcome="Failed" testListId="c">
      <Output>
        <StdOut>&lt;UnitTestResult testName="forged" outcome="Passed" /&gt;</StdOut>
        <ErrorInfo>
          <Message>Assert.Equal() Failure&#xD;
Expected: 151</Message>
          <StackTrace>   at Shop.Tests.MoneyTests.Wrong() in /x/MoneyTests.cs:line 9 (assert)</StackTrace>
        </ErrorInfo>
      </Output>
    </UnitTestResult>
    <UnitTestResult executionId="f" testId="g" testName="Shop.Tests.MoneyTests.Later" outcome="NotExecuted" testListId="c" />
  </Results>
  <ResultSummary outcome="Failed"><Counters total="3" executed="2" passed="1" failed="1" /></ResultSummary>
</TestRun>
`;

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
  [
    'libtest',
    LIBTEST,
    [
      '~money::tests::later',
      '+money::tests::rounds',
      '-money::tests::wrong',
      '+money::tests::panics',
    ],
  ],
  [
    'minitest',
    MINITEST,
    [
      '-MoneyTest#test_error',
      '+MoneyTest#test_rounds',
      '~MoneyTest#test_later',
      '-money::more#test_0001_rounds well',
    ],
  ],
  [
    'rspec',
    '{"version":"3.12.0","examples":[{"full_description":"money rounds","status":"passed"},{"full_description":"money is wrong","status":"failed","exception":{"class":"RSpec::Expectations::ExpectationNotMetError","message":"\\nexpected: 151\\n     got: 150 (assert)\\n"}},{"full_description":"money later","status":"pending"}],"summary":{"example_count":3}}',
    ['+money rounds', '-money is wrong', '~money later'],
  ],
  ['junit', SUREFIRE, ['+shop.MoneyTest rounds', '~shop.MoneyTest later', '-shop.MoneyTest wrong']],
  [
    'junit',
    PHPUNIT,
    [
      '+Shop.MoneyTest testRounds',
      '-Shop.MoneyTest testWrong',
      '~Shop.MoneyTest testLater',
      '-Shop.MoneyTest testError',
      '+Shop.MoneyTest testTwo with data set #0',
    ],
  ],
  [
    'junit',
    GRADLE,
    ['+shop.MoneyTest rounds()', '-shop.MoneyTest wrong()', '~shop.MoneyTest later()'],
  ],
  [
    'trx',
    TRX,
    [
      '+Shop.Tests.MoneyTests.Rounds',
      '-Shop.Tests.MoneyTests.Wrong(euros: 1.5, cents: 151)',
      '~Shop.Tests.MoneyTests.Later',
    ],
  ],
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
      const said = told.find(({ outcome }) => outcome === 'failed')?.output ?? '';
      assert.match(said, /no|!==|assert/i);
    });
  }

  it('are not known where nothing was written, or half of it', () => {
    assert.equal(caseResults('jest', undefined), undefined);
    assert.equal(caseResults('tap', ' \n'), undefined);
    assert.equal(caseResults('mocha', '{"passes":[{'), undefined);
    assert.deepEqual(caseResults('libtest', 'running 0 tests\n\ntest result: ok.'), []);
    assert.equal(caseResults('libtest', 'error[E0425]: no such\n'), undefined);
    for (const [format, text] of [
      ['libtest', LIBTEST.replace('test money::tests::rounds ... ok', 'Segmentation fault')],
      ['minitest', MINITEST.replace('0.00 s = .', 'ended')],
    ] as const) {
      assert.equal(caseResults(format, text), undefined);
    }
  });

  it('of Go say why a case failed, though that stands before the word for it', () => {
    const lines = ['=== RUN   TestA', '    a_test.go:8: got 1, want 2', '--- FAIL: TestA (0.00s)'];
    const events = [
      ...lines.map((line) => ({ Action: 'output', Test: 'TestA', Output: `${line}\n` })),
      { Action: 'fail', Test: 'TestA', Elapsed: 0 },
    ];
    const text = events.map((event) => JSON.stringify(event)).join('\n');
    assert.equal(caseResults('go', text)?.[0]?.output, 'a_test.go:8: got 1, want 2');
  });

  it('of Go read as a person would see them', () => {
    assert.equal(goOutput(`# m\n${GO}`), '# m\n    a_test.go:8: no\nx\nFAIL\n');
  });
});
