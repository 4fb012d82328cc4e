import assert from 'node:assert/strict';
import { isTestOf, languageOfSource } from '../../../src/strategy/cases/sourceFiles.ts';
import { emptiedFunction } from '../../../src/tasks/testing/proof/emptiedSubject.ts';
import { never, startSyntax } from '../syntax/samples.ts';

describe('a function without its body', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  async function emptied(language: string, source: string, name: string) {
    const facts = await syntax.facts(language, source, never);
    const declaration = facts?.declarations.find((one) => one.name === name) ?? assert.fail();
    const found = emptiedFunction(language, source, declaration) ?? assert.fail();
    const after = await syntax.facts(language, found.shown, never);
    assert.deepEqual(after?.errors, []);
    return found;
  }

  it('keeps what documents it, in the body too, and all that is around it', async () => {
    const python = `class Shop:
    def total(self, prices):
        """What all cost.

        With a discount.
        """
        secret = sum(prices)
        return secret * 0.9

    def other(self):
        return 1
`;
    const { shown, run } = await emptied('python', python, 'total');
    assert.equal(run, shown);
    assert.match(shown, /With a discount/);
    assert.match(shown, / {8}raise RuntimeError\("emptied"\)\n\n {4}def other/);
    assert.doesNotMatch(shown, /secret/);
    const bare = await emptied('python', python.replace(/ {8}"""[^]*?"""\n/, ''), 'total');
    assert.match(bare.shown, /prices\):\n {8}raise RuntimeError\("emptied"\)\n\n/);
  });

  it('shows nothing of its body where it is kept only so that it compiles', async () => {
    const go =
      'package a\n\nimport "strings"\n\nfunc Join(a []string) string {\n\treturn strings.Join(a, "-")\n}\n';
    const { shown, run } = await emptied('go', go, 'Join');
    assert.match(run, /panic\("emptied"\);\s+return strings\.Join/);
    assert.match(shown, /func Join\(a \[\]string\) string \{ panic\("emptied"\); \}\n$/);
  });

  it('stands where arrows, methods and expressions stood', async () => {
    const source =
      'export const half = (a) => a / 2;\nexport class A {\n  one() {\n    return 1;\n  }\n}\n';
    const arrow = await emptied('javascript', source, 'half');
    assert.match(
      arrow.shown,
      /^export const half = \(a\) => \{ throw new Error\('emptied'\); \};\n/,
    );
    const method = await emptied('typescript', source, 'one');
    assert.match(method.shown, / {2}one\(\) \{ throw new Error\('emptied'\); \}\n\}/);
  });

  it('is looked for in sources alone, beside tests of their language', () => {
    const paths = [
      'a.ts',
      'b/c.py',
      'x.d.ts',
      'node_modules/a.js',
      'dist/a.js',
      'a.min.js',
      'Makefile',
      'a.rb',
    ];
    assert.deepEqual(
      paths.map((path) => languageOfSource(path)),
      ['typescript', 'python', undefined, undefined, undefined, undefined, undefined, undefined],
    );
    const isTest = (path: string) => isTestOf(languageOfSource(path) ?? '', path);
    assert.deepEqual(
      ['a.ts', 'a.test.ts', 'test/a.js', 'test_a.py', 'a_test.go', 'src/ATest.java'].map(isTest),
      [false, true, true, true, true, true],
    );
  });
});
