import { csvCell } from '../csvCell.ts';
import type { Sql } from '../database/sql.ts';
import type { LedgerRow } from '../rows.ts';
import { runIdTime } from '../runId.ts';

/** The columns of FOCUS 1.2 that can be filled from the books, in alphabetical order, and our own behind them. */
const COLUMNS = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'CommitmentDiscountStatus',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedCost',
  'ContractedUnitPrice',
  'EffectiveCost',
  'InvoiceId',
  'InvoiceIssuerName',
  'ListCost',
  'ListUnitPrice',
  'PricingCategory',
  'PricingCurrency',
  'PricingCurrencyContractedUnitPrice',
  'PricingCurrencyEffectiveCost',
  'PricingCurrencyListUnitPrice',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'ServiceCategory',
  'ServiceName',
  'ServiceSubcategory',
  'SkuId',
  'SkuMeter',
  'SkuPriceDetails',
  'SkuPriceId',
  'Tags',
  'x_Attempt',
  'x_Estimated',
  'x_Kind',
  'x_Outcome',
  'x_RunId',
  'x_Tier',
  'x_Unpriced',
] as const;

type FocusRow = Readonly<Record<(typeof COLUMNS)[number], string | number | null>>;

/** Who sells a model's calls, as bills name them. */
interface Seller {
  readonly company: string;
  readonly service: string;
}

const SELLERS: Readonly<Record<string, Seller>> = {
  anthropic: { company: 'Anthropic', service: 'Claude API' },
  bedrock: { company: 'Amazon Web Services', service: 'Amazon Bedrock' },
  vertex: { company: 'Google Cloud', service: 'Vertex AI' },
  openai: { company: 'OpenAI', service: 'OpenAI API' },
};

/** What is charged for: the column with its tokens, and its rate's name in a price. */
const METERS = [
  { name: 'Input Tokens', tokens: 'input_tokens', rate: 'input' },
  { name: 'Cache Read Tokens', tokens: 'cache_read_tokens', rate: 'cacheRead' },
  { name: 'Cache Write 5m Tokens', tokens: 'cache_write_5m_tokens', rate: 'cacheWrite5m' },
  { name: 'Cache Write 1h Tokens', tokens: 'cache_write_1h_tokens', rate: 'cacheWrite1h' },
  { name: 'Output Tokens', tokens: 'output_tokens', rate: 'output' },
] as const;

/** Twentieths of a list rate that terms may ask for: as it is, a batch, inference in one country, both. */
const TWENTIETHS = [20n, 10n, 22n, 11n];
/** Speeds whose rates a price may have. */
const SPEEDS = ['', 'fast.'];
/** Rates are whole per thousand tokens; a twentieth of one has two places more. */
const PLACES = 14;
const NUSD_PLACES = 9;

/** A part of an attempt's cost: so many units at a price each, which make it up exactly. */
interface Charge {
  readonly meter: string;
  readonly unit: string;
  readonly quantity: number;
  /** In units of 1e-14 USD. */
  readonly price: bigint;
}

/** The header of an export by FOCUS 1.2. */
export function focusHead(): string {
  return `${COLUMNS.join(',')}\r\n`;
}

/**
 * Attempts by FOCUS 1.2: a line for each kind of tokens that was charged for, or one for the attempt where its cost is not
 * their sum. The lines' costs add up to the ledger's to the nano-dollar. Nothing is a credit: what was saved is no charge.
 * @param attempts rows of `attempts_v`, in the order of their runs
 */
export function focusBody(sql: Sql, attempts: readonly LedgerRow[]): string {
  const rates = new Map(
    sql
      .all('SELECT id, rates FROM prices')
      .map(([id, text]) => [String(id), JSON.parse(String(text)) as Record<string, number>]),
  );
  const runs = runsOf(sql, attempts);
  return attempts
    .flatMap((attempt) => {
      const run = runs.get(Number(attempt['run_id'])) ?? {};
      const charges = chargesOf(attempt, rates.get(String(attempt['price_id'])));
      return charges.map((charge) => lineOf(focusRow(attempt, run, charge)));
    })
    .join('');
}

function runsOf(sql: Sql, attempts: readonly LedgerRow[]): ReadonlyMap<number, LedgerRow> {
  const first = Number(attempts[0]?.['run_id'] ?? 0);
  const last = Number(attempts.at(-1)?.['run_id'] ?? 0);
  const found = sql.all('SELECT id, task, purpose FROM runs_v WHERE id BETWEEN ? AND ?', [
    first,
    last,
  ]);
  return new Map(
    found.map(([id, task, purpose]) => [
      Number(id),
      { task: String(task), purpose: String(purpose) },
    ]),
  );
}

function chargesOf(
  attempt: LedgerRow,
  rates: Readonly<Record<string, number>> | undefined,
): readonly Charge[] {
  const cost = attempt['cost_nusd'];
  const used = METERS.map((meter) => ({ ...meter, count: Number(attempt[meter.tokens] ?? 0) }));
  const left = used.filter(({ count }) => count > 0);
  const whole = BigInt(Number(cost ?? 0)) * 10n ** BigInt(PLACES - NUSD_PLACES);
  for (const speed of rates === undefined || cost === null ? [] : SPEEDS) {
    for (const twentieths of TWENTIETHS) {
      const charges = left.map(({ name, rate, count }) => ({
        meter: name,
        unit: 'Tokens',
        quantity: count,
        price: BigInt(Math.round((rates?.[speed + rate] ?? 0) * 1_000)) * twentieths * 5n,
      }));
      const sum = charges.reduce((all, { quantity, price }) => all + BigInt(quantity) * price, 0n);
      if (sum === whole && charges.length > 0) return charges;
    }
  }
  return [{ meter: 'Requests', unit: 'Requests', quantity: 1, price: whole }];
}

function focusRow(attempt: LedgerRow, run: LedgerRow, charge: Charge): FocusRow {
  const { meter, unit, quantity, price } = charge;
  const provider = textOf(attempt['provider']);
  const model = textOf(attempt['model']);
  const isUnpriced = attempt['cost_nusd'] === null;
  const cost = decimal(BigInt(quantity) * price);
  const unitPrice = decimal(price);
  // Readers take a column of whole numbers for one of integers, which quantities are not.
  const count = `${quantity}.0`;
  const sku = `${provider}/${model}/${meter}`;
  const priced = isUnpriced ? 'unpriced' : (attempt['price_id'] ?? 'included');
  return {
    ...sellerOf(provider, model),
    ...periodsOf(runIdTime(Number(attempt['run_id']))),
    BilledCost: cost,
    BillingCurrency: 'USD',
    ChargeCategory: 'Usage',
    ChargeClass: null,
    ChargeDescription: `${model}: ${meter}`,
    ChargeFrequency: 'Usage-Based',
    // No tokens are bought ahead.
    CommitmentDiscountStatus: null,
    ConsumedQuantity: count,
    ConsumedUnit: unit,
    ContractedCost: cost,
    ContractedUnitPrice: unitPrice,
    EffectiveCost: cost,
    InvoiceId: null,
    ListCost: cost,
    ListUnitPrice: unitPrice,
    PricingCategory: 'Standard',
    PricingCurrency: 'USD',
    PricingCurrencyContractedUnitPrice: unitPrice,
    PricingCurrencyEffectiveCost: cost,
    PricingCurrencyListUnitPrice: unitPrice,
    PricingQuantity: count,
    PricingUnit: unit,
    SkuId: sku,
    SkuMeter: meter,
    SkuPriceDetails: JSON.stringify({ x_Model: model }),
    // One price may be asked for in several terms: what a unit costs is part of its name.
    SkuPriceId: `${sku}/${priced}/${unitPrice}`,
    Tags: JSON.stringify({
      'tierwise/task': run['task'] ?? null,
      'tierwise/purpose': run['purpose'] ?? null,
    }),
    x_Attempt: attempt['ordinal'] ?? null,
    x_Estimated: String(attempt['usage'] === 'estimated'),
    x_Kind: attempt['kind'] ?? null,
    x_Outcome: attempt['outcome'] ?? null,
    x_RunId: attempt['run_id'] ?? null,
    x_Tier: attempt['tier'] ?? null,
    x_Unpriced: String(isUnpriced),
  };
}

function sellerOf(provider: string, model: string) {
  const { company, service } = SELLERS[provider] ?? { company: provider, service: provider };
  return {
    BillingAccountId: `${provider}/this-machine`,
    BillingAccountName: 'This machine',
    InvoiceIssuerName: company,
    ProviderName: company,
    PublisherName: /claude|anthropic/.test(model) ? 'Anthropic' : company,
    ServiceCategory: 'AI and Machine Learning',
    ServiceName: service,
    ServiceSubcategory: 'Generative AI',
  } as const;
}

/** The hour and the month, in UTC, of a unix ms. */
function periodsOf(at: number) {
  const start = new Date(at);
  const [year, month] = [start.getUTCFullYear(), start.getUTCMonth()];
  const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
  return {
    BillingPeriodEnd: moment(Date.UTC(year, month + 1)),
    BillingPeriodStart: moment(Date.UTC(year, month)),
    ChargePeriodEnd: moment(hour + HOUR_MS),
    ChargePeriodStart: moment(hour),
  } as const;
}

const HOUR_MS = 3_600_000;

function lineOf(row: FocusRow): string {
  return `${COLUMNS.map((name) => csvCell(row[name])).join(',')}\r\n`;
}

function textOf(value: string | number | null | undefined): string {
  return value === null || value === undefined || value === '' ? 'unknown' : String(value);
}

/** In UTC, without parts of a second. */
function moment(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** USD without an exponent and without zeros that say nothing. */
function decimal(value: bigint): string {
  const digits = value.toString().padStart(PLACES + 1, '0');
  const fraction = digits.slice(-PLACES).replace(/(?<!0)0+$/, '');
  const whole = digits.slice(0, -PLACES);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}
