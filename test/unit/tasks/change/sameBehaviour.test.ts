import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import type { TaskTools } from '../../../../src/tasks/task.ts';
import { compiled } from '../../../../src/typeCheck/compiled.ts';
import { checked, inputFor, startTools } from '../taskBench.ts';

const SOURCE = `import { Unit } from './unit';

interface Item { readonly price: number }

function tax(amount: number): number {
  return amount * 2;
}

export function total(items: Item[], unit: Unit): number {
  const start: any = 0;
  return items.reduce((sum, item) => sum + tax(item.price), start) as number;
}
`;

type Change = readonly [what: string, find: string, replace: string, note: string | undefined];

const CHANGES: readonly Change[] = [
  ['a type', 'readonly price: number', 'price: number', 'notes.sameJavaScript'],
  ['an annotation', 'const start: any = 0', 'const start = 0', 'notes.sameJavaScript'],
  ['an assertion', ' as number;', ';', 'notes.sameJavaScript'],
  ['an import of types', 'import { Unit }', 'import type { Unit }', 'notes.sameJavaScript'],
  ['a comment', 'interface Item', '// One line.\ninterface Item', 'notes.sameCode'],
  [
    'names and types',
    '(sum, item) => sum + tax(item.price)',
    '(all, one): number => all + tax(one.price)',
    'notes.sameButNames',
  ],
  ['a value', 'amount * 2', 'amount * 3', undefined],
  ['an operator', 'sum + tax', 'sum - tax', undefined],
];

describe('a refactoring that does the same', () => {
  const tools = startTools();
  after(() => tools.syntax.dispose());

  function compiling(hasConfig: boolean, hasTransforms = false): TaskTools {
    return {
      ...tools,
      diagnostics: {
        errorsIn: () => Promise.resolve([]),
        javascriptOf: (path, _language, text) =>
          Promise.resolve(
            compiled(path, text, {
              options: {},
              ambient: [],
              hasConfig,
              hasTransforms,
            }),
          ),
      },
    };
  }

  async function verdictOn(
    find: string,
    replace: string,
    given: {
      readonly with?: TaskTools;
      readonly task?: 'refactor' | 'fix';
      readonly source?: string;
    } = {},
  ) {
    const { with: used = compiling(true), task = 'refactor', source = SOURCE } = given;
    const [before = '', ...others] = source.split(find);
    assert.equal(others.length, 1, find);
    const line = before.split('\n').length;
    const old = source.split('\n')[line - 1] ?? '';
    const input = {
      ...inputFor(task, 'typescript', source),
      ...(task === 'fix' && {
        diagnostics: [
          { firstLine: 1, lastLine: 1, message: 'Is wrong.', source: 'lint', ruleCode: 'w' },
        ],
      }),
    };
    const result = await checked(used, input, {
      edits: [
        {
          from: line,
          to: line,
          firstLine: old,
          lastLine: old,
          replace: old.replace(find, replace),
        },
      ],
      replacements: [],
      summary: 'Changed a line.',
    });
    assert.deepEqual(result.problems, []);
    const note = result.notes.find(({ code }) => code.startsWith('notes.same'));
    return [result.strength, note?.code];
  }

  for (const [what, find, replace, note] of CHANGES) {
    it(`is proven by what it is compiled to, or not: ${what}`, async () => {
      const strength = note === undefined ? 'checks' : 'proves';
      assert.deepEqual(await verdictOn(find, replace), [strength, note]);
    });
  }

  it('is not proven where an import without a word of its own may be loaded', async () => {
    const loose = { with: compiling(false) };
    const dropped = await verdictOn('import { Unit }', 'import type { Unit }', loose);
    assert.deepEqual(dropped, ['checks', undefined]);
  });

  it('is not proven without a compiler, but for the same code', async () => {
    const plain = { with: tools };
    assert.deepEqual(await verdictOn(' as number;', ';', plain), ['checks', undefined]);
    const commented = await verdictOn('interface Item', '// One.\ninterface Item', plain);
    assert.deepEqual(commented, ['proves', 'notes.sameCode']);
  });

  it('is not what proves a fix', async () => {
    const fixed = await verdictOn(' as number;', ';', { task: 'fix' });
    assert.deepEqual(fixed, ['checks', 'notes.sameJavaScript']);
  });

  it('counts what types do where the code runs', async () => {
    const source = (type: string) =>
      `export enum A { One = 1 }\nexport class B {\n  constructor(private ${type}: number) {}\n}\n`;
    const found = await verdictOn('private a', 'public a', { source: source('a') });
    assert.deepEqual(found, ['proves', 'notes.sameJavaScript']);
    const renamed = await verdictOn('private a', 'private b', { source: source('a') });
    assert.deepEqual(renamed, ['checks', undefined]);
    const other = await verdictOn('One = 1', 'One = 2', { source: source('a') });
    assert.deepEqual(other, ['checks', undefined]);
    const field = await verdictOn('a: string;', 'declare a: string;', {
      source: 'export class B {\n  a: string;\n}\n',
    });
    assert.deepEqual(field, ['checks', undefined]);
    const injected = await verdictOn('a: string', 'a: number', {
      source: '@Injectable()\nexport class B {\n  constructor(a: string) {}\n}\n',
    });
    assert.deepEqual(injected, ['checks', undefined]);
    const typia = { with: compiling(true, true) };
    assert.deepEqual(await verdictOn(' as number;', ';', typia), ['checks', undefined]);
    const ambient = await verdictOn('A = 1', 'A = 2', {
      source: 'declare const enum E { A = 1 }\nexport const a = 1;\n',
    });
    assert.deepEqual(ambient, ['checks', undefined]);
  });
});
