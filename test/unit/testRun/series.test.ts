import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { after, afterEach, describe, it } from 'mocha';
import type { CaseResult, TestRun, TestToRun } from '../../../src/tasks/task.ts';
import { RealRunners, runs } from '../../support/realRunners.ts';
import { vitestPackages } from '../../support/vitestPackages.ts';
import { startSyntax } from '../syntax/samples.ts';

const never = new AbortController().signal;
const syntax = startSyntax();
after(() => syntax.dispose());

/** A project whose one test notices what an earlier run has left, and variants of its subject. */
interface Project {
  readonly framework: string;
  /** Runs where this does. */
  readonly needs: readonly [string, ...string[]];
  readonly subject: string;
  readonly test: string;
  readonly files: Readonly<Record<string, string>>;
  /** The subject's text with another value of its constant, and another line in its function. */
  readonly text: (constant: string, line: string) => string;
  readonly lines: {
    readonly throws: string;
    readonly hangs: string;
    /** Break down in ways that processes and threads may tell apart; only of some. */
    readonly breaks?: readonly string[];
    /** Starts a process that stays, whose command line has the token. */
    readonly leaves: (token: string) => string;
  };
}

const scriptText = (constant: string, line: string): string =>
  `import { spawn } from 'node:child_process';\nexport const STEP = ${constant};\nexport function next(n) {\n  ${line}\n  return n + STEP;\n}\nexport { spawn };\n`;
const scriptTest = (head: string): string => `${head}
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { next } from './next.mjs';
const left = [new URL('./left.txt', import.meta.url), join(tmpdir(), 'left.txt')];
it('is next', () => assert.equal(next(1), 2));
it('finds nothing of another run', () => {
  assert.ok(left.every((one) => !existsSync(one)) && globalThis.left === undefined);
  for (const one of left) writeFileSync(one, '');
  globalThis.left = true;
});
`;
const SCRIPT_LINES: Project['lines'] = {
  throws: 'n.nothing.at();',
  hangs: 'for (;;) n += 0;',
  breaks: [
    'process.exit(0);',
    'process.exit(3);',
    'setImmediate(() => n.nothing.at());',
    'return next(n);',
  ],
  leaves: (token) =>
    `spawn('sleep', ['60'], { argv0: '${token}', detached: true, stdio: 'ignore' }).unref();`,
};
const script = (framework: string, head: string, manifest: object): Project => ({
  framework,
  needs: ['node', '--version'],
  subject: 'next.mjs',
  test: 'next.test.mjs',
  files: { 'package.json': JSON.stringify(manifest), 'next.test.mjs': scriptTest(head) },
  text: scriptText,
  lines: SCRIPT_LINES,
});

const PYTHON: Omit<Project, 'framework' | 'needs' | 'files'> = {
  subject: 'nexts.py',
  test: 'test_nexts.py',
  text: (constant, line) =>
    `import subprocess\nSTEP = ${constant}\n\n\ndef following(n):\n    ${line || 'pass'}\n    return n + STEP\n`,
  lines: {
    throws: 'n.nothing()',
    hangs: 'while True: pass',
    leaves: (token) =>
      `subprocess.Popen(['${token}', '60'], executable='/bin/sleep', start_new_session=True)`,
  },
};
const pythonTest = (head: string, base: string): string => `import os
import sys
import tempfile
${head}
from nexts import following

LEFT = [os.path.join(os.path.dirname(__file__), 'left.txt'), os.path.join(tempfile.gettempdir(), 'left.txt')]


class TestNexts${base}:
    def test_next(self):
        assert following(1) == 2

    def test_alone(self):
        assert not any(os.path.exists(one) for one in LEFT) and not hasattr(sys, 'left')
        for one in LEFT:
            open(one, 'w').close()
        sys.left = True
`;

const PROJECTS: readonly Project[] = [
  script('node:test', "import { it } from 'node:test';", { type: 'module' }),
  script('vitest', "import { it } from 'vitest';", { devDependencies: { vitest: '3' } }),
  script('mocha', 'const { it } = globalThis;', { devDependencies: { mocha: '12' } }),
  {
    ...PYTHON,
    framework: 'pytest',
    needs: ['python3', '-c', 'import pytest'],
    files: { 'pyproject.toml': '', 'test_nexts.py': pythonTest('', '') },
  },
  {
    ...PYTHON,
    framework: 'unittest',
    needs: ['python3', '--version'],
    files: { 'test_nexts.py': pythonTest('import unittest', '(unittest.TestCase)') },
  },
  {
    framework: 'minitest',
    needs: ['ruby', '-e', "require 'minitest'"],
    subject: 'lib/nexts.rb',
    test: 'test/nexts_test.rb',
    text: (constant, line) =>
      `STEP = ${constant}\n\ndef following(n)\n  ${line}\n  n + STEP\nend\n`,
    files: {
      Rakefile: '',
      'test/nexts_test.rb': `require 'minitest/autorun'
require 'tmpdir'
require_relative '../lib/nexts'

LEFT = [File.join(__dir__, 'left.txt'), File.join(Dir.tmpdir, 'left.txt')]

class NextsTest < Minitest::Test
  def test_next
    assert_equal 2, following(1)
  end

  def test_alone
    assert LEFT.none? { |one| File.exist?(one) } && !defined?($left)
    LEFT.each { |one| File.write(one, '') }
    $left = true
  end
end
`,
    },
    lines: {
      throws: 'n.nothing',
      hangs: 'loop {}',
      leaves: (token) => `Process.detach(spawn(['/bin/sleep', '${token}'], '60', pgroup: true))`,
    },
  },
];

/** What a run says of each case, without what it prints. */
const told = (run: TestRun): string => {
  if (run.type === 'notRun') return 'not run';
  if (run.type === 'failed' && run.isTimedOut === true) return 'timed out';
  const of = ({ name, outcome }: CaseResult): string => `${name} ${outcome}`;
  return `${run.type} ${(run.cases ?? []).map(of).toSorted().join(', ')}`;
};

interface Process {
  readonly id: string;
  readonly parent: string | undefined;
  readonly commandLine: string;
  readonly folder: string;
}

const processes = (): readonly Process[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((id) => {
      try {
        const commandLine = readFileSync(`/proc/${id}/cmdline`, 'latin1');
        const parent = /^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${id}/status`, 'latin1'))?.[1];
        return [{ id, parent, commandLine, folder: readlinkSync(`/proc/${id}/cwd`) }];
      } catch {
        return [];
      }
    });

const commandsWith = (token: string): readonly Process[] =>
  processes().filter(({ commandLine }) => commandLine.startsWith(token));

/** Programs that wait for orders in a copy of this process, without their forks. */
const waiting = (): readonly Process[] => {
  const all = processes().filter(
    ({ commandLine, folder }) =>
      commandLine.includes('hello') && folder.includes(`/tierwise-tests-${process.pid}.`),
  );
  const ids = new Set(all.map(({ id }) => id));
  return all.filter(({ parent }) => parent === undefined || !ids.has(parent));
};

for (const project of PROJECTS) {
  const { framework, needs, subject, test, files, text, lines } = project;
  describe(`many runs of ${framework} by one program`, function () {
    this.timeout(120_000);
    const projects = new RealRunners();
    after(() => projects.dispose());
    afterEach(() => {
      projects.remove();
      assert.deepEqual(projects.troubles, []);
    });

    it('say what single runs say, leave each other nothing, and go on after one that hangs', async () => {
      const packages = framework === 'vitest' ? await vitestPackages() : undefined;
      // Elsewhere nothing shows what a run has left, and each is one by itself.
      if (process.platform !== 'linux') return;
      if (!runs(needs) || (framework === 'vitest' && packages === undefined)) return;
      const all = { ...files, [subject]: text('1', '') };
      const runner = projects.runnerOf(all, framework === 'mocha', packages);
      const asked: TestToRun = {
        path: test,
        text: files[test] ?? '',
        framework,
        byCase: true,
        isOwn: true,
      };
      const run = async (by: 'alone' | 'series', changed: string, limitMs = 20_000) => {
        const one = { ...asked, limitMs, ...(by === 'series' && { series: by }) };
        return told(await runner.run(one, { path: subject, text: changed }, never));
      };
      try {
        const token = `tw-left-${randomUUID()}`;
        const leaves = text('1', lines.leaves(token));
        const changed = [lines.throws, ...(lines.breaks ?? [])].map((line) => text('1', line));
        const variants = [text('1', ''), text('2', ''), ...changed];
        for (const each of variants) {
          assert.equal(await run('series', each), await run('alone', each), each);
          assert.equal(waiting().length, 1);
        }
        assert.match(await run('series', leaves), /^passed /);
        assert.deepEqual(commandsWith(token), []);
        // Found out by what it does to the processor: its limit is far away.
        const programs = waiting().map(({ id }) => id);
        assert.equal(await run('series', text('1', lines.hangs), 600_000), 'timed out');
        const left = waiting().map(({ id }) => id);
        // Vitest does not live on behind one of its processes.
        assert.deepEqual(left, framework === 'vitest' ? [] : programs);
        const [one, other] = await Promise.all([
          run('series', text('2', '')),
          run('series', leaves),
        ]);
        assert.match(one, /^failed .*failed/);
        assert.match(other, /^passed /);
        assert.deepEqual(commandsWith(token), []);
      } finally {
        await runner.endSeries('series');
      }
      assert.deepEqual(waiting(), []);
      assert.equal(told(await runner.run(asked, undefined, never)).startsWith('passed'), true);
    });
  });
}

/** A module in which functions are reached in every way that keeps something of them. */
const KEEPING = `import functools

TABLE = {'a': 1}
def early(n):
    return n + 1
EARLY = early(1)
def memo(function):
    @functools.wraps(function)
    def inside(n):
        return function(n) + 0
    return inside
@memo
def kept(n):
    return n + 2
def outer(n, step=3):
    def inner(m):
        return m + step
    return inner(n)
class Box:
    size = 4
    def grow(self, n):
        return n + self.size
    @property
    def half(self):
        return self.size // 2
    @staticmethod
    def least(n):
        return max(n, 5)
last = lambda n: n + 6
`;
const KEEPING_TEST = `import os
import pytest
from keeping import EARLY, TABLE, Box, early, kept, last, outer
grow = Box().grow
@pytest.mark.parametrize('n', range(1, 3))
def test_kept(n):
    assert kept(n) == n + 2
@pytest.mark.parametrize('loaded_by', [os.getpid()])
def test_loaded(loaded_by):
    assert loaded_by
def test_early():
    assert EARLY == 2 and early(2) == 3
def test_rest():
    assert TABLE == {'a': 1} and outer(1) == 4 and grow(1) == 5
def test_box():
    assert Box().half == 2 and Box.least(1) == 5 and last(1) == 7
`;
/** Changes of what was run while it was loaded, and of what was not: each is noticed by a single run. */
const RUN_CHANGES: readonly (readonly [string, string])[] = [
  ["'a': 1", "'a': 2"],
  ['return n + 1', 'return n - 1'],
  ['function(n) + 0', 'function(n) + 1'],
  ['step=3', 'step=4'],
  ['size = 4', 'size = 3'],
  ['return n + 2', 'return n +'],
];
const KEPT_CHANGES: readonly (readonly [string, string])[] = [
  ['return n + 2', 'return n - 2'],
  ['return n + 2', 'if n:\n        return 0\n    return n + 2'],
  ['m + step', 'm - step'],
  ['n + self.size', 'n - self.size'],
  ['// 2', '* 2'],
  ['max(n, 5)', 'min(n, 5)'],
  ['n + 6', 'n - 6'],
];

describe('tests of Python that stay loaded', function () {
  this.timeout(60_000);
  const projects = new RealRunners();
  after(() => projects.dispose());

  it('notice each change as tests that are loaded anew, and nothing of the change before', async () => {
    if (process.platform !== 'linux' || !runs(['python3', '-c', 'import pytest'])) return;
    const files = { 'pyproject.toml': '', 'keeping.py': KEEPING, 'test_keeping.py': KEEPING_TEST };
    const runner = projects.runnerOf(files);
    const asked = { path: 'test_keeping.py', text: KEEPING_TEST, framework: 'pytest' };
    const run = async (text: string): Promise<TestRun> => {
      const one = { ...asked, byCase: true, isOwn: true, series: 'series' };
      return runner.run(one, { path: 'keeping.py', text }, never);
    };
    assert.match(told(await run(KEEPING)), /^passed /);
    const loaders = new Set<string | undefined>();
    for (const [before, now] of [...RUN_CHANGES, ...KEPT_CHANGES]) {
      const outcome = told(await run(KEEPING.replace(before, () => now)));
      assert.match(outcome, /^failed|^not run/, `${before} -> ${now}`);
      const isKept = KEPT_CHANGES.some(([one]) => one === before) && !now.endsWith('+');
      if (isKept) loaders.add(/test_loaded\[\d+\]/.exec(outcome)?.[0]);
      const original = told(await run(KEEPING));
      assert.match(original, /^passed /, `after ${before} -> ${now}`);
      loaders.add(/test_loaded\[\d+\]/.exec(original)?.[0]);
    }
    // One process has loaded them for all but what it cannot take over.
    assert.equal(loaders.size, 1);
    await runner.endSeries('series');
    assert.deepEqual(projects.troubles, []);
  });
});

/** ms for which a file's time does not tell whether it was written again. */
const FRESH_MS = 2_500;

describe('runs of Vitest one behind the other', function () {
  this.timeout(60_000);
  const projects = new RealRunners();
  after(() => projects.dispose());

  it('share a thread, which is another one after a run that hangs', async () => {
    const packages = await vitestPackages();
    if (process.platform !== 'linux' || packages === undefined) return;
    const test = `import { threadId } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { total } from './total.js';
it.each([threadId])('adds in %i', () => expect(total(1)).toBe(2));
`;
    const text = 'export const total = (n) => {\n  return n + 1;\n};\n';
    const files = {
      'package.json': '{"devDependencies":{"vitest":"3"}}',
      'total.js': text,
      'total.test.js': test,
    };
    const begun = Date.now();
    const runner = projects.runnerOf(files, false, packages);
    const asked = { path: 'total.test.js', text: test, framework: 'vitest', byCase: true };
    const run = async (line: string): Promise<string> => {
      const subject = { path: 'total.js', text: text.replace('return n + 1;', line) };
      return told(await runner.run({ ...asked, isOwn: true, series: 'series' }, subject, never));
    };
    // What was written just now counts as changed, whatever it has.
    const isFresh = (): boolean => Date.now() - begun < FRESH_MS;
    while (isFresh()) await runner.run(asked, undefined, never);
    const first = await run('return n + 1;');
    assert.match(first, /^passed adds in \d+ passed$/);
    const programs = waiting().map(({ id }) => id);
    assert.equal(await run('return n - 1;'), first.replaceAll('passed', 'failed'));
    assert.equal(await run('for (;;) n += 0;'), 'timed out');
    const later = await run('return n + 1;');
    assert.match(later, /^passed adds in \d+ passed$/);
    assert.notEqual(later, first);
    assert.equal(await run('return n + 1;'), later);
    assert.deepEqual(
      waiting().map(({ id }) => id),
      programs,
    );
    await runner.endSeries('series');
    assert.deepEqual(projects.troubles, []);
  });

  it('see each text of a file that Vitest does not transform', async () => {
    const packages = await vitestPackages();
    if (process.platform !== 'linux' || packages === undefined) return;
    const test = `import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
const { total } = createRequire(import.meta.url)('./total.js');
it('adds', () => expect(total(1)).toBe(2));
`;
    const text = 'exports.total = (n) => n + 1;\n';
    const files = {
      'package.json': '{"devDependencies":{"vitest":"3"}}',
      'total.js': text,
      'total.test.js': test,
    };
    const runner = projects.runnerOf(files, false, packages);
    const asked = { path: 'total.test.js', text: test, framework: 'vitest', byCase: true };
    const run = async (sign: string): Promise<string> => {
      const subject = { path: 'total.js', text: text.replace('+', sign) };
      return told(await runner.run({ ...asked, isOwn: true, series: 'series' }, subject, never));
    };
    const signs = ['+', '-', '+', '*', '+'];
    const outcomes: string[] = [];
    for (const sign of signs) outcomes.push(await run(sign));
    const expected = signs.map((sign) =>
      sign === '+' ? 'passed adds passed' : 'failed adds failed',
    );
    assert.deepEqual(outcomes, expected);
    await runner.endSeries('series');
    assert.deepEqual(projects.troubles, []);
  });
});

describe('a series of runs', function () {
  this.timeout(60_000);
  const projects = new RealRunners();
  after(() => projects.dispose());

  it('ends with the signal, and leaves no process', async () => {
    if (process.platform !== 'linux') return;
    const token = `tw-left-${randomUUID()}`;
    const hangs = `import { it } from 'node:test';\nprocess.title = '${token}';\nit('hangs', () => { for (;;); });\n`;
    const runner = projects.runnerOf({ 'a.test.mjs': hangs });
    const controller = new AbortController();
    const asked = { path: 'a.test.mjs', text: hangs, framework: 'node:test', byCase: true };
    const run = runner.run({ ...asked, series: 'series' }, undefined, controller.signal);
    while (commandsWith(token).length === 0) await new Promise((next) => setImmediate(next));
    controller.abort(new Error('enough'));
    await assert.rejects(run, /enough/);
    await runner.endSeries('series');
    assert.deepEqual(commandsWith(token), []);
    projects.remove();
    assert.deepEqual(projects.troubles, []);
  });
});

/** What tells which parts of a subject its tests enter: only the first of two functions is called. */
const TELLING: readonly (readonly [
  framework: string,
  ...rest: readonly [subject: string, text: string, test: string],
])[] = [
  ...(['vitest', 'mocha', 'node:test'] as const).map(
    (framework) =>
      [
        framework,
        'two.mjs',
        'export function one(n) {\n  return n;\n}\nexport function other(n) {\n  return -n;\n}\n',
        `${framework === 'mocha' ? 'const { it } = globalThis;' : `import { it } from '${framework}';`}\nimport assert from 'node:assert/strict';\nimport { one } from './two.mjs';\nit('is one', () => assert.equal(one(1), 1));\n`,
      ] as const,
  ),
  ...(['pytest', 'unittest'] as const).map(
    (framework) =>
      [
        framework,
        'two.py',
        'def early(n):\n    return n\nEARLY = early(1)\ndef one(n):\n    return n\ndef other(n):\n    return -n\n',
        'import unittest\nfrom two import one\nclass TestTwo(unittest.TestCase):\n    def test_one(self):\n        assert one(1) == 1\n',
      ] as const,
  ),
];

describe('runs in series that tell what is entered', function () {
  this.timeout(60_000);
  const projects = new RealRunners();
  after(() => projects.dispose());

  for (const [framework, subject, text, testText] of TELLING) {
    it(`are told by ${framework}, and only where it is asked for`, async () => {
      const isPython = subject.endsWith('.py');
      const packages = framework === 'vitest' ? await vitestPackages() : undefined;
      if (process.platform !== 'linux') return;
      if (framework === 'pytest' && !runs(['python3', '-c', 'import pytest'])) return;
      if (isPython && !runs(['python3', '--version'])) return;
      if (framework === 'vitest' && packages === undefined) return;
      const path = isPython ? 'test_two.py' : 'two.test.mjs';
      const manifest: Readonly<Record<string, string>> = isPython
        ? { 'pyproject.toml': '' }
        : { 'package.json': JSON.stringify({ devDependencies: { [framework]: '*' } }) };
      const runner = projects.runnerOf(
        { ...manifest, [subject]: text, [path]: testText },
        framework === 'mocha',
        packages,
      );
      const language = isPython ? 'python' : 'javascript';
      const marked = (await syntax.marked(language, text, never)) ?? '';
      const test = { path, text: testText, framework, byCase: true, isOwn: true, series: 's' };
      const enteredBy = async (entersOf: string | undefined, changed: string) => {
        const asked = entersOf === undefined ? test : { ...test, entersOf };
        const run = await runner.run(asked, { path: subject, text: changed }, never);
        assert.equal(run.type, 'passed', JSON.stringify(run));
        return run.type === 'passed' ? run.entered : undefined;
      };
      try {
        const [one, early] = isPython ? [5, 2] : [1, undefined];
        for (const round of [1, 2]) {
          const entered = (await enteredBy(subject, marked)) ?? [];
          assert.ok(entered.includes(one), `${round}: ${entered.join()}`);
          assert.ok(early === undefined || entered.includes(early), `${round}: ${entered.join()}`);
          assert.ok(!entered.some((line) => line === (isPython ? 7 : 4)), entered.join());
          assert.equal(await enteredBy(undefined, text), undefined);
        }
      } finally {
        await runner.endSeries('s');
      }
      assert.deepEqual(projects.troubles, []);
    });
  }
});

/** Blocks of Python, of which some are entered by their test. */
const BLOCKS = `import contextlib


def keep(function):
    return function


@keep
def early(n):
    if n:
        return 'early'
    return 'never'


EARLY = early(1)


def said(n):
    """Says."""
    total = 0
    if n > 5:
        total += 1
    elif n > 3:
        total += 2
    else:
        total += 3
    for one in range(n):
        total += one
    else:
        total += 4
    while total < 0:
        total = 0
    try:
        total += [].pop()
    except ValueError:
        total = -1
    except IndexError:
        total += 5
    finally:
        total += 6

    def inner(m):
        nonlocal total
        total += m

    def unused(m):
        return m

    inner(7)
    with contextlib.suppress(KeyError):
        total += {}['none']
    return total


class Box:
    size = 4

    @property
    def half(self):
        return self.size // 2

    @staticmethod
    def least(n):
        return n

    def never(self):
        return None


def many():
    yield 1
    yield 2


async def later():
    return 1
`;
const BLOCKS_TEST = `import unittest
from blocks import EARLY, Box, later, many, said


class TestBlocks(unittest.TestCase):
    def test_blocks(self):
        self.assertEqual(said(4), 30)
        self.assertEqual(Box().half, 2)
        self.assertEqual(next(many()), 1)
        later().close()
        self.assertEqual(EARLY, 'early')
`;
/** First lines of blocks by whether the module `trace` of Python says that they are run. */
const RUN_BLOCKS = [5, 10, 11, 20, 24, 28, 30, 34, 38, 40, 43, 51, 60, 71];
const LEFT_BLOCKS = [22, 26, 32, 36, 47, 64, 67, 76];

describe('blocks of Python', function () {
  this.timeout(60_000);
  const projects = new RealRunners();
  after(() => projects.dispose());

  it('tell that they are entered, in tests that stay loaded and in those that are loaded anew', async () => {
    if (process.platform !== 'linux' || !runs(['python3', '--version'])) return;
    const files = { 'blocks.py': BLOCKS, 'test_blocks.py': BLOCKS_TEST };
    const runner = projects.runnerOf(files);
    const test = { path: 'test_blocks.py', text: BLOCKS_TEST, framework: 'unittest' };
    const asked = { ...test, byCase: true, isOwn: true, series: 's', entersOf: 'blocks.py' };
    try {
      // Another value of a constant has the module loaded anew.
      for (const text of [BLOCKS, BLOCKS, BLOCKS.replace('size = 4', 'size = 5')]) {
        const run = await runner.run(asked, { path: 'blocks.py', text }, never);
        const entered = run.type === 'passed' ? run.entered : undefined;
        assert.ok(entered !== undefined, JSON.stringify(run));
        const isTold = (line: number): boolean => entered.includes(line);
        assert.deepEqual([RUN_BLOCKS.filter(isTold), LEFT_BLOCKS.filter(isTold)], [RUN_BLOCKS, []]);
      }
    } finally {
      await runner.endSeries('s');
    }
    assert.deepEqual(projects.troubles, []);
  });
});
