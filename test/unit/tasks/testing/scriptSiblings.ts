import type { Sibling } from './placementSiblings.ts';

const JS = {
  language: 'javascript',
  subject: ['calc.js', 'exports.add = (a, b) => a + b;\nexports.sub = (a, b) => a - b;\n'],
  project: { 'package.json': '{"scripts":{"test":"jest"}}' },
} as const;
const TS = {
  language: 'typescript',
  subject: [
    'calc.ts',
    'export const add = (a: number, b: number) => a + b;\nexport const sub = (a: number, b: number) => a - b;\nexport default add;\n',
  ],
  project: { 'package.json': '{"scripts":{"test":"vitest"}}' },
} as const;
const PYTHON = {
  language: 'python',
  subject: ['calc.py', 'def add(x, y):\n    return x + y\n\n\ndef sub(x, y):\n    return x - y\n'],
} as const;
const JS_CASE = "test('subtracts', () => {\n  expect(sub(3, 2)).toBe(1);\n});";
const TS_CASE = "it('subtracts', () => {\n  expect(sub(3, 2)).toBe(1);\n});";

/** In scripts: JavaScript, TypeScript and Python. */
export const SCRIPT_SIBLINGS: readonly Sibling[] = [
  {
    what: 'JavaScript: a default beside names, and one name of several is known',
    ...TS,
    test: [
      'calc.test.ts',
      "import { expect, it } from 'vitest';\nimport plus, { add } from './calc';\n\nit('adds', () => {\n  expect(plus(1, 2)).toBe(add(1, 2));\n});\n",
    ],
    answer: {
      imports:
        "import plus, { add, sub } from './calc.js';\nimport { expect, it, vi } from 'vitest';",
      cases: "it('subtracts', () => {\n  vi.fn();\n  expect(sub(3, 2)).toBe(1);\n});",
    },
    has: ["import { sub } from './calc.js';", "import { vi } from 'vitest';"],
    lacks: ['add, sub', 'it, vi'],
  },
  {
    what: 'TypeScript: a namespace, a type and an import with require are known',
    ...TS,
    test: [
      'calc.test.ts',
      "import { expect, it } from 'vitest';\nimport * as calc from './calc';\nimport type { A, B } from './types';\n\nit('adds', () => {\n  expect(calc.add(1, 2)).toBe(3);\n});\n",
    ],
    answer: {
      imports: "import * as calc from './calc';\nimport type { A, C } from './types';",
      cases: "it('subtracts', () => {\n  expect(calc.sub(3, 2)).toBe(1);\n});",
    },
    has: ["import type { C } from './types';"],
    lacks: ['A, C', "'./calc';\nimport * as"],
  },
  {
    what: 'JavaScript: statements over several lines',
    ...JS,
    test: [
      'calc.test.js',
      "const {\n  add,\n} = require('./calc');\n\ntest('adds', () => {\n  expect(add(1, 2)).toBe(3);\n});\n",
    ],
    answer: { imports: "const {\n  add,\n  sub,\n} = require('./calc');", cases: JS_CASE },
    has: ["const { sub } = require('./calc');"],
    lacks: ['  sub,'],
  },
  {
    what: 'JavaScript: a file of CommonJS gets no ES import, and the other way round',
    ...JS,
    test: [
      'calc.test.js',
      "const { add } = require('./calc');\n\ntest('adds', () => {\n  expect(add(1, 2)).toBe(3);\n});\n",
    ],
    answer: {
      imports: "import { sub as minus } from './calc';",
      cases: JS_CASE.replace('sub(', 'minus('),
    },
    has: ["const { sub: minus } = require('./calc');"],
    lacks: ['import'],
  },
  {
    what: 'JavaScript: a name for something else is said',
    ...JS,
    test: [
      'calc.test.js',
      "const { add } = require('./other');\nconst calc = require('./calc');\n\ntest('adds', () => {\n  expect(add(1, 2)).toBe(calc.add(1, 2));\n});\n",
    ],
    answer: {
      imports: "const { add } = require('./calc');",
      cases: JS_CASE.replaceAll('sub', 'add'),
    },
    has: [],
    problems: ['tests.nameTaken'],
  },
  {
    what: 'JavaScript: a licence, a docblock for the runner and a directive stay first',
    ...JS,
    test: [
      'calc.test.js',
      '#!/usr/bin/env node\n/**\n * @jest-environment jsdom\n */\n"use strict"\n\ntest(\'adds\', () => {\n  expect(1 + 2).toBe(3);\n});\n',
    ],
    answer: { imports: "const { sub } = require('./calc');", cases: JS_CASE },
    has: ['"use strict"\n', "\nconst { sub } = require('./calc');\n\n"],
    lacks: ["calc');\n#!", "calc');\n/**", 'calc\');\n"use'],
  },
  {
    what: 'JavaScript: options behind the callback of a group',
    ...JS,
    test: [
      'calc.test.js',
      "const { add } = require('./calc');\n\ndescribe('calc', () => {\n  test('adds', () => {\n    expect(add(1, 2)).toBe(3);\n  });\n}, { timeout: 500 });\n",
    ],
    answer: { imports: "const { sub } = require('./calc');", cases: JS_CASE },
    has: ["  });\n\n  test('subtracts', () => {\n    expect(sub(3, 2)).toBe(1);\n  });\n}, {"],
  },
  {
    what: 'TypeScript: options before the callback, and a function of the old kind',
    ...TS,
    test: [
      'calc.test.ts',
      "import { describe, expect, it } from 'vitest';\nimport { add } from './calc';\n\ndescribe('calc', { retry: 2, tags: ['a'] }, function () {\n\tit('adds', () => {\n\t\texpect(add(1, 2)).toBe(3);\n\t});\n});\n",
    ],
    answer: { imports: "import { sub } from './calc';", cases: TS_CASE },
    has: ["\t});\n\n\tit('subtracts', () => {\n"],
  },
  {
    what: 'JavaScript: describe.each as a table',
    ...JS,
    test: [
      'calc.test.js',
      "const { add } = require('./calc');\n\ndescribe.each`\n  a    | b\n  ${1} | ${2}\n`('adds $a', ({ a, b }) => {\n  test('it', () => {\n    expect(add(a, b)).toBe(3);\n  });\n});\n",
    ],
    answer: { imports: "const { sub } = require('./calc');", cases: JS_CASE },
    has: ["  });\n\n  test('subtracts', () => {\n    expect(sub(3, 2)).toBe(1);\n  });\n});\n"],
  },
  {
    what: 'JavaScript: what a template holds is no indentation',
    ...JS,
    test: [
      'calc.test.js',
      "const { add, sub } = require('./calc');\n\ndescribe('calc', () => {\n  test('adds', () => {\n    expect(add(1, 2)).toBe(3);\n  });\n});\n",
    ],
    answer: {
      imports: '',
      cases: "test('says', () => {\n  expect(`${sub(3, 2)}\nnext`).toBe(`1\nnext`);\n});",
    },
    has: ['    expect(`${sub(3, 2)}\nnext`).toBe(`1\nnext`);\n  });'],
  },
  {
    what: 'Python: the class of the tests, not a helper below, with strings as they are',
    ...PYTHON,
    test: [
      'test_calc.py',
      'from calc import add\n\n\nclass TestAdd:\n\tdef test_small(self):\n\t\tassert add(1, 2) == 3\n\n\nclass Helper:\n\tpass\n',
    ],
    answer: {
      imports: 'from calc import add, sub',
      cases: 'def test_text(self):\n    assert f"""{sub(3, 2)}\nnext""" == """1\nnext"""',
    },
    has: [
      '3\n\n\tdef test_text(self):\n\t',
      '(3, 2)}\nnext""" == """1\nnext"""\n\n\nclass Helper',
      'from calc import sub\n',
    ],
  },
  {
    what: 'Python: decorated and asynchronous methods',
    ...PYTHON,
    test: [
      'test_calc.py',
      'import pytest\nfrom calc import add\n\n\nclass TestAdd:\n    def test_small(self):\n        assert add(1, 2) == 3\n\n\nNUMBERS = [1]\n',
    ],
    answer: {
      imports: '',
      cases:
        '@pytest.mark.parametrize(\n    "n",\n    [1, 2],\n)\nasync def test_more(\n    self,\n    n,\n):\n    assert add(n, 0) == n',
    },
    has: [
      '3\n\n    @pytest.mark.parametrize(\n        "n",',
      '\n        assert add(n, 0) == n\n\n\nNUMBERS',
    ],
  },
  {
    what: 'Python: a class of the same name is not replaced',
    ...PYTHON,
    test: [
      'test_calc.py',
      'import unittest\nfrom calc import add, sub\n\n\nclass CalcTest(unittest.TestCase):\n    def test_small(self):\n        self.assertEqual(add(1, 2), 3)\n\n\nif __name__ == "__main__":\n    unittest.main()\n',
    ],
    answer: {
      imports: 'import unittest',
      cases:
        'class CalcTest(unittest.TestCase):\n    def test_sub(self):\n        self.assertEqual(sub(3, 2), 1)',
    },
    has: ['3)\n\n    def test_sub(self):\n        self.assertEqual(sub(3, 2), 1)\n\n\nif __name__'],
  },
  {
    what: 'Python: a case of the same name is said, for it would hide the old one',
    ...PYTHON,
    test: [
      'test_calc.py',
      'from calc import add\n\n\ndef test_small():\n    assert add(1, 2) == 3\n',
    ],
    answer: { imports: '', cases: 'def test_small():\n    assert add(2, 2) == 4' },
    has: [],
    problems: ['tests.nameTaken'],
  },
  {
    what: 'Python: a method without a class to be in is collected by nobody',
    ...PYTHON,
    test: [
      'test_calc.py',
      'from calc import add\n\n\ndef test_small():\n    assert add(1, 2) == 3\n',
    ],
    answer: { imports: '', cases: 'def test_big(self):\n    assert add(20, 20) == 40' },
    has: [],
    problems: ['tests.notCollected'],
  },
  {
    what: 'Python: from __future__ behind a licence, a docstring of several lines and others of it',
    ...PYTHON,
    test: [
      'test_calc.py',
      '# Licence\n\n"""Tests\nof it.\n"""\n\nfrom __future__ import annotations\n\nimport calc\n\n\ndef test_small():\n    assert calc.add(1, 2) == 3\n',
    ],
    answer: {
      imports: 'from __future__ import annotations, generator_stop\nimport calc',
      cases: 'def test_big():\n    assert calc.add(10, 20) == 30',
    },
    has: ['annotations\nfrom __future__ import generator_stop\n\nimport calc\n\n\ndef'],
  },
  {
    what: 'Python: the first import behind the docstring',
    ...PYTHON,
    test: ['test_calc.py', '"""Tests."""\n\n\ndef test_small():\n    assert 1 + 2 == 3\n'],
    answer: {
      imports: 'from calc import add',
      cases: 'def test_big():\n    assert add(10, 20) == 30',
    },
    has: ['"""Tests."""\n', '\nfrom calc import add\n'],
    lacks: ['add\n"""'],
  },
  {
    what: 'JavaScript: a name that the file takes from a module is known',
    ...JS,
    test: [
      'calc.test.js',
      "const chai = require('chai');\nconst { add } = require('./calc');\n\nconst expect = chai.expect;\nconst { assert } = chai;\n\ntest('adds', () => {\n  expect(add(1, 2)).to.equal(3);\n});\n",
    ],
    answer: {
      imports: "const { expect, assert } = require('chai');\nconst { sub } = require('./calc');",
      cases: "test('subtracts', () => {\n  expect(sub(3, 2)).to.equal(1);\n});",
    },
    has: ["calc');\nconst { sub } = require('./calc');\n"],
    lacks: ['expect, assert'],
  },
  {
    what: 'TypeScript: a helper of the name that an import would bring is said',
    ...TS,
    test: [
      'calc.test.ts',
      "import { expect, it } from 'vitest';\n\nfunction sub(a: number) {\n  return a;\n}\n\nit('subs', () => {\n  expect(sub(1)).toBe(1);\n});\n",
    ],
    answer: { imports: "import { sub } from './calc';", cases: TS_CASE },
    has: [],
    problems: ['tests.nameTaken'],
  },
  {
    what: 'JavaScript: assert in its strict and its other form',
    ...JS,
    test: [
      'calc.test.js',
      "import { strict as assert } from 'assert';\nimport { add } from './calc';\n\ntest('adds', () => {\n  assert.equal(add(1, 2), 3);\n});\n",
    ],
    answer: {
      imports: "import assert from 'node:assert/strict';\nimport { sub } from './calc';",
      cases: "test('subtracts', () => {\n  assert.equal(sub(3, 2), 1);\n});",
    },
    has: ["import { sub } from './calc';"],
    lacks: ['node:assert'],
  },
  {
    what: 'JavaScript: of several groups the one that declares what the case uses',
    ...JS,
    test: [
      'calc.test.js',
      "const { add, sub } = require('./calc');\n\ndescribe('add', () => {\n  let three;\n\n  beforeEach(() => {\n    three = 3;\n  });\n\n  test('adds', () => {\n    expect(add(1, 2)).toBe(three);\n  });\n});\n\ndescribe('sub', () => {\n  test('subs', () => {\n    expect(sub(2, 1)).toBe(1);\n  });\n});\n",
    ],
    answer: {
      imports: '',
      cases: "test('adds more', () => {\n  expect(add(2, 1)).toBe(three);\n});",
    },
    has: [
      "  });\n\n  test('adds more', () => {\n    expect(add(2, 1)).toBe(three);\n  });\n});\n\ndescribe('sub'",
    ],
  },
];
