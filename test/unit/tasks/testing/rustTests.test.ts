import assert from 'node:assert/strict';
import { rustTest, withoutRustTests } from '../../../../src/tasks/docs/rustTests.ts';

/** What rustdoc would compile and run of each, or might: nothing that only looks like text. */
const RUN: readonly string[] = [
  'Adds.\n\n    panic!();',
  'Adds.\n\n\tpanic!();',
  'Title\n=\n    panic!();',
  'Title\n-\n    panic!();',
  'A.\n* * *\n    panic!();',
  'A.\n-\n      panic!();',
  'a|b\n-|-\n| |\n    panic!();',
  'A.\n_ _ _\n    panic!();',
  '<!-- a -->\n    panic!();',
  '<!-- a\nb -->\n    panic!();',
  '<div>\n\n    panic!();',
  '-\n      panic!();',
  '- [ ]     panic!();',
  'A.\n-     panic!();',
  '>     panic!();',
  '1.      panic!();',
  '[^a]:     panic!();',
  '|a|\n|-|\n    panic!();',
  'a|b\n-|-\nc\n    panic!();',
  '[a]: b\n    panic!();',
  '# Title\n    panic!();',
  '> ```text\n\n    panic!();',
  '> ```text\n~~~\npanic!();\n~~~',
  '1. ```text\n\nx\n\n~~~\npanic!()\n~~~',
  '[^a]: ```\n    panic!()',
  '[^a]: b\n```text\n~~~\npanic!();\n~~~\n```',
  '<pre>\n```text\n</pre>\n```\npanic!();\n```',
  '[a]: b\n"t\n```text\n"\n```\npanic!();\n```',
  '[a]: <b>\n```text\n```\n',
  '- a\n  ```text\nb\n  ```\n  panic!();',
  '   ```text\n~~~\npanic!();\n~~~\n   ```',
  'A.\n    ```text\n\n    panic!();\n    ```',
  '```text\na\n     ```\n\n```\npanic!();\n```',
  '```text\nnever closed',
];

const LEFT: readonly string[] = [
  'Adds `a` and `b`.\nA second line.',
  'Adds.\n\n```text\na + b\n\n    deep\n```\n\nDone.',
  '# Errors\n\n- one\n  goes on\n  - two\n    goes on\n    - three\n\nDone.',
  'Takes:\n    a hanging line',
  '1. One\n   ```text\n   a\n\n     b\n   ```\n2. Two',
  '~~~json\n{}\n~~~',
  '| a | b |\n|---|---|\n| 1 | 2 |\n\n```text\nx\n```',
  'See [`Other`].\n\n```text\nx\n```\n\n[`Other`]: crate::Other\n[other]: https://example.com',
  '<https://example.com/a>\n\n```text\nx\n```',
  '<div class="warning">\n\nMind it.\n\n</div>\n\n```text\nx\n```',
  '* * *\n\nDone.',
  'https://a@b:1/c#d\n     |   |  | ^^|\n     |   |  | `---- the end\n     |   `-- more',
];

describe('examples that rustdoc would run', () => {
  for (const text of RUN) {
    it(`are found: ${JSON.stringify(text)}`, () => {
      assert.notEqual(rustTest(withoutRustTests(text)), undefined);
    });
  }

  for (const text of LEFT) {
    it(`are told from text: ${JSON.stringify(text)}`, () => {
      assert.equal(rustTest(text), undefined);
    });
  }

  for (const info of ['', 'rust', 'should_panic', 'ignore', 'text,rust', 'no_run']) {
    it(`become text: ${info}`, () => {
      const text = withoutRustTests(`A.\n\n\`\`\`${info}\npanic!();\n\`\`\`\n\nB.`);
      assert.equal(text, 'A.\n\n```text\npanic!();\n```\n\nB.');
      assert.equal(rustTest(text), undefined);
    });
  }
});
