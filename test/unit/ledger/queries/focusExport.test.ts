import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { priceRecords } from '../../../../src/editor/connection/priceRecords.ts';
import type { BookedLedger } from '../../../../src/ledger/openLedger.ts';
import type { AttemptEnded } from '../../../../src/models/booking.ts';
import { costOf } from '../../../../src/models/cost.ts';
import { BUNDLED_PRICES, priceOf } from '../../../../src/models/prices.ts';
import type { BillingTerms } from '../../../../src/models/usage.ts';
import { STANDARD_TERMS } from '../../../../src/models/usage.ts';
import { LedgerFolder } from '../../../support/ledgerFolder.ts';
import { attemptEnded, runEnded } from '../../../support/ledgerRecords.ts';

const USAGE = {
  inputTokens: 1_234,
  cacheReadTokens: 20_001,
  cacheWrite5mTokens: 77,
  cacheWrite1hTokens: 0,
  outputTokens: 419,
  thinkingTokens: 11,
};

/** An attempt as a call in these terms is booked. */
function priced(model: string, terms: Partial<BillingTerms>): Partial<AttemptEnded> {
  const asked = { ...STANDARD_TERMS, serviceTier: 'standard', ...terms };
  const at = { provider: 'anthropic', model, at: Date.now(), promptTokens: 21_312 };
  const price = priceOf(BUNDLED_PRICES, at);
  assert.ok(price);
  const cost = costOf(price, USAGE, asked);
  assert.ok(cost, model);
  return { model, usage: USAGE, terms: asked, costNusd: cost.nusd, priceId: price.id };
}

const ATTEMPTS: readonly Partial<AttemptEnded>[] = [
  priced('claude-haiku-5-5', {}),
  priced('claude-haiku-5-5', { batch: true }),
  priced('claude-sonnet-5-5', { inferenceGeo: 'us' }),
  priced('claude-opus-5-5', { inferenceGeo: 'us', batch: true }),
  // Of no rates that are known: the attempt is one charge.
  { costNusd: 3_200_001, priceId: 'user/own@2026-10-01' },
  { costNusd: null, priceId: null, provider: 'bedrock', model: 'eu.anthropic.new' },
  { costNusd: 0, priceId: null, provider: 'editor', model: 'copilot, "fast"' },
  { usageSource: 'estimated', outcome: 'cancelled', costNusd: 1, priceId: null },
];

const MANDATORY =
  'BilledCost BillingAccountId BillingAccountName BillingCurrency BillingPeriodEnd BillingPeriodStart ChargeCategory ChargeDescription ChargeFrequency ChargePeriodEnd ChargePeriodStart ConsumedQuantity ConsumedUnit ContractedCost ContractedUnitPrice EffectiveCost InvoiceIssuerName ListCost ListUnitPrice PricingCategory PricingQuantity PricingUnit ProviderName PublisherName ServiceCategory ServiceName ServiceSubcategory SkuId SkuMeter SkuPriceId'.split(
    ' ',
  );
const COSTS = ['BilledCost', 'ContractedCost', 'EffectiveCost', 'ListCost'];

/** A decimal number as a count of 1e-14. */
function units(text: string): bigint {
  assert.match(text, /^\d+(?:\.\d{1,14})?$/);
  const [whole = '', fraction = ''] = text.split('.');
  return BigInt(whole + fraction.padEnd(14, '0'));
}

describe('Ledger: charges by FOCUS 1.2', () => {
  let folder: LedgerFolder;
  let ledger: BookedLedger;
  let rows: readonly Readonly<Record<string, string>>[] = [];

  before(async () => {
    folder = await LedgerFolder.create();
    ledger = await folder.open();
    await ledger.recordPrices(priceRecords(BUNDLED_PRICES));
    for (const changes of ATTEMPTS) {
      const id = ledger.newRunId();
      await ledger.attemptEnded(attemptEnded(id, changes));
      await ledger.runEnded(runEnded(id));
    }
    const pieces: string[] = [];
    for await (const piece of ledger.exportRows('attempts', 'focus')) pieces.push(piece);
    rows = csvRows(pieces.join(''));
  });

  after(() => folder.remove());

  it('fill every column that is not allowed to be empty', () => {
    for (const row of rows) {
      for (const name of MANDATORY) assert.notEqual(row[name] ?? '', '', name);
      // No correction of an earlier bill.
      assert.equal(row['ChargeClass'], '');
    }
  });

  it('write moments in UTC, and periods whose end is not part of them', () => {
    for (const row of rows) {
      for (const name of ['BillingPeriod', 'ChargePeriod']) {
        const [start = '', end = ''] = [row[`${name}Start`], row[`${name}End`]];
        for (const moment of [start, end]) assert.match(moment, /^\d{4}-\d\d-\d\dT\d\d:00:00Z$/);
        assert.ok(start < end);
      }
      assert.ok((row['ChargePeriodStart'] ?? '') >= (row['BillingPeriodStart'] ?? ''));
      assert.ok((row['ChargePeriodEnd'] ?? '') <= (row['BillingPeriodEnd'] ?? ''));
    }
  });

  it('cost their quantity times their price, and together what the ledger says', async () => {
    let sum = 0n;
    for (const row of rows) {
      const cost = units(row['BilledCost'] ?? '');
      const price = units(row['ListUnitPrice'] ?? '');
      assert.equal(price * BigInt((row['PricingQuantity'] ?? '').replace(/\.0$/, '')), cost);
      for (const name of COSTS) assert.equal(units(row[name] ?? ''), cost);
      sum += cost;
    }
    const booked = ATTEMPTS.reduce((all, { costNusd }) => all + (costNusd ?? 0), 0);
    assert.equal(sum, BigInt(booked) * 100_000n);
  });

  it('have a line for each kind of tokens where their rates are known', () => {
    const first = rows.filter((row) => row['x_RunId'] === rows[0]?.['x_RunId']);
    assert.deepEqual(
      first.map((row) => [row['SkuMeter'], row['ConsumedQuantity'], row['PricingUnit']]),
      [
        ['Input Tokens', '1234.0', 'Tokens'],
        ['Cache Read Tokens', '20001.0', 'Tokens'],
        ['Cache Write 5m Tokens', '77.0', 'Tokens'],
        ['Output Tokens', '419.0', 'Tokens'],
      ],
    );
    assert.equal(first[0]?.['ListUnitPrice'], '0.0000001');
    // The last of them was rounded to the nano-dollar: only its whole is exact.
    assert.equal(rows.length, 3 * 4 + 5);
  });

  it('say what has no price, what is estimated, and who sells it', () => {
    const last = rows.slice(-4);
    assert.deepEqual(
      last.map((row) => [
        row['ProviderName'],
        row['PublisherName'],
        row['BilledCost'],
        row['x_Unpriced'],
        row['x_Estimated'],
      ]),
      [
        ['Anthropic', 'Anthropic', '0.003200001', 'false', 'false'],
        ['Amazon Web Services', 'Anthropic', '0', 'true', 'false'],
        ['editor', 'editor', '0', 'false', 'false'],
        ['Anthropic', 'Anthropic', '0.000000001', 'false', 'true'],
      ],
    );
  });

  it('have objects of plain values as tags, and one SKU behind each price', () => {
    const parents = new Map<string, string>();
    for (const row of rows) {
      const tags: unknown = JSON.parse(row['Tags'] ?? '');
      assert.deepEqual(tags, { 'tierwise/task': 'docs', 'tierwise/purpose': 'use' });
      const price = row['SkuPriceId'] ?? '';
      assert.equal(parents.get(price) ?? row['SkuId'], row['SkuId']);
      parents.set(price, row['SkuId'] ?? '');
    }
  });
});

/** The rows of a CSV file without line breaks in its cells. */
function csvRows(text: string): readonly Readonly<Record<string, string>>[] {
  const [head = '', ...lines] = text.split('\r\n').filter((line) => line !== '');
  const cells = (line: string): readonly string[] =>
    [...line.matchAll(/(?<=^|,)(?:"((?:[^"]|"")*)"|([^",]*))(?=,|$)/g)].map(([, quoted, plain]) =>
      quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
    );
  const names = cells(head);
  return lines.map((line) => {
    const values = cells(line);
    return Object.fromEntries(names.map((name, index) => [name, values[index] ?? '']));
  });
}
