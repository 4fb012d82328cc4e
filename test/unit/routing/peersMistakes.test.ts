import assert from 'node:assert/strict';
import { appendFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import { BUNDLED_CATALOG } from '../../../src/models/catalog.ts';
import { systemLocalDay } from '../../../src/models/localDay.ts';
import { CLAUDE_TIERS } from '../../../src/models/tier.ts';
import type { ProviderFailure } from '../../../src/providers/port.ts';
import { failureCode, REACTIONS } from '../../../src/routing/failures.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import type { Script } from './support.ts';
import { Bench, failing, http, settings, tierEvidence } from './support.ts';

const GOOD: Script = { text: 'good' };
const BAD: Script = { text: 'bad' };

/** The ways in which the best-known implementation goes wrong, one test each. */
describe("mistakes of others that this router doesn't make", () => {
  it('1: a fallback that calls the same model again', async () => {
    const bench = new Bench([BAD, BAD, GOOD]);
    const result = await bench.run({ chosenTier: undefined });
    assert.deepEqual(
      bench.provider.requests.map(({ model }) => model),
      ['claude-haiku-5-5', 'claude-haiku-5-5', 'claude-opus-5-5'],
    );
    assert.equal(result.finalModel, 'claude-opus-5-5');
    assert.equal(bench.books.ended.at(-1)?.model, 'claude-opus-5-5');
  });

  it('2: no fallback by default', async () => {
    for (const tier of ['haiku', 'sonnet'] as const) {
      const bench = new Bench([BAD]);
      const start = { ...settings().start, docs: tier };
      const { route } = await bench.run({ settings: settings({ start }) });
      assert.equal(route.moves.at(-1)?.tier, 'opus');
      assert.equal(bench.provider.models.at(-1), 'opus');
    }
  });

  describe('in the books', () => {
    let folder: LedgerFolder;
    let ledger: BookedLedger;
    const today = systemLocalDay(Date.now());
    const figures = () => ledger.figures({ firstDay: today, lastDay: today });

    before(async () => {
      folder = await LedgerFolder.create();
      ledger = await folder.open();
      const deps = { sink: ledger, spend: ledger, evidence: ledger };
      const clock = {
        now: () => Date.now(),
        ticks: () => performance.now(),
        wait: async () => undefined,
      };
      const bench = new Bench([BAD, BAD, GOOD], { ...deps, clock });
      await bench.run();
    });
    after(() => folder.remove());

    it('3: an escalation that never reaches the ledger', async () => {
      const { totals } = await figures();
      assert.equal(totals.escalations, 1);
      const known = ledger.evidence('docs', 'haiku');
      assert.deepEqual([known?.starts, known?.startsAccepted], [1, 0]);
    });

    it('4: rejected tiers that are free', async () => {
      const { totals, byTier } = await figures();
      const haiku = 2 * (1_000 * 100 + 200 * 500);
      const opus = 1_000 * 4_000 + 200 * 20_000;
      assert.equal(totals.costNusd, haiku + opus);
      assert.equal(totals.failedCostNusd, haiku);
      assert.equal(totals.attempts, 3);
      assert.ok(byTier.length > 0);
    });

    it('5: a baseline that counts every attempt as a call to the top', async () => {
      const { totals } = await figures();
      assert.equal(totals.baselineNusd, 1_000 * 4_000 + 200 * 20_000);
      assert.equal(totals.savedNusd, totals.baselineNusd - totals.costNusd);
      assert.ok(totals.savedNusd < 0);
    });

    it('7: history that vanishes with a new model', async () => {
      const models = { haiku: 'claude-haiku-4-5', sonnet: null, opus: null };
      const deps = { sink: ledger, spend: ledger, evidence: ledger };
      const clock = {
        now: () => Date.now(),
        ticks: () => performance.now(),
        wait: async () => undefined,
      };
      const old = new Bench([GOOD], { ...deps, clock });
      await old.run({ settings: settings({ models }) });
      const { byModel } = await figures();
      assert.ok(byModel.some(({ key }) => key === 'claude-haiku-4-5'));
      assert.equal(ledger.evidence('docs', 'haiku')?.starts, 2);
    });

    it('11: the oldest rows shown for the newest, and one unknown field that ends the report', async () => {
      const { rows } = await ledger.rows('runs', {}, { size: 1 });
      assert.equal(rows.length, 1);
      const latest = (await figures()).recent[0];
      assert.ok(JSON.stringify(rows[0]).includes(String(latest?.runId)));
      await ledger.close();
      const [journal] = (await readdir(folder.ledger)).filter((name) => name.endsWith('.jsonl'));
      assert.ok(journal);
      await appendFile(join(folder.ledger, journal), '{"field":"of the future"}\n');
      ledger = await folder.open();
      assert.equal((await figures()).totals.runs, 2);
    });
  });

  it('6: a baseline blind to the size of the work, and savings that cannot be negative', async () => {
    const small = new Bench([{ ...GOOD, usage: { inputTokens: 100, outputTokens: 20 } }]);
    await small.run();
    assert.equal(small.books.runs[0]?.baselineNusd, 100 * 4_000 + 20 * 20_000);
    const large = new Bench([{ ...GOOD, usage: { inputTokens: 50_000, outputTokens: 9_000 } }]);
    await large.run();
    assert.equal(large.books.runs[0]?.baselineNusd, 50_000 * 4_000 + 9_000 * 20_000);
    const lost = new Bench([BAD]);
    await lost.run();
    const [run] = lost.books.runs;
    assert.ok((run?.baselineNusd ?? 0) < (run?.costNusd ?? 0));
  });

  it('8: a router that falls over, or to the cheapest, when no tier does well', async () => {
    const poor = tierEvidence({ attempts: 50, starts: 50, startsAccepted: 1, accepted: 1 });
    const bench = new Bench([GOOD], { evidence: { evidence: () => poor } });
    const result = await bench.run();
    assert.equal(result.outcome, 'accepted');
    assert.notEqual(result.route.reason.code, '');
    const none = new Bench([BAD], { evidence: { evidence: () => poor } });
    await none.run();
    assert.equal(none.provider.models.at(-1), 'opus');
  });

  it('9: errors told apart by words in their message', () => {
    const code = (status: number, detail: string, more: Partial<ProviderFailure> = {}) =>
      failureCode({
        kind: 'http',
        status,
        errorType: null,
        errorCode: null,
        retryAfterMs: null,
        requestId: null,
        detail,
        ...more,
      });
    assert.equal(code(400, 'failed to generate'), 'badRequest');
    assert.equal(code(400, 'prompt of 250000 tokens is too long'), 'badRequest');
    assert.equal(REACTIONS[code(529, 'overloaded')], 'wait');
    assert.equal(REACTIONS[code(504, 'timed out')], 'wait');
    assert.equal(REACTIONS[code(401, 'rate limit')], 'stop');
    assert.equal(REACTIONS[code(400, 'x', { errorType: 'billing_error' })], 'stop');
  });

  it('9: a wrong key or an empty account that moves the breaker or the tier', async () => {
    for (const script of [http(401), http(402)]) {
      const bench = new Bench([script]);
      for (let run = 0; run < 6; run += 1) await bench.run();
      assert.ok(bench.provider.models.every((tier) => tier === 'haiku'));
      assert.ok(bench.runner.breakers().every(({ failures }) => failures === 0));
    }
  });

  it('10: a half-open breaker that lets everything through, and a wait that cannot be ended', async () => {
    let isDown = true;
    const slow = http(529, { retryAfterMs: 90_000 });
    const bench = new Bench((request) => (request.model.includes('haiku') && isDown ? slow : GOOD));
    for (let run = 0; run < 5; run += 1) await bench.run();
    bench.clock.time += 60_000;
    isDown = false;
    bench.provider.requests.length = 0;
    await Promise.all(Array.from({ length: 8 }, () => bench.run()));
    assert.equal(bench.provider.models.filter((tier) => tier === 'haiku').length, 1);

    const waiting = new Bench([http(529)]);
    waiting.clock.onWait = () => waiting.abort.abort();
    assert.equal((await waiting.run()).outcome, 'cancelled');
    assert.equal(waiting.provider.requests.length, 1);
  });

  it('12: cache, thinking and refusals left out of the bill', async () => {
    const usage = {
      inputTokens: 10,
      cacheReadTokens: 100,
      cacheWrite5mTokens: 50,
      outputTokens: 30,
      thinkingTokens: 20,
    };
    const bench = new Bench([{ stop: 'refusal', usage }, GOOD]);
    await bench.run();
    const [refused] = bench.books.ended;
    assert.equal(refused?.outcome, 'refused');
    assert.equal(refused.costNusd, 10 * 100 + 100 * 10 + 50 * 125 + 30 * 500);
  });

  it('13: quality that is made up', async () => {
    const bench = new Bench([GOOD]);
    const result = await bench.run();
    // What an answer is worth is what its gate says, and nothing where there is no answer.
    assert.equal(result.strength, 'proves');
    const rejected = await new Bench([BAD]).run();
    assert.equal(rejected.strength, undefined);
    assert.equal(rejected.answer, undefined);
  });

  it('14: an escalation to a tier that is not there', async () => {
    const catalog = {
      ...BUNDLED_CATALOG,
      models: BUNDLED_CATALOG.models.filter(({ line }) => line !== 'opus'),
    };
    const bench = new Bench([BAD], { catalog: () => catalog });
    const { route } = await bench.run();
    assert.ok(route.moves.every(({ tier }) => CLAUDE_TIERS.some((known) => known === tier)));
    assert.deepEqual(new Set(bench.provider.models), new Set(['haiku', 'sonnet']));
    const top = await new Bench([BAD]).run({ chosenTier: 'opus' });
    assert.ok(top.route.moves.every(({ tier }) => tier === 'opus'));
  });

  it('15: an escalation that gets the same prompt again', async () => {
    const bench = new Bench([{ text: 'lost draft' }, GOOD]);
    await bench.run();
    const [first, second] = bench.provider.requests;
    assert.equal(first?.turns.length, 1);
    const words = (second?.turns ?? []).map(({ blocks }) =>
      blocks.map(({ text }) => text).join(''),
    );
    assert.match(words[1] ?? '', /lost draft/);
    assert.match(words[2] ?? '', /explain\.truncated: The quote/);
  });

  it('and calls that time out are not taken for success', async () => {
    const bench = new Bench([{ failure: failing('timeout') }]);
    const result = await bench.run();
    assert.equal(result.outcome, 'failed');
    assert.equal(bench.books.ended[0]?.outcome, 'failed');
  });
});
