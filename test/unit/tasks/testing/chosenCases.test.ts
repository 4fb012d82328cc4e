import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { describe, it } from 'mocha';
import type { Mutant } from '../../../../src/syntax/mutants/mutant.ts';
import type { TestRun, TestRunner, TestToRun } from '../../../../src/tasks/task.ts';
import { runMutants } from '../../../../src/tasks/testing/mutation/mutationRun.ts';
import { never } from '../../syntax/samples.ts';

const TEXT = 'abcdefgh';
const MUTANTS: readonly Mutant[] = TEXT.split('').map((before, start) => ({
  operator: 'constant',
  line: 2,
  start,
  end: start + 1,
  before,
  after: before.toUpperCase(),
  within: { firstLine: 2, lastLine: 3 },
}));

const CASES = ['one', 'two', 'three'];
const MS = [30, 900, 10];
/** Lines that each case enters. */
const ENTERED = [[2], [9], [3]];

/** What a run is asked for, and of which change. */
interface Asked {
  readonly by: 'alone' | 'series';
  readonly changed: string;
  /** Undefined: all cases. */
  readonly places: readonly number[] | undefined;
}

/** Names of cases that fail, and what is left; undefined: nothing fails and nobody knows what is left. */
type Says = (asked: Asked) => { failed?: readonly string[]; left?: string } | undefined;

/** Runs mutants on one file of three cases; what became of each, and what was run with changes. */
async function judged(
  says: Says,
  entered: (backward: boolean) => readonly (readonly number[])[] = () => ENTERED,
): Promise<{ readonly fates: Readonly<Record<string, string>>; readonly ran: readonly string[] }> {
  const ran: string[] = [];
  const testRunner: TestRunner = {
    run: (test: TestToRun, subject) => {
      const at = subject?.text.split('').findIndex((one, place) => one !== TEXT[place]) ?? -1;
      const changed = at < 0 ? '' : (subject?.text[at] ?? '');
      const by = test.series === undefined ? 'alone' : 'series';
      const { failed = [], left } = says({ by, changed, places: test.places }) ?? {};
      ran.push(`${changed} ${test.places?.join('') ?? 'all'}`);
      const places = test.places ?? [...CASES.keys()];
      const cases = places.map((place) => {
        const name = CASES[place] ?? '';
        const outcome = failed.includes(name) ? ('failed' as const) : ('passed' as const);
        return { name, outcome, durationMs: MS[place] ?? 0 };
      });
      const isBackward = test.places?.join() === '2,1,0';
      const lines = entered(isBackward);
      const tells = test.entersOf === undefined ? {} : { entered: lines.flat() };
      const byCase =
        test.entersOf === undefined ? {} : { enteredByCase: { apart: [], cases: lines } };
      const more = { cases, ms: 1_000, ...tells, ...byCase, ...(left !== undefined && { left }) };
      const isFailed = cases.some(({ outcome }) => outcome === 'failed');
      const run: TestRun = isFailed
        ? { type: 'failed', failures: 1, output: '', ...more }
        : { type: 'passed', ...more };
      return Promise.resolve(run);
    },
    endSeries: () => Promise.resolve(),
  };
  const fates: Record<string, string> = {};
  await runMutants(
    {
      syntax: {
        mutants: () => Promise.resolve(MUTANTS),
        marked: () => Promise.resolve(TEXT),
      },
      testRunner,
      clock: {
        ticks: () => 0,
        wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
      },
    },
    {
      subject: { path: 'a.py', language: 'python', text: TEXT },
      ranges: [{ firstLine: 1, lastLine: 9 }],
      tests: [{ path: 'test_a.py', text: '', framework: 'pytest' }],
      seed: '',
      most: 20,
      limitMs: 60_000,
    },
    { onMutant: ({ after }, fate) => (fates[after] = fate) },
    never,
  );
  return { fates, ran: ran.filter((one) => !one.startsWith(' ')) };
}

describe('cases that come by a change', () => {
  it('are run alone, in their order, and all where these cannot tell', async () => {
    const { fates, ran } = await judged(({ changed, places }) => {
      const isWhole = places === undefined;
      switch (changed) {
        case 'A':
          return { failed: ['three'] };
        case 'B':
          return { left: '' };
        // What the original leaves as well.
        case 'C':
          return { left: 'kept' };
        case '':
          return { left: 'kept' };
        case 'D':
          return isWhole ? { failed: ['two'] } : { left: 'other' };
        case 'E':
          return isWhole ? {} : undefined;
        default:
          return { left: '' };
      }
    });
    const expected = { A: 'killed', B: 'survived', C: 'survived', D: 'killed', E: 'survived' };
    assert.deepEqual(fates, { ...expected, F: 'survived', G: 'survived', H: 'survived' });
    const of = (letter: string): readonly string[] => ran.filter((one) => one.startsWith(letter));
    assert.deepEqual(of('A'), ['A 02']);
    assert.deepEqual(of('B'), ['B 02']);
    assert.deepEqual(of('C'), ['C 02']);
    assert.deepEqual(of('D'), ['D 02', 'D all']);
    assert.deepEqual(of('E'), ['E 02', 'E all']);
  });

  it('are not told apart where another order has others come by it', async () => {
    const other = [[2], [3], []];
    const { fates, ran } = await judged(
      ({ changed }) => (changed === 'A' ? { failed: ['one'] } : { left: '' }),
      (isBackward) => (isBackward ? other : ENTERED),
    );
    assert.equal(fates['A'], 'killed');
    assert.equal(fates['B'], 'survived');
    assert.deepEqual(new Set(ran.map((one) => one.slice(2))), new Set(['all']));
  });

  it('are not told apart where one of them needs those before it', async () => {
    const { ran } = await judged(({ places, changed }) =>
      changed === '' && places?.join() === '2,1,0' ? { failed: ['three'] } : { left: '' },
    );
    assert.deepEqual(new Set(ran.map((one) => one.slice(2))), new Set(['all']));
  });
});
