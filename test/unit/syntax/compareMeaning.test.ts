import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import { never, startSyntax } from './samples.ts';

type Pair = readonly [what: string, before: string, after: string];

/** What is the same, by what may differ. */
const SAME: Readonly<Record<string, Readonly<Record<string, readonly Pair[]>>>> = {
  javascript: {
    '': [
      ['comments and layout', 'f(1, 2) // a\n', '/* b */\nf(\n  1,\n  2,\n);'],
      ['quotes', "f('a');", 'f("a");'],
    ],
    names: [
      [
        'a local',
        'export function f(a) { let b = a; return b; }',
        'export function f(a) { let c = a; return c; }',
      ],
      ['a parameter', 'export const f = (a) => a + 1;', 'export const f = (b) => b + 1;'],
      [
        'a private function',
        'function g(n) { return n ? g(n - 1) : 0; }\nexport const f = () => g(1);',
        'function h(n) { return n ? h(n - 1) : 0; }\nexport const f = () => h(1);',
      ],
      [
        'in a shorthand',
        'export function f(a) { return { a }; }',
        'export function f(b) { return { a: b }; }',
      ],
      [
        'in a pattern',
        'export function f({ a }) { return a; }',
        'export function f({ a: b }) { return b; }',
      ],
      [
        'in a pattern with a default',
        'export function f({ a = 1 }) { return a; }',
        'export function f({ a: b = 1 }) { return b; }',
      ],
      ['of an import', "import { a } from 'm';\na();", "import { a as b } from 'm';\nb();"],
      [
        'that swap',
        'export function f(a, b) { return a - b; }',
        'export function f(b, a) { return b - a; }',
      ],
      ['in a template', 'export const f = (a) => `${a}`;', 'export const f = (b) => `${b}`;'],
      ['of what is caught', 'try { f(); } catch (e) { g(e); }', 'try { f(); } catch (x) { g(x); }'],
    ],
    order: [
      [
        'functions',
        'export function f() {}\nfunction g() {}\nf();',
        'f();\nfunction g() {}\nexport function f() {}',
      ],
      [
        'constants',
        'const a = 1;\nconst b = 2;\nexport { a, b };',
        'const b = 2;\nconst a = 1;\nexport { a, b };',
      ],
      [
        'classes',
        'export class A { m() {} }\nexport const b = () => new A();',
        'export const b = () => new A();\nexport class A { m() {} }',
      ],
    ],
    'names order': [
      [
        'both',
        'function g(a) { return a; }\nexport function f() { return g(1); }',
        'export function f() { return g(1); }\nfunction g(b) { return b; }',
      ],
    ],
  },
  python: {
    '': [['comments and layout', 'f(1, 2)  # a\n', '# b\nf(\n    1,\n    2,\n)\n']],
    names: [
      ['a local', 'def f(a):\n    b = a\n    return b\n', 'def f(a):\n    c = a\n    return c\n'],
      [
        'in a comprehension',
        'def f(a):\n    return [x for x in a]\n',
        'def f(a):\n    return [y for y in a]\n',
      ],
      [
        'of an inner function',
        'def f(a):\n    def g(n):\n        return n\n    return g(a)\n',
        'def f(a):\n    def h(m):\n        return m\n    return h(a)\n',
      ],
      [
        'of a key',
        'def f(a):\n    return sorted(a, key=lambda x: x.n)\n',
        'def f(a):\n    return sorted(a, key=lambda y: y.n)\n',
      ],
      [
        'in a string with places',
        'def f(a):\n    b = a\n    return f"{b}!"\n',
        'def f(a):\n    c = a\n    return f"{c}!"\n',
      ],
    ],
    order: [
      [
        'functions',
        'def f():\n    return g()\ndef g():\n    return 1\nf()\n',
        'def g():\n    return 1\ndef f():\n    return g()\nf()\n',
      ],
      ['constants', 'A = 1\nB = "b"\nf(A)\n', 'B = "b"\nA = 1\nf(A)\n'],
    ],
  },
  go: { '': [['comments', 'package a\n\nvar x = 1 // one\n', 'package a\n\n// x\nvar x = 1\n']] },
};

/** What is not the same, or not certainly. */
const OTHER: Readonly<Record<string, readonly Pair[]>> = {
  javascript: [
    ['another operator', 'export const f = (a, b) => a < b;', 'export const f = (a, b) => a <= b;'],
    ['a name of an export', 'export function f() {}', 'export function g() {}'],
    ['an exported list', 'const a = 1;\nexport { a };', 'const b = 1;\nexport { b };'],
    ['a key', 'export const f = (a) => ({ a: 1 });', 'export const f = (a) => ({ b: 1 });'],
    [
      'a shorthand that lost its key',
      'export function f(a) { return { a }; }',
      'export function f(b) { return { b }; }',
    ],
    [
      'a pattern that lost its key',
      'export function f({ a }) { return a; }',
      'export function f({ b }) { return b; }',
    ],
    [
      'a capture',
      'let y = 1;\nexport function f(x) { return x + y; }',
      'let y = 1;\nexport function f(y) { return y + y; }',
    ],
    [
      'a global that is caught',
      'export function f(a) { return a + name; }',
      'export function f(name) { return name + name; }',
    ],
    [
      'arguments that swap',
      'export function f(a, b) { return a - b; }',
      'export function f(a, b) { return b - a; }',
    ],
    [
      'names in code that is a string',
      'export function f(a) { return eval("a"); }',
      'export function f(b) { return eval("a"); }',
    ],
    ['names at the top of a script', 'var a = 1;', 'var b = 1;'],
    [
      'a function whose name may be read',
      'function g() {}\nexport const f = [g];',
      'function h() {}\nexport const f = [h];',
    ],
    [
      'a function that takes its name',
      'export function f() { const g = () => 1; return g; }',
      'export function f() { const h = () => 1; return h; }',
    ],
    [
      'a class',
      'class A {}\nexport const f = () => new A();',
      'class B {}\nexport const f = () => new B();',
    ],
    [
      'a variable beside its parameter',
      'export function f(a, g = () => a) { var a = 1; return g(); }',
      'export function f(a, g = () => a) { var b = 1; return g(); }',
    ],
    [
      'a function in a block',
      'export function f() { { function g() {} } return typeof g; }',
      'export function f() { { function h() {} } return typeof g; }',
    ],
    [
      'what is injected by its name',
      'export const f = ($http) => $http;',
      'export const f = (http) => http;',
    ],
    [
      'markup',
      'import A from "a";\nexport const f = () => <A />;',
      'import B from "a";\nexport const f = () => <B />;',
    ],
    [
      'spaces in markup',
      'export const f = () => <p>a <b /></p>;',
      'export const f = () => <p>a<b /></p>;',
    ],
    ['holes of a list', 'export const f = [1, , ];', 'export const f = [1, ];'],
    ['a constant that is used too early', 'const a = 1;\nf(a);', 'f(a);\nconst a = 1;'],
    [
      'what runs when it is loaded',
      'const a = f();\nconst b = g();',
      'const b = g();\nconst a = f();',
    ],
    ['imports in another order', "import 'a';\nimport 'b';", "import 'b';\nimport 'a';"],
    [
      'a class that is made from another',
      'class A {}\nclass B extends A {}',
      'class B extends A {}\nclass A {}',
    ],
    [
      'two functions of one name',
      'function f() { return 1; }\nfunction f() { return 2; }',
      'function f() { return 2; }\nfunction f() { return 1; }',
    ],
    [
      'one of two functions of one name',
      'function f() { return 1; }\nfunction f() { return 1; }',
      'function f() { return 1; }\nfunction g() { return 2; }',
    ],
    [
      'a comment that a bundler obeys',
      'export const f = /* @__PURE__ */ g();',
      'export const f = g();',
    ],
    [
      'a prototype',
      'export const f = (__proto__) => ({ __proto__ });',
      'export const f = (__proto__) => ({ __proto__: __proto__ });',
    ],
    [
      'a shadowing',
      'export function f(a) { { let b = 1; g(b); } return a; }',
      'export function f(a) { { let a = 1; g(a); } return b; }',
    ],
    ['what does not parse', 'f(', 'f( '],
    ['a line that ends a statement', 'function f(x) { return x; }', 'function f(x) { return\nx; }'],
    [
      'a line that ends where none may',
      'function f(x) { throw x; }',
      'function f(x) { throw\nx; }',
    ],
    ['a line before an arrow', 'const f = async () => 1;', 'const f = async\n() => 1;'],
    ['signs on another line', 'a++\nb', 'a\n++b'],
    ['a call over two lines', 'a;(b)', 'a\n(b)'],
  ],
  python: [
    [
      'a parameter that may be given by name',
      'def f(a):\n    return a\n',
      'def f(b):\n    return b\n',
    ],
    ['a name of the module', '_a = 1\n', '_b = 1\n'],
    [
      'a name that a frame is asked for',
      'def f(t):\n    low = 1\n    return t.query("x > @low")\n',
      'def f(t):\n    top = 1\n    return t.query("x > @low")\n',
    ],
    [
      'names of all locals',
      'def f():\n    a = 1\n    return locals()\n',
      'def f():\n    b = 1\n    return locals()\n',
    ],
    [
      'a name that is written out',
      'def f():\n    a = 1\n    return f"{a=}"\n',
      'def f():\n    b = 1\n    return f"{b=}"\n',
    ],
    ['documentation', 'def f():\n    """A."""\n', 'def f():\n    """B."""\n'],
    ['an attribute', 'def f(a):\n    return a.b\n', 'def f(a):\n    return a.c\n'],
    [
      'an argument given by name',
      'def f(a):\n    def g(n):\n        return n\n    return g(n=a)\n',
      'def f(a):\n    def g(m):\n        return m\n    return g(n=a)\n',
    ],
    ['a global', 'def f():\n    global a\n    a = 1\n', 'def f():\n    global b\n    b = 1\n'],
    [
      'a capture',
      'def f(a):\n    x = 1\n    return [y + x for y in a]\n',
      'def f(a):\n    x = 1\n    return [x + x for x in a]\n',
    ],
    [
      'the first thing that is gone through',
      'def f(a):\n    x = a\n    return [y for y in x]\n',
      'def f(a):\n    x = a\n    return [y for y in y]\n',
    ],
    [
      'a match',
      'def f(a):\n    match a:\n        case b:\n            return b\n',
      'def f(a):\n    match a:\n        case c:\n            return b\n',
    ],
    ['a pair that is none', 'a = (1,)\n', 'a = (1)\n'],
    [
      'a default that is used too early',
      'A = 1\ndef f(x=A):\n    return x\n',
      'def f(x=A):\n    return x\nA = 1\n',
    ],
    [
      'a type that is not there yet',
      'class A:\n    pass\ndef f(x: A):\n    return x\n',
      'def f(x: A):\n    return x\nclass A:\n    pass\n',
    ],
    [
      'what is called before it is there',
      'def f():\n    return 1\nf()\n',
      'f()\ndef f():\n    return 1\n',
    ],
    [
      'decorated functions',
      '@d\ndef f():\n    pass\n@d\ndef g():\n    pass\n',
      '@d\ndef g():\n    pass\n@d\ndef f():\n    pass\n',
    ],
  ],
};

describe('compared meanings', () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  for (const [language, groups] of Object.entries(SAME)) {
    for (const [but, pairs] of Object.entries(groups)) {
      for (const [what, before, later] of pairs) {
        it(`are the same in ${language} but for [${but}]: ${what}`, async () => {
          const expected = { same: true, but: but === '' ? [] : but.split(' ') };
          assert.deepEqual(await syntax.compareMeaning(language, before, later, never), expected);
          assert.deepEqual(await syntax.compareMeaning(language, later, before, never), expected);
        });
      }
    }
  }

  for (const [language, pairs] of Object.entries(OTHER)) {
    for (const [what, before, later] of pairs) {
      it(`are not said to be the same in ${language}: ${what}`, async () => {
        const expected = { same: false };
        assert.deepEqual(await syntax.compareMeaning(language, before, later, never), expected);
        assert.deepEqual(await syntax.compareMeaning(language, later, before, never), expected);
      });
    }
  }

  it('are not told of what is too deep or unknown', async () => {
    const deep = `f(${'['.repeat(2_000)}${']'.repeat(2_000)});`;
    assert.deepEqual(await syntax.compareMeaning('javascript', deep, deep, never), { same: false });
    assert.equal(await syntax.compareMeaning('kotlin', 'a', 'a', never), undefined);
  });
});
