import { createHash } from 'node:crypto';

/** Choices that are the same for the same seed. */
export interface Choices {
  /** A whole number below `bound`. */
  below(bound: number): number;
  /** One of them; undefined of none. */
  one<Item>(items: readonly Item[]): Item | undefined;
  /** At most `count` of them, in random order. */
  some<Item>(items: readonly Item[], count: number): readonly Item[];
}

/** Choices from a seed of words. */
export function choicesFor(...seed: readonly string[]): Choices {
  let state = createHash('sha256').update(seed.join('\n')).digest().readUInt32LE(0);
  const below = (bound: number) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % Math.max(1, bound);
  };
  return {
    below,
    one: (items) => items[below(items.length)],
    some: (items, count) => {
      const left = [...items];
      const taken: (typeof left)[number][] = [];
      while (taken.length < count && left.length > 0) {
        taken.push(...left.splice(below(left.length), 1));
      }
      return taken;
    },
  };
}
