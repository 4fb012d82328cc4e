import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ClassifierSettings } from '../../../src/routing/settings.ts';
import { DEFAULT_CLASSIFIER } from '../../../src/routing/settings.ts';
import type { Script } from './support.ts';
import { Bench, http, prepared, settings } from './support.ts';

const says = (level: string, confidence: number): Script => ({
  text: JSON.stringify({ level, confidence }),
});
const GOOD: Script = { text: 'good' };
const task = prepared({ name: 'review' });

function asking(more: Partial<ClassifierSettings> = {}) {
  return settings({ classifier: { ...DEFAULT_CLASSIFIER, use: 'haiku', ...more } });
}

describe('the classifier', () => {
  it('is off by default', async () => {
    const bench = new Bench([GOOD]);
    await bench.run({ prepared: task });
    assert.deepEqual(bench.provider.models, ['sonnet']);
  });

  it('raises the start, and its cost is an attempt of the run', async () => {
    const bench = new Bench([says('hard', 0.9), GOOD]);
    const result = await bench.run({ prepared: task, settings: asking() });
    assert.deepEqual(bench.booked, ['classify haiku accepted', 'first opus accepted']);
    assert.equal(result.route.reason.code, 'classified');
    assert.equal(result.route.reason.args['confidencePercent'], 90);
    const [classified, answered] = bench.books.ended;
    const [run] = bench.books.runs;
    assert.ok(classified?.costNusd && answered?.costNusd && run);
    assert.equal(run.costNusd, classified.costNusd + answered.costNusd);
    assert.equal(run.startTier, 'opus');
    // One Opus call is what the run's answer was: the question before it is a loss.
    assert.equal(run.baselineNusd, answered.costNusd);
    const [asked] = bench.provider.requests;
    assert.equal(asked?.effort, 'low');
    assert.ok(asked.maxTokens <= 1_024);
  });

  it('does not lower the start, and leaves the bound to the answers', async () => {
    const bench = new Bench([says('easy', 1), { text: 'bad' }, { text: 'bad' }, GOOD]);
    const result = await bench.run({ prepared: task, settings: asking() });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(bench.booked, [
      'classify haiku accepted',
      'first sonnet rejected',
      'repair sonnet rejected',
      'escalation opus accepted',
    ]);
  });

  it('counts only when it is sure, else the setting for that does', async () => {
    const unsure = new Bench([says('hard', 0.69), GOOD]);
    await unsure.run({ prepared: task, settings: asking() });
    assert.deepEqual(unsure.provider.models, ['haiku', 'sonnet']);
    const set = new Bench([says('easy', 0.2), GOOD]);
    const result = await set.run({ prepared: task, settings: asking({ unsureTier: 'opus' }) });
    assert.deepEqual(set.provider.models, ['haiku', 'opus']);
    assert.equal(result.route.reason.code, 'unsure');
  });

  it('stops nothing when it fails or talks nonsense, and is charged all the same', async () => {
    const cases: readonly Script[] = [
      http(529),
      http(401),
      { text: 'quite hard, I think' },
      { text: '{"level":"impossible","confidence":1}' },
      { stop: 'refusal' },
    ];
    for (const script of cases) {
      const bench = new Bench([script, GOOD]);
      const result = await bench.run({ prepared: task, settings: asking() });
      assert.equal(result.outcome, 'accepted');
      assert.equal(result.finalTier, 'sonnet');
      assert.equal(bench.books.ended.length, 2);
      assert.equal(bench.clock.waits.length, 0);
    }
  });

  it('is not asked where the start is settled, or a budget stands against it', async () => {
    const budget = { ...settings().budget, perDayNusd: 1, action: 'warn' as const };
    const start = { ...settings().start, review: 'sonnet' as const };
    const only = { ...settings().only, review: 'sonnet' as const };
    for (const more of [{ budget }, { start }, { only }]) {
      const bench = new Bench([GOOD]);
      await bench.run({ prepared: task, settings: { ...asking(), ...more } });
      assert.deepEqual(bench.booked, ['first sonnet accepted']);
    }
    const bench = new Bench([GOOD]);
    await bench.run({ prepared: task, settings: asking(), chosenTier: 'haiku' });
    assert.deepEqual(bench.booked, ['first haiku accepted']);
  });

  it('says who is asked, and is not waited for as long as an answer', async () => {
    const bench = new Bench([says('hard', 1), GOOD]);
    await bench.run({ prepared: task, settings: asking() });
    const kinds = bench.events.flatMap((event) => (event.type === 'attempt' ? [event.kind] : []));
    assert.deepEqual(kinds, ['classify', 'first']);
    assert.equal(bench.provider.requests[0]?.silenceMs, 10_000);
    assert.equal(bench.provider.requests[1]?.silenceMs, undefined);
  });

  it('makes no call once the run is cancelled', async () => {
    const bench = new Bench([says('hard', 1), GOOD]);
    const attemptStarted = bench.books.attemptStarted.bind(bench.books);
    bench.books.attemptStarted = async (attempt) => {
      const found = await attemptStarted(attempt);
      bench.abort.abort();
      return found;
    };
    const result = await bench.run({ prepared: task, settings: asking() });
    assert.equal(result.outcome, 'cancelled');
    assert.equal(bench.provider.requests.length, 0);
    assert.deepEqual(bench.booked, ['classify haiku cancelled']);
  });

  it('is booked as cancelled when the run is', async () => {
    const bench = new Bench([{ ...says('hard', 1), on: () => bench.abort.abort() }]);
    const result = await bench.run({ prepared: task, settings: asking() });
    assert.equal(result.outcome, 'cancelled');
    assert.deepEqual(bench.booked, ['classify haiku cancelled']);
    assert.equal(bench.books.runs.length, 1);
  });
});
