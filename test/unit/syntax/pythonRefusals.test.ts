import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { startSyntax } from './samples.ts';

/** Forms that CPython takes, and others of the same kind that it refuses. */
const TAKEN = [
  'f(a=1, *b, **c)',
  'f(x for x in y)',
  'f(1, \\\n  a=2, \\\n  b=3)',
  'class A(B, metaclass=C):\n    pass',
  'def f():\n    x = 1\n    def g():\n        nonlocal x',
  'class A:\n    def f(self):\n        nonlocal __class__',
  'def f():\n    global x\n    x = 1',
  'del a, b[0], c.d, (e, [g])',
  'x = 00',
  'x = 0_0',
  'x = 01.5',
  'x = 01j',
  'x = 0o17',
  'def f():\n    return (yield)',
  'x = lambda: (yield)',
  'for x in y:\n    if x:\n        break\n    else:\n        continue',
  'while a:\n    try:\n        break\n    finally:\n        pass',
  'with a as b, c as (d, e.f):\n    pass',
  'a = *b, c',
  '*a, b = c',
  'print(*a)',
  'x = [*a, *b]',
  'from a import *',
  'try:\n    pass\nexcept A:\n    pass\nexcept:\n    pass',
  'async def f():\n    async with a:\n        pass\n    async for b in c:\n        pass',
  'def f():\n    return (x for x in y if await x)',
  "x = 'a' f'b'",
  "x = b'a' rb'b'",
  'def f(a, /, b, *, c, **d): pass',
  'def f(a, /, b=1, \\\n  c=2, **d): pass',
  'def f(a, *b, c, d=1): pass',
  'x = lambda *, a: a',
  '(a := 1)',
] as const;
const REFUSED = [
  'f(a=1, 2)',
  'f(**a, *b)',
  'f(**a, b)',
  'f(a=1, a=2)',
  'class A(a=1, B):\n    pass',
  'nonlocal x',
  'class A:\n    nonlocal x',
  'def f():\n    nonlocal x',
  'def f():\n    def g(x):\n        nonlocal x',
  'def f(x):\n    global x',
  'del f()',
  'del 1',
  'del a, (b + c)',
  'del *a',
  'x = 01',
  'x = 0_1',
  'x = 0777',
  'x = 10L',
  'x = 1_',
  'return 1',
  'class A:\n    return 1',
  'yield 1',
  'break',
  'if a:\n    continue',
  'for x in y:\n    def f():\n        break',
  'for x in y:\n    class A:\n        continue',
  'for x in y:\n    pass\nelse:\n    break',
  '(a, b) += 1',
  'with a as f():\n    pass',
  '*a',
  'a = *b',
  'x = [**a]',
  'x = {1, **a}',
  'def f():\n    from a import *',
  'try:\n    pass\nexcept:\n    pass\nexcept A:\n    pass',
  'def f():\n    async with a:\n        pass',
  'def f():\n    async for a in b:\n        pass',
  'def f():\n    await a',
  "x = 'a' b'b'",
  'def f(a, *): pass',
  'def f(*, **a): pass',
  'def f(/): pass',
  'def f(*, a, /): pass',
  'def f(*a, *b): pass',
  'def f(**a, b): pass',
  'def f(a, a): pass',
  'def f(a=1, b): pass',
  'x = lambda a=1, b: a',
  'a := 1',
] as const;

const COMPILE = `import json, sys, warnings
warnings.simplefilter('ignore')
def takes(text):
    try:
        compile(text + '\\n', 'a', 'exec')
        return True
    except SyntaxError:
        return False
print(json.dumps([takes(text) for text in json.load(sys.stdin)]))
`;

describe("what CPython's compiler refuses", () => {
  const syntax = startSyntax();
  after(() => syntax.dispose());

  for (const [forms, isTaken] of [
    [TAKEN, true],
    [REFUSED, false],
  ] as const) {
    it(`is an error, and nothing else: ${isTaken ? 'taken' : 'refused'}`, async () => {
      const wrong: string[] = [];
      for (const form of forms) {
        const facts = await syntax.facts('python', `${form}\n`, new AbortController().signal);
        if ((facts?.errors.length === 0) !== isTaken) wrong.push(form);
      }
      assert.deepEqual(wrong, []);
    });

    const python = spawnSync('python3', ['--version'], { encoding: 'utf8' });
    const version = /^Python (3\.(?:8|9|\d\d)[.\d]*)/.exec(python.stdout)?.[1];
    it(`is told as by CPython ${version ?? ', which is not here'}: ${isTaken ? 'taken' : 'refused'}`, () => {
      if (version === undefined) return;
      const input = JSON.stringify(forms);
      const { stdout } = spawnSync('python3', ['-c', COMPILE], { input, encoding: 'utf8' });
      const wrong = forms.filter(
        (_, index) => (JSON.parse(stdout) as boolean[])[index] !== isTaken,
      );
      assert.deepEqual(wrong, []);
    });
  }
});
