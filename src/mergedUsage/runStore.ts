import { countOr, dayOf, MOST_NUSD, shareOf, whole, wholeOrNone } from './rowValues.ts';
import type { RunRow } from './runRow.ts';

const LONGEST_WORD = 1_000;
/** More words than that are no words; of tags each branch makes sets of its own. */
const MOST_WORDS = 60_000;
const MOST_TAG_SETS = 2_000_000;

const NUMBERS = [
  'id',
  'cost',
  'baseline',
  'low',
  'day',
  'attempts',
  'unpriced',
  'estimated',
  'keptShare',
  'duration',
  'tags',
] as const;
const WORDS = [
  'task',
  'language',
  'purpose',
  'startTier',
  'finalTier',
  'outcome',
  'verdict',
  'rating',
  'audit',
  'model',
  'strength',
] as const;

/** Columns of numbers (tags by the codes of their sets), and of words by their codes; what is not known is NaN. */
type Numbers = Readonly<Record<(typeof NUMBERS)[number], Float64Array<ArrayBuffer>>>;
type Words = Readonly<Record<(typeof WORDS)[number], Uint16Array<ArrayBuffer>>>;

/** A run that is read, as it is written. */
type NextRun = Record<(typeof NUMBERS)[number] | (typeof WORDS)[number], number>;

/** Runs as they are held, to be sent from one thread to another. */
export interface PackedRuns {
  readonly size: number;
  readonly numbers: Numbers;
  readonly codes: Words;
  /** By their codes. */
  readonly words: readonly string[];
  readonly tagSets: readonly string[];
}

/** Texts, each with a code; 0 is none. */
class Codes {
  readonly texts: string[] = [''];
  readonly #codes = new Map<string, number>([['', 0]]);
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  /** -1: it has none. */
  find(text: string): number {
    return this.#codes.get(text) ?? -1;
  }

  /** The code of a text; 0 for none, and for what is no word. */
  of(text: unknown): number {
    if (typeof text !== 'string') return 0;
    const known = this.#codes.get(text);
    if (known !== undefined) return known;
    if (text.length > LONGEST_WORD || this.texts.length >= this.#most) return 0;
    const code = this.texts.push(text) - 1;
    this.#codes.set(text, code);
    return code;
  }
}

/** What became of a row. */
export type Added = 'new' | 'known' | 'unusable' | 'full';

/**
 * Runs of several exports, each once: one that comes again counts in the version that says more. Some 130 bytes a run,
 * column by column, so that a million of them can be held and asked again and again.
 */
export class RunStore {
  readonly #most: number;
  readonly #words = new Codes(MOST_WORDS);
  readonly #tagSets = new Codes(MOST_TAG_SETS);
  #numbers: Numbers = numbersFor(1 << 14);
  #codesOf: Words = wordsFor(1 << 14);
  #files = new Uint32Array(1 << 14);
  #slots = new Int32Array(1 << 15).fill(-1);
  #size = 0;
  readonly #next: NextRun;

  /** Holds so many runs at most. */
  constructor(most = 5_000_000) {
    this.#most = most;
    const names = [...NUMBERS, ...WORDS].map((name) => [name, 0] as const);
    this.#next = Object.fromEntries(names) as NextRun;
  }

  get size(): number {
    return this.#size;
  }

  get numbers(): Numbers {
    return this.#numbers;
  }

  get words(): Words {
    return this.#codesOf;
  }

  /** The file that each run came from first. */
  get files(): Uint32Array {
    return this.#files;
  }

  word(code: number): string {
    return this.#words.texts[code] ?? '';
  }

  /** The sets of tags that runs have, as they are written, by their codes. */
  get tagSets(): readonly string[] {
    return this.#tagSets.texts;
  }

  /** The code of a word; -1 where no run has it. */
  find(word: string): number {
    return this.#words.find(word);
  }

  /** Takes a row of a file. */
  add(row: RunRow, file: number): Added {
    return this.#read(row) ? this.#place(file) : 'unusable';
  }

  /** Takes the runs of a file that another thread has read; says what became of each. */
  addAll(
    { size, numbers, codes, words, tagSets }: PackedRuns,
    file: number,
    tell: (of: Added) => void,
  ): void {
    const next = this.#next;
    const codeOf = Uint16Array.from(words, (word) => this.#words.of(word));
    const tagSetOf = Uint32Array.from(tagSets, (set) => this.#tagSets.of(set));
    // Name by name: a loop over the names takes five times as long.
    for (let index = 0; index < size; index += 1) {
      next.id = numbers.id[index] ?? Number.NaN;
      next.cost = numbers.cost[index] ?? Number.NaN;
      next.baseline = numbers.baseline[index] ?? Number.NaN;
      next.low = numbers.low[index] ?? Number.NaN;
      next.day = numbers.day[index] ?? Number.NaN;
      next.attempts = numbers.attempts[index] ?? Number.NaN;
      next.unpriced = numbers.unpriced[index] ?? Number.NaN;
      next.estimated = numbers.estimated[index] ?? Number.NaN;
      next.keptShare = numbers.keptShare[index] ?? Number.NaN;
      next.duration = numbers.duration[index] ?? Number.NaN;
      next.task = codeOf[codes.task[index] ?? 0] ?? 0;
      next.language = codeOf[codes.language[index] ?? 0] ?? 0;
      next.purpose = codeOf[codes.purpose[index] ?? 0] ?? 0;
      next.startTier = codeOf[codes.startTier[index] ?? 0] ?? 0;
      next.finalTier = codeOf[codes.finalTier[index] ?? 0] ?? 0;
      next.outcome = codeOf[codes.outcome[index] ?? 0] ?? 0;
      next.verdict = codeOf[codes.verdict[index] ?? 0] ?? 0;
      next.rating = codeOf[codes.rating[index] ?? 0] ?? 0;
      next.audit = codeOf[codes.audit[index] ?? 0] ?? 0;
      next.tags = tagSetOf[numbers.tags[index] ?? 0] ?? 0;
      next.model = codeOf[codes.model[index] ?? 0] ?? 0;
      next.strength = codeOf[codes.strength[index] ?? 0] ?? 0;
      tell(this.#place(file));
    }
  }

  /** All runs, for another thread: what is sent must not be asked here any more. */
  packed(): PackedRuns {
    return {
      size: this.#size,
      numbers: this.#numbers,
      codes: this.#codesOf,
      words: this.#words.texts,
      tagSets: this.#tagSets.texts,
    };
  }

  /** Puts what was read where it belongs. */
  #place(file: number): Added {
    const mask = this.#slots.length - 1;
    let slot = hashOf(this.#next.id) & mask;
    for (;;) {
      const index = this.#slots[slot] ?? -1;
      if (index < 0) break;
      if (this.#isSame(index)) {
        if (this.#saysMore(index)) this.#write(index);
        return 'known';
      }
      slot = (slot + 1) & mask;
    }
    if (this.#size >= this.#most) return 'full';
    if (this.#size === this.#files.length) this.#grow();
    this.#write(this.#size);
    this.#files[this.#size] = file;
    this.#slots[slot] = this.#size;
    this.#size += 1;
    if (this.#size * 2 > this.#slots.length) this.#rehash();
    return 'new';
  }

  /** Reads a row into what is written next; false: it is none of a run. */
  #read([
    id,
    day,
    task,
    purpose,
    cost,
    language,
    start,
    final,
    outcome,
    attempts,
    unpriced,
    baseline,
    low,
    verdict,
    rating,
    estimated,
    audit,
    tags,
    model,
    keptShare,
    duration,
    strength,
  ]: RunRow): boolean {
    const next = this.#next;
    next.id = whole(id, Number.MAX_SAFE_INTEGER);
    next.day = dayOf(day);
    next.cost = whole(cost, MOST_NUSD);
    next.attempts = countOr(1, attempts);
    next.unpriced = countOr(0, unpriced);
    next.estimated = countOr(0, estimated);
    next.baseline = wholeOrNone(baseline);
    next.low = wholeOrNone(low);
    next.task = this.#words.of(task);
    next.language = this.#words.of(language);
    next.purpose = this.#words.of(purpose);
    next.startTier = this.#words.of(start);
    next.finalTier = this.#words.of(final);
    next.outcome = this.#words.of(outcome);
    next.verdict = this.#words.of(verdict);
    next.rating = this.#words.of(rating);
    next.audit = this.#words.of(audit);
    next.tags = this.#tagSets.of(tags);
    next.model = this.#words.of(model);
    next.keptShare = shareOf(keptShare);
    next.duration = wholeOrNone(duration);
    next.strength = this.#words.of(strength);
    return (
      next.id > 0 &&
      next.day > 0 &&
      next.cost >= 0 &&
      next.attempts >= 0 &&
      next.unpriced >= 0 &&
      next.estimated >= 0 &&
      next.task > 0 &&
      next.purpose > 0
    );
  }

  /**
   * Whether a run is the one that is read. Windows on several machines may make the same id in the same ms: what a run
   * begins with tells them apart.
   */
  #isSame(index: number): boolean {
    const { id, day, low } = this.#numbers;
    const { task, purpose, startTier } = this.#codesOf;
    const next = this.#next;
    return (
      id[index] === next.id &&
      day[index] === next.day &&
      task[index] === next.task &&
      purpose[index] === next.purpose &&
      startTier[index] === next.startTier &&
      Object.is(low[index], next.low)
    );
  }

  /** Whether what is read was written later: a run only gains attempts, and words of its user. */
  #saysMore(index: number): boolean {
    const { verdict, rating, audit } = this.#codesOf;
    const next = this.#next;
    const attempts = this.#numbers.attempts[index] ?? 0;
    if (next.attempts !== attempts) return next.attempts > attempts;
    const said = [verdict, rating, audit].filter((column) => (column[index] ?? 0) > 0).length;
    const saysNow = [next.verdict, next.rating, next.audit].filter((code) => code > 0).length;
    return saysNow > said;
  }

  #write(index: number): void {
    const [numbers, codes, next] = [this.#numbers, this.#codesOf, this.#next];
    numbers.id[index] = next.id;
    numbers.cost[index] = next.cost;
    numbers.baseline[index] = next.baseline;
    numbers.low[index] = next.low;
    numbers.day[index] = next.day;
    numbers.attempts[index] = next.attempts;
    numbers.unpriced[index] = next.unpriced;
    numbers.estimated[index] = next.estimated;
    numbers.keptShare[index] = next.keptShare;
    numbers.duration[index] = next.duration;
    numbers.tags[index] = next.tags;
    codes.task[index] = next.task;
    codes.language[index] = next.language;
    codes.purpose[index] = next.purpose;
    codes.startTier[index] = next.startTier;
    codes.finalTier[index] = next.finalTier;
    codes.outcome[index] = next.outcome;
    codes.verdict[index] = next.verdict;
    codes.rating[index] = next.rating;
    codes.audit[index] = next.audit;
    codes.model[index] = next.model;
    codes.strength[index] = next.strength;
  }

  #grow(): void {
    const size = this.#files.length * 2;
    const [numbers, words, files] = [numbersFor(size), wordsFor(size), new Uint32Array(size)];
    for (const name of NUMBERS) numbers[name].set(this.#numbers[name]);
    for (const name of WORDS) words[name].set(this.#codesOf[name]);
    files.set(this.#files);
    this.#numbers = numbers;
    this.#codesOf = words;
    this.#files = files;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 4).fill(-1);
    const mask = slots.length - 1;
    for (let index = 0; index < this.#size; index += 1) {
      let slot = hashOf(this.#numbers.id[index] ?? 0) & mask;
      while ((slots[slot] ?? -1) >= 0) slot = (slot + 1) & mask;
      slots[slot] = index;
    }
    this.#slots = slots;
  }
}

/** The memory of packed runs, which is handed over and not copied. */
export function buffersOf({ numbers, codes }: PackedRuns): readonly ArrayBuffer[] {
  return [...Object.values(numbers), ...Object.values(codes)].map(({ buffer }) => buffer);
}

function numbersFor(size: number): Numbers {
  const columns = NUMBERS.map((name) => [name, new Float64Array(size)] as const);
  return Object.fromEntries(columns) as Record<(typeof NUMBERS)[number], Float64Array<ArrayBuffer>>;
}

function wordsFor(size: number): Words {
  const columns = WORDS.map((name) => [name, new Uint16Array(size)] as const);
  return Object.fromEntries(columns) as Record<(typeof WORDS)[number], Uint16Array<ArrayBuffer>>;
}

/** Ids rise by parts of a ms: their low bits alone would crowd together. */
function hashOf(id: number): number {
  const mixed = Math.imul((id >>> 0) ^ Math.floor(id / 4_294_967_296), 0x9e_37_79_b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
