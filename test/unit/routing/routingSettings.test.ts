import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { RetrySettings } from '../../../src/routing/settings.ts';
import { DEFAULT_RETRY } from '../../../src/routing/settings.ts';
import { SIGNALS, signalsIn, withSignals } from '../../../src/routing/signals.ts';
import { Bench, failing, http, prepared, settings, tierEvidence } from './support.ts';

const GOOD = { text: 'good' };

function retrying(more: Partial<RetrySettings>) {
  return settings({ retry: { ...DEFAULT_RETRY, ...more } });
}

describe('settings of retries', () => {
  it('say how often the host is tried and how long the pauses are', async () => {
    const bench = new Bench([{ failure: failing('connection') }]);
    const longer = retrying({ tries: 5, firstDelayMs: 200, longestDelayMs: 500 });
    await bench.run({ settings: longer });
    assert.equal(bench.provider.requests.length, 5);
    assert.deepEqual(bench.clock.waits, [200, 400, 500, 500]);
  });

  it('say what is retried at all', async () => {
    const host = new Bench([{ failure: failing('timeout') }]);
    await host.run({ settings: retrying({ kinds: ['connection'] }) });
    assert.equal(host.provider.requests.length, 1);
    const cut = new Bench([{ text: 'x', isStarted: true, failure: failing('cut') }]);
    await cut.run({ settings: retrying({ kinds: [] }) });
    assert.equal(cut.provider.requests.length, 1);
    const busy = new Bench((request) => (request.model.includes('haiku') ? http(529) : GOOD));
    const result = await busy.run({ settings: retrying({ kinds: ['rateLimited'] }) });
    // What is not waited for goes to the next tier, as if the wait were too long.
    assert.deepEqual(busy.provider.models, ['haiku', 'sonnet']);
    assert.equal(result.outcome, 'accepted');
    assert.equal(busy.clock.waits.length, 0);
  });

  it('say when a breaker opens and for how long', async () => {
    const bench = new Bench((request) => (request.model.includes('haiku') ? http(529) : GOOD));
    const strict = settings({ breaker: { failures: 2, cooldownMs: 5_000 }, maxWaitMs: 0 });
    await bench.run({ settings: strict });
    assert.equal(bench.runner.breakers()[0]?.state, 'closed');
    await bench.run({ settings: strict });
    assert.equal(bench.runner.breakers()[0]?.state, 'open');
    assert.equal(bench.runner.breakers()[0]?.opensForMs, 5_000);
  });
});

describe('signals of the user', () => {
  const money = { id: 'money', tasks: ['docs'], tier: 'opus', pattern: /ledger/i } as const;

  it('raise the start beside the built-in ones', async () => {
    const bench = new Bench([GOOD]);
    const signals = { lines: 10, declarations: 1, instruction: 'Explain the Ledger' };
    const result = await bench.run({
      prepared: prepared({ signals }),
      settings: settings({ signals: [money] }),
    });
    assert.deepEqual(bench.provider.models, ['opus']);
    assert.equal(result.route.reason.args['signal'], 'money');
  });

  it('take the place of a built-in one of the same id', () => {
    const own = { id: 'security', tasks: ['review'], tier: 'sonnet', minLines: 5 } as const;
    const all = withSignals([own]);
    assert.equal(all.length, SIGNALS.length);
    const facts = { lines: 4, declarations: 0, instruction: 'a security audit' };
    assert.deepEqual(signalsIn('review', facts, all), []);
  });

  it('measure the syntax tree where it was measured', () => {
    const facts = { lines: 1, declarations: 1, instruction: undefined };
    const ids = (branches?: number) =>
      signalsIn('tests', { ...facts, ...(branches === undefined ? {} : { branches }) }).map(
        ({ id }) => id,
      );
    assert.deepEqual(ids(), []);
    assert.deepEqual(ids(149), []);
    assert.deepEqual(ids(150), ['complexity']);
  });
});

describe('the baseline', () => {
  const ratio = (pairs: number) => ({
    evidence: { evidence: () => undefined, outputRatio: () => ({ pairs, ratio: 1.5 }) },
  });

  it('takes the measured output ratio once there are twenty pairs', async () => {
    const few = new Bench([GOOD], ratio(19));
    await few.run();
    assert.equal(few.books.runs[0]?.baselineNusd, 1_000 * 4_000 + 200 * 20_000);
    assert.equal(few.books.runs[0].baselineRatio, 1);
    assert.equal(few.books.runs[0].baselineMethod, 'acceptedOutput');
    const enough = new Bench([GOOD], ratio(20));
    await enough.run();
    assert.equal(enough.books.runs[0]?.baselineNusd, 1_000 * 4_000 + 300 * 20_000);
    assert.equal(enough.books.runs[0].baselineRatio, 1.5);
    assert.equal(enough.books.runs[0].baselineMethod, 'acceptedOutputMeasured');
  });

  it('needs no ratio for what Opus wrote itself', async () => {
    const bench = new Bench([{ text: 'bad' }, { text: 'bad' }, GOOD], ratio(50));
    await bench.run();
    assert.equal(bench.books.runs[0]?.baselineRatio, 1);
    assert.equal(bench.books.runs[0].baselineNusd, 1_000 * 4_000 + 200 * 20_000);
  });
});

describe('a cache mark for the same task again', () => {
  const isMarked = (bench: Bench): readonly boolean[] =>
    bench.provider.requests.map(({ turns }) => turns.some((t) => t.blocks.some((b) => b.cache)));
  const sure = tierEvidence({ attempts: 99, accepted: 99, starts: 99, startsAccepted: 99 });
  const reliable = { evidence: { evidence: () => sure } };

  it('is set once a repetition makes another one likely, and read while the cache lives', async () => {
    const bench = new Bench([GOOD], reliable);
    await bench.run();
    await bench.run();
    await bench.run();
    assert.deepEqual(isMarked(bench), [false, true, true]);
    bench.clock.time += 6 * 60_000;
    bench.provider.requests.length = 0;
    await bench.run();
    // By now this window has repeated most of what it was asked.
    assert.equal(isMarked(bench).length, 1);
  });

  it('is not set for prompts that are never repeated', async () => {
    const bench = new Bench([GOOD], reliable);
    const { prompt } = prepared();
    for (let run = 0; run < 8; run += 1) {
      const blocks = [
        { text: `${run}`.repeat(2_000), stable: true },
        { text: 'go', stable: false },
      ];
      const turns = [{ role: 'user' as const, blocks }];
      await bench.run({ prepared: prepared({ prompt: { ...prompt, turns } }) });
    }
    assert.ok(isMarked(bench).every((marked) => !marked));
  });
});

describe('a warning', () => {
  it('is told once, wherever that is remembered', async () => {
    const told = new Set<string>();
    const isNewNotice = (key: string) => !told.has(key) && Boolean(told.add(key));
    const models = { haiku: 'claude-sonnet-4-5', sonnet: null, opus: null };
    const notes: string[] = [];
    for (let window = 0; window < 2; window += 1) {
      const bench = new Bench([GOOD], { isNewNotice });
      const result = await bench.run({ settings: settings({ models }) });
      notes.push(...result.notes.map(({ code }) => code));
    }
    assert.deepEqual(notes, ['modelDeprecated']);
  });
});
