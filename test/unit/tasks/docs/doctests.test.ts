import assert from 'node:assert/strict';
import { exampleThatRuns, withoutTests } from '../../../../src/tasks/docs/doctests.ts';

describe('examples in comments', () => {
  for (const [language, text] of [
    ['rust', 'Adds.\n\n```\nassert!(false);\n```'],
    ['rust', 'Adds.\n\n```rust\npanic!();\n```'],
    ['rust', 'Adds.\n\n```should_panic\npanic!();\n```'],
    ['rust', 'Adds.\n\n    panic!();'],
    ['python', 'Adds.\n\n>>> boom()'],
    ['python', 'Adds.\n    >>> boom()\n    3'],
    ['java', '{@snippet : boom(); }'],
    ['python', 'Adds. >>> boom()'],
    ['python', 'Adds.\n\n.. testcode::\n\n    boom()'],
    ['python', 'Adds.\n\n.. doctest::\n\n    boom()'],
    ['python', 'Adds.\n\n  .. |x| plot::'],
    ['python', 'Adds.\n\n.. include:: /etc/passwd'],
    ['python', 'Adds.\n\n.. csv-table::\n   :file: a.csv'],
    ['scala', 'prop> (a: Int) => false'],
    ['scala', 'Adds.\n\nscala> boom()'],
    ['julia', 'Adds.\n\n```jldoctest\nboom()\n```'],
    ['julia', 'Adds.\n\n```@example\nboom()\n```'],
    ['r', 'Adds `r boom()`.'],
    ['r', 'Adds \\Sexpr{boom()}.'],
    ['swift', 'iex> boom()'],
    ['csharp', 'Adds. <include file="a.xml" path="//*"/>'],
    ['cpp', 'Adds.\n\\include /etc/passwd'],
    ['typescript', 'Adds.\n```ts\nboom();\n```'],
    ['typescript', 'Adds.\n```\nboom();\n```'],
    ['javascript', 'Adds.\n@example\n```js\nboom();\n```'],
    ['javascript', 'Adds ```x``` and.\n```text\n```\nboom();\n```text\n```'],
    ['typescript', 'Adds ```ts\nboom();\n```'],
    ['typescript', '```text\nnever closed'],
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
    ['python', 'Adds.\n\n.. note::\n\n    Slow.\n\n.. code-block:: python\n\n    add(1)'],
    ['typescript', 'Adds.\n```ts ignore\nadd(1);\n```\n```json\n{}\n```'],
    ['ruby', 'Adds.\n@example\n  add(1) # -> 2'],
    ['scala', 'A class -> B; a > b'],
  ] as const) {
    it(`that nobody runs are left in ${language}: ${JSON.stringify(text)}`, () => {
      assert.equal(exampleThatRuns(language, text), undefined);
    });
  }

  for (const [language, text, wanted] of [
    [
      'typescript',
      'A.\n```ts\nf();\n```\n```\ng();\n```',
      'A.\n```ts ignore\nf();\n```\n```text\ng();\n```',
    ],
    ['javascript', '- ```js title\n  f();\n  ```', '- ```js title ignore\n  f();\n  ```'],
    ['ruby', '@example\n  f #=> 1', '@example\n  f # -> 1'],
    ['rust', '```\nf();\n```', '```text\nf();\n```'],
    ['python', 'A.\n```python\nf()\n```', 'A.\n```python\nf()\n```'],
  ] as const) {
    it(`become ones that are not run in ${language}: ${JSON.stringify(text)}`, () => {
      const written = withoutTests(language, text);
      assert.equal(written, wanted);
      assert.equal(exampleThatRuns(language, written), undefined);
    });
  }
});
