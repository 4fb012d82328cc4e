import { costOf, promptTokensOf } from '../models/cost.ts';
import { systemLocalDay } from '../models/localDay.ts';
import type { PriceTable } from '../models/prices.ts';
import { priceOf } from '../models/prices.ts';
import type { CallTable } from './callTable.ts';
import type { ModelSpend, PeriodSpend, SpendDays } from './figures.ts';
import type { Turns } from './turns.ts';

/** Of a call without a price. */
const UNPRICED = -1;
/** Every time zone is some of these away from UTC, and its days change at one of them. */
const QUARTER_MS = 900_000;

type Growing<T> = { -readonly [Key in keyof T]: T[Key] };
type GrowingSum = Growing<PeriodSpend['oneFile']>;

/** What each call of a table costs by one table of prices, and what they come to. */
export class SpendSums {
  readonly #calls: CallTable;
  readonly #turns: Turns;
  readonly #prices: PriceTable;
  #costs = new Float64Array(0);

  constructor(calls: CallTable, turns: Turns, prices: PriceTable) {
    this.#calls = calls;
    this.#turns = turns;
    this.#prices = prices;
    this.#cover();
    for (let row = 0; row < calls.length; row += 1) this.#costs[row] = this.#cost(row);
  }

  /** A call is new, or known better than before. */
  changed(row: number): void {
    this.#cover();
    this.#costs[row] = this.#cost(row);
  }

  /** What the calls came to in each of some periods, and how many are dated after `today`. */
  of(
    periods: readonly SpendDays[],
    today: number,
  ): { readonly periods: readonly PeriodSpend[]; readonly later: number } {
    const sums = periods.map((days) => new PeriodSum(days));
    const dayOf = localDays();
    let later = 0;
    for (let row = 0; row < this.#calls.length; row += 1) {
      const call = this.#calls.call(row);
      const day = dayOf(call.at);
      if (day > today) later += 1;
      const kept = { ...call, nusd: this.#costs[row] ?? UNPRICED, isOneFile: false };
      kept.isOneFile = this.#turns.isOneFile(call.turn);
      for (const sum of sums) if (sum.holds(day)) sum.add(kept);
    }
    return { periods: sums.map((sum) => sum.spend()), later };
  }

  #cover(): void {
    if (this.#costs.length >= this.#calls.length) return;
    const larger = new Float64Array(this.#calls.length * 2);
    larger.set(this.#costs);
    this.#costs = larger;
  }

  #cost(row: number): number {
    const { at, model, terms, usage } = this.#calls.call(row);
    const promptTokens = promptTokensOf(usage);
    const price = priceOf(this.#prices, { provider: 'anthropic', model, at, promptTokens });
    return (price && costOf(price, usage, terms)?.nusd) ?? UNPRICED;
  }
}

/** A call with what it costs in nUSD. */
type PricedCall = ReturnType<CallTable['call']> & {
  readonly nusd: number;
  readonly isOneFile: boolean;
};

class PeriodSum {
  readonly #days: SpendDays;
  readonly #all = emptySum();
  readonly #oneFile = emptySum();
  readonly #models = new Map<string, Growing<ModelSpend>>();
  #webSearches = 0;

  constructor(days: SpendDays) {
    this.#days = days;
  }

  holds(day: number): boolean {
    return day >= this.#days.firstDay && day <= this.#days.lastDay;
  }

  add({ isOneFile, model, nusd, usage, webSearches }: PricedCall): void {
    this.#webSearches += webSearches;
    const known = this.#models.get(model);
    const of = known ?? { model, ...emptySum(), ...NO_TOKENS };
    if (known === undefined) this.#models.set(model, of);
    of.inputTokens += usage.inputTokens;
    of.cacheReadTokens += usage.cacheReadTokens;
    of.cacheWriteTokens += usage.cacheWrite5mTokens + usage.cacheWrite1hTokens;
    of.outputTokens += usage.outputTokens;
    for (const sum of isOneFile ? [this.#all, of, this.#oneFile] : [this.#all, of]) {
      sum.calls += 1;
      if (nusd === UNPRICED) sum.unpriced += 1;
      else sum.costNusd += nusd;
    }
  }

  spend(): PeriodSpend {
    const byModel = [...this.#models.values()].sort((a, b) => b.costNusd - a.costNusd);
    const [days, oneFile, webSearches] = [this.#days, this.#oneFile, this.#webSearches];
    return { days, ...this.#all, byModel, oneFile, webSearches };
  }
}

const NO_TOKENS = { inputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, outputTokens: 0 };

function emptySum(): GrowingSum {
  return { calls: 0, costNusd: 0, unpriced: 0 };
}

/** Local days in the time zone of this process, each quarter of an hour asked for once. */
function localDays(): (at: number) => number {
  const known = new Map<number, number>();
  return (at) => {
    const quarter = Math.floor(at / QUARTER_MS);
    const day = known.get(quarter) ?? systemLocalDay(at);
    known.set(quarter, day);
    return day;
  };
}
