import { modelAlias } from './modelId.ts';
import { UserError } from './userError.ts';

/** What tokens cost, in nUSD per 1,000 tokens: whole numbers, so that sums are exact. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite5m: number;
  readonly cacheWrite1h: number;
}

/** One line of the price table: a model's rates from a day on, for prompts up to a size. */
interface PriceRow {
  readonly provider: string;
  readonly model: string;
  /** First day of the price, `yyyy-mm-dd` (UTC); null: no earlier price is known. */
  readonly validFrom: string | null;
  /** The largest prompt of this band in tokens, cache reads and writes included; null: no limit. */
  readonly maxPromptTokens: number | null;
  readonly rates: Rates;
  /** Rates of the fast speed where they are known. */
  readonly fast: Rates | null;
  readonly source: string;
  /** Day on which the source was read, `yyyy-mm-dd`; null: the user's own price. */
  readonly checked: string | null;
}

/** All prices that are known. */
export interface PriceTable {
  readonly rows: readonly PriceRow[];
}

/** The price of one call. */
export interface Price {
  /** Names the row, say `anthropic/claude-haiku-5-5@2026-10-07/100000`. */
  readonly id: string;
  readonly rates: Rates;
  readonly fast: Rates | null;
}

/** A user's price for a model in USD per million tokens. What is left out follows from `input`. */
export interface PriceOverride {
  readonly input: number;
  readonly output: number;
  readonly cacheRead?: number;
  readonly cacheWrite5m?: number;
  readonly cacheWrite1h?: number;
}

/** USD per million tokens are nUSD per token: a thousand tokens cost a million times as much. */
const NUSD_PER_THOUSAND = 1_000_000;

/** In the order of the price lists. */
type UsdPerMillion = readonly [
  input: number,
  output: number,
  cacheRead: number,
  cacheWrite5m: number,
  cacheWrite1h: number,
];

function rates(...usd: UsdPerMillion): Rates {
  const [input, output, cacheRead, cacheWrite5m, cacheWrite1h] = usd;
  const perThousand = (usdPerMillion: number) => Math.round(usdPerMillion * NUSD_PER_THOUSAND);
  return {
    input: perThousand(input),
    output: perThousand(output),
    cacheRead: perThousand(cacheRead),
    cacheWrite5m: perThousand(cacheWrite5m),
    cacheWrite1h: perThousand(cacheWrite1h),
  };
}

const CHECKED = '2026-11-20';
const PRICING = 'https://platform.claude.com/docs/en/about-claude/pricing';
const HAIKU_5_5 = 'https://platform.claude.com/docs/en/models/haiku-5-5/overview';
const OPUS_5 = 'https://platform.claude.com/docs/about-claude/models/whats-new-opus-5';
const SONNET_5 = 'https://platform.claude.com/docs/about-claude/models/sonnet-5/overview';
const FABLE_5 = 'https://platform.claude.com/docs/about-claude/models/fable-5/overview';
/** The source of prices that a user has set. */
const USER = 'user';
const PI_AI = 'npm @earendil-works/pi-ai 1.5.2';

/** Where a price stands, and what it has beside its rates. */
interface RowDetails {
  /** The pricing page when absent. */
  readonly source?: string;
  readonly maxPromptTokens?: number;
  readonly fast?: Rates;
}

function row(
  model: string,
  validFrom: string | null,
  perThousand: Rates,
  { source = PRICING, maxPromptTokens, fast }: RowDetails = {},
): PriceRow {
  return {
    provider: 'anthropic',
    model,
    validFrom,
    maxPromptTokens: maxPromptTokens ?? null,
    rates: perThousand,
    fast: fast ?? null,
    source,
    checked: CHECKED,
  };
}

/**
 * Anthropic's list prices. The whole request is charged by the band of its prompt's size. A cached
 * prompt's price at fast speed follows the same multiples of the input price as at standard speed.
 */
export const BUNDLED_PRICES: PriceTable = {
  rows: [
    row('claude-haiku-5-5', '2026-10-07', rates(0.1, 0.5, 0.01, 0.125, 0.2), {
      source: HAIKU_5_5,
      maxPromptTokens: 100_000,
    }),
    row('claude-haiku-5-5', '2026-10-07', rates(0.5, 2.5, 0.05, 0.625, 1), { source: HAIKU_5_5 }),
    row('claude-sonnet-5-5', '2026-09-28', rates(2, 10, 0.2, 2.5, 4)),
    row('claude-sonnet-5-5', '2026-10-07', rates(2, 10, 0.1, 2.5, 4)),
    row('claude-opus-5-5', '2026-09-22', rates(4, 20, 0.2, 5, 8), {
      fast: rates(8, 40, 0.4, 10, 16),
    }),
    row('claude-fable-5-2', '2026-11-09', rates(8, 40, 0.2, 10, 16), { source: PI_AI }),
    row('claude-fable-5-1', '2026-09-01', rates(10, 50, 0.25, 12.5, 20)),
    row('claude-mythos-5-1', '2026-09-01', rates(10, 50, 0.25, 12.5, 20)),
    row('claude-fable-5', '2026-06-09', rates(10, 50, 1, 12.5, 20), { source: FABLE_5 }),
    row('claude-mythos-5', '2026-06-09', rates(10, 50, 1, 12.5, 20), { source: FABLE_5 }),
    row('claude-opus-5', '2026-07-24', rates(5, 25, 0.5, 6.25, 10), {
      source: OPUS_5,
      fast: rates(10, 50, 1, 12.5, 20),
    }),
    row('claude-sonnet-5', null, rates(2, 10, 0.2, 2.5, 4), { source: SONNET_5 }),
    row('claude-opus-4-8', null, rates(5, 25, 0.5, 6.25, 10), { fast: rates(10, 50, 1, 12.5, 20) }),
    row('claude-opus-4-7', null, rates(5, 25, 0.5, 6.25, 10)),
    row('claude-opus-4-6', '2026-02-01', rates(5, 25, 0.5, 6.25, 10)),
    row('claude-opus-4-5', '2025-11-01', rates(5, 25, 0.5, 6.25, 10)),
    row('claude-sonnet-4-6', '2026-02-17', rates(3, 15, 0.3, 3.75, 6)),
    row('claude-sonnet-4-5', '2025-09-01', rates(3, 15, 0.3, 3.75, 6)),
    row('claude-haiku-4-5', '2025-10-01', rates(1, 5, 0.1, 1.25, 2)),
  ],
};

/** What can be wrong with a user's own prices; `model` is whose price it is. */
export type PriceErrorCode = 'priceInvalid';

/**
 * The table with a user's own prices before it. A model that the user prices has that price at all
 * times and for all prompts.
 * @throws UserError `priceInvalid` when a price is no number from 0 to 20,000 USD per million.
 */
export function withOverrides(
  table: PriceTable,
  provider: string,
  overrides: Readonly<Record<string, PriceOverride>>,
): PriceTable {
  const own = Object.entries(overrides).map(([model, override]): PriceRow => {
    const { input, output } = override;
    const { cacheRead = input, cacheWrite5m = input * 1.25, cacheWrite1h = input * 2 } = override;
    const given = [input, output, cacheRead, cacheWrite5m, cacheWrite1h];
    if (!given.every((usd) => typeof usd === 'number' && usd >= 0 && usd <= 20_000)) {
      throw new UserError<PriceErrorCode>('priceInvalid', { model });
    }
    return {
      provider,
      model: modelAlias(model),
      validFrom: null,
      maxPromptTokens: null,
      rates: rates(input, output, cacheRead, cacheWrite5m, cacheWrite1h),
      fast: null,
      source: USER,
      checked: null,
    };
  });
  const isOverridden = (candidate: PriceRow) =>
    own.some((mine) => mine.provider === candidate.provider && mine.model === candidate.model);
  return { rows: [...own, ...table.rows.filter((candidate) => !isOverridden(candidate))] };
}

/**
 * The name of a row in records: provider, model, first day, band. A user may change a price on any
 * day: theirs are named by their rates in USD per million, so that each stays what it was.
 */
export function priceId(priced: PriceRow): string {
  const { provider, model, validFrom, maxPromptTokens, source } = priced;
  const from = source === USER ? ownRates(priced.rates) : (validFrom ?? 'list');
  return `${provider}/${model}@${from}/${maxPromptTokens ?? 'any'}`;
}

function ownRates({ input, output, cacheRead, cacheWrite5m, cacheWrite1h }: Rates): string {
  const all = [input, output, cacheRead, cacheWrite5m, cacheWrite1h];
  return [USER, ...all.map((rate) => rate / NUSD_PER_THOUSAND)].join(':');
}

/**
 * Whether a row is nearer than another of the same model to a call on `day` (`yyyy-mm-dd`): by the
 * narrower band, then by the latest start that has come, else by the first that will.
 */
function isNearer(one: PriceRow, other: PriceRow, day: string): boolean {
  const [band, otherBand] = [one.maxPromptTokens ?? Infinity, other.maxPromptTokens ?? Infinity];
  if (band !== otherBand) return band < otherBand;
  const [start, otherStart] = [one.validFrom ?? '', other.validFrom ?? ''];
  const hasBegun = start <= day;
  if (hasBegun !== otherStart <= day) return hasBegun;
  return hasBegun ? start >= otherStart : start < otherStart;
}

/** Whether the user has said what a model costs. */
export function isPricedByUser(table: PriceTable, provider: string, model: string): boolean {
  const alias = modelAlias(model);
  return table.rows.some(
    (one) => one.source === USER && one.provider === provider && one.model === alias,
  );
}

/** A call that has a price. */
export interface PricedCall {
  readonly provider: string;
  readonly model: string;
  /** Unix ms. */
  readonly at: number;
  /** Uncached input, cache reads and writes together. */
  readonly promptTokens: number;
}

/** A row with what it gives a call. */
interface NamedRow {
  readonly row: PriceRow;
  readonly price: Price;
}

/** The rows of each table by model: a decision asks for several prices, of a table that stays. */
const byModel = new WeakMap<PriceTable, ReadonlyMap<string, readonly NamedRow[]>>();

function rowsOf(table: PriceTable, provider: string, alias: string): readonly NamedRow[] {
  let rows = byModel.get(table);
  if (rows === undefined) {
    const named = table.rows.map((one): NamedRow => {
      const { rates: usual, fast } = one;
      return { row: one, price: { id: priceId(one), rates: usual, fast } };
    });
    rows = Map.groupBy(named, ({ row: one }) => `${one.provider}/${one.model}`);
    byModel.set(table, rows);
  }
  return rows.get(`${provider}/${alias}`) ?? [];
}

/**
 * The price of a call. One dated before the first price of its model has that one: a wrong clock must
 * not make a model free. Null: no price is known, and none is guessed.
 */
export function priceOf(table: PriceTable, call: PricedCall): Price | null {
  const { provider, model, at, promptTokens } = call;
  const alias = modelAlias(model);
  let day: string | undefined;
  let found: NamedRow | null = null;
  for (const one of rowsOf(table, provider, alias)) {
    const { maxPromptTokens } = one.row;
    if (maxPromptTokens !== null && promptTokens > maxPromptTokens) continue;
    if (found !== null) {
      day ??= new Date(at).toISOString().slice(0, 10);
      if (!isNearer(one.row, found.row, day)) continue;
    }
    found = one;
  }
  return found?.price ?? null;
}
