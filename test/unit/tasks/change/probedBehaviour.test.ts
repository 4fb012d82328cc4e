import assert from 'node:assert/strict';
import { after, afterEach, describe, it } from 'mocha';
import type { TaskInput } from '../../../../src/tasks/task.ts';
import { RealRunners } from '../../../support/realRunners.ts';
import { checked, codes, inputFor, startTools } from '../taskBench.ts';

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

/** What is not called at all. */
const UNPROBED: readonly Case[] = [
  [
    'what reaches the disk',
    'javascript',
    "import { rmSync } from 'node:fs';\nexport function clear(path) {\n  rmSync(path);\n}\n",
    "import { rmSync } from 'node:fs';\nexport function clear(path) {\n  if (path) rmSync(path);\n}\n",
  ],
  [
    'what reaches the world without an import',
    'javascript',
    'export function leave(code) {\n  process.exit(code);\n}\n',
    'export function leave(code) {\n  process.exit(code + 1);\n}\n',
  ],
  [
    'what uses another module',
    'javascript',
    "import { b } from './b.js';\nexport const a = (n) => b(n);\n",
    "import { b } from './b.js';\nexport const a = (n) => b(n + 1);\n",
  ],
  [
    'what takes what cannot be made up',
    'typescript',
    'interface Cart { readonly size: number }\nexport const empty = (cart: Cart): boolean => cart.size === 0;\n',
    'interface Cart { readonly size: number }\nexport const empty = (cart: Cart): boolean => cart.size < 1;\n',
  ],
  [
    'what never ends',
    'javascript',
    'export function spin(n) {\n  while (n !== n + 1) n = n;\n}\n',
    'export function spin(n) {\n  while (n !== n + 2) n = n;\n}\n',
  ],
];

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

  async function verdict([, language, before, later]: Case, given: Partial<TaskInput> = {}) {
    const path = language === 'typescript' ? 'src/one.ts' : 'src/one.js';
    const used = projects.toolsOf({
      'package.json': '{"type": "module", "scripts": {"test": "node --test"}}',
      [path]: before,
    });
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

  for (const one of SAME) {
    it(`check a change where they agree: ${one[0]}`, async () => {
      const { result, told } = await verdict(one);
      assert.deepEqual([codes(result), result.strength], [[], 'checks']);
      assert.equal(told[0]?.code, 'notes.probesAgree');
      assert.ok(Number(told[0].args['count']) >= 3, JSON.stringify(told));
    });
  }

  for (const [what, language, before, later, said] of OTHER) {
    it(`refuse a change where they differ: ${what}`, async () => {
      const one: Case = [what, language, before, later];
      const { result } = await verdict(one);
      assert.deepEqual(codes(result), ['edits.behaviourDiffers']);
      assert.match(result.problems[0]?.detail ?? '', said);
      const wanted = await verdict(one, { instruction: 'It should do something else' });
      assert.deepEqual(codes(wanted.result), []);
      assert.equal(wanted.told[0]?.code, 'notes.probesDiffer');
    });
  }

  for (const one of UNPROBED) {
    it(`are not made, or say nothing: ${one[0]}`, async () => {
      const { result, told } = await verdict(one);
      assert.deepEqual([codes(result), result.strength, told], [[], 'checks', []]);
    });
  }

  it('are not made where the user does not let anything run', async () => {
    projects.answer = false;
    const [first] = OTHER;
    assert.ok(first);
    const { result } = await verdict([first[0], first[1], first[2], first[3]]);
    assert.deepEqual([codes(result), result.strength], [[], 'checks']);
  });
});
