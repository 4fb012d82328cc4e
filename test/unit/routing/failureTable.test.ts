import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { BUNDLED_CATALOG } from '../../../src/models/catalog.ts';
import { BUNDLED_PRICES, withOverrides } from '../../../src/models/prices.ts';
import type { ProviderFailure } from '../../../src/providers/port.ts';
import type { Script } from './support.ts';
import { Bench, failing, http, prepared, settings } from './support.ts';

const GOOD: Script = { text: 'good' };
const CLAUDE = ['haiku', 'sonnet', 'opus'] as const;

describe('the failure table', () => {
  for (const tier of CLAUDE) {
    it(`tries the host three times at ${tier} when it cannot be reached`, async () => {
      const bench = new Bench([{ failure: failing('connection') }]);
      const start = { ...settings().start, docs: tier };
      const result = await bench.run({ settings: settings({ start }) });
      assert.equal(result.outcome, 'failed');
      assert.equal(result.failure?.code, 'connection');
      assert.deepEqual(bench.provider.models, [tier, tier, tier]);
      assert.deepEqual(bench.clock.waits, [1_000, 2_000]);
      assert.deepEqual(bench.booked, [`first ${tier} failed`]);
      assert.equal(bench.books.ended[0]?.retries, 2);
      assert.equal(bench.books.ended[0].waitedMs, 3_000);
      assert.equal(bench.books.ended[0].costNusd, 0);
      assert.ok(bench.runner.breakers().every(({ failures }) => failures === 0));
    });

    it(`sends nothing again at ${tier} that was sent and not answered in time`, async () => {
      const bench = new Bench([{ failure: failing('timeout') }]);
      const start = { ...settings().start, docs: tier };
      const result = await bench.run({ settings: settings({ start }) });
      assert.equal(result.outcome, 'failed');
      assert.equal(result.failure?.code, 'timeout');
      assert.deepEqual(bench.provider.models, [tier]);
      assert.deepEqual(bench.clock.waits, []);
      assert.equal(bench.books.ended[0]?.usageSource, 'estimated');
      assert.ok((bench.books.ended[0].costNusd ?? 0) > 0);
      assert.ok(bench.runner.breakers().every(({ failures }) => failures === 0));
    });

    for (const [status, code] of [
      [401, 'keyRejected'],
      [402, 'noCredit'],
      [403, 'forbidden'],
    ] as const) {
      it(`stops at once at ${tier} on ${status}`, async () => {
        const bench = new Bench([http(status)]);
        const start = { ...settings().start, docs: tier };
        const result = await bench.run({ settings: settings({ start }) });
        assert.deepEqual(result.failure, { code, args: { tier, status } });
        assert.equal(bench.provider.requests.length, 1);
        assert.equal(bench.books.ended[0]?.httpStatus, status);
        assert.equal(bench.books.ended[0].errorCode, code);
        assert.ok(bench.runner.breakers().every(({ failures }) => failures === 0));
      });
    }

    for (const [status, code] of [
      [429, 'rateLimited'],
      [529, 'overloaded'],
      [500, 'serverError'],
      [503, 'serverError'],
      [504, 'serverError'],
    ] as const) {
      it(`waits at ${tier} on ${status} and goes on there`, async () => {
        const bench = new Bench([http(status), http(status), GOOD]);
        const start = { ...settings().start, docs: tier };
        const result = await bench.run({ settings: settings({ start }) });
        assert.equal(result.outcome, 'accepted');
        assert.deepEqual(bench.provider.models, [tier, tier, tier]);
        assert.deepEqual(bench.clock.waits, [1_000, 2_000]);
        assert.deepEqual(bench.booked, [`first ${tier} accepted`]);
        assert.equal(bench.books.ended[0]?.retries, 2);
        const waits = bench.events.filter(({ type }) => type === 'waiting');
        assert.deepEqual(waits[0], {
          type: 'waiting',
          reason: { code, args: { tier, tries: 1 } },
          ms: 1_000,
        });
        assert.ok(bench.runner.breakers().every(({ failures }) => failures === 0));
      });
    }
  }

  it('waits as long as the server asks', async () => {
    const bench = new Bench([http(429, { retryAfterMs: 7_000 }), GOOD]);
    await bench.run();
    assert.deepEqual(bench.clock.waits, [7_000]);
  });

  it('hammers no server that asks for next to no wait', async () => {
    const bench = new Bench([http(429, { retryAfterMs: 1 })]);
    const maxWaitMs = 5_000;
    const only = { ...settings().only, docs: 'haiku' } as const;
    const result = await bench.run({ settings: settings({ maxWaitMs, only }) });
    assert.equal(result.outcome, 'failed');
    assert.deepEqual(bench.clock.waits, [1_000, 1_000, 1_000, 1_000, 1_000]);
    assert.equal(bench.waitQuestions.length, 1);
  });

  it('stops with one sentence where the address redirects', async () => {
    const bench = new Bench([http(307)]);
    const { failure } = await bench.run();
    assert.deepEqual(failure, { code: 'redirected', args: { tier: 'haiku', status: 307 } });
    assert.equal(bench.provider.requests.length, 1);
  });

  it('waits no longer than the whole wait that the user allows', async () => {
    const bench = new Bench([http(529)]);
    const only = { ...settings().only, docs: 'haiku' as const };
    const result = await bench.run({ settings: settings({ only }) });
    assert.equal(result.failure?.code, 'overloaded');
    assert.ok(bench.clock.waits.reduce((sum, ms) => sum + ms, 0) <= 30_000);
    assert.equal(bench.waitQuestions.length, 1);
    assert.equal(bench.waitQuestions[0]?.nextTier, null);
    assert.equal(bench.runner.breakers()[0]?.failures, 1);
  });

  it('takes the next tier unasked where it is cheap', async () => {
    const bench = new Bench((request) =>
      request.model.includes('haiku') ? http(429, { retryAfterMs: 90_000 }) : GOOD,
    );
    const result = await bench.run();
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(bench.provider.models, ['haiku', 'sonnet']);
    assert.deepEqual(bench.clock.waits, []);
    assert.deepEqual(bench.booked, ['first haiku failed', 'escalation sonnet accepted']);
    const attempts = bench.events.filter((event) => event.type === 'attempt');
    assert.equal(attempts[1]?.reason?.code, 'unavailable');
    assert.equal(attempts[1].reason.args['cause'], 'rateLimited');
  });

  it('takes the last attempt at a failed answer to Opus, whatever sends it up', async () => {
    for (const second of [http(529, { retryAfterMs: 90_000 }), { stop: 'refusal' as const }]) {
      const bench = new Bench([{ text: 'bad' }, second, GOOD]);
      const result = await bench.run({ settings: settings({ confirmAboveNusd: 1e12 }) });
      assert.equal(result.outcome, 'accepted');
      assert.deepEqual(bench.provider.models, ['haiku', 'haiku', 'opus']);
    }
  });

  it('asks before a dear next tier, with its price, and does what the user says', async () => {
    const script = (request: { readonly model: string }) =>
      request.model.includes('haiku') ? http(429, { retryAfterMs: 90_000 }) : GOOD;
    const strict = settings({ confirmAboveNusd: 1 });
    const asked = { ...strict, confirmAboveNusd: 1_000_000 };

    const next = new Bench(script);
    next.onWaitQuestion = () => 'next';
    assert.equal((await next.run({ settings: asked })).outcome, 'accepted');
    assert.equal(next.waitQuestions[0]?.nextTier, 'sonnet');
    assert.ok((next.waitQuestions[0].nextCostNusd ?? 0) > 1_000_000);
    assert.equal(next.waitQuestions[0].ms, 90_000);
    // The cost was told with the question: it is not asked about again.
    assert.equal(next.spendQuestions.length, 0);

    const stop = new Bench(script);
    const stopped = await stop.run({ settings: asked });
    assert.equal(stopped.outcome, 'failed');
    assert.equal(stopped.failure?.code, 'rateLimited');
    assert.deepEqual(stop.provider.models, ['haiku']);

    let calls = 0;
    const wait = new Bench(() => (++calls === 1 ? http(429, { retryAfterMs: 90_000 }) : GOOD));
    wait.onWaitQuestion = () => 'wait';
    assert.equal((await wait.run({ settings: asked })).outcome, 'accepted');
    assert.deepEqual(wait.clock.waits, [90_000]);
    assert.deepEqual(wait.booked, ['first haiku accepted']);
  });

  it('does not wait for a spent limit that comes as a 429', async () => {
    const bench = new Bench([http(429, { errorCode: 'enforced_spend_limit_reached' })]);
    const result = await bench.run();
    assert.equal(result.failure?.code, 'noCredit');
    assert.equal(bench.provider.requests.length, 1);
  });

  it('charges a reply that an error event ended, and tries again', async () => {
    const overloaded: Script = {
      text: 'x'.repeat(250),
      isStarted: true,
      failure: failing('api', { errorType: 'overloaded_error' }),
    };
    const bench = new Bench([overloaded, GOOD]);
    const result = await bench.run();
    assert.equal(result.outcome, 'accepted');
    assert.equal(bench.books.ended[0]?.usage.outputTokens, 100);
    assert.equal(bench.books.ended[0].errorCode, 'overloaded');
    assert.deepEqual(bench.clock.waits, [1_000]);
  });

  for (const kind of ['cut', 'malformed'] as const) {
    for (const isStarted of [true, false]) {
      it(`tries once more when a reply is ${kind} (begun: ${isStarted})`, async () => {
        const bench = new Bench([{ isStarted, failure: failing(kind) }]);
        const result = await bench.run();
        assert.equal(result.failure?.code, kind);
        assert.equal(bench.provider.requests.length, 2);
        assert.deepEqual(bench.provider.models, ['haiku', 'haiku']);
        assert.ok(bench.runner.breakers().every(({ failures }) => failures === 0));
      });
    }
  }

  it('raises the limit once when the answer is too long, then asks Opus', async () => {
    const long: Script = { text: 'half', stop: 'max_tokens' };
    const bench = new Bench([long, long, GOOD]);
    const result = await bench.run();
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(bench.booked, [
      'first haiku truncated',
      'limit haiku truncated',
      'escalation opus accepted',
    ]);
    const [first, second, third] = bench.provider.requests;
    assert.equal(second?.maxTokens, (first?.maxTokens ?? 0) * 4);
    assert.equal(third?.maxTokens, second.maxTokens);
    // Half an answer is no draft to mend.
    assert.ok(bench.provider.requests.every(({ turns }) => turns.length === 1));
  });

  it('stops when even Opus is cut off', async () => {
    const bench = new Bench([{ text: 'half', stop: 'max_tokens' }]);
    const result = await bench.run({ chosenTier: 'opus' });
    assert.equal(result.outcome, 'failed');
    assert.equal(result.failure?.code, 'truncated');
    assert.deepEqual(bench.provider.models, ['opus', 'opus']);
  });

  it('takes a refusal to the next tier and records it', async () => {
    const refusal: Script = { stop: 'refusal', usage: { outputTokens: 0 } };
    const bench = new Bench([refusal, GOOD]);
    const result = await bench.run();
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(bench.booked, ['first haiku refused', 'escalation sonnet accepted']);
    assert.equal(bench.books.ended[0]?.costNusd, 100_000);

    const always = new Bench([refusal]);
    const refused = await always.run();
    assert.equal(refused.failure?.code, 'refused');
    assert.deepEqual(always.provider.models, ['haiku', 'sonnet', 'opus']);
  });

  it('looks for a larger context when the request is too large', async () => {
    const models = { haiku: 'claude-haiku-4-5', sonnet: null, opus: null };
    const block = { text: 'x'.repeat(480_000), stable: true };
    const prompt = { ...prepared().prompt, turns: [{ role: 'user' as const, blocks: [block] }] };
    for (const [script, more] of [
      [http(413), {}],
      [http(400), { prepared: prepared({ prompt }) }],
      [{ stop: 'context_exceeded', text: 'x' } as const, {}],
    ] as const) {
      const bench = new Bench([script, GOOD]);
      const budget = { ...settings().budget, action: 'warn' as const };
      const all = settings({ models, budget, confirmAboveNusd: 1e12 });
      const result = await bench.run({ settings: all, ...more });
      assert.equal(result.outcome, 'accepted');
      assert.deepEqual(bench.provider.models, ['haiku', 'sonnet']);
    }
  });

  it('takes no 400 of a short prompt for one that is too large', async () => {
    const models = { haiku: 'claude-haiku-4-5', sonnet: null, opus: null };
    const bench = new Bench([http(400), GOOD]);
    const result = await bench.run({ settings: settings({ models }) });
    assert.equal(result.failure?.code, 'badRequest');
    assert.deepEqual(bench.provider.models, ['haiku']);
  });

  it('stops with the size and the limit where there is none', async () => {
    const bench = new Bench([http(413)]);
    const result = await bench.run();
    assert.equal(result.failure?.code, 'tooLong');
    assert.equal(result.failure.args['limitTokens'], 1_000_000);
    assert.ok(Number(result.failure.args['promptTokens']) > 500);
    assert.equal(bench.provider.requests.length, 1);
  });

  it('says that a request was refused where its size cannot be why', async () => {
    const bench = new Bench([http(400, { errorType: 'invalid_request_error' })]);
    assert.deepEqual((await bench.run()).failure, {
      code: 'badRequest',
      args: { tier: 'haiku', status: 400 },
    });
  });

  it('takes the next newest model of the line after a 404, and remembers it', async () => {
    let refreshed = 0;
    const bench = new Bench(
      (request) => (request.model === 'claude-haiku-5-5' ? http(404) : GOOD),
      {
        refreshCatalog: async () => {
          refreshed += 1;
          return undefined;
        },
      },
    );
    const result = await bench.run();
    assert.equal(result.outcome, 'accepted');
    assert.equal(result.finalModel, 'claude-haiku-4-5');
    assert.equal(refreshed, 1);
    await bench.run();
    assert.deepEqual(
      bench.provider.requests.map(({ model }) => model),
      ['claude-haiku-5-5', 'claude-haiku-4-5', 'claude-haiku-4-5'],
    );
  });

  it('never replaces a pinned model', async () => {
    const bench = new Bench([http(404)]);
    const models = { haiku: 'claude-haiku-5-5', sonnet: null, opus: null };
    const result = await bench.run({ settings: settings({ models }) });
    assert.deepEqual(result.failure, {
      code: 'modelNotFound',
      args: { tier: 'haiku', model: 'claude-haiku-5-5' },
    });
    assert.equal(bench.provider.requests.length, 1);
  });

  it('stops when the line has no other model', async () => {
    const bench = new Bench([http(404)], {
      catalog: () => ({
        ...BUNDLED_CATALOG,
        models: BUNDLED_CATALOG.models.filter(({ id }) => id !== 'claude-haiku-4-5'),
      }),
    });
    assert.equal((await bench.run()).failure?.code, 'modelNotFound');
  });

  it('tries a line again of which no model was found before', async () => {
    let isBack = false;
    const bench = new Bench(() => (isBack ? GOOD : http(404)));
    assert.equal((await bench.run()).failure?.code, 'modelNotFound');
    isBack = true;
    const result = await bench.run();
    assert.deepEqual([result.outcome, result.finalModel], ['accepted', 'claude-haiku-5-5']);
  });

  it('goes by status and codes, whatever the words are', async () => {
    const cases: readonly (readonly [Partial<ProviderFailure>, string])[] = [
      [{ status: 400, detail: 'failed to generate: rate limit' }, 'badRequest'],
      [{ status: 400, detail: 'prompt of 250000 tokens, timed out' }, 'badRequest'],
      [{ status: 401, detail: 'overloaded 529' }, 'keyRejected'],
      [{ status: 400, errorType: 'billing_error', detail: 'x' }, 'noCredit'],
    ];
    for (const [more, code] of cases) {
      const bench = new Bench([{ failure: { kind: 'http', ...more } }]);
      assert.equal((await bench.run()).failure?.code, code);
      assert.equal(bench.provider.requests.length, 1);
    }
  });
});

describe('a breaker', () => {
  const slow = http(529, { retryAfterMs: 90_000 });
  const only = { ...settings().only, docs: 'haiku' as const };

  it('opens after five exhausted steps, and the tier is then skipped at once', async () => {
    const bench = new Bench((request) => (request.model.includes('haiku') ? slow : GOOD));
    for (let run = 0; run < 5; run += 1) await bench.run();
    assert.equal(bench.runner.breakers()[0]?.state, 'open');
    bench.provider.requests.length = 0;
    const result = await bench.run();
    assert.deepEqual(bench.provider.models, ['sonnet']);
    assert.equal(result.route.reason.code, 'breaker');
    assert.deepEqual(bench.booked.at(-1), 'first sonnet accepted');
    assert.ok(bench.logged.some((line) => line.includes('breaker haiku: closed -> open')));
  });

  it('lets one probe through after a minute, while other calls skip the tier', async () => {
    let isDown = true;
    const bench = new Bench((request) => (request.model.includes('haiku') && isDown ? slow : GOOD));
    for (let run = 0; run < 5; run += 1) await bench.run();
    bench.clock.time += 60_000;
    isDown = false;
    bench.provider.requests.length = 0;
    const results = await Promise.all([bench.run(), bench.run(), bench.run()]);
    assert.ok(results.every(({ outcome }) => outcome === 'accepted'));
    assert.deepEqual(bench.provider.models.toSorted(), ['haiku', 'sonnet', 'sonnet']);
    assert.equal(bench.runner.breakers()[0]?.state, 'closed');
  });

  it('opens again when the probe fails, and not when it is cancelled', async () => {
    const bench = new Bench((request) => (request.model.includes('haiku') ? slow : GOOD));
    for (let run = 0; run < 5; run += 1) await bench.run();
    bench.clock.time += 60_000;
    await bench.run();
    assert.equal(bench.runner.breakers()[0]?.state, 'open');
    assert.equal(bench.runner.breakers()[0]?.opensForMs, 60_000);

    bench.clock.time += 60_000;
    bench.onEvent = ({ type }) => type === 'attempt' && bench.abort.abort();
    await bench.run();
    assert.equal(bench.runner.breakers()[0]?.state, 'open');
    assert.equal(bench.runner.breakers()[0]?.opensForMs, 0);
  });

  it('keeps no other call from the tier while its probe waits for the user', async () => {
    let isDown = true;
    const bench = new Bench((request) => (request.model.includes('haiku') && isDown ? slow : GOOD));
    for (let run = 0; run < 5; run += 1) await bench.run();
    bench.clock.time += 60_000;
    isDown = false;
    bench.provider.requests.length = 0;
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const { promise: asked, resolve: ask } = Promise.withResolvers<void>();
    const wait = async () => 'stop' as const;
    const spend = async () => {
      ask();
      await answered;
      return 'go' as const;
    };
    const request = {
      prepared: prepared(),
      settings: settings({ confirmAboveNusd: 0 }),
      purpose: 'use',
      chosenTier: undefined,
      draft: undefined,
    } as const;
    const { signal } = bench.abort;
    const held = bench.runner.run(request, { wait, spend }, () => undefined, signal);
    await asked;
    assert.equal((await bench.run()).finalTier, 'haiku');
    assert.equal(bench.runner.breakers()[0]?.state, 'closed');
    answer();
    assert.equal((await held).outcome, 'accepted');
    assert.equal(bench.runner.breakers()[0]?.state, 'closed');
  });

  it('makes a run that may not leave the tier ask, and wait visibly', async () => {
    const bench = new Bench([slow]);
    for (let run = 0; run < 5; run += 1) await bench.run({ settings: settings({ only }) });
    bench.provider.requests.length = 0;
    bench.waitQuestions.length = 0;
    const stopped = await bench.run({ settings: settings({ only }) });
    assert.equal(stopped.failure?.code, 'breakerOpen');
    assert.equal(bench.provider.requests.length, 0);
    assert.equal(bench.waitQuestions[0]?.ms, 60_000);

    let asked = 0;
    bench.onWaitQuestion = () => (++asked === 1 ? 'wait' : 'stop');
    await bench.run({ settings: settings({ only }) });
    assert.equal(bench.clock.waits.at(-1), 60_000);
    assert.equal(bench.provider.requests.length, 1);
  });

  it('counts failures in a row only, and can be reset', async () => {
    let index = 0;
    const bench = new Bench(() => (++index % 5 === 0 ? GOOD : slow));
    for (let run = 0; run < 20; run += 1) await bench.run({ settings: settings({ only }) });
    assert.equal(bench.runner.breakers()[0]?.state, 'closed');
    const down = new Bench([slow]);
    for (let run = 0; run < 5; run += 1) await down.run({ settings: settings({ only }) });
    down.runner.resetBreakers();
    assert.equal(down.runner.breakers()[0]?.state, 'closed');
  });

  it('is not moved by failures that say nothing of the tier', async () => {
    for (const script of [http(401), http(400), http(404), { failure: failing('connection') }]) {
      const bench = new Bench([script]);
      for (let run = 0; run < 6; run += 1) await bench.run();
      assert.ok(bench.runner.breakers().every(({ state }) => state === 'closed'));
    }
  });
});

describe('budgets', () => {
  const budget = (more: Partial<ReturnType<typeof settings>['budget']>) =>
    settings({ budget: { ...settings().budget, ...more } });

  it('ask before an attempt whose worst case would exceed them', async () => {
    for (const [more, code] of [
      [{ perRunNusd: 100 }, 'budgetRun'],
      [{ perDayNusd: 100 }, 'budgetDay'],
      [{ perMonthNusd: 100 }, 'budgetMonth'],
      [{ workspacePerDayNusd: 100 }, 'budgetWorkspaceDay'],
      [{ workspacePerMonthNusd: 100 }, 'budgetWorkspaceMonth'],
    ] as const) {
      const bench = new Bench([{ text: 'good' }]);
      const stopped = await bench.run({ settings: budget(more) });
      assert.equal(stopped.outcome, 'cancelled');
      assert.deepEqual(stopped.failure, { code: 'stopped', args: { question: code } });
      assert.equal(bench.provider.requests.length, 0);
      assert.equal(bench.books.started.length, 0);
      assert.equal(bench.spendQuestions[0]?.reason.args['limitNusd'], 100);
      bench.onSpendQuestion = () => 'go';
      assert.equal((await bench.run({ settings: budget(more) })).outcome, 'accepted');
    }
  });

  it('stop, with the numbers', async () => {
    const bench = new Bench([{ text: 'good' }]);
    const result = await bench.run({ settings: budget({ perDayNusd: 100, action: 'stop' }) });
    assert.equal(result.outcome, 'failed');
    assert.equal(result.failure?.code, 'budgetStopped');
    assert.equal(result.failure.args['budget'], 'budgetDay');
    assert.equal(bench.provider.requests.length, 0);
    assert.equal(bench.books.runs.length, 1);
  });

  it('warn, and go on', async () => {
    const bench = new Bench([{ text: 'good' }]);
    const result = await bench.run({ settings: budget({ perDayNusd: 100, action: 'warn' }) });
    assert.equal(result.outcome, 'accepted');
    assert.equal(result.notes[0]?.code, 'budgetWarned');
  });

  it('keep a run from the tiers above its start', async () => {
    const bench = new Bench([{ text: 'bad' }]);
    const cheap = budget({ perRunNusd: 10_000_000, action: 'stayCheap' });
    const result = await bench.run({ settings: cheap });
    assert.equal(result.outcome, 'rejected');
    assert.equal(result.failure?.code, 'budgetStayCheap');
    assert.deepEqual(bench.provider.models, ['haiku', 'haiku', 'haiku']);
    const last = new Bench([{ text: 'bad' }]);
    await last.run({ settings: { ...cheap, maxAttempts: 2 } });
    assert.deepEqual(last.booked, ['first haiku rejected', 'repair haiku rejected']);
  });

  it('count what other runs have reserved: together they stay below', async () => {
    const bench = new Bench([{ text: 'bad' }]);
    const limit = 60_000_000;
    const runs = Array.from({ length: 12 }, () =>
      bench.run({ settings: budget({ perDayNusd: limit, action: 'stop' }) }),
    );
    const results = await Promise.all(runs);
    const cost = bench.books.ended.reduce((sum, { costNusd }) => sum + (costNusd ?? 0), 0);
    assert.ok(cost <= limit);
    assert.ok(results.some(({ failure }) => failure?.code === 'budgetStopped'));
    assert.ok(results.some(({ attempts }) => attempts.length > 0));
  });

  it('are looked at anew once a question has been answered', async () => {
    const bench = new Bench([{ text: 'good' }]);
    let spentNusd = 0;
    bench.books.spent = async () => ({ spentNusd, reservedNusd: 0, unpriced: 0 });
    bench.onSpendQuestion = () => {
      // Another window spends what was left while the user thinks about it.
      spentNusd = 1e9;
      return 'go';
    };
    const tight = { ...budget({ perDayNusd: 1e9, action: 'stop' }), confirmAboveNusd: 0 };
    const result = await bench.run({ settings: tight });
    assert.equal(bench.spendQuestions[0]?.reason.code, 'confirmAbove');
    assert.equal(result.failure?.code, 'budgetStopped');
    assert.equal(bench.provider.requests.length, 0);
    assert.equal(bench.books.started.length, 0);
  });

  it('are each asked about, and a yes to one is none to another', async () => {
    for (const [answers, asked] of [
      [['go', 'go'], 1],
      [['go', 'stop'], 0],
    ] as const) {
      const bench = new Bench([{ text: 'good' }]);
      const left = [...answers];
      bench.onSpendQuestion = () => left.shift() ?? 'stop';
      const both = budget({ perRunNusd: 100, perDayNusd: 100 });
      await bench.run({ settings: { ...both, confirmAboveNusd: 0 } });
      assert.deepEqual(
        bench.spendQuestions.map(({ reason }) => reason.code),
        ['budgetRun', 'budgetDay'],
      );
      assert.equal(bench.provider.requests.length, asked);
    }
  });

  it('are exceeded by nothing that is free', async () => {
    const prices = withOverrides(BUNDLED_PRICES, 'anthropic', {
      'claude-haiku-5-5': { input: 0, output: 0 },
    });
    const bench = new Bench([{ text: 'good' }], { prices: () => prices });
    bench.books.spent = async () => ({ spentNusd: 2e9, reservedNusd: 0, unpriced: 0 });
    const used = budget({ perDayNusd: 1e9, perMonthNusd: 1e9, action: 'stop' });
    assert.equal((await bench.run({ settings: used })).outcome, 'accepted');
  });

  it('hold for what another window has reserved since the look', async () => {
    const limit = 60_000_000;
    const actions = ['stop', 'ask', 'warn'] as const;
    for (const action of actions) {
      const bench = new Bench([{ text: 'good' }]);
      const { books } = bench;
      // What this window has heard last is not what is there.
      const view = { lastSpent: () => ({ spentNusd: 0, reservedNusd: 0, unpriced: 0 }) };
      Object.assign(books, view);
      const spent = books.spent.bind(books);
      books.spent = async () => ({ ...(await spent()), spentNusd: limit });
      bench.onSpendQuestion = () => 'go';
      const result = await bench.run({ settings: budget({ perDayNusd: limit, action }) });
      assert.equal(result.outcome, action === 'stop' ? 'failed' : 'accepted', action);
      assert.equal(books.started.length, action === 'stop' ? 0 : 1);
      const args = { limitNusd: limit, spentNusd: limit };
      const told =
        action === 'stop'
          ? result.failure
          : action === 'ask'
            ? bench.spendQuestions[0]?.reason
            : result.notes[0];
      assert.deepEqual(
        { limitNusd: told?.args['limitNusd'], spentNusd: told?.args['spentNusd'] },
        args,
      );
    }
  });

  it('are told to be nearly used once a period', async () => {
    let day = 20_261_120;
    const bench = new Bench([{ text: 'good' }], { localDay: () => day });
    bench.books.spent = async () => ({ spentNusd: 85e9, reservedNusd: 0, unpriced: 0 });
    const roomy = budget({ perDayNusd: 100e9 });
    assert.deepEqual(
      (await bench.run({ settings: roomy })).notes.map(({ code }) => code),
      ['budgetNear'],
    );
    assert.deepEqual((await bench.run({ settings: roomy })).notes, []);
    day += 1;
    assert.equal((await bench.run({ settings: roomy })).notes.length, 1);
  });

  it('of nothing are not told to be nearly used where nothing is spent', async () => {
    const prices = withOverrides(BUNDLED_PRICES, 'anthropic', {
      'claude-haiku-5-5': { input: 0, output: 0 },
    });
    const bench = new Bench([{ text: 'good' }], { prices: () => prices });
    const none = budget({ perDayNusd: 0, workspacePerMonthNusd: 0, action: 'stop' });
    const { notes, outcome } = await bench.run({ settings: none });
    assert.deepEqual([outcome, notes], ['accepted', []]);
    const dear = await new Bench([{ text: 'good' }]).run({ settings: none });
    assert.deepEqual(
      [dear.failure?.code, dear.failure?.args['budget']],
      ['budgetStopped', 'budgetDay'],
    );
  });

  it('have a model without a price asked about', async () => {
    const models = { haiku: 'house-model', sonnet: null, opus: null };
    const bench = new Bench([{ text: 'good' }]);
    const priced = { ...budget({ perDayNusd: 1e12 }), models };
    assert.equal((await bench.run({ settings: priced })).outcome, 'cancelled');
    assert.equal(bench.spendQuestions[0]?.reason.code, 'unpriced');
    assert.equal(bench.spendQuestions[0].costNusd, null);
  });

  it('leave a dear step to the user, asked once', async () => {
    const bench = new Bench([{ text: 'bad' }, { text: 'bad' }, { text: 'good' }]);
    const asked = settings({ confirmAboveNusd: 5_000_000 });
    const stopped = await bench.run({ settings: asked });
    assert.equal(stopped.outcome, 'rejected');
    assert.deepEqual(stopped.failure, { code: 'stopped', args: { question: 'confirmAbove' } });
    assert.equal(bench.spendQuestions.length, 1);
    assert.equal(bench.spendQuestions[0]?.tier, 'opus');
    assert.deepEqual(bench.provider.models, ['haiku', 'haiku']);
    assert.equal(stopped.lastAnswer?.kind, 'markdown');
  });
});

describe('a prompt cache marker', () => {
  const evidence = (accepted: number) => ({
    evidence: (_: string, tier: string) =>
      tier === 'haiku'
        ? {
            attempts: 40,
            accepted,
            starts: 40,
            startsAccepted: accepted,
            proven: accepted,
            meanCostNusd: 0,
            meanInputTokens: 0,
            meanOutputTokens: 300,
            outputTokensP95: 500,
          }
        : undefined,
  });

  it('is set where a repair is likely enough to read it, after the stable part', async () => {
    const bench = new Bench([{ text: 'bad' }, { text: 'good' }], { evidence: evidence(20) });
    await bench.run();
    const marks = bench.provider.requests.map(({ turns, system }) => [
      ...system.map(({ cache }) => cache),
      ...turns.flatMap(({ blocks }) => blocks.map(({ cache }) => cache)),
    ]);
    assert.deepEqual(marks[0], [false, true, false]);
    assert.deepEqual(marks[1], [false, true, false, false, false]);
  });

  it('is not set where it would not pay', async () => {
    const rare = new Bench([{ text: 'good' }], { evidence: evidence(39) });
    await rare.run();
    const small = new Bench([{ text: 'good' }], { evidence: evidence(20) });
    const prompt = { ...prepared().prompt, system: 'short', turns: [] };
    await small.run({
      prepared: prepared({
        prompt: { ...prompt, turns: [{ role: 'user', blocks: [{ text: 'go', stable: true }] }] },
      }),
    });
    for (const bench of [rare, small]) {
      const blocks = bench.provider.requests.flatMap(({ turns }) => turns.flatMap((t) => t.blocks));
      assert.ok(blocks.every(({ cache }) => !cache));
    }
  });
});
