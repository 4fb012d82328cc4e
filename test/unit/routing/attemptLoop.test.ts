import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { PriceErrorCode } from '../../../src/models/prices.ts';
import { UserError } from '../../../src/models/userError.ts';
import { Bench, failing, http, prepared, settings } from './support.ts';

describe('the attempt loop', () => {
  it('accepts a good first answer and books it', async () => {
    const bench = new Bench([{ text: 'good' }]);
    const result = await bench.run();
    assert.equal(result.outcome, 'accepted');
    assert.equal(result.strength, 'proves');
    assert.equal(result.reply, 'good');
    assert.equal(result.failure, undefined);
    assert.deepEqual(bench.booked, ['first haiku accepted']);
    const [run] = bench.books.runs;
    assert.equal(run?.costNusd, 1_000 * 100 + 200 * 500);
    assert.equal(run.baselineNusd, 1_000 * 4_000 + 200 * 20_000);
    assert.equal(result.costNusd, run.costNusd);
    assert.deepEqual(
      bench.events.map(({ type }) => type),
      ['routed', 'attempt', 'text', 'checking', 'attemptEnded'],
    );
  });

  it('repairs, then asks Opus, each with the draft and its problems', async () => {
    const bench = new Bench([{ text: 'bad 1' }, { text: 'bad 2' }, { text: 'good' }]);
    const result = await bench.run();
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(bench.booked, [
      'first haiku rejected',
      'repair haiku rejected',
      'escalation opus accepted',
    ]);
    assert.deepEqual(bench.provider.models, ['haiku', 'haiku', 'opus']);
    const texts = bench.provider.requests.map(({ turns }) =>
      turns.map(({ role, blocks }) => `${role}: ${blocks.map(({ text }) => text).join('')}`),
    );
    assert.equal(texts[0]?.length, 1);
    assert.match(texts[1]?.[1] ?? '', /^assistant: bad 1/);
    assert.match(texts[1]?.[2] ?? '', /quote of finding 1/);
    assert.equal(texts[2]?.length, 3);
    assert.match(texts[2]?.[1] ?? '', /^assistant: bad 2/);
    assert.equal(bench.books.runs[0]?.finalTier, 'opus');
    assert.deepEqual(bench.books.ended[0]?.problems, ['review.quoteNotFound']);
    // The cheap attempts are a loss: always-Opus would have paid for one call.
    assert.ok((result.baselineNusd ?? 0) < result.costNusd);
  });

  it('charges every kind of token, with thinking inside the output', async () => {
    const usage = {
      inputTokens: 10,
      cacheReadTokens: 900,
      cacheWrite5mTokens: 80,
      cacheWrite1hTokens: 7,
      outputTokens: 60,
      thinkingTokens: 40,
    };
    const bench = new Bench([{ text: 'good', usage }]);
    const result = await bench.run();
    assert.equal(result.costNusd, 10 * 100 + 900 * 10 + 80 * 125 + 7 * 200 + 60 * 500);
    // One Opus call would have read the same cache, written nothing and thought for itself.
    assert.equal(result.baselineNusd, 97 * 4_000 + 900 * 200 + 20 * 20_000);
  });

  it('says why each later attempt is made and what it is likely to cost', async () => {
    const bench = new Bench([{ text: 'bad' }, { text: 'bad' }, { text: 'good' }]);
    await bench.run();
    const reasons = bench.events.flatMap((event) =>
      event.type === 'attempt' ? [event.reason] : [],
    );
    assert.equal(reasons[0], undefined);
    assert.equal(reasons[1]?.code, 'repair');
    assert.equal(reasons[2]?.code, 'escalation');
    assert.equal(reasons[2].args['from'], 'haiku');
    assert.equal(reasons[2].args['problem'], 'review.quoteNotFound');
    assert.ok(Number(reasons[2].args['costNusd']) > Number(reasons[1].args['costNusd']));
  });

  it('does not repair what cannot be repaired', async () => {
    const bench = new Bench([{ text: 'lost' }, { text: 'good' }]);
    await bench.run({ settings: settings({ maxAttempts: 2 }) });
    assert.deepEqual(bench.booked, ['first haiku rejected', 'escalation opus accepted']);
  });

  it('raises the effort before Opus where there is room for it', async () => {
    const bench = new Bench([{ text: 'lost' }]);
    const result = await bench.run({ settings: settings({ maxAttempts: 4 }) });
    assert.equal(result.outcome, 'rejected');
    assert.deepEqual(
      bench.provider.requests.map(({ effort }) => effort),
      [null, 'high', null, 'high'],
    );
    assert.deepEqual(bench.provider.models, ['haiku', 'haiku', 'opus', 'opus']);
  });

  it('ends rejected when Opus fails, too, and keeps the last answer aside', async () => {
    const bench = new Bench([{ text: 'bad' }]);
    const result = await bench.run();
    assert.equal(result.outcome, 'rejected');
    assert.equal(result.answer, undefined);
    assert.equal(result.lastAnswer?.kind, 'markdown');
    assert.equal(result.strength, undefined);
    assert.equal(result.failure?.code, 'rejected');
    assert.equal(result.failure.args['attempts'], 3);
    assert.equal(bench.books.ended.length, 3);
    assert.equal(bench.books.runs[0]?.outcome, 'rejected');
  });

  it('uses its last attempt for Opus', async () => {
    const bench = new Bench([{ text: 'bad' }]);
    await bench.run({ settings: settings({ maxAttempts: 2 }) });
    assert.deepEqual(bench.provider.models, ['haiku', 'opus']);
    const single = new Bench([{ text: 'bad' }]);
    await single.run({ settings: settings({ maxAttempts: 1 }) });
    assert.deepEqual(single.provider.models, ['haiku']);
  });

  it('never leaves a tier that it was told to keep', async () => {
    const only = { ...settings().only, docs: 'haiku' as const };
    for (const script of [{ text: 'bad' }, { text: '', stop: 'refusal' as const }, http(529)]) {
      const bench = new Bench([script]);
      await bench.run({ settings: settings({ only }) });
      assert.ok(bench.provider.models.every((tier) => tier === 'haiku'));
      const chosen = new Bench([script]);
      await chosen.run({ chosenTier: 'sonnet' });
      assert.ok(chosen.provider.models.every((tier) => tier === 'sonnet'));
    }
  });

  it('goes on from a draft', async () => {
    const bench = new Bench([{ text: 'bad' }, { text: 'good' }]);
    await bench.run({ draft: { reply: 'earlier', followUp: 'shorter please' } });
    const turns = bench.provider.requests.map((request) => request.turns);
    assert.equal(turns[0]?.length, 3);
    assert.match(turns[0][2]?.blocks[0]?.text ?? '', /shorter please/);
    assert.equal(turns[1]?.length, 5);
  });

  it('journals an attempt with its worst case before it is sent', async () => {
    const bench = new Bench([
      {
        text: 'good',
        on: (event) => {
          if (event === 'sent') assert.equal(bench.books.started.length, 1);
        },
      },
    ]);
    await bench.run();
    const [started] = bench.books.started;
    assert.ok(started?.reservedNusd && started.expectedNusd);
    assert.ok(started.reservedNusd > started.expectedNusd);
    assert.ok((bench.books.ended[0]?.costNusd ?? 0) <= started.reservedNusd);
  });

  it('sends nothing that could not be journalled', async () => {
    const bench = new Bench([{ text: 'good' }]);
    bench.books.attemptStarted = async () => {
      throw new Error('disk full');
    };
    const result = await bench.run();
    assert.equal(result.failure?.code, 'ledgerFailed');
    assert.equal(bench.provider.requests.length, 0);
  });

  it('shows a paid answer whose record failed, and says so', async () => {
    const bench = new Bench([{ text: 'good' }]);
    bench.books.attemptEnded = async () => {
      throw new Error('disk full');
    };
    const result = await bench.run();
    assert.equal(result.outcome, 'accepted');
    assert.ok(result.notes.some(({ code }) => code === 'bookingFailed'));
  });

  it('hands on what the provider tells the user, and books no attempt without a key', async () => {
    const bench = new Bench([], {
      provider: async () => {
        throw new UserError<'key.missing'>('key.missing', { origin: 'api.anthropic.com' });
      },
    });
    const result = await bench.run();
    assert.deepEqual(result.failure, {
      code: 'key.missing',
      args: { origin: 'api.anthropic.com' },
    });
    assert.equal(bench.books.started.length, 0);
    assert.equal(bench.books.runs[0]?.outcome, 'failed');
  });

  it('turns a fault of its own into one failure, with everything booked', async () => {
    const check = async () => {
      throw new Error('a fault');
    };
    const bench = new Bench([{ text: 'good' }]);
    const result = await bench.run({ prepared: prepared({ check }) });
    assert.equal(result.failure?.code, 'internal');
    assert.deepEqual(bench.booked, ['first haiku failed']);
    assert.equal(bench.books.ended[0]?.costNusd, 200_000);
    assert.ok(bench.logged.some((line) => line.includes('a fault')));
    assert.equal(bench.runner.breakers()[0]?.state, 'closed');

    const blind = new Bench([{ text: 'good' }]);
    blind.books.newRunId = () => {
      throw new Error('closed');
    };
    assert.equal((await blind.run()).failure?.code, 'internal');
  });

  it('hands on what is wrong with the prices', async () => {
    const bench = new Bench([], {
      prices: () => {
        throw new UserError<PriceErrorCode>('priceInvalid', { model: 'm' });
      },
    });
    assert.deepEqual((await bench.run()).failure, { code: 'priceInvalid', args: { model: 'm' } });
  });

  it('loses nothing to a listener that throws', async () => {
    const bench = new Bench([{ text: 'good' }]);
    bench.onEvent = () => {
      throw new Error('gone');
    };
    assert.equal((await bench.run()).outcome, 'accepted');
    assert.equal(bench.books.runs.length, 1);
  });

  it('counts an unpriced attempt and gives no baseline for nothing', async () => {
    const models = { haiku: 'house-model', sonnet: null, opus: null };
    const bench = new Bench([{ text: 'good' }]);
    const result = await bench.run({ settings: settings({ models }) });
    assert.equal(result.unpriced, 1);
    assert.equal(result.costNusd, 0);
    assert.equal(bench.books.ended[0]?.costNusd, null);
    assert.equal(result.route.estimate, null);
  });

  it('needs a model for the tier', async () => {
    const bench = new Bench([], {
      catalog: () => ({ provider: 'anthropic', source: 'bundled', models: [] }),
    });
    const result = await bench.run();
    assert.deepEqual(result.failure, { code: 'modelNotSet', args: { tier: 'haiku' } });
  });

  it('needs a model for the tier also where the address has no list of models', async () => {
    const none = { status: null, errorType: null, errorCode: null, retryAfterMs: null };
    const failure = { kind: 'http', ...none, requestId: null, detail: '' } as const;
    const failureAt = async (status: number) => {
      const bench = new Bench([], {
        catalog: () => ({ provider: 'gateway', source: 'bundled', models: [] }),
        refreshCatalog: async () => ({ ...failure, status }),
      });
      return (await bench.run()).failure;
    };
    assert.deepEqual(await failureAt(404), { code: 'modelNotSet', args: { tier: 'haiku' } });
    const args = { tier: 'haiku', status: 401 };
    assert.deepEqual(await failureAt(401), { code: 'keyRejected', args });
  });

  it('tells once that a model is about to go', async () => {
    const models = { haiku: null, sonnet: 'claude-sonnet-4-5', opus: null };
    const bench = new Bench([{ text: 'good' }]);
    const request = { chosenTier: 'sonnet' as const, settings: settings({ models }) };
    const first = await bench.run(request);
    const second = await bench.run(request);
    assert.deepEqual(
      first.notes.map(({ code, args }) => [code, args['days']]),
      [['modelDeprecated', 9]],
    );
    assert.deepEqual(second.notes, []);
  });
});

describe('a cancelled run', () => {
  it('books a cut stream at an estimate close to what had come', async () => {
    const text = 'x'.repeat(5_000);
    const bench: Bench = new Bench([
      {
        text,
        thinking: 2_900,
        hangs: true,
        on: (event) => event === 'text' && bench.abort.abort(),
      },
    ]);
    const result = await bench.run();
    assert.equal(result.outcome, 'cancelled');
    assert.equal(result.estimated, true);
    const [attempt] = bench.books.ended;
    assert.equal(attempt?.usageSource, 'estimated');
    assert.equal(attempt.usage.inputTokens, 1_000);
    assert.equal(attempt.usage.outputTokens, 2_000 + 1_000);
    assert.equal(attempt.usage.thinkingTokens, 1_000);
    assert.equal(attempt.costNusd, 1_000 * 100 + 3_000 * 500);
    assert.equal(attempt.errorCode, null);
  });

  it('has saved nothing: there is no answer to compare with one of Opus', async () => {
    const bench: Bench = new Bench([
      {
        text: 'x'.repeat(5_000),
        hangs: true,
        on: (event) => event === 'text' && bench.abort.abort(),
      },
    ]);
    const result = await bench.run();
    const [run] = bench.books.runs;
    assert.ok(result.costNusd > 0);
    assert.deepEqual([run?.baselineNusd, run?.baselineMethod], [result.costNusd, 'noAnswer']);
  });

  it('makes no call, is booked, and is no failure of the tier, whenever it is cancelled', async () => {
    type Bencher = (bench: Bench) => void;
    const moments: Readonly<Record<string, Bencher>> = {
      'before it starts': (bench) => bench.abort.abort(),
      'when routed': (bench) => {
        bench.onEvent = ({ type }) => type === 'routed' && bench.abort.abort();
      },
      'when an attempt starts': (bench) => {
        bench.onEvent = ({ type }) => type === 'attempt' && bench.abort.abort();
      },
      'while it waits': (bench) => {
        bench.clock.onWait = () => bench.abort.abort();
      },
      'while it checks': (bench) => {
        bench.onEvent = ({ type }) => type === 'checking' && bench.abort.abort();
      },
      'when an attempt has ended': (bench) => {
        bench.onEvent = ({ type }) => type === 'attemptEnded' && bench.abort.abort();
      },
    };
    for (const [moment, arrange] of Object.entries(moments)) {
      const bench = new Bench([http(529), { text: 'bad' }]);
      arrange(bench);
      let callsAtAbort = -1;
      bench.abort.signal.addEventListener('abort', () => {
        callsAtAbort = bench.provider.requests.length;
      });
      const result = await bench.run();
      assert.equal(result.outcome, 'cancelled', moment);
      assert.equal(bench.books.runs[0]?.outcome, 'cancelled', moment);
      assert.equal(bench.provider.requests.length, Math.max(0, callsAtAbort), moment);
      assert.equal(bench.books.started.length, bench.books.ended.length, moment);
      assert.ok(bench.runner.breakers().every(({ failures }) => failures === 0));
    }
  });

  it('ends while a question is open', async () => {
    const bench = new Bench([http(429, { retryAfterMs: 120_000 })]);
    bench.onWaitQuestion = () => {
      bench.abort.abort();
      return 'wait';
    };
    const result = await bench.run({ settings: settings({ confirmAboveNusd: 0 }) });
    assert.equal(result.outcome, 'cancelled');
  });

  it('does not wait for a gate that does not listen', async () => {
    const bench = new Bench([{ text: 'good' }]);
    bench.onEvent = ({ type }) => type === 'checking' && bench.abort.abort();
    const never = prepared({ check: () => new Promise(() => undefined) });
    const result = await bench.run({ prepared: never });
    assert.equal(result.outcome, 'cancelled');
    assert.equal(bench.books.ended[0]?.usageSource, 'reported');
  });
});

describe('a reply that breaks', () => {
  it('is one that goes on for ever, and is booked at no more than was allowed', async () => {
    const flood = { text: 'x'.repeat(1_000_000), hangs: true };
    const bench = new Bench([flood]);
    const result = await bench.run();
    assert.equal(result.failure?.code, 'malformed');
    const [first] = bench.books.ended;
    const [reserved] = bench.books.started;
    assert.equal(first?.usage.outputTokens, bench.provider.requests[0]?.maxTokens);
    assert.ok((first?.costNusd ?? 0) <= (reserved?.reservedNusd ?? 0));
  });

  it('is paid for, and asked for once more', async () => {
    const cut = { text: 'x'.repeat(250), isStarted: true, failure: failing('cut') };
    const bench = new Bench([cut, { text: 'good' }]);
    const result = await bench.run();
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(bench.booked, ['first haiku failed', 'first haiku accepted']);
    assert.equal(bench.books.ended[0]?.usage.outputTokens, 100);
    assert.equal(result.estimated, true);

    const twice = new Bench([cut]);
    const failed = await twice.run();
    assert.equal(failed.failure?.code, 'cut');
    assert.equal(twice.provider.requests.length, 2);
  });
});
