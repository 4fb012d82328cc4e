import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { after, describe, it } from 'mocha';
import type { Mutant, MutantWish } from '../../../src/syntax/mutants/mutant.ts';
import { mutated } from '../../../src/syntax/mutants/mutant.ts';
import { never, sample, SAMPLES, startSyntax } from './samples.ts';

/** Per language one function of each kind of change, and every change of it. */
const CHANGES: readonly (readonly [language: string, text: string, changes: readonly string[]])[] =
  [
    [
      'typescript',
      'function f(a: 1 | 2, b = 0): boolean {\n  if (a < b) throw new Error("no");\n  log.info("x");\n  return a === b && g("s");\n}\n',
      [
        '1 constant 0 > 1',
        '2 boundary < > <=',
        '2 branch a < b > false',
        '2 branch a < b > true',
        '2 comparison < > >=',
        '2 exception throw new Error("no"); > ;',
        '4 comparison === > !==',
        '4 logic  && g("s") > ',
        '4 logic && > ||',
        '4 logic a === b &&  > ',
        '4 returnValue a === b && g("s") > undefined',
        '4 string "s" > ""',
      ],
    ],
    [
      'javascript',
      'const f = (a) => a?.b.trim().slice(1) ?? Math.min(a?.[0], ...[]);\nfor (const b of c?.()) { d.push(/^[a-z]+$/y.test(b)); }\nif (e) { f(); } else { a.sort(); a ||= new RegExp("^\\\\d", "i"); }\n',
      [
        '1 collection [] > ["mutant"]',
        '1 constant 0 > 1',
        '1 constant 1 > 0',
        '1 logic  ?? Math.min(a?.[0], ...[]) > ',
        '1 logic a?.b.trim().slice(1) ??  > ',
        '1 method .slice(1) > ',
        '1 method .trim() > ',
        '1 method min > max',
        '1 missing ?. > ',
        '1 missing ?. > .',
        '1 returnValue a?.b.trim().slice(1) ?? Math.min(a?.[0], ...[]) > undefined',
        '2 block  d.push(/^[a-z]+$/y.test(b));  > ',
        '2 call d.push(/^[a-z]+$/y.test(b)); > ;',
        '2 method push > unshift',
        '2 missing ?. > ',
        '2 pattern $ > ',
        '2 pattern [a-z] > [^a-z]',
        '2 pattern [a-z]+ > [a-z]',
        '3 block  a.sort(); a ||= new RegExp("^\\\\d", "i");  > ',
        '3 block  f();  > ',
        '3 branch e > false',
        '3 branch e > true',
        '3 call a.sort(); > ;',
        '3 call f(); > ;',
        '3 logic ||= > &&=',
        '3 negation e > !(e)',
        '3 pattern ^ > ',
        '3 pattern \\\\d > \\\\D',
        '3 statement a ||= new RegExp("^\\\\d", "i"); > ;',
        '3 string "^\\\\d" > ""',
        '3 string "i" > ""',
      ],
    ],
    [
      'python',
      'def f(a):\n    """Says."""\n    while a > 1:\n        a -= 1\n    for b in [a]:\n        if not b:\n            continue\n    return await_(a)\n',
      [
        '3 boundary > > >=',
        '3 comparison > > <=',
        '3 constant 1 > 0',
        '3 loop a > 1 > False',
        '5 collection [a] > []',
        '6 branch not b > False',
        '6 branch not b > True',
        '6 negation not b > b',
        '7 loop continue > break',
        '8 returnValue await_(a) > None',
      ],
    ],
    [
      'python',
      'def g(a):\n    return min(a.strip().lower(), b) or c and d and e\n',
      [
        '2 logic  and d > ',
        '2 logic  and e > ',
        '2 logic  or c and d and e > ',
        '2 logic and > or',
        '2 logic and > or',
        '2 logic c and  > ',
        '2 logic min(a.strip().lower(), b) or  > ',
        '2 logic or > and',
        '2 method .strip() > ',
        '2 method lower > upper',
        '2 method min > max',
        '2 returnValue min(a.strip().lower(), b) or c and d and e > None',
      ],
    ],
    [
      'go',
      'package a\n\nfunc f(a int) error {\n\tif a == 0 {\n\t\tg(a)\n\t}\n\treturn h(a)\n}\n',
      [
        '4 branch a == 0 > (a == 0) && false',
        '4 branch a == 0 > (a == 0) || true',
        '4 comparison == > !=',
        '4 constant 0 > 1',
        '5 call g(a) > ',
        '7 returnValue h(a) > nil',
      ],
    ],
    [
      'java',
      'class A {\n  @B(1) boolean f(String s) {\n    this.n = -1;\n    return s.isEmpty();\n  }\n}\n',
      [
        '3 arithmetic -1 > 1',
        '3 constant 1 > 0',
        '3 statement this.n = -1; > ;',
        '4 returnValue s.isEmpty() > false',
        '4 returnValue s.isEmpty() > true',
      ],
    ],
    [
      'csharp',
      'class A {\n  async Task F() {\n    await G(1);\n    n--;\n  }\n  string H() => "a";\n}\n',
      [
        '3 call await G(1); > ;',
        '3 constant 1 > 0',
        '4 arithmetic -- > ++',
        '4 statement n--; > ;',
        '6 returnValue "a" > ""',
      ],
    ],
    [
      'php',
      "<?php\nfunction f(int $a): array {\n  if (!$a) { throw new E('no'); }\n  return ['a' => 2];\n}\n",
      [
        '3 branch !$a > false',
        '3 branch !$a > true',
        "3 exception throw new E('no'); > ;",
        '3 negation !$a > $a',
        '4 constant 2 > 3',
        "4 returnValue ['a' => 2] > []",
        "4 string 'a' > ''",
      ],
    ],
    [
      'ruby',
      "require 'a'\n\ndef f(a)\n  raise E, 'no' unless a\n  g(a)\n  a + 1\nend\n",
      [
        '4 branch a > false',
        '4 branch a > true',
        '4 negation a > !(a)',
        '5 call g(a) > nil',
        '6 arithmetic + > -',
        '6 constant 1 > 0',
        '6 returnValue a + 1 > nil',
      ],
    ],
    [
      'rust',
      '#[derive(A)]\nfn f(a: i32) -> Option<i32> {\n    g(a);\n    assert!(a > 1);\n    h(a * 2)\n}\n\n#[cfg(test)]\nmod tests {\n    fn t() { assert_eq!(1, 2); u(3); }\n}\n',
      [
        '3 call g(a); > ;',
        '4 call assert!(a > 1); > ;',
        '5 arithmetic * > /',
        '5 constant 2 > 3',
        '5 returnValue h(a * 2) > None',
      ],
    ],
    [
      'cpp',
      '#define A 1\nint f(int a) {\n  std::cout << 1;\n  for (int i = 2; i < a; i++) g(i);\n  return h(a);\n}\n',
      [
        '4 boundary < > <=',
        '4 call g(i); > ;',
        '4 comparison < > >=',
        '4 constant 2 > 3',
        '4 loop i < a > (i < a) && false',
        '5 returnValue h(a) > 0',
      ],
    ],
    [
      'c',
      'static bool f(char *a) {\n  assert(a);\n  return a[0] != 0;\n}\n',
      [
        '3 comparison != > ==',
        '3 constant 0 > 1',
        '3 constant 0 > 1',
        '3 returnValue a[0] != 0 > false',
        '3 returnValue a[0] != 0 > true',
      ],
    ],
  ];

/** Real files of this project, and those that nobody wrote for this test. */
const OWN = ['src/routing/policy', 'src/syntax/mutants'].flatMap((folder) =>
  readdirSync(new URL(`../../../${folder}`, import.meta.url))
    .filter((name) => name.endsWith('.ts'))
    .map((name) => [
      'typescript',
      `${folder}/${name}`,
      readFileSync(new URL(`../../../${folder}/${name}`, import.meta.url), 'utf8'),
    ]),
) as readonly (readonly [string, string, string])[];
const FILES = [
  ...SAMPLES.map(([language, file]) => [language, file, sample(file)] as const),
  ...OWN,
] as const;

describe('mutants', function () {
  this.timeout(60_000);
  const syntax = startSyntax();
  after(() => syntax.dispose());

  const linesIn = (text: string) => ({ firstLine: 1, lastLine: text.split('\n').length });
  const mutantsOf = async (
    language: string,
    text: string,
    wish: Partial<MutantWish> = {},
  ): Promise<readonly Mutant[]> => {
    const { ranges = [linesIn(text)], seed = 'seed', most = 1_000 } = wish;
    return (await syntax.mutants(language, text, { ranges, seed, most }, never)) ?? [];
  };

  for (const [language, text, changes] of CHANGES) {
    it(`are made of each kind of code in ${language}`, async () => {
      const found = (await mutantsOf(language, text)).map(
        ({ line, operator, before, after: to }) => `${line} ${operator} ${before} > ${to}`,
      );
      assert.deepEqual(found.toSorted(), [...changes].toSorted());
    });
  }

  it('parse as well as their text, differ from it in code, and from each other', async () => {
    for (const [language, file, text] of FILES) {
      const before = await syntax.facts(language, text, never);
      const mutants = await mutantsOf(language, text, { most: 25, seed: file });
      assert.ok(mutants.length > 0 || OWN.some(([, path]) => path === file), file);
      assert.equal(new Set(mutants.map((one) => mutated(text, one))).size, mutants.length, file);
      for (const mutant of mutants) {
        const changed = mutated(text, mutant);
        const told = `${file}:${mutant.line} ${mutant.before} > ${mutant.after}`;
        assert.equal(text.slice(mutant.start, mutant.end), mutant.before, told);
        const facts = await syntax.facts(language, changed, never);
        assert.ok((facts?.errors.length ?? 0) <= (before?.errors.length ?? 0), told);
        const compared = await syntax.compareCode(language, text, changed, never);
        assert.equal(compared?.same, false, told);
      }
    }
  });

  it('stand in the lines that are asked for, as many as are wished', async () => {
    const files = fc.constantFrom(...FILES);
    await fc.assert(
      fc.asyncProperty(
        files,
        fc.nat(),
        fc.integer({ min: 0, max: 40 }),
        fc.integer({ min: 0, max: 30 }),
        async ([language, , text], from, count, most) => {
          const lines = text.split('\n').length;
          const firstLine = 1 + (from % lines);
          const range = { firstLine, lastLine: Math.min(lines, firstLine + count) };
          const mutants = await mutantsOf(language, text, { ranges: [range], most });
          assert.ok(mutants.length <= most);
          const starts = text.split('\n').map((line) => line.length + 1);
          const offset = starts.slice(0, range.firstLine - 1).reduce((sum, one) => sum + one, 0);
          const length = starts
            .slice(range.firstLine - 1, range.lastLine)
            .reduce((sum, one) => sum + one, 0);
          for (const { start, end, line } of mutants) {
            assert.ok(line >= range.firstLine && line <= range.lastLine);
            assert.ok(start >= offset && end <= offset + length);
          }
        },
      ),
      { numRuns: 25 },
    );
  });

  it('are the same for the same seed, and others for another', async () => {
    const text = sample('limiter.ts');
    const chosen = (seed: string) => mutantsOf('typescript', text, { seed, most: 8 });
    assert.deepEqual(await chosen('a'), await chosen('a'));
    assert.notDeepEqual(await chosen('a'), await chosen('b'));
  });

  it('are spread over functions before one function gives many', async () => {
    const one = (name: string, count: number) =>
      `function ${name}(a) {\n${'  a.push(a < 1);\n'.repeat(count)}}\n`;
    const text = one('large', 30) + one('small', 2) + one('other', 2);
    const lines = (await mutantsOf('javascript', text, { most: 10 })).map(({ line }) => line);
    assert.ok(lines.some((line) => line > 32 && line <= 36));
    assert.ok(lines.some((line) => line > 36));
    assert.ok(lines.filter((line) => line <= 32).length >= 3);
    // No line twice while there are others.
    assert.equal(new Set(lines).size >= 8, true);
  });

  it('take small pieces away, also of texts that no person wrote', async () => {
    const deep = `const a = ${'['.repeat(1_500)}1, 2${']'.repeat(1_500)};\n`;
    const wide = `const b = [${'1, '.repeat(5_000)}1];\n`;
    const chain = `c${'.d(1)'.repeat(1_000)};\n`;
    for (const text of [deep, wide, chain]) {
      const mutants = await mutantsOf('javascript', text, { most: 5 });
      assert.equal(mutants.length, 5);
      for (const { before } of mutants) assert.ok(before.length <= 2_000);
    }
  });

  it('stand in the lines asked for, and not between these', async () => {
    const text =
      'function f(a) {\n  if (a < 1) return 1;\n  if (a < 2) return 2;\n  return a + 3;\n}\n';
    const line = (number: number) => ({ firstLine: number, lastLine: number });
    const found = await mutantsOf('javascript', text, { ranges: [line(2), line(4)] });
    assert.deepEqual(
      [...new Set(found.map((one) => one.line))].toSorted((one, other) => one - other),
      [2, 4],
    );
  });

  it('return nothing else where types and brackets alone are left out', async () => {
    const text =
      'function f(a: A): T {\n  if (a) return (undefined as T)!;\n  return a.b as T;\n}\n';
    const wish: MutantWish = { ranges: [{ firstLine: 1, lastLine: 4 }], seed: 's', most: 50 };
    const all = (await syntax.mutants('typescript', text, wish, never)) ?? [];
    const returned = all.filter(({ operator }) => operator === 'returnValue');
    assert.deepEqual(
      returned.map(({ line, before }) => `${line} ${before}`),
      ['3 a.b as T'],
    );
  });

  it('are none of what comes to nothing, or of what compilers write of modules', async () => {
    const text =
      'Object.defineProperty(exports, "__esModule", { value: true });\nfunction f(a) {\n  return a === void 0;\n}\n';
    const wish: MutantWish = { ranges: [{ firstLine: 1, lastLine: 4 }], seed: 's', most: 50 };
    const all = (await syntax.mutants('javascript', text, wish, never)) ?? [];
    assert.deepEqual(all.map(({ line, before }) => `${line} ${before}`).toSorted(), [
      '3 ===',
      '3 a === void 0',
      '3 a === void 0',
    ]);
  });

  it('are none for a language without a grammar', async () => {
    const wish = { ranges: [{ firstLine: 1, lastLine: 1 }], seed: '', most: 5 };
    assert.equal(await syntax.mutants('lua', 'x = 1', wish, never), undefined);
  });
});
