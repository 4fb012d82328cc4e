import assert from 'node:assert/strict';
import fs from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { encodeLine } from '../../../src/ledger/journal/journalLine.ts';
import type { JournalRecord } from '../../../src/ledger/journal/journalRecord.ts';
import type { BookedLedger } from '../../../src/ledger/openLedger.ts';
import type { BaselineAttempt } from '../../../src/models/baseline.ts';
import { baselineOf } from '../../../src/models/baseline.ts';
import { BUNDLED_CATALOG, findModel } from '../../../src/models/catalog.ts';
import { costOf, promptTokensOf } from '../../../src/models/cost.ts';
import { systemLocalDay } from '../../../src/models/localDay.ts';
import { BUNDLED_PRICES, priceOf, withOverrides } from '../../../src/models/prices.ts';
import type { Usage } from '../../../src/models/usage.ts';
import { NO_USAGE, STANDARD_TERMS } from '../../../src/models/usage.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../support/ledgerRecords.ts';

const today = systemLocalDay(Date.now());
const period = { firstDay: today, lastDay: today };
const NOW = Date.UTC(2026, 10, 20);

/** Sonnet at the price that it had in the books of others: 3 and 15 USD per million tokens. */
const PRICES = withOverrides(BUNDLED_PRICES, 'anthropic', {
  'claude-sonnet-5': { input: 3, output: 15 },
});

interface Step {
  readonly tier: 'haiku' | 'sonnet' | 'opus';
  readonly model: string;
  readonly usage: Usage;
  readonly outcome: 'accepted' | 'rejected';
}

/** Mistakes that others have made in such books, each with what is right. */
describe('Ledger: mistakes of others', function () {
  this.timeout(60_000);
  let folder: LedgerFolder;
  let ledger: BookedLedger;

  beforeEach(async () => {
    folder = await LedgerFolder.create();
    ledger = await folder.open();
  });

  afterEach(() => folder.remove());

  it('charges rejected tiers: their tokens were paid for', async () => {
    await book(failedSonnetThenOpus());
    const { totals, byTier } = await ledger.figures(period);
    assert.equal(totals.attempts, 2);
    assert.equal(totals.costNusd, 18_000_000 + 30_000_000);
    assert.equal(totals.failedCostNusd, 18_000_000);
    assert.equal(byTier.find(({ key }) => key === 'sonnet')?.costNusd, 18_000_000);
  });

  it('has every escalation in its books: no tier passes 100 % by construction', async () => {
    await book(failedSonnetThenOpus());
    await book([step('sonnet', 'claude-sonnet-5', 'accepted')]);
    const { fallbacks, totals } = await ledger.figures(period);
    const sonnet = fallbacks.byTier.find(({ tier }) => tier === 'sonnet');
    assert.equal(sonnet?.successRate, 0.5);
    assert.equal(fallbacks.fallbackRate, 0.5);
    assert.equal(totals.escalations, 1);
    const [run] = (await ledger.rows('runs', { escalated: true }, { size: 9 })).rows;
    assert.deepEqual([run?.['start_tier'], run?.['final_tier']], ['sonnet', 'opus']);
  });

  it('counts the baseline once: a failed Sonnet before Opus saves -60 %, not +20 or +73', async () => {
    await book(failedSonnetThenOpus());
    const { fallbacks, totals } = await ledger.figures(period);
    assert.equal(totals.baselineNusd, 30_000_000);
    assert.equal(totals.savedNusd, -18_000_000);
    assert.equal(fallbacks.savedShare, -0.6);
  });

  it('shows a loss as a loss: savings are not held at zero', async () => {
    await book(failedSonnetThenOpus());
    const { totals, byTask } = await ledger.figures(period);
    assert.ok(totals.savedNusd < 0);
    assert.ok(byTask.every(({ savedNusd }) => savedNusd < 0));
  });

  it('compares with an Opus call of the same size: a line of docs is no saved review', async () => {
    const line = { ...NO_USAGE, inputTokens: 200, outputTokens: 30 };
    const review = { ...NO_USAGE, inputTokens: 60_000, outputTokens: 4_000 };
    await book([step('haiku', 'claude-haiku-5-5', 'accepted', line)]);
    const small = (await ledger.figures(period)).totals.baselineNusd;
    assert.equal(small, 200 * 5_000 + 30 * 25_000);
    await book([step('haiku', 'claude-haiku-5-5', 'accepted', review)]);
    const both = (await ledger.figures(period)).totals.baselineNusd;
    assert.equal(both - small, 60_000 * 5_000 + 4_000 * 25_000);
  });

  it('knows no model by its id: those of last year and of next year are in the figures', async () => {
    const models = ['claude-3-5-sonnet-20241022', 'claude-sonnet-5', 'claude-sonnet-9-1'];
    for (const model of models) await bookAt(model, 5_000);
    const { totals, byModel, fallbacks } = await ledger.figures(period);
    assert.equal(totals.costNusd, 15_000);
    assert.deepEqual(byModel.map(({ key }) => key).sort(), models.toSorted());
    assert.equal(fallbacks.byTier.find(({ tier }) => tier === 'sonnet')?.attempts, 3);
  });

  it('takes a model without a price for unpriced, and neither for free nor for another', async () => {
    await bookAt('claude-sonnet-9-1', null);
    const { totals } = await ledger.figures(period);
    assert.equal(totals.costNusd, 0);
    assert.equal(totals.unpriced, 1);
    assert.equal(totals.comparableRuns, 0);
    assert.equal(totals.savedNusd, 0);
  });

  it('shows the newest when it shows a number of runs, not the oldest', async () => {
    const ids: number[] = [];
    for (let run = 0; run < 55; run += 1) ids.push(await bookAt('claude-sonnet-5', 1_000));
    const newest = ids.toReversed();
    const { recent } = await ledger.figures(period);
    assert.deepEqual(
      recent.map(({ runId }) => runId),
      newest.slice(0, 50),
    );
    const { rows } = await ledger.rows('runs', {}, { size: 10 });
    assert.deepEqual(
      rows.map((row) => row['id']),
      newest.slice(0, 10),
    );
  });

  it('reads records with a field that it does not know, and all others beside them', async () => {
    await bookAt('claude-sonnet-5', 1_000);
    await ledger.close();
    const id = ledger.newRunId();
    const attempt = { ...attemptEnded(id, { costNusd: 7_000 }), mood: 'new', nested: { a: [1] } };
    const run = { ...runEnded(id), invented: true };
    const records: readonly JournalRecord[] = [
      { t: 'attempt.ended', day: today, attempt },
      { t: 'run.ended', day: today, run },
    ];
    const [journal = ''] = fs.readdirSync(folder.ledger).filter((name) => name.endsWith('.jsonl'));
    for (const record of records) {
      fs.appendFileSync(join(folder.ledger, journal), encodeLine(record));
    }
    const { totals } = await (await folder.open()).figures(period);
    assert.equal(totals.runs, 2);
    assert.equal(totals.costNusd, 8_000);
  });

  it('charges cache reads, cache writes and thinking, and keeps each count', async () => {
    const usage = {
      inputTokens: 1_000,
      cacheReadTokens: 20_000,
      cacheWrite5mTokens: 3_000,
      cacheWrite1hTokens: 400,
      outputTokens: 900,
      thinkingTokens: 700,
    };
    await book([step('opus', 'claude-opus-5', 'accepted', usage)]);
    const [row] = (await ledger.rows('attempts', {}, { size: 1 })).rows;
    assert.equal(
      row?.['cost_nusd'],
      1_000 * 5_000 + 20_000 * 500 + 3_000 * 6_250 + 400 * 10_000 + 900 * 25_000,
    );
    const counts = [
      'input_tokens',
      'cache_read_tokens',
      'cache_write_5m_tokens',
      'cache_write_1h_tokens',
      'output_tokens',
      'thinking_tokens',
    ].map((name) => row?.[name]);
    assert.deepEqual(counts, Object.values(usage));
  });

  it('charges attempts that were refused, cut or cancelled', async () => {
    const outcomes = ['refused', 'truncated', 'failed', 'cancelled'] as const;
    for (const outcome of outcomes) {
      await ledger.attemptEnded(attemptEnded(ledger.newRunId(), { outcome, costNusd: 1_000 }));
    }
    const { totals } = await ledger.figures(period);
    assert.equal(totals.costNusd, 4_000);
    assert.equal(totals.failedCostNusd, 4_000);
  });

  function failedSonnetThenOpus(): readonly Step[] {
    return [
      step('sonnet', 'claude-sonnet-5', 'rejected'),
      step('opus', 'claude-opus-5', 'accepted'),
    ];
  }

  function step(
    tier: Step['tier'],
    model: string,
    outcome: Step['outcome'],
    usage: Usage = { ...NO_USAGE, inputTokens: 1_000, outputTokens: 1_000 },
  ): Step {
    return { tier, model, usage, outcome };
  }

  /** Books a run as the router does: each attempt at its price, the baseline from all of them. */
  async function book(steps: readonly Step[]): Promise<number> {
    const id = ledger.newRunId();
    const attempts = steps.map(({ tier, model, usage, outcome }): BaselineAttempt => {
      const price = priceOf(PRICES, {
        provider: 'anthropic',
        model,
        at: NOW,
        promptTokens: promptTokensOf(usage),
      });
      const cost = price && costOf(price, usage, STANDARD_TERMS);
      return { tier, outcome, usage, costNusd: cost?.nusd ?? null, tokenizerFactor: 1 };
    });
    for (const [index, { tier, outcome, usage, costNusd }] of attempts.entries()) {
      const kind = index === 0 ? 'first' : 'escalation';
      const model = steps[index]?.model ?? '';
      await ledger.attemptEnded(
        attemptEnded(id, { ordinal: index + 1, kind, tier, model, outcome, usage, costNusd }),
      );
    }
    const opus = findModel(BUNDLED_CATALOG, 'claude-opus-5') ?? null;
    const { nusd, method, ratio } = baselineOf(
      { attempts, isAnswered: true },
      opus,
      (promptTokens) =>
        priceOf(PRICES, { provider: 'anthropic', model: 'claude-opus-5', at: NOW, promptTokens }),
    );
    await ledger.runEnded(
      runEnded(id, {
        startTier: attempts[0]?.tier ?? 'haiku',
        finalTier: attempts.at(-1)?.tier ?? 'haiku',
        baselineNusd: nusd,
        baselineMethod: method,
        baselineRatio: ratio,
      }),
    );
    return id;
  }

  async function bookAt(model: string, costNusd: number | null): Promise<number> {
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id, { tier: 'sonnet', model, costNusd }));
    await ledger.runEnded(runEnded(id, { startTier: 'sonnet', finalTier: 'sonnet' }));
    return id;
  }
});
