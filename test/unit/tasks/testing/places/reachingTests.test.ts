import assert from 'node:assert/strict';
import { reachingTests } from '../../../../../src/tasks/testing/places/reachingTests.ts';
import { never, startSyntax } from '../../../syntax/samples.ts';
import { projectOf } from '../../taskBench.ts';

const VITEST = { 'package.json': '{"devDependencies":{"vitest":"1"}}' };
const CASE = "it('works', () => { expect(total([1])).toBe(1); });\n";

describe('the tests that reach a file', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  async function found(
    language: string,
    path: string,
    files: Readonly<Record<string, string>>,
    most = 8,
  ): Promise<readonly string[]> {
    const source = files[path] ?? '';
    const facts = await syntax.facts(language, source, never);
    const subject = { path, source, declarations: facts?.declarations ?? [] };
    const tests = await reachingTests(language, subject, projectOf(files), most);
    for (const test of tests) {
      assert.equal(test.text, files[test.path]?.replaceAll('\r\n', '\n'));
      assert.equal(test.isOwn, true);
    }
    return tests.map((test) => `${test.framework} ${test.path}`);
  }

  const SOURCE = 'export function total(prices: number[]): number { return prices.length; }\n';

  it('are its own, then those that name it or use it through its package', async () => {
    const files = {
      ...VITEST,
      'src/basket.ts': SOURCE,
      'src/basket.test.ts': `import { total } from './basket';\n${CASE}`,
      'src/shop.test.ts': `import { total } from "./basket.js";\r\n${CASE}`,
      'test/all.test.ts': `import { total } from '../src/basket';\n${CASE}`,
      'src/other.test.ts': `import { other } from './other';\n${CASE}`,
      'src/empty.test.ts': `import { total } from './basket';\n`,
      'other/basket.ts': SOURCE,
      'other/basket.test.ts': `import { total } from './basket';\n${CASE}`,
    };
    assert.deepEqual(await found('typescript', 'src/basket.ts', files), [
      'vitest src/basket.test.ts',
      'vitest src/shop.test.ts',
      'vitest test/all.test.ts',
    ]);
    assert.deepEqual(await found('typescript', 'src/basket.ts', files, 1), [
      'vitest src/basket.test.ts',
    ]);
  });

  it('are also those of the files which import it, behind those that name it', async () => {
    const files = {
      ...VITEST,
      'src/basket.ts': SOURCE,
      'src/till.ts': "import { total } from './basket';\nexport const till = () => total([1]);\n",
      'src/a.test.ts': `import { till } from './till';\nit('tills', () => till());\n`,
      'src/basket.test.ts': `import { total } from './basket';\n${CASE}`,
      'src/other.test.ts': `import { other } from './other';\n${CASE}`,
    };
    assert.deepEqual(await found('typescript', 'src/basket.ts', files), [
      'vitest src/basket.test.ts',
      'vitest src/a.test.ts',
    ]);
  });

  it('are else those of the files which import it, those that are called after it first', async () => {
    const test = (lines: string) => `const { test } = require('node:test');\n${lines}\n`;
    const files = {
      'package.json': '{"scripts":{"test":"node --test"}}',
      'index.js': "const tree = require('./lib/tree');\nmodule.exports = tree.find;\n",
      'lib/tree.js': "const { pad } = require('./pretty-print');\n",
      'lib/pretty-print.js': 'exports.pad = function pad() {};\n',
      'lib/alone.js': 'exports.alone = function alone() {};\n',
      'test/find.test.js': test("const find = require('..');\ntest('finds', () => find());"),
      'test/pretty-print-tree.test.js': test(
        "const find = require('../');\ntest('x', () => find());",
      ),
      'test/other.test.js': test("const other = require('../other');\ntest('x', () => other());"),
    };
    assert.deepEqual(await found('javascript', 'lib/pretty-print.js', files), [
      'node:test test/pretty-print-tree.test.js',
      'node:test test/find.test.js',
    ]);
    assert.deepEqual(await found('javascript', 'lib/alone.js', files), []);
  });

  it('are found by their names among more than are looked into', async () => {
    const many: Record<string, string> = {};
    for (let at = 0; at < 80; at += 1) {
      many[`src/a${at}.test.ts`] = `import { total } from './other';\n${CASE}`;
    }
    const files = {
      ...VITEST,
      ...many,
      'src/basket.ts': SOURCE,
      'test/basket-total.test.ts': `import { total } from '../src/basket';\n${CASE}`,
    };
    assert.deepEqual(await found('typescript', 'src/basket.ts', files), [
      'vitest test/basket-total.test.ts',
    ]);
  });

  it('are in Python those of the package that imports it by dots', async () => {
    const files = {
      'pyproject.toml': '[tool.pytest.ini_options]\n',
      'shop/__init__.py': 'from .till import total\n',
      'shop/till.py':
        'from ._round import rounded\n\n\ndef total(prices):\n    return rounded(prices)\n',
      'shop/_round.py': 'def rounded(prices):\n    return round(sum(prices))\n',
      'tests/test_shop.py': 'import shop\n\n\ndef test_total():\n    assert shop.total([1]) == 1\n',
      'tests/test_other.py': 'import other\n\n\ndef test_other():\n    assert other.x() == 1\n',
    };
    assert.deepEqual(await found('python', 'shop/_round.py', files), ['pytest tests/test_shop.py']);
  });

  it('are found where there is one file of them all, or the package is imported by its name', async () => {
    const files = {
      'package.json': '{"name":"@shop/tills","devDependencies":{"vitest":"1"}}',
      'src/basket.ts': SOURCE,
      'test.ts': `import { total } from './src/basket';\n${CASE}`,
      'src/v2/tests/till.test.ts': `import * as t from '@shop/tills/v2';\n${CASE}`,
      'src/v2/tests/none.test.ts': `import * as t from '@shop/tills';\nit('x', () => { t.tax(); });\n`,
      'src/v2/tests/other.test.ts': `import * as t from '@shop/tillsmith';\n${CASE}`,
    };
    assert.deepEqual(await found('typescript', 'src/basket.ts', files), [
      'vitest src/v2/tests/till.test.ts',
      'vitest test.ts',
    ]);
  });

  it('are found where they import the folder of the whole package', async () => {
    const files = {
      'package.json': '{"devDependencies":{"vitest":"1"}}',
      'index.js': 'exports.total = function total(prices) { return prices.length; };\n',
      'test/basket.test.js': `const { total } = require('../');\n${CASE}`,
      'test/till.test.js': `const { total } = require('..');\n${CASE}`,
      'test/other.test.js': `const { total } = require('../lib');\n${CASE}`,
    };
    assert.deepEqual(await found('javascript', 'index.js', files), [
      'vitest test/basket.test.js',
      'vitest test/till.test.js',
    ]);
  });

  it('are found in Python by module and by package', async () => {
    const test = 'def test_total():\n    assert total([1]) == 1\n';
    const files = {
      'pyproject.toml': '[tool.pytest.ini_options]\n',
      'shop/__init__.py': 'from .basket import total\n',
      'shop/basket.py': 'def total(prices):\n    return sum(prices)\n',
      'tests/test_basket.py': `from shop.basket import total\n\n\n${test}`,
      'tests/test_shop.py': `from shop import total\n\n\n${test}`,
      'tests/test_other.py': `from shop.other import other\n\n\n${test.replaceAll('total', 'other')}`,
    };
    assert.deepEqual(await found('python', 'shop/basket.py', files), [
      'pytest tests/test_basket.py',
      'pytest tests/test_shop.py',
      // It loads the package, and with it the subject.
      'pytest tests/test_other.py',
    ]);
  });

  it('are one file of a folder where a runner takes all of it', async () => {
    const test =
      'package shop\n\nimport "testing"\n\nfunc TestTotal(t *testing.T) { t.Error(Total(nil)) }\n';
    const files = {
      'go.mod': 'module shop\n',
      'shop/basket.go': 'package shop\n\nfunc Total(prices []int) int { return len(prices) }\n',
      'shop/basket_test.go': test,
      'shop/more_test.go': test,
    };
    assert.deepEqual(await found('go', 'shop/basket.go', files), ['go test shop/basket_test.go']);
  });

  it('stand in the file itself in Rust', async () => {
    const files = {
      'Cargo.toml': '[package]\nname = "shop"\n',
      'src/basket.rs':
        'pub fn total(prices: &[u32]) -> u32 { prices.iter().sum() }\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn works() { assert_eq!(super::total(&[1]), 1); }\n}\n',
    };
    assert.deepEqual(await found('rust', 'src/basket.rs', files), ['cargo test src/basket.rs']);
  });

  it('are none where there are none, or nobody knows how a language is tested', async () => {
    assert.deepEqual(await found('typescript', 'src/basket.ts', { 'src/basket.ts': SOURCE }), []);
    assert.deepEqual(await found('plaintext', 'a.txt', { 'a.txt': 'a' }), []);
  });
});
