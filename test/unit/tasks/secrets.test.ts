import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { withoutSecrets } from '../../../src/tasks/secrets.ts';
import { proofOf } from '../../../src/tasks/testing/proof/testProof.ts';
import type { TestPlan } from '../../../src/tasks/testing/testPlan.ts';

/** Written in parts, so that nobody takes these for keys that were left in the code. */
const joined = (...parts: readonly string[]): string => parts.join('');

const SECRETS: readonly string[] = [
  joined('sk-', 'ant-api03-', 'x7Yq0LmZ'),
  joined('sk_', 'live', '_4eC39HqLyjWDarjtT1'),
  joined('ghp', '_', '16C7e42F292c6912E7710c838347Ae178B4a'),
  joined('gho', '_', '16C7e42F292c6912E7710c838347Ae178B4a'),
  joined('AKIA', 'IOSFODNN7EXAMPLE'),
  joined('xoxb', '-', '1234567890-abcdefghij'),
  joined('eyJ', 'hbGciOiJIUzI1NiJ9', '.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N'),
  joined('-----BEGIN ', 'RSA PRIVATE', ' KEY-----\nMIIEow\nIBAAK\n-----END RSA PRIVATE KEY-----'),
  joined('-----BEGIN ', 'OPENSSH PRIVATE', ' KEY-----\nb3BlbnNzaC1r\nZXk'),
  '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b',
  'q9Zt3LxW0vBn7KdR2mYc8HsT',
  'admin:hunter2',
];

describe('What looks like a key', () => {
  for (const secret of SECRETS) {
    const said = secret.startsWith('admin')
      ? `at https://${secret}@host/x`
      : `got: ${secret}\nthen`;
    it(`is left out of what a tool says: ${secret.slice(0, 20)}`, () => {
      const told = withoutSecrets(said);
      assert.ok(!told.includes(secret) && told.includes('<key>'), told);
      for (const line of secret.split('\n')) assert.ok(!told.includes(line), told);
      // One that is cut off goes to the end of what was said.
      const whole = secret.endsWith('ZXk') ? said.replace('\nthen', '') : said;
      assert.equal(withoutSecrets(whole, `const a = '${secret}';`), whole);
    });
  }

  it('is known by its name too', () => {
    for (const [said, told] of [
      ['DB_PASSWORD=hunter2hunter2', 'DB_PASSWORD=<key>'],
      ['"apiKey": "abcd-1234-x"', '"apiKey": "<key>"'],
      ['Authorization: Bearer abcdef123456', 'Authorization: Bearer <key>'],
    ] as const) {
      assert.equal(withoutSecrets(said), told);
    }
  });

  it('is nothing that tests and checkers say of code', () => {
    for (const said of [
      'AssertionError: expected 41 to equal 42',
      'at Object.<anonymous> (.../someVeryLongFileName2.test.ts:10:5)',
      'shouldReturnTheSumOfTwoNumbersWhenBothArePositive',
      'expected token to be defined',
      'src/components/someThing/index.test.ts > sums > adds',
      'error[E0308]: mismatched types: expected `HashMap<String, Vec<u8>>`',
      '=============================',
    ]) {
      assert.equal(withoutSecrets(said), said);
    }
  });

  it('does not go to a model with the output of a test', async () => {
    const plan = { path: 'a.test.js', framework: { name: 'node:test' } } as TestPlan;
    const printed = SECRETS.join('\n');
    const output = `expected 1\n${'x '.repeat(50)}${printed}\nMY_TOKEN=abcd12345678`;
    const proof = await proofOf(
      {
        syntax: { mutants: () => Promise.resolve([]) },
        testRunner: {
          run: async () => ({ type: 'failed', failures: 1, output, cases: undefined }) as never,
        },
      },
      {
        text: "test('a')",
        newCases: 1,
        source: 'const a = 1;',
        emptied: undefined,
        mutation: undefined,
      },
      plan,
      new AbortController().signal,
    );
    const told = JSON.stringify(proof.problems);
    assert.match(told, /expected 1/);
    for (const secret of [...SECRETS.slice(0, 7), ...SECRETS.slice(9, 11), 'abcd12345678']) {
      assert.ok(!told.includes(secret), `${secret} in ${told}`);
    }
  });
});
