import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { otherAnswerer } from '../../../src/models/answeringModel.ts';
import { Bench, settings } from './support.ts';

describe('an answer of another model', () => {
  const cases: readonly (readonly [string, string, string | undefined])[] = [
    ['claude-opus-5-5', 'claude-opus-5-5', undefined],
    ['claude-haiku-5-5', 'claude-haiku-5-5-20261007', undefined],
    ['claude-haiku-5-5-20261007', 'claude-haiku-5-5', undefined],
    ['us.anthropic.claude-opus-5-5-20260922-v1:0', 'claude-opus-5-5', undefined],
    ['claude-opus-5-5@20260922', 'anthropic/claude-opus-5-5', undefined],
    ['claude-opus-latest', 'claude-opus-5-5-20260922', undefined],
    ['claude-opus-5', 'claude-opus-5-5', undefined],
    ['Claude-Opus-5-5', 'claude-opus-5-5', undefined],
    ['corp-small', 'claude-haiku-5-5-20261007', undefined],
    ['corp-small', 'gemini-3.5-flash', undefined],
    ['claude-opus-5-5', 'corp-large', undefined],
    ['claude-opus-5-5', 'our-special-deployment', undefined],
    ['gpt-5.5', 'gpt-4.1', undefined],
    ['claude-opus-5-5', 'gemini-3.5-flash', 'other'],
    ['claude-opus-5-5', 'openrouter/google/gemini-3.5-flash:free', 'other'],
    ['claude-haiku-5-5', 'gpt-5.5-mini', 'other'],
    ['claude-haiku-5-5', 'Qwen/Qwen3-Coder-480B', 'other'],
    ['claude-haiku-5-5', 'deepseek-v4', 'other'],
    ['claude-opus-5-5', 'claude-haiku-5-5-20261007', 'haiku'],
    ['claude-opus-5-5', 'claude-opus-4-5-20251101', 'opus'],
    ['claude-sonnet-5-5', 'claude-3-5-haiku-20241022', 'haiku'],
  ];
  for (const [asked, answered, tier] of cases) {
    it(`${answered} for ${asked} is ${tier ?? 'no other'}`, () => {
      assert.equal(otherAnswerer(asked, answered), tier);
    });
  }

  const usage = { inputTokens: 9_000, outputTokens: 480 };

  it('is said, logged, booked as what it is, and has no price of the asked one', async () => {
    const bench = new Bench([{ text: 'good', answeredBy: 'gemini-3.5-flash', usage }]);
    const result = await bench.run({ chosenTier: 'opus' });
    const [attempt] = bench.books.ended;
    assert.equal(attempt?.model, 'gemini-3.5-flash');
    assert.equal(attempt?.tier, 'other');
    assert.equal(attempt?.costNusd, null);
    assert.equal(attempt?.priceId, null);
    const [run] = bench.books.runs;
    assert.equal(run?.finalTier, 'other');
    assert.equal(run?.unpriced, 1);
    assert.equal(result.outcome, 'accepted');
    assert.equal(result.finalModel, 'gemini-3.5-flash');
    assert.equal(result.attempts[0]?.model, 'gemini-3.5-flash');
    assert.deepEqual(result.notes, [
      { code: 'answeredByOther', args: { model: 'gemini-3.5-flash', asked: 'claude-opus-5-5' } },
    ]);
    assert.match(bench.logged.join('\n'), /gemini-3\.5-flash has answered for claude-opus-5-5/);
  });

  it('is priced and counted as another Claude model, where it is one', async () => {
    const answeredBy = 'claude-haiku-5-5-20261007';
    const bench = new Bench([{ text: 'good', answeredBy, usage }]);
    const result = await bench.run({ chosenTier: 'opus' });
    const [attempt] = bench.books.ended;
    assert.equal(attempt?.tier, 'haiku');
    assert.equal(attempt?.costNusd, 9_000 * 100 + 480 * 500);
    assert.equal(result.finalTier, 'haiku');
    assert.ok((result.baselineNusd ?? 0) > (attempt?.costNusd ?? 0));
  });

  it('is said once for all attempts of a run, and does not stop a repair', async () => {
    const answeredBy = 'gpt-5.5-mini';
    const bench = new Bench([
      { text: 'bad', answeredBy, usage },
      { text: 'good', answeredBy, usage },
    ]);
    const result = await bench.run({ settings: settings() });
    assert.equal(bench.books.ended.length, 2);
    assert.equal(result.notes.filter(({ code }) => code === 'answeredByOther').length, 1);
  });
});
