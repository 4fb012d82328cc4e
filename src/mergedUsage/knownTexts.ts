/** Longer texts are made anew each time. */
const LONGEST = 512;
/** As many different texts are remembered. */
const MOST = 60_000;
const SLOTS = 1 << 17;
/** Slots that are looked at for one text: who sends texts that crowd together shall not make it slow. */
const MOST_LOOKS = 64;

/** The texts that some bytes stand for, each made once: a look at the bytes finds one that was there before. */
export class KnownTexts {
  readonly #read: (raw: string) => string;
  readonly #slots = new Int32Array(SLOTS).fill(-1);
  readonly #texts: string[] = [];
  /** Where each text's bytes begin; the last number is where those of the next will. */
  readonly #begins: number[] = [0];
  #bytes = new Uint8Array(1 << 16);

  /** `read` says what a text stands for as it is written. */
  constructor(read: (raw: string) => string) {
    this.#read = read;
  }

  /** The text from one place up to another. */
  at(bytes: Buffer, from: number, end: number): string {
    let slot = hashOf(bytes, from, end) & (SLOTS - 1);
    let looks = 0;
    for (; looks < MOST_LOOKS; looks += 1) {
      const index = this.#slots[slot] ?? -1;
      if (index < 0) break;
      if (this.#isAt(index, bytes, from, end)) return this.#texts[index] ?? '';
      slot = (slot + 1) & (SLOTS - 1);
    }
    const text = this.#read(bytes.toString('utf8', from, end));
    const isLong = end - from > LONGEST;
    if (isLong || looks === MOST_LOOKS || this.#texts.length === MOST) return text;
    this.#slots[slot] = this.#texts.push(text) - 1;
    this.#keep(bytes.subarray(from, end));
    return text;
  }

  #isAt(index: number, bytes: Buffer, from: number, end: number): boolean {
    const begin = this.#begins[index] ?? 0;
    if ((this.#begins[index + 1] ?? 0) - begin !== end - from) return false;
    for (let at = from, known = begin; at < end; at += 1, known += 1) {
      if (bytes[at] !== this.#bytes[known]) return false;
    }
    return true;
  }

  #keep(raw: Uint8Array): void {
    const begin = this.#begins.at(-1) ?? 0;
    if (begin + raw.length > this.#bytes.length) {
      const larger = new Uint8Array(this.#bytes.length * 2);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#bytes.set(raw, begin);
    this.#begins.push(begin + raw.length);
  }
}

function hashOf(bytes: Buffer, from: number, end: number): number {
  let hash = end - from;
  let at = from;
  // Four at a time: each step waits for the one before it.
  for (; at + 3 < end; at += 4) {
    const four =
      (bytes[at] ?? 0) |
      ((bytes[at + 1] ?? 0) << 8) |
      ((bytes[at + 2] ?? 0) << 16) |
      ((bytes[at + 3] ?? 0) << 24);
    hash = Math.imul(hash ^ four, 0x9e_37_79_b1);
    hash ^= hash >>> 15;
  }
  for (; at < end; at += 1) hash = Math.imul(hash ^ (bytes[at] ?? 0), 0x9e_37_79_b1);
  return (hash ^ (hash >>> 15)) >>> 0;
}
