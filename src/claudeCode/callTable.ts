import { hash } from 'node:crypto';
import type { BillingTerms, Usage } from '../models/usage.ts';
import type { LoggedCall } from './logLine.ts';

/** The numbers that are kept of each call, by name, and what holds them. */
const COLUMNS = {
  /** The identity's hash, two halves. */
  keyHigh: Uint32Array,
  keyLow: Uint32Array,
  /** Unix seconds. */
  at: Uint32Array,
  /** Places in the lists of names and of turns. */
  model: Uint16Array,
  terms: Uint16Array,
  turn: Uint32Array,
  isAside: Uint8Array,
  webSearches: Uint16Array,
  input: Uint32Array,
  cacheRead: Uint32Array,
  cacheWrite5m: Uint32Array,
  cacheWrite1h: Uint32Array,
  output: Uint32Array,
} as const;

type ColumnName = keyof typeof COLUMNS;
/** Columns of numbers, all of one length. */
export type Columns = { readonly [Name in ColumnName]: InstanceType<(typeof COLUMNS)[Name]> };

/** A call as the table has it. */
export interface KeptCall {
  /** Unix ms. */
  readonly at: number;
  readonly model: string;
  readonly usage: Usage;
  readonly terms: BillingTerms;
  readonly webSearches: number;
  /** Which turn it belongs to; 0: none that a person began. */
  readonly turn: number;
}

/** What is written to a file, and read from one. */
export interface KeptCalls {
  readonly length: number;
  readonly columns: Columns;
  readonly models: readonly string[];
  readonly terms: readonly string[];
}

const FIRST_ROWS = 1_024;
/** Names that 16 bits can tell apart; those after it are as good as unknown. */
const MOST_NAMES = 65_000;
const STANDARD = JSON.stringify([null, null, null]);

/**
 * Every call once, by its identity, however often and in whatever order its lines are read: of several tellings the one
 * of the talk itself counts before an agent's, then the one that has used most, for counts only grow.
 */
export class CallTable {
  readonly #salt: string;
  readonly #models: NameList;
  readonly #terms: NameList;
  readonly #readTerms: BillingTerms[] = [];
  #columns: Columns;
  #length: number;
  /** Places of calls by their keys, plus one; 0: free. */
  #places: Uint32Array;

  constructor(salt: string, kept?: KeptCalls) {
    this.#salt = salt;
    this.#models = new NameList(kept?.models ?? ['']);
    this.#terms = new NameList(kept?.terms ?? [STANDARD]);
    this.#length = kept?.length ?? 0;
    this.#columns = kept?.columns ?? columnsOf(FIRST_ROWS);
    this.#places = this.#indexed();
  }

  get length(): number {
    return this.#length;
  }

  /** Takes a telling of a call; gives its place where that changed what is known of it, else -1. */
  add(call: LoggedCall, turn: number): number {
    // Without the salt, which never leaves this machine, nobody can look for a call that they know.
    const digest = hash('sha1', `${this.#salt}${call.identity}`, 'buffer');
    const [high, low] = [digest.readUInt32LE(0), digest.readUInt32LE(4)];
    const free = this.#find(high, low);
    const known = this.#places[free] ?? 0;
    if (known !== 0) return this.#merge(known - 1, call, turn);
    const row = this.#length;
    if (row === this.#columns.at.length) this.#grow();
    const { keyHigh, keyLow, at } = this.#columns;
    keyHigh[row] = high;
    keyLow[row] = low;
    at[row] = Math.floor(call.at / 1_000);
    this.#set(row, call, turn);
    this.#length += 1;
    if (this.#length * 2 > this.#places.length) this.#places = this.#indexed();
    else this.#places[free] = row + 1;
    return row;
  }

  /** A call by its place. */
  call(row: number): KeptCall {
    const { cacheRead, cacheWrite1h, cacheWrite5m, input, output, ...columns } = this.#columns;
    return {
      at: (columns.at[row] ?? 0) * 1_000,
      model: this.#models.name(columns.model[row] ?? 0),
      usage: {
        inputTokens: input[row] ?? 0,
        cacheReadTokens: cacheRead[row] ?? 0,
        cacheWrite5mTokens: cacheWrite5m[row] ?? 0,
        cacheWrite1hTokens: cacheWrite1h[row] ?? 0,
        outputTokens: output[row] ?? 0,
        thinkingTokens: 0,
      },
      terms: this.#termsAt(columns.terms[row] ?? 0),
      webSearches: columns.webSearches[row] ?? 0,
      turn: columns.turn[row] ?? 0,
    };
  }

  /** What is to be kept of it; the columns are the table's own, as long as they are. */
  kept(): KeptCalls {
    const columns = mapColumns((name) => this.#columns[name].slice(0, this.#length));
    const [models, terms] = [this.#models.names, this.#terms.names];
    return { length: this.#length, columns, models, terms };
  }

  #merge(row: number, call: LoggedCall, turn: number): number {
    const { at, isAside } = this.#columns;
    const seconds = Math.floor(call.at / 1_000);
    const isEarlier = seconds < (at[row] ?? 0);
    if (isEarlier) at[row] = seconds;
    const wasAside = isAside[row] === 1;
    const isBetter = wasAside === call.isAside ? totalOf(call.usage) > this.#total(row) : wasAside;
    if (isBetter) this.#set(row, call, turn || (this.#columns.turn[row] ?? 0));
    return isBetter || isEarlier ? row : -1;
  }

  #set(row: number, { isAside, model, terms, usage, webSearches }: LoggedCall, turn: number): void {
    const columns = this.#columns;
    columns.turn[row] = turn;
    columns.isAside[row] = isAside ? 1 : 0;
    columns.webSearches[row] = webSearches;
    columns.model[row] = this.#models.place(model);
    const { inferenceGeo, serviceTier, speed } = terms;
    columns.terms[row] = this.#terms.place(JSON.stringify([serviceTier, speed, inferenceGeo]));
    columns.input[row] = usage.inputTokens;
    columns.cacheRead[row] = usage.cacheReadTokens;
    columns.cacheWrite5m[row] = usage.cacheWrite5mTokens;
    columns.cacheWrite1h[row] = usage.cacheWrite1hTokens;
    columns.output[row] = usage.outputTokens;
  }

  #termsAt(place: number): BillingTerms {
    const known = this.#readTerms[place];
    if (known !== undefined) return known;
    const [serviceTier = null, speed = null, inferenceGeo = null] = JSON.parse(
      this.#terms.name(place),
    ) as readonly (string | null)[];
    return (this.#readTerms[place] = { serviceTier, speed, inferenceGeo, batch: false });
  }

  #total(row: number): number {
    return totalOf(this.call(row).usage);
  }

  /** Where a key stands in the index, or where it would. */
  #find(high: number, low: number): number {
    const mask = this.#places.length - 1;
    const { keyHigh, keyLow } = this.#columns;
    for (let at = low & mask; ; at = (at + 1) & mask) {
      const row = (this.#places[at] ?? 0) - 1;
      if (row < 0 || (keyHigh[row] === high && keyLow[row] === low)) return at;
    }
  }

  #indexed(): Uint32Array {
    let size = FIRST_ROWS * 4;
    while (size < this.#length * 4) size *= 2;
    this.#places = new Uint32Array(size);
    const { keyHigh, keyLow } = this.#columns;
    for (let row = 0; row < this.#length; row += 1) {
      this.#places[this.#find(keyHigh[row] ?? 0, keyLow[row] ?? 0)] = row + 1;
    }
    return this.#places;
  }

  #grow(): void {
    const larger = columnsOf(Math.max(FIRST_ROWS, this.#length * 2));
    for (const name of COLUMN_NAMES)
      larger[name].set(this.#columns[name].subarray(0, this.#length));
    this.#columns = larger;
  }
}

/** In the order in which they are written. */
export const COLUMN_NAMES = Object.keys(COLUMNS) as readonly ColumnName[];

/** Empty columns of a length. */
export function columnsOf(length: number): Columns {
  return mapColumns((name) => new COLUMNS[name](length));
}

function mapColumns(columnOf: (name: ColumnName) => Columns[ColumnName]): Columns {
  return Object.fromEntries(COLUMN_NAMES.map((name) => [name, columnOf(name)])) as Columns;
}

function totalOf({ outputTokens, ...prompt }: Usage): number {
  const { cacheReadTokens, cacheWrite1hTokens, cacheWrite5mTokens, inputTokens } = prompt;
  return inputTokens + cacheReadTokens + cacheWrite5mTokens + cacheWrite1hTokens + outputTokens;
}

/** Names by their places, each once. */
class NameList {
  readonly names: string[];
  readonly #places = new Map<string, number>();

  constructor(names: readonly string[]) {
    this.names = [...names];
    for (const [place, name] of names.entries()) this.#places.set(name, place);
  }

  name(place: number): string {
    return this.names[place] ?? '';
  }

  place(name: string): number {
    const known = this.#places.get(name);
    if (known !== undefined) return known;
    if (this.names.length >= MOST_NAMES) return 0;
    this.#places.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}
