import assert from 'node:assert/strict';
import { exampleThatRuns } from '../../../src/tasks/docs/doctests.ts';

describe('examples in comments', () => {
  for (const [language, text] of [
    ['rust', 'Adds.\n\n```\nassert!(false);\n```'],
    ['rust', 'Adds.\n\n```rust\npanic!();\n```'],
    ['rust', 'Adds.\n\n```should_panic\npanic!();\n```'],
    ['rust', 'Adds.\n\n    panic!();'],
    ['python', 'Adds.\n\n>>> boom()'],
    ['python', 'Adds.\n    >>> boom()\n    3'],
    ['java', '{@snippet : boom(); }'],
  ] as const) {
    it(`that a runner would run are found in ${language}: ${JSON.stringify(text)}`, () => {
      assert.notEqual(exampleThatRuns(language, text), undefined);
    });
  }

  for (const [language, text] of [
    ['rust', 'Adds.\n\n```text\na + b\n```\n\nDone.'],
    ['rust', 'Adds `a` and `b`.\nA second line.'],
    ['python', 'Adds.\n\nReturns:\n    The sum of a >> b.'],
    ['java', '{@code a + b}'],
    ['typescript', '>>> is a shift'],
  ] as const) {
    it(`that nobody runs are left in ${language}: ${JSON.stringify(text)}`, () => {
      assert.equal(exampleThatRuns(language, text), undefined);
    });
  }
});
