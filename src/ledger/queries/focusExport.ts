import type { SqlValue } from 'sql.js';
import { tagsIn } from '../../models/tags/runTags.ts';
import { csvCell } from '../csvCell.ts';
import type { Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { RowFilter } from '../rows.ts';
import { runIdTime } from '../runId.ts';
import { decimal, focusLines, moment, PLACES } from './focusColumns.ts';
import type { PageAsked } from './rowsQuery.ts';
import { keysOf } from './rowsQuery.ts';

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

/** What is charged for, in the order in which {@link COLUMNS} has its tokens, and its rate's name in a price. */
const METERS = [
  { meter: 'Input Tokens', rate: 'input' },
  { meter: 'Cache Read Tokens', rate: 'cacheRead' },
  { meter: 'Cache Write 5m Tokens', rate: 'cacheWrite5m' },
  { meter: 'Cache Write 1h Tokens', rate: 'cacheWrite1h' },
  { meter: 'Output Tokens', rate: 'output' },
] as const;

/** What is read of each attempt, behind its key. */
const COLUMNS =
  'a.profile, a.cost_nusd, coalesce(r.task, u.task), coalesce(r.purpose, u.purpose), r.tags, a.input_tokens, a.cache_read_tokens, a.cache_write_5m_tokens, a.cache_write_1h_tokens, a.output_tokens';

/** Twentieths of a list rate that terms may ask for: as it is, a batch, inference in one country, both. */
const TWENTIETHS = [20, 10, 22, 11];
/** Speeds whose rates a price may have. */
const SPEEDS = ['', 'fast.'];
const NUSD_PLACES = 9;
const UNITS_OF_NUSD = 10 ** (PLACES - NUSD_PLACES);
const HOUR_MS = 3_600_000;

/** A part of an attempt's cost: so many units at a price each, which make it up exactly. */
interface Charge {
  readonly meter: string;
  readonly quantity: number;
  /** In units of 1e-14 USD. */
  readonly price: number | bigint;
}

type Rates = Readonly<Record<string, number>>;

/**
 * Attempts by FOCUS 1.2: a line for each kind of tokens that was charged for, or one for the attempt where its cost is not
 * their sum. The lines' costs add up to the ledger's to the nano-dollar.
 */
export function focusPage(
  sql: Sql,
  words: WordCodes,
  filter: RowFilter,
  page: PageAsked,
): { readonly text: string; readonly next: string | null } {
  const wanted = { kind: 'attempts', filter } as const;
  const { keys, next } = keysOf(sql, words, wanted, { ...page, more: `, ${COLUMNS}` });
  const lines = new ChargeLines(sql, words);
  return { text: keys.map((attempt) => lines.of(attempt)).join(''), next };
}

/** What attempts have in common, and is read once. */
interface Kind {
  readonly provider: string;
  readonly model: string;
  readonly priceId: string | null;
  readonly rates: Rates | undefined;
  /** Its lines by meter and price. */
  readonly lines: Map<string, (varying: Readonly<Record<Varying, string>>) => string>;
  /** Cells that only the attempt's kind decides. */
  readonly cells: Readonly<Record<'x_Estimated' | 'x_Kind' | 'x_Outcome' | 'x_Tier', string>>;
}

type Varying =
  | 'BilledCost'
  | 'BillingPeriodEnd'
  | 'BillingPeriodStart'
  | 'ChargePeriodEnd'
  | 'ChargePeriodStart'
  | 'ConsumedQuantity'
  | 'ContractedCost'
  | 'EffectiveCost'
  | 'ListCost'
  | 'PricingCurrencyEffectiveCost'
  | 'PricingQuantity'
  | 'Tags'
  | 'x_Attempt'
  | 'x_Estimated'
  | 'x_Kind'
  | 'x_Outcome'
  | 'x_RunId'
  | 'x_Tier';

type Periods = Readonly<
  Record<
    'BillingPeriodEnd' | 'BillingPeriodStart' | 'ChargePeriodEnd' | 'ChargePeriodStart',
    string
  >
>;

/** Writes the charges of attempts; what repeats among them is made once. */
class ChargeLines {
  readonly #words: WordCodes;
  readonly #kinds: ReadonlyMap<number, Kind>;
  readonly #tagSets: ReadonlyMap<number, string>;
  readonly #periods = new Map<number, Periods>();
  readonly #tags = new Map<string, string>();

  constructor(sql: Sql, words: WordCodes) {
    this.#words = words;
    this.#kinds = kindsIn(sql, words);
    const sets = sql.all('SELECT id, tags FROM tag_sets');
    this.#tagSets = new Map(sets.map(([id, tags]) => [Number(id), String(tags)]));
  }

  of([runId, ordinal, profile, cost = null, task, purpose, tags, ...tokens]: SqlValue[]): string {
    const kind = this.#kinds.get(Number(profile));
    if (kind === undefined) return '';
    const shared = {
      ...kind.cells,
      ...this.#periodsOf(runIdTime(Number(runId))),
      Tags: this.#tagsOf(task, purpose, tags),
      x_Attempt: String(ordinal),
      x_RunId: String(runId),
    };
    let text = '';
    for (const { meter, quantity, price } of chargesOf(cost, tokens.map(Number), kind.rates)) {
      const costText = decimal(costOf(quantity, price));
      // Readers take a column of whole numbers for one of integers, which quantities are not.
      const count = `${quantity}.0`;
      text += this.#lineOf(
        kind,
        meter,
        price,
        cost === null,
      )({
        ...shared,
        BilledCost: costText,
        ConsumedQuantity: count,
        ContractedCost: costText,
        EffectiveCost: costText,
        ListCost: costText,
        PricingCurrencyEffectiveCost: costText,
        PricingQuantity: count,
      });
    }
    return text;
  }

  #lineOf(kind: Kind, meter: string, price: number | bigint, isUnpriced: boolean) {
    const key = `${meter}${price}${isUnpriced}`;
    const known = kind.lines.get(key);
    if (known !== undefined) return known;
    const made = linesOf(kind, meter, decimal(price), isUnpriced);
    // A price of its own for each attempt that is one charge must not fill the memory.
    if (kind.lines.size < MOST_KEPT) kind.lines.set(key, made);
    return made;
  }

  /** The hour and the month, in UTC, of a unix ms. */
  #periodsOf(at: number): Periods {
    const hour = Math.floor(at / HOUR_MS) * HOUR_MS;
    const known = this.#periods.get(hour);
    if (known !== undefined) return known;
    const start = new Date(at);
    const [year, month] = [start.getUTCFullYear(), start.getUTCMonth()];
    const made = {
      BillingPeriodEnd: moment(Date.UTC(year, month + 1)),
      BillingPeriodStart: moment(Date.UTC(year, month)),
      ChargePeriodEnd: moment(hour + HOUR_MS),
      ChargePeriodStart: moment(hour),
    };
    this.#periods.set(hour, made);
    return made;
  }

  #tagsOf(
    task: SqlValue | undefined,
    purpose: SqlValue | undefined,
    set: SqlValue | undefined,
  ): string {
    const key = `${Number(task)} ${Number(purpose)} ${Number(set)}`;
    const known = this.#tags.get(key);
    if (known !== undefined) return known;
    const word = (code: SqlValue | undefined) =>
      typeof code === 'number' ? this.#words.word(code) : null;
    const tags = tagsIn(this.#tagSets.get(Number(set)));
    const own = Object.entries(tags).map(([name, value]) => [`tierwise/${name}`, value] as const);
    const made = csvCell(
      JSON.stringify({
        'tierwise/task': word(task),
        'tierwise/purpose': word(purpose),
        ...Object.fromEntries(own),
      }),
    );
    this.#tags.set(key, made);
    return made;
  }
}

const MOST_KEPT = 1_000;

function kindsIn(sql: Sql, words: WordCodes): ReadonlyMap<number, Kind> {
  const prices = new Map(
    sql
      .all('SELECT id, rates FROM prices')
      .map(([id, text]) => [String(id), JSON.parse(String(text)) as Rates]),
  );
  const profiles = sql.all(
    'SELECT id, provider, model, price_id, usage, kind, outcome, tier FROM profiles',
  );
  const word = (code: SqlValue | undefined) => words.word(Number(code));
  return new Map(
    profiles.map(([id, provider, model, price, usage, kind, outcome, tier]) => {
      const priceId = price === null ? null : word(price);
      return [
        Number(id),
        {
          provider: word(provider) || 'unknown',
          model: word(model) || 'unknown',
          priceId,
          lines: new Map(),
          rates: priceId === null ? undefined : prices.get(priceId),
          cells: {
            x_Estimated: String(word(usage) === 'estimated'),
            x_Kind: csvCell(word(kind)),
            x_Outcome: csvCell(word(outcome)),
            x_Tier: csvCell(word(tier)),
          },
        },
      ];
    }),
  );
}

/** The charges that make up a cost in nUSD, from the tokens in the order of {@link METERS}. */
function chargesOf(
  cost: SqlValue,
  tokens: readonly number[],
  rates: Rates | undefined,
): readonly Charge[] {
  const whole = Number(cost ?? 0) * UNITS_OF_NUSD;
  // Beyond 2^53, which is 90 USD for one attempt, it is one charge: that is exact, too.
  const isCounted = rates !== undefined && cost !== null && Number.isSafeInteger(whole);
  for (const speed of isCounted ? SPEEDS : []) {
    for (const twentieths of TWENTIETHS) {
      let sum = 0;
      const charges: Charge[] = [];
      METERS.forEach(({ meter, rate }, index) => {
        const quantity = tokens[index] ?? 0;
        if (quantity <= 0) return;
        const price = Math.round((rates?.[speed + rate] ?? 0) * 1_000) * twentieths * 5;
        sum += quantity * price;
        charges.push({ meter, quantity, price });
      });
      if (sum === whole && charges.length > 0) return charges;
    }
  }
  const price = Number.isSafeInteger(whole) ? whole : BigInt(Number(cost)) * BigInt(UNITS_OF_NUSD);
  return [{ meter: 'Requests', quantity: 1, price }];
}

function costOf(quantity: number, price: number | bigint): number | bigint {
  return typeof price === 'bigint' ? price : quantity * price;
}

/** Lines of one meter at one price. */
function linesOf(
  { provider, model, priceId }: Kind,
  meter: string,
  unitPrice: string,
  isUnpriced: boolean,
) {
  const unit = meter === 'Requests' ? 'Requests' : 'Tokens';
  const sku = `${provider}/${model}/${meter}`;
  const priced = isUnpriced ? 'unpriced' : (priceId ?? 'included');
  return focusLines<Varying>({
    ...sellerOf(provider, model),
    BillingCurrency: 'USD',
    ChargeCategory: 'Usage',
    ChargeClass: null,
    ChargeDescription: `${model}: ${meter}`,
    ChargeFrequency: 'Usage-Based',
    // No tokens are bought ahead.
    CommitmentDiscountStatus: null,
    ConsumedUnit: unit,
    ContractedUnitPrice: unitPrice,
    InvoiceId: null,
    ListUnitPrice: unitPrice,
    PricingCategory: 'Standard',
    PricingCurrency: 'USD',
    PricingCurrencyContractedUnitPrice: unitPrice,
    PricingCurrencyListUnitPrice: unitPrice,
    PricingUnit: unit,
    SkuId: sku,
    SkuMeter: meter,
    SkuPriceDetails: JSON.stringify({ x_Model: model }),
    // One price may be asked for in several terms: what a unit costs is part of its name.
    SkuPriceId: `${sku}/${priced}/${unitPrice}`,
    x_Unpriced: String(isUnpriced),
  });
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
