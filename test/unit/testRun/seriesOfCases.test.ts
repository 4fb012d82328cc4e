import assert from 'node:assert/strict';
import { after, describe, it } from 'mocha';
import type { TestRun, TestToRun } from '../../../src/tasks/task.ts';
import { RealRunners, runs } from '../../support/realRunners.ts';

const never = new AbortController().signal;

const SUBJECT = 'KEPT = {}\ndef one(n):\n    return n\ndef other(n):\n    return -n\n';

/** Cases that know in which order they run, and what they leave. */
const testOf = (name: string): string => `import os
import unittest
import two

class Test${name}(unittest.TestCase):
    seen = []

    def test_a(self):
        self.seen.append('a')
        self.assertEqual(two.one(1), 1)

    def test_b(self):
        self.assertEqual(two.other(1), -1)

    def test_c(self):
        two.KEPT['c'] = two.one(2)

    def test_d(self):
        with open('left.txt', 'w') as file:
            file.write('d')
`;

const names = (run: TestRun): readonly string[] =>
  run.type === 'notRun' ? [] : (run.cases ?? []).map(({ name }) => name.split(' ').at(-1) ?? '');

describe('cases of Python that are chosen among all of a file', function () {
  this.timeout(60_000);
  const projects = new RealRunners();
  after(() => projects.dispose());

  for (const framework of ['pytest', 'unittest']) {
    it(`run in the order that is asked for, tell what enters what and what they leave: ${framework}`, async () => {
      if (process.platform !== 'linux' || !runs(['python3', '--version'])) return;
      if (framework === 'pytest' && !runs(['python3', '-c', 'import pytest'])) return;
      const paths = ['test_one.py', 'test_two.py', 'test_three.py'];
      const files = paths.map((path, at) => ({ path, text: testOf(`No${at}`) }));
      const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]));
      const runner = projects.runnerOf({ 'pyproject.toml': '', 'two.py': SUBJECT, ...texts });
      const asked: TestToRun = {
        ...(files[1] ?? { path: '', text: '' }),
        framework,
        byCase: true,
        isOwn: true,
        series: 's',
        beside: files,
      };
      const run = (more: Partial<TestToRun>, text = SUBJECT): Promise<TestRun> =>
        runner.run({ ...asked, ...more }, { path: 'two.py', text }, never);
      const left = async (places: readonly number[], text = SUBJECT) => {
        const one = await run({ places, tellsLeft: true }, text);
        assert.equal(one.type, 'passed', JSON.stringify(one));
        return one.type === 'passed' ? one.left : undefined;
      };
      try {
        const whole = await run({ entersOf: 'two.py' });
        assert.deepEqual(names(whole), ['test_a', 'test_b', 'test_c', 'test_d']);
        const byCase = whole.type === 'passed' ? whole.enteredByCase : undefined;
        assert.deepEqual(byCase, { apart: [], cases: [[3], [5], [3], []] });
        assert.deepEqual(names(await run({ places: [2, 0] })), ['test_c', 'test_a']);
        // Nothing but what the first has put into its own class, which others could see.
        assert.equal(await left([1]), '');
        const [one, same] = [await left([0]), await left([0])];
        assert.ok(one !== '' && one !== undefined && one === same);
        // It is what the case does, and not how, that is left.
        const other = SUBJECT.replace('return n', 'return 0 + n');
        assert.equal(await left([0], other), one);
        assert.notEqual(await left([2], SUBJECT.replace('return n', 'return 3')), await left([2]));
        // A file is there for all to see.
        assert.equal(await left([3]), undefined);
        // Another file of those that are loaded at once.
        const third = await run({ ...files[2], places: [1] });
        assert.match(JSON.stringify(third), /TestNo2 test_b/);
      } finally {
        await runner.endSeries('s');
      }
      assert.deepEqual(projects.troubles, []);
    });

    it(`are run one file at a time where they cannot be loaded at once: ${framework}`, async () => {
      if (process.platform !== 'linux' || !runs(['python3', '--version'])) return;
      if (framework === 'pytest' && !runs(['python3', '-c', 'import pytest'])) return;
      const files = [
        { path: 'test_one.py', text: testOf('One') },
        { path: 'test_none.py', text: 'import nothing_at_all\n' },
      ];
      const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]));
      const runner = projects.runnerOf({ 'pyproject.toml': '', 'two.py': SUBJECT, ...texts });
      const asked: TestToRun = {
        ...(files[0] ?? { path: '', text: '' }),
        framework,
        byCase: true,
        isOwn: true,
        series: 's',
        beside: files,
      };
      try {
        for (const places of [undefined, [1, 0], undefined]) {
          const run = await runner.run({ ...asked, places }, undefined, never);
          assert.equal(run.type, 'passed', JSON.stringify(run));
          assert.equal(names(run).length, places?.length ?? 4);
        }
        const none = await runner.run({ ...asked, ...files[1] }, undefined, never);
        assert.notEqual(none.type, 'passed');
      } finally {
        await runner.endSeries('s');
      }
      assert.deepEqual(projects.troubles, []);
    });
  }
});
