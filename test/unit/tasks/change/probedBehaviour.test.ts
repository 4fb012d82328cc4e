import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'mocha';
import type { TaskInput, TestRunner } from '../../../../src/tasks/task.ts';
import { RealRunners, runs } from '../../../support/realRunners.ts';
import { checked, codes, inputFor, startTools } from '../taskBench.ts';

/** What has no end of its own, and ms after which it is ended. */
const ENDLESS = 'what never ends';
const ENDLESS_MS = 2_000;

type Case = readonly [what: string, language: string, before: string, after: string];

const HEAD =
  "export function slug(text, most = 10) {\n  let out = '';\n  for (const sign of text.toLowerCase()) {\n    if (/[a-z0-9]/.test(sign)) out += sign;\n    else if (!out.endsWith('-')) out += '-';\n  }\n  return out.slice(0, most);\n}\n";

/** Changes after which all calls come to the same. */
const SAME: readonly Case[] = [
  [
    'another way to the same',
    'javascript',
    HEAD,
    "export function slug(text, most = 10) {\n  const dashed = text.toLowerCase().replace(/[^a-z0-9]+/g, '-');\n  return dashed.slice(0, most);\n}\n",
  ],
  [
    'a private function taken out',
    'typescript',
    'export function mean(values: number[]): number {\n  let sum = 0;\n  for (const value of values) sum += value;\n  return values.length === 0 ? 0 : sum / values.length;\n}\n',
    'function total(values: number[]): number {\n  return values.reduce((sum, value) => sum + value, 0);\n}\n\nexport function mean(values: number[]): number {\n  return values.length > 0 ? total(values) / values.length : 0;\n}\n',
  ],
  [
    'promises, exceptions, the clock and chance',
    'javascript',
    'export async function pick(list) {\n  if (list.length === 0) throw new RangeError("Empty");\n  const at = Math.floor(Math.random() * list.length);\n  return [list[at], new Date().getTime(), () => at];\n}\n',
    'export async function pick(list) {\n  const { length } = list;\n  if (length < 1) throw new RangeError("Empty");\n  const index = Math.floor(length * Math.random());\n  return [list[index], Date.now(), function named() { return index; }];\n}\n',
  ],
];

const PYTHON_HEAD =
  "import re\n\n\ndef slug(text, most=10):\n    out = re.sub(r'[^a-z0-9]+', '-', text.lower())\n    return out[:most]\n";

/** The same of Python. */
const SAME_PYTHON: readonly Case[] = [
  [
    'another way to the same',
    'python',
    PYTHON_HEAD,
    "import re\n\nGAP = re.compile('[^a-z0-9]+')\n\n\ndef slug(text, most=10):\n    return GAP.sub('-', text.lower())[0:most]\n",
  ],
  [
    'coroutines, what is generated, exceptions, the clock and chance',
    'python',
    'import random\nimport time\nfrom datetime import datetime\n\n\nasync def pick(values: list[int]):\n    if len(values) == 0:\n        raise LookupError("Empty")\n    return [random.choice(values), time.time(), datetime.now(), lambda: 1]\n\n\ndef count(step: int):\n    at = 0\n    while True:\n        yield at\n        at += step\n',
    'import random\nimport time\nfrom datetime import datetime\nfrom itertools import count as endless\n\n\nasync def pick(values: list[int]):\n    if not values:\n        raise LookupError("Empty")\n    chosen = random.choice(values)\n    now = datetime.now()\n    return [chosen, time.time(), now, lambda: 1]\n\n\ndef count(step: int):\n    yield from endless(0, step)\n',
  ],
  [
    'objects, maps, sets, and what is passed by name',
    'python',
    'class Pair:\n    def __init__(self, one, other):\n        self.one = one\n        self.other = other\n\n\ndef pair(one: int, *rest, other: str = "b", **more):\n    return {"pair": Pair(one, other), "set": {other, str(one)}, "up": one + 1}\n',
    'class Pair:\n    def __init__(self, one, other):\n        self.one, self.other = one, other\n\n\ndef pair(one: int, *rest, other: str = "b", **more):\n    both = {str(one), other}\n    return {"pair": Pair(one, other), "set": both, "up": 1 + one}\n',
  ],
];

/** Changes after which some call comes to something else, by what is then said. */
const OTHER: readonly (readonly [...Case, said: RegExp])[] = [
  [
    'a bound',
    'javascript',
    HEAD,
    HEAD.replace('slice(0, most)', 'slice(0, most - 1)'),
    /slug\(.*\) returns '.*' before, and now returns '/,
  ],
  [
    'an exception that is not thrown',
    'typescript',
    "export function half(count: number): number {\n  if (count < 0) throw new RangeError('Below zero: ' + count);\n  return count / 2;\n}\n",
    'export function half(count: number): number {\n  return count / 2;\n}\n',
    /half\(-1\) throws RangeError: Below zero: -1 before, and now returns -0.5/,
  ],
  [
    'arguments that are changed',
    'typescript',
    'export function sorted(values: number[]): number[] {\n  return [...values].sort();\n}\n',
    'export function sorted(values: number[]): number[] {\n  return values.sort();\n}\n',
    /sorted\(\[3, 1, 2, 2\]\) leaves its arguments as \[ \[ 3, 1, 2, 2 \] \] before/,
  ],
  [
    'what a private function does',
    'javascript',
    'function twice(n) {\n  return n * 2;\n}\n\nexport const four = (n) => twice(twice(n));\n',
    'function twice(n) {\n  return n + n + 0 * n + (n > 50 ? 1 : 0);\n}\n\nexport const four = (n) => twice(twice(n));\n',
    /four\(100\)|four\(/,
  ],
];

/** The same of Python. */
const OTHER_PYTHON: typeof OTHER = [
  [
    'a bound',
    'python',
    PYTHON_HEAD,
    PYTHON_HEAD.replace('[:most]', '[: most - 1]'),
    /slug\(.*\) returns '.*' before, and now returns '/,
  ],
  [
    'an exception that is another one',
    'python',
    'def half(count: int) -> float:\n    if count < 0:\n        raise ValueError(f"Below zero: {count}")\n    return count / 2\n',
    'def half(count: int) -> float:\n    if count < 0:\n        raise OverflowError(f"Below zero: {count}")\n    return count / 2\n',
    /half\(-1\) throws ValueError: Below zero: -1 before, and now throws OverflowError/,
  ],
  [
    'arguments that are changed',
    'python',
    'def ordered(values: list[int]) -> list[int]:\n    return sorted(values)\n',
    'def ordered(values: list[int]) -> list[int]:\n    values.sort()\n    return values\n',
    /ordered\(\[3, 1, 2, 2\]\) leaves its arguments as \[\[3, 1, 2, 2\]\]\{\} before/,
  ],
  [
    'what a private function does',
    'python',
    'def _twice(n):\n    return n * 2\n\n\ndef four(n: int):\n    return _twice(_twice(n))\n',
    'def _twice(n):\n    return n * 2 + (1 if n > 50 else 0)\n\n\ndef four(n: int):\n    return _twice(_twice(n))\n',
    /four\(100\) returns 400 before/,
  ],
];

/** What is not called at all. */
const UNPROBED: readonly (readonly [...Case, told: readonly string[]])[] = [
  [
    'what reaches the disk',
    'javascript',
    "import { rmSync } from 'node:fs';\nexport function clear(path) {\n  rmSync(path);\n}\n",
    "import { rmSync } from 'node:fs';\nexport function clear(path) {\n  if (path) rmSync(path);\n}\n",
    ['notes.notProbedWorld'],
  ],
  [
    'what reaches the world without an import',
    'javascript',
    'export function leave(code) {\n  process.exit(code);\n}\n',
    'export function leave(code) {\n  process.exit(code + 1);\n}\n',
    ['notes.notProbedWorld'],
  ],
  [
    'what uses another module',
    'javascript',
    "import { b } from 'b';\nexport const a = (n) => b(n);\n",
    "import { b } from 'b';\nexport const a = (n) => b(n + 1);\n",
    ['notes.notProbedWorld'],
  ],
  [
    'what takes what cannot be made up',
    'typescript',
    'interface Cart { readonly size: number }\nexport const empty = (cart: Cart): boolean => cart.size === 0;\n',
    'interface Cart { readonly size: number }\nexport const empty = (cart: Cart): boolean => cart.size < 1;\n',
    ['notes.notProbedArguments'],
  ],
  [
    ENDLESS,
    'javascript',
    'export function spin(n) {\n  while (n !== n + 1) n = n;\n}\n',
    'export function spin(n) {\n  while (n !== n + 2) n = n;\n}\n',
    [],
  ],
];

const UNPROBED_PYTHON: typeof UNPROBED = [
  [
    'what reaches the disk',
    'python',
    'import os\n\n\ndef clear(path):\n    os.remove(path)\n',
    'import os\n\n\ndef clear(path):\n    if path:\n        os.remove(path)\n',
    ['notes.notProbedWorld'],
  ],
  [
    'what reaches the world without an import',
    'python',
    'def text(path: str):\n    return open(path).read()\n',
    'def text(path: str):\n    with open(path) as file:\n        return file.read()\n',
    ['notes.notProbedWorld'],
  ],
  [
    'what takes what cannot be made up',
    'python',
    'class Cart:\n    pass\n\n\ndef empty(cart: Cart):\n    return cart.size == 0\n',
    'class Cart:\n    pass\n\n\ndef empty(cart: Cart):\n    return cart.size < 1\n',
    ['notes.notProbedArguments'],
  ],
  [
    'what nobody else can call',
    'python',
    'def _half(n: int):\n    return n / 2\n',
    'def _half(n: int):\n    return n / 2.0\n',
    ['notes.notProbedAccess'],
  ],
];

/** Functions that call what other files of the project hold, the last of them what they import. */
const FOLLOWED: readonly (readonly [
  what: string,
  language: string,
  path: string,
  beside: Readonly<Record<string, string>>,
  before: string,
])[] = [
  [
    'a module',
    'javascript',
    'src/one.js',
    { 'src/b.js': 'export const twice = (n) => n * 2;\n' },
    "import { twice } from './b.js';\nexport const four = (n) => 2 * twice(n);\n",
  ],
  [
    'a module of TypeScript',
    'typescript',
    'src/one.ts',
    { 'src/b.ts': 'export const twice = (n: number): number => n * 2;\n' },
    "import { twice } from './b.ts';\nexport const four = (n: number): number => 2 * twice(n);\n",
  ],
  [
    'a module of a package in Python, by dots',
    'python',
    'shop/one.py',
    {
      'shop/__init__.py': 'from .one import four\n',
      'shop/b.py': 'def twice(n: float):\n    return n * 2\n',
    },
    'from .b import twice\n\n\ndef four(n: float):\n    return 2 * twice(n)\n',
  ],
];

const GO_HEAD = `package shop

import (
	"errors"
	"strings"
)

type Item struct {
	Name  string
	count int
	Tags  map[string]int
}

func slug(text string, most int) (string, error) {
	if most < 0 {
		return "", errors.New("too few")
	}
	out := strings.ToLower(strings.TrimSpace(text))
	if len(out) > most {
		out = out[:most]
	}
	return out, nil
}
`;
const GO_ITEMS = `package shop

type Level uint8

type Item struct {
	Name string
	left *Level
}

func Sum(values ...int) (sum int) {
	for _, value := range values {
		sum += value
	}
	return
}

func Made(level Level, names []string) map[Level]*Item {
	if len(names) > 3 {
		panic("too many")
	}
	made := map[Level]*Item{}
	for at, name := range names {
		level := level + Level(at)
		made[level] = &Item{name, &level}
		names[at] = ""
	}
	return made
}
`;

/** The same of Go: what is told of it are values, errors, panics and what is left of arguments. */
const SAME_GO: readonly Case[] = [
  [
    'another way to the same',
    'go',
    GO_HEAD,
    GO_HEAD.replace(
      'if len(out) > most {\n\t\tout = out[:most]\n\t}\n\treturn out, nil',
      'return out[:min(len(out), most)], nil',
    ),
  ],
  [
    'types of the package, pointers, panics and lists without an end',
    'go',
    GO_ITEMS,
    GO_ITEMS.replace(
      'for _, value := range values {\n\t\tsum += value\n\t}',
      'for at := range values {\n\t\tsum = values[at] + sum\n\t}',
    ).replace('made := map[Level]*Item{}', 'made := make(map[Level]*Item, len(names))'),
  ],
];
const OTHER_GO: readonly (readonly [...Case, said: RegExp])[] = [
  [
    'a bound',
    'go',
    GO_HEAD,
    GO_HEAD.replace('most < 0', 'most < 1'),
    /slug\(.*, 0\) returns "", nil before, and now returns "", error "too few"/,
  ],
  [
    'what is left of an argument',
    'go',
    GO_ITEMS,
    GO_ITEMS.replace('\t\tnames[at] = ""\n', ''),
    /Made\(.*leaves its arguments as .* before, and now as /,
  ],
  [
    'a panic',
    'go',
    GO_ITEMS,
    GO_ITEMS.replace('> 3', '> 30'),
    /Made\(.*panics with "too many" before, and now returns \{/,
  ],
];
const UNPROBED_GO: typeof UNPROBED = [
  [
    'what reaches the disk',
    'go',
    'package shop\n\nimport "os"\n\nfunc Clear(path string) error {\n\treturn os.Remove(path)\n}\n',
    'package shop\n\nimport "os"\n\nfunc Clear(path string) error {\n\terr := os.Remove(path)\n\treturn err\n}\n',
    ['notes.notProbedWorld'],
  ],
  [
    'what is one of many types',
    'go',
    'package shop\n\nfunc First[T any](all []T) T {\n\treturn all[0]\n}\n',
    'package shop\n\nfunc First[T any](all []T) T {\n\tone := all[0]\n\treturn one\n}\n',
    ['notes.notProbedArguments'],
  ],
];

const PATHS: Readonly<Record<string, string>> = {
  typescript: 'src/one.ts',
  python: 'one.py',
  go: 'shop.go',
};
/** Says that tests are those of unittest. */
const TEST_TWO =
  'import unittest\n\n\nclass TestTwo(unittest.TestCase):\n    def test_two(self):\n        self.assertEqual(1 + 1, 2)\n';

const hasPython = runs(['python3', '--version']);
const hasGo = runs(['go', 'version']);
const canRun = ([, language]: readonly [unknown, string, ...unknown[]]): boolean =>
  (language !== 'python' || hasPython) && (language !== 'go' || hasGo);

/** A runner that waits no longer than this, where it is told how long it may. */
function endingAt(limitMs: number, runner: TestRunner): TestRunner {
  return {
    run: (test, subject, signal) => {
      assert.ok(test.limitMs !== undefined);
      return runner.run({ ...test, limitMs }, subject, signal);
    },
  };
}

describe('calls with made-up arguments', function () {
  this.timeout(60_000);
  const tools = startTools();
  const projects = new RealRunners();
  after(() => {
    projects.dispose();
    return tools.syntax.dispose();
  });
  afterEach(() => {
    projects.remove();
    assert.deepEqual(projects.troubles, []);
  });

  async function verdict(
    [what, language, before, later]: Case,
    given: Partial<TaskInput> = {},
    beside: Readonly<Record<string, string>> = {},
  ) {
    const path = given.path ?? PATHS[language] ?? 'src/one.js';
    const manifest = '{"type": "module", "scripts": {"test": "node --test"}}';
    const manifests: Readonly<Record<string, Readonly<Record<string, string>>>> = {
      python: { 'test_two.py': TEST_TWO },
      go: { 'go.mod': 'module example.com/shop\n\ngo 1.21\n' },
    };
    const project = projects.toolsOf({
      ...(manifests[language] ?? { 'package.json': manifest }),
      [path]: before,
      ...beside,
    });
    // However long it is waited for what never ends, it is ended.
    const used =
      what === ENDLESS
        ? { ...project, testRunner: endingAt(ENDLESS_MS, project.testRunner) }
        : project;
    const lines = before.trimEnd().split('\n');
    const input = inputFor('refactor', language, before, { path, ...given });
    const edit = { from: 1, to: lines.length, firstLine: lines[0], lastLine: lines.at(-1) };
    const result = await checked({ ...tools, ...used }, input, {
      edits: [{ ...edit, replace: later.trimEnd() }],
      replacements: [],
      summary: 'Rewritten.',
    });
    const told = result.notes.filter(({ code }) => code !== 'notes.typesNotChecked');
    return { result, told };
  }

  for (const one of [...SAME, ...SAME_PYTHON, ...SAME_GO].filter(canRun)) {
    it(`check a change of ${one[1]} where they agree: ${one[0]}`, async () => {
      const { result, told } = await verdict(one);
      assert.deepEqual([codes(result), result.strength], [[], 'checks']);
      assert.equal(told[0]?.code, 'notes.probesAgree');
      assert.ok(Number(told[0].args['count']) >= 3, JSON.stringify(told));
    });
  }

  for (const [what, language, before, later, said] of [
    ...OTHER,
    ...OTHER_PYTHON,
    ...OTHER_GO,
  ].filter(canRun)) {
    it(`refuse a change of ${language} where they differ: ${what}`, async () => {
      const one: Case = [what, language, before, later];
      const { result } = await verdict(one);
      assert.deepEqual(codes(result), ['edits.behaviourDiffers']);
      assert.match(result.problems[0]?.detail ?? '', said);
      const wanted = await verdict(one, { instruction: 'It should do something else' });
      assert.deepEqual(codes(wanted.result), []);
      assert.equal(wanted.told[0]?.code, 'notes.probesDiffer');
    });
  }

  for (const one of [...UNPROBED, ...UNPROBED_PYTHON, ...UNPROBED_GO].filter(canRun)) {
    it(`are not made, or say nothing: ${one[0]} (${one[1]})`, async () => {
      const [what, language, before, later, said] = one;
      const { result, told } = await verdict([what, language, before, later]);
      const found = told.map(({ code }) => code);
      assert.deepEqual([codes(result), result.strength, found], [[], 'checks', said]);
    });
  }

  const followed = FOLLOWED.filter(([what, language]) => canRun([what, language]));
  for (const [what, language, path, beside, before] of followed) {
    const later = before.replace('2 * twice(n)', '2 * twice(n) - (1 if n > 50 else 0)');
    const script = before.replace('2 * twice(n)', '2 * twice(n) - (n > 50 ? 1 : 0)');
    const one: Case = [what, language, before, language === 'python' ? later : script];

    it(`follow what a file imports that only computes: ${what}`, async () => {
      const { result } = await verdict(one, { path }, beside);
      assert.deepEqual(codes(result), ['edits.behaviourDiffers']);
      assert.match(result.problems[0]?.detail ?? '', /four\(100\) returns 400 before/);
    });

    it(`are not made where what a file imports does more: ${what}`, async () => {
      const [imported = '', text = ''] = Object.entries(beside).at(-1) ?? [];
      const reaching = language === 'python' ? `import os\n${text}` : `import 'node:fs';\n${text}`;
      const { told } = await verdict(one, { path }, { ...beside, [imported]: reaching });
      assert.deepEqual(
        told.map(({ code }) => code),
        ['notes.notProbedWorld'],
      );
    });
  }

  it('say nothing of Go that goes through a map in whatever order', async () => {
    if (!hasGo) return;
    const text =
      'package shop\n\nfunc Keys(counts map[string]int, most int) []string {\n\tkeys := []string{}\n\tfor key := range counts {\n\t\tif len(keys) < most {\n\t\t\tkeys = append(keys, key)\n\t\t}\n\t}\n\treturn keys\n}\n';
    const later = text.replace('len(keys) < most', 'most > len(keys)');
    const { result } = await verdict(['an order', 'go', text, later]);
    assert.deepEqual(codes(result), []);
  });

  it('are not made where the user does not let anything run', async () => {
    projects.answer = false;
    const [first] = OTHER;
    assert.ok(first);
    const { result } = await verdict([first[0], first[1], first[2], first[3]]);
    assert.deepEqual([codes(result), result.strength], [[], 'checks']);
  });
});
