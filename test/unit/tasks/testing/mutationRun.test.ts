import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Mutant } from '../../../../src/syntax/mutants/mutant.ts';
import type {
  CaseResult,
  Replacement,
  TestRun,
  TestRunner,
  TestToRun,
} from '../../../../src/tasks/task.ts';
import type { MutationRequest } from '../../../../src/tasks/testing/mutation/mutationRun.ts';
import type {
  MutationResult,
  MutationTools,
} from '../../../../src/tasks/testing/mutation/mutationRun.ts';
import { runMutants } from '../../../../src/tasks/testing/mutation/mutationRun.ts';
import { Turns } from '../../../../src/testRun/series/turns.ts';
import { never } from '../../syntax/samples.ts';

const TEXT = 'abcdefghijklmnopqrst';
/** One mutant a letter, which becomes a capital. */
const MUTANTS: readonly Mutant[] = TEXT.split('').map((before, start) => ({
  operator: 'constant',
  line: 1,
  start,
  end: start + 1,
  before,
  after: before.toUpperCase(),
}));

const cases = (...told: readonly string[]): readonly CaseResult[] =>
  told.map((one) => ({ name: one.slice(1), outcome: one.startsWith('+') ? 'passed' : 'failed' }));
const passed = (...told: readonly string[]): TestRun => ({ type: 'passed', cases: cases(...told) });
const failed = (...told: readonly string[]): TestRun => ({
  type: 'failed',
  failures: 1,
  output: '',
  cases: cases(...told),
});
const HUNG: TestRun = { type: 'failed', failures: 1, output: '', isTimedOut: true };

type Answer = (test: TestToRun, mutated: string | undefined, call: number) => TestRun;

/** A runner that says what is given; each run takes one tick. */
class ScriptedRunner implements TestRunner {
  readonly limits: (number | undefined)[] = [];
  runs = 0;
  ticks = 0;
  readonly #answer: Answer;
  readonly #msEach: number;

  constructor(answer: Answer, msEach = 1) {
    this.#answer = answer;
    this.#msEach = msEach;
  }

  async run(
    test: TestToRun,
    subject: Replacement | undefined,
    signal: AbortSignal,
  ): Promise<TestRun> {
    const call = (this.runs += 1);
    if (subject !== undefined) this.limits.push(test.limitMs);
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    this.ticks += this.#msEach;
    const letter = subject && subject.text.split('').find((one, at) => one !== TEXT[at]);
    return this.#answer(test, letter, call);
  }
}

const TEST: TestToRun = { path: 'a.test.js', text: '', framework: 'node:test' };

const run = (
  testRunner: ScriptedRunner,
  asked: Partial<MutationRequest> = {},
  signal: AbortSignal = never,
  told: string[] = [],
  syntax: MutationTools['syntax'] = {
    mutants: (_language, _text, { most }) => Promise.resolve(MUTANTS.slice(0, most)),
  },
): Promise<MutationResult> =>
  runMutants(
    {
      syntax,
      testRunner,
      clock: {
        ticks: () => testRunner.ticks,
        wait: (ms, until) =>
          new Promise((resolve, reject) => {
            const look = (): void => {
              if (until.aborted) reject(until.reason as Error);
              else if (testRunner.ticks >= ms) resolve();
              else setImmediate(look);
            };
            look();
          }),
      },
    },
    {
      subject: { path: 'a.js', language: 'javascript', text: TEXT },
      ranges: [{ firstLine: 1, lastLine: 1 }],
      tests: [TEST],
      seed: '',
      most: 20,
      limitMs: 1_000,
      ...asked,
    },
    { onMutant: ({ after }, fate) => told.push(`${after} ${fate}`) },
    signal,
  );

const done = (result: MutationResult): Extract<MutationResult, { type: 'done' }> => {
  assert.ok(result.type === 'done', JSON.stringify(result));
  return result;
};

describe('mutants that are run against tests', () => {
  it('are killed, survive, hang or do not run, each told as it is judged', async () => {
    const said: Readonly<Record<string, TestRun>> = {
      A: failed('-one', '+two'),
      B: passed('+one', '+two'),
      C: HUNG,
      D: { type: 'notRun' },
      // The file could not be loaded.
      E: failed(),
      // A case that is not there on the original, and one of two that is no longer run.
      F: failed('-three', '+one', '+two'),
      G: failed('+one'),
    };
    const told: string[] = [];
    const runner = new ScriptedRunner((_, letter) => said[letter ?? ''] ?? passed('+one', '+two'));
    const result = done(await run(runner, { most: 7, limitMs: 100_000 }, never, told));
    assert.deepEqual(told.toSorted(), [
      'A killed',
      'B survived',
      'C timedOut',
      'D notRun',
      'E notRun',
      'F survived',
      'G notRun',
    ]);
    const { executed, killed, timedOut, chosen, unsteady } = result;
    assert.deepEqual([executed, killed, timedOut, chosen, unsteady], [3, 1, 1, 7, 0]);
    assert.equal(result.mutants.length, 7);
    assert.deepEqual(new Set(runner.limits), new Set([5_000]));
  });

  it('are killed where they break down as soon as they are loaded, if that runs them', async () => {
    const said: Readonly<Record<string, string>> = {
      A: 'TypeError: cannot unpack non-iterable NoneType object',
      B: 'SyntaxError: invalid syntax, no TypeError',
      C: 'error TS2345: not assignable to TypeError',
      D: 'No module named pytest',
    };
    const runner = () =>
      new ScriptedRunner((_, letter = '') =>
        letter === ''
          ? passed('+one')
          : { ...failed(), type: 'failed', failures: 1, output: said[letter] ?? '' },
      );
    const fates = async (language: string): Promise<readonly string[]> => {
      const subject = { path: 'a', language, text: TEXT };
      const { mutants } = done(await run(runner(), { most: 4, subject }));
      return mutants
        .map(({ fate, isCrash }) => `${fate}${isCrash ? ' by a crash' : ''}`)
        .toSorted();
    };
    assert.deepEqual(await fates('python'), ['killed by a crash', 'notRun', 'notRun', 'notRun']);
    assert.deepEqual(await fates('java'), ['notRun', 'notRun', 'notRun', 'notRun']);
  });

  it('are noticed only by cases that pass each time', async () => {
    const runner = new ScriptedRunner((_, letter, call) => {
      if (letter !== undefined) return failed('+one', '-two', '-old');
      return call === 1 ? failed('+one', '+two', '-old') : failed('+one', '-two', '-old');
    });
    const { executed, killed, unsteady } = done(await run(runner, { most: 3 }));
    assert.deepEqual([executed, killed, unsteady], [3, 0, 1]);
  });

  it('that break down are shown to the other files where an assertion is to be found', async () => {
    const second: TestToRun = { ...TEST, path: 'b.test.js' };
    const crash: TestRun = {
      type: 'failed',
      failures: 1,
      output: '',
      cases: [{ name: 'one', outcome: 'failed', output: 'TypeError: a is not a function' }],
    };
    const outcome = async (tellsCrashes: boolean): Promise<readonly number[]> => {
      const runner = new ScriptedRunner(({ path }, letter) =>
        letter === undefined ? passed('+one') : path === TEST.path ? crash : failed('-one'),
      );
      const asked = { most: 1, tests: [TEST, second], tellsCrashes };
      const { killed, crashed } = done(await run(runner, asked));
      return [killed, crashed, runner.runs];
    };
    assert.deepEqual(await outcome(true), [1, 0, 6]);
    // The second file is not even asked how it does on the original.
    assert.deepEqual(await outcome(false), [1, 1, 3]);
  });

  it('go through the files of tests until one notices them', async () => {
    const second: TestToRun = { ...TEST, path: 'b.test.js' };
    const seen: string[] = [];
    const runner = new ScriptedRunner(({ path }, letter) => {
      if (letter !== undefined) seen.push(`${letter}${path.slice(0, 1)}`);
      const notices = (letter === 'A' && path === TEST.path) || letter === 'B';
      return notices ? failed('-one') : passed('+one');
    });
    const { killed, executed } = done(await run(runner, { most: 3, tests: [TEST, second] }));
    assert.deepEqual([killed, executed], [2, 3]);
    assert.deepEqual(seen.toSorted(), ['Aa', 'Ba', 'Ca', 'Cb'].toSorted());
  });

  for (const [why, answer] of [
    ['notRun', () => ({ type: 'notRun' })],
    ['isolation', () => ({ type: 'notRun', reason: 'isolation' })],
    ['noCasePasses', () => failed('-one')],
    ['unsteady', (_test, _letter, call) => (call === 1 ? passed('+one') : failed('-one'))],
  ] as const satisfies readonly (readonly [string, Answer])[]) {
    it(`are not run where the original says nothing: ${why}`, async () => {
      const runner = new ScriptedRunner(answer);
      assert.deepEqual(await run(runner), { type: 'noBaseline', why });
      // What says otherwise the second time may have ended at the first case that failed.
      assert.equal(runner.runs, why === 'unsteady' ? 3 : 2);
    });
  }

  it('are none where nothing can be changed', async () => {
    const runner = new ScriptedRunner(() => passed('+one'));
    assert.deepEqual(await run(runner, { most: 0 }), { type: 'noMutants' });
    assert.equal(runner.runs, 0);
  });

  it('are left as soon as it is certain that the score is missed', async () => {
    const runner = new ScriptedRunner(() => passed('+one'));
    const { executed, killed } = done(await run(runner, { score: 0.6 }));
    // Of 20 at most 8 may survive; a few are under way at once.
    assert.ok(executed >= 9 && executed <= 12 && killed === 0, String(executed));
  });

  it('are left when the score is certain, but not before they had some time', async () => {
    const all = (thoroughMs: number) =>
      run(
        new ScriptedRunner((_, letter) => (letter === undefined ? passed('+one') : failed('-one'))),
        { score: 0.6, thoroughMs },
      );
    const { executed } = done(await all(0));
    assert.ok(executed >= 12 && executed <= 16, String(executed));
    assert.equal(done(await all(500)).executed, 20);
  });

  it('end with their time, and what was under way then is not counted', async () => {
    const answer: Answer = (_, letter) => (letter === undefined ? passed('+one') : failed('-one'));
    const runner = new ScriptedRunner(answer, 100);
    const result = done(await run(runner));
    assert.ok(result.executed > 0 && result.executed < 10, String(result.executed));
    assert.equal(result.chosen, 20);
    assert.equal(result.timedOut, 0);
  });

  it('are not run on tests that never enter what is changed', async () => {
    const within = { firstLine: 2, lastLine: 3 };
    const [first, ...rest] = MUTANTS.slice(0, 4);
    const mutants = [...rest.map((one) => ({ ...one, within })), ...(first ? [first] : [])];
    const ran: string[] = [];
    const runner = new ScriptedRunner(({ path, series, entersOf }, letter) => {
      const by = series === undefined ? 'alone' : entersOf === undefined ? 'series' : 'telling';
      if (letter !== undefined) ran.push(`${path} ${letter}`);
      else if (entersOf === undefined) ran.push(`${path} ${by}`);
      const entered = { a: [3], b: [1, 4], c: [2], d: undefined }[path];
      const told = passed('+one');
      if (letter === 'D' && path === 'c') return failed('-one');
      return told.type === 'passed' && entersOf !== undefined && entered
        ? { ...told, entered }
        : told;
    });
    const tests = ['a', 'b', 'c', 'd'].map((path) => ({ ...TEST, path }));
    const syntax = {
      mutants: () => Promise.resolve(mutants),
      marked: () => Promise.resolve(TEXT),
    };
    const told: string[] = [];
    const series = Object.assign(runner, { endSeries: () => Promise.resolve() });
    const result = done(await run(series, { tests, limitMs: 100_000 }, never, told, syntax));
    assert.deepEqual(told.toSorted(), ['A survived', 'B survived', 'C survived', 'D killed']);
    assert.equal(result.executed, 4);
    // Of the second one only what may always run is run, and what it says twice only for that.
    assert.deepEqual(ran.filter((one) => one.startsWith('b')).toSorted(), ['b A', 'b series']);
    // The last says nothing of it: each is run there.
    assert.deepEqual(ran.filter((one) => /^d [A-D]/.test(one)).toSorted(), ['d A', 'd B', 'd C']);
  });

  it('are shown first to tests that enter something of their subject, where that is known', async () => {
    const ran: string[] = [];
    const runner = new ScriptedRunner(({ path, series, entersOf }, letter) => {
      if (letter !== undefined && series !== undefined) ran.push(`${letter}${path}`);
      if (letter !== undefined) return path === 'b' ? failed('-one') : passed('+one');
      const told = passed('+one');
      const entered = path === 'b' ? [1] : [];
      return told.type === 'passed' && entersOf !== undefined ? { ...told, entered } : told;
    });
    const first = { ...MUTANTS[0], within: { firstLine: 5, lastLine: 5 } };
    const mutants = MUTANTS.map((one, at) => (at === 0 ? { ...one, ...first } : one));
    const syntax = {
      mutants: () => Promise.resolve(mutants),
      marked: () => Promise.resolve(TEXT),
    };
    const tests = ['a', 'b'].map((path) => ({ ...TEST, path }));
    const series = Object.assign(runner, { endSeries: () => Promise.resolve() });
    const { killed, executed } = done(
      await run(series, { tests, limitMs: 100_000 }, never, [], syntax),
    );
    assert.deepEqual([killed, executed], [19, 20]);
    // Nothing else is run of the last ones.
    assert.deepEqual(
      ran.filter((one) => one.startsWith('T')),
      ['Tb'],
    );
  });

  it('end with the signal', async () => {
    const stop = new AbortController();
    const runner = new ScriptedRunner((_, letter) => {
      if (letter === 'C') stop.abort(new Error('enough'));
      return passed('+one');
    });
    await assert.rejects(run(runner, {}, stop.signal), /enough/);
    assert.ok(runner.runs < 16);
  });

  it('may take as long as runs by themselves allow, without the wait for their turn', async () => {
    const runner = new ScriptedRunner(() => ({ ...passed('+one'), ms: 2_000 }), 20_000);
    done(await run(runner, { most: 9, limitMs: 10_000_000 }));
    assert.equal(runner.limits.at(-1), 8_000);
  });

  for (const isBorneOut of [true, false]) {
    const what = isBorneOut ? 'with what a single run then bears out' : 'and again if it does not';
    it(`begin in a series while the original is still run by itself, ${what}`, async () => {
      let release = (): void => undefined;
      const hasBegun = new Promise<void>((resolve) => {
        release = resolve;
      });
      const calls: string[] = [];
      const told: string[] = [];
      const before: number[] = [];
      const testRunner = new ScriptedRunner(() => passed('+one'));
      const inSeries = Object.assign(testRunner, {
        endSeries: () => Promise.resolve(),
        run: async ({ series }: TestToRun, subject: Replacement | undefined): Promise<TestRun> => {
          const letter = subject?.text.split('').find((one, at) => one !== TEXT[at]) ?? '';
          calls.push(`${series === undefined ? 'alone' : 'series'} ${letter}`);
          if (letter !== '') release();
          if (series !== undefined) return passed('+one');
          if (letter !== '') return failed('-one', '+two');
          await hasBegun;
          before.push(told.length);
          return isBorneOut ? passed('+one') : passed('+one', '+two');
        },
      });
      const { mutants } = done(await run(inSeries, { most: 1, limitMs: 100_000 }, never, told));
      assert.deepEqual(before.at(0), 0);
      assert.deepEqual(
        mutants.map(({ fate }) => fate),
        [isBorneOut ? 'survived' : 'killed'],
      );
      assert.deepEqual(
        calls.filter((one) => one.endsWith('A')),
        isBorneOut ? ['series A'] : ['series A', 'alone A'],
      );
    });
  }

  it('believe a series of one file by what single runs say, and of others by two runs that pass', async () => {
    const calls: string[] = [];
    const tests = ['a', 'b', 'c'].map((path) => ({ ...TEST, path }));
    const runner = new ScriptedRunner(({ path, series }, letter) => {
      calls.push(`${path} ${series === undefined ? 'alone' : 'series'}${letter ?? ''}`);
      const isBroken = path === 'c' && series !== undefined && letter === undefined;
      return isBroken ? failed('-one') : passed('+one');
    });
    const inSeries = Object.assign(runner, { endSeries: () => Promise.resolve() });
    const { killed, executed } = done(await run(inSeries, { most: 1, limitMs: 100_000, tests }));
    assert.deepEqual([killed, executed], [0, 1]);
    assert.deepEqual(
      calls.filter((call) => !call.endsWith('A')),
      ['a alone', 'a series', 'b series', 'b series', 'c series', 'c alone', 'c series', 'c alone'],
    );
    // What a series does not do as single runs do is done by those.
    assert.equal(calls.at(-1), 'c aloneA');
  });

  it('are shown to the other files before those behind them, once the first notices nothing', async () => {
    const tests = ['a', 'b', 'c'].map((path) => ({ ...TEST, path }));
    const turns = new Turns(1);
    const scripted = new ScriptedRunner(({ path }, letter) =>
      path === 'a' && letter !== undefined && letter !== 'B' ? failed('-one') : passed('+one'),
    );
    const inSeries = Object.assign(scripted, { endSeries: () => Promise.resolve() });
    const atOnce = scripted.run.bind(scripted);
    inSeries.run = (test, subject, signal) =>
      turns.take(test.rank ?? 0, signal, () => atOnce(test, subject, signal));
    const told: string[] = [];
    const asked = { limitMs: 100_000, tests };
    const { executed } = done(await run(inSeries, asked, never, told));
    assert.equal(executed, TEXT.length);
    const at = told.indexOf('B survived');
    assert.ok(at >= 0 && at < 9, `It was told behind ${at} others.`);
  });
});
