import type { Outcome } from '../../certainty/interval.ts';
import { meanDifference } from '../../certainty/means.ts';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { RowFilter } from '../rows.ts';
import { runIdTime } from '../runId.ts';
import { decimal, focusLine, moment, PLACES } from './focusColumns.ts';
import { conditionsOf } from './rowConditions.ts';

/** Runs of a month that chance has left to the rules, and those that it has started at Opus; costs in nUSD. */
interface Month {
  readonly start: number;
  readonly end: number;
  readonly routed: Outcome[];
  readonly control: Outcome[];
}

const UNITS_OF_NUSD = 10n ** BigInt(PLACES - 9);

/**
 * A credit for each month in which a control group has measured that routing saves, and for no other savings. Nothing was
 * billed or paid back, so that costs stay what they are: what was saved stands in the list cost alone, whose difference
 * from the effective cost readers take for savings.
 */
export function focusCredits(sql: Sql, words: WordCodes, { period, tags }: RowFilter): string {
  const filter: RowFilter = {
    ...(period === undefined ? {} : { period }),
    ...(tags === undefined ? {} : { tags }),
    purpose: 'answers',
    priced: true,
    tried: true,
  };
  const months = monthsOf(sql, words, filter);
  return months.map((month) => creditOf(month, filter.tags ?? {})).join('');
}

function monthsOf(sql: Sql, words: WordCodes, filter: RowFilter): readonly Month[] {
  const conditions = conditionsOf(words, { kind: 'runs', filter });
  const rows = sql.all(
    `SELECT r.id, r.purpose, r.propensity, r.cost_nusd FROM runs AS r
     WHERE ${conditions.map((condition) => condition.sql).join(' AND ')} ORDER BY r.id`,
    conditions.flatMap(({ parameters }) => parameters),
  );
  const months = new Map<number, Month>();
  for (const [id, purpose, propensity, cost] of rows) {
    const at = new Date(runIdTime(Number(id)));
    const [year, index] = [at.getUTCFullYear(), at.getUTCMonth()];
    const start = Date.UTC(year, index);
    const month = months.get(start) ?? {
      start,
      end: Date.UTC(year, index + 1),
      routed: [],
      control: [],
    };
    months.set(start, month);
    const outcome = { value: Number(cost), propensity: Number(propensity) };
    const word = words.word(Number(purpose));
    if (word === 'use') month.routed.push(outcome);
    if (word === 'control') month.control.push(outcome);
  }
  return [...months.values()];
}

function creditOf(
  { start, end, routed, control }: Month,
  tags: Readonly<Record<string, string>>,
): string {
  const saved = meanDifference(control, routed);
  if (saved.known !== 'about' || saved.low <= 0) return '';
  const total = (nusd: number): string =>
    decimal(BigInt(Math.round(nusd * routed.length)) * UNITS_OF_NUSD);
  const named = Object.entries(tags).map(([name, value]) => [`tierwise/${name}`, value] as const);
  return focusLine({
    ...NOTHING,
    BillingPeriodEnd: moment(end),
    BillingPeriodStart: moment(start),
    ChargePeriodEnd: moment(end),
    ChargePeriodStart: moment(start),
    ChargeDescription: `Savings of ${routed.length} routed runs as measured on ${control.length} that started at Opus (95 %: ${total(saved.low)} to ${total(saved.high)} USD). Nothing was paid back.`,
    ListCost: total(saved.estimate),
    Tags: JSON.stringify({ 'tierwise/measured': 'control group', ...Object.fromEntries(named) }),
  });
}

/** A credit of nothing. */
const NOTHING = {
  BilledCost: '0',
  BillingAccountId: 'tierwise/this-machine',
  BillingAccountName: 'This machine',
  BillingCurrency: 'USD',
  ChargeCategory: 'Credit',
  ChargeClass: null,
  ChargeFrequency: 'One-Time',
  CommitmentDiscountStatus: null,
  ConsumedQuantity: null,
  ConsumedUnit: null,
  ContractedCost: '0',
  ContractedUnitPrice: null,
  EffectiveCost: '0',
  InvoiceId: null,
  InvoiceIssuerName: 'Tierwise',
  ListUnitPrice: null,
  PricingCategory: null,
  PricingCurrency: 'USD',
  PricingCurrencyContractedUnitPrice: null,
  PricingCurrencyEffectiveCost: '0',
  PricingCurrencyListUnitPrice: null,
  PricingQuantity: null,
  PricingUnit: null,
  ProviderName: 'Tierwise',
  PublisherName: 'Tierwise',
  ServiceCategory: 'AI and Machine Learning',
  ServiceName: 'Tierwise routing',
  ServiceSubcategory: 'Generative AI',
  SkuId: null,
  SkuMeter: null,
  SkuPriceDetails: null,
  SkuPriceId: null,
  x_Attempt: null,
  x_Estimated: 'true',
  x_Kind: null,
  x_Outcome: null,
  x_RunId: null,
  x_Tier: null,
  x_Unpriced: 'false',
} as const;
