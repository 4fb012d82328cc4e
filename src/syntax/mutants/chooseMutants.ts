import type { PlacedMutant } from './mutantsOf.ts';

/** Candidates beyond these are thinned out by the seed before any is chosen. */
const MOST_WEIGHED = 4_000;

/** How often each was chosen, and how many there are. */
interface Share {
  readonly size: number;
  taken: number;
}

/**
 * Mutants in the order in which they are tried: spread over functions, blocks, lines and operators,
 * chosen by the seed within these. At most `most`.
 */
export function orderedMutants(
  mutants: readonly PlacedMutant[],
  seed: string,
  most: number,
): readonly PlacedMutant[] {
  const left = shuffled(mutants, seed).slice(0, MOST_WEIGHED);
  const shares = new Map<string, Share>();
  const keys = new Map(left.map((mutant) => [mutant, keysOf(mutant)]));
  for (const key of [...keys.values()].flat()) {
    shares.set(key, { size: (shares.get(key)?.size ?? 0) + 1, taken: 0 });
  }
  const weight = (mutant: PlacedMutant): number =>
    (keys.get(mutant) ?? []).reduce((sum, key) => {
      const { size = 1, taken = 0 } = shares.get(key) ?? {};
      // What is larger gets more, but not as much more as it is larger.
      return sum + taken / Math.sqrt(size);
    }, 0);
  const chosen: PlacedMutant[] = [];
  while (chosen.length < most && left.length > 0) {
    let best = 0;
    let least = Infinity;
    for (const [index, mutant] of left.entries()) {
      const own = weight(mutant);
      if (own < least) [best, least] = [index, own];
      if (own === 0) break;
    }
    const [taken] = left.splice(best, 1);
    if (taken === undefined) break;
    chosen.push(taken);
    for (const key of keys.get(taken) ?? []) {
      const share = shares.get(key);
      if (share !== undefined) share.taken += 1;
    }
  }
  return chosen;
}

function keysOf({ functionAt, blockAt, line, operator }: PlacedMutant): readonly string[] {
  return [`function ${functionAt}`, `block ${blockAt}`, `line ${line}`, operator];
}

function shuffled(mutants: readonly PlacedMutant[], seed: string): PlacedMutant[] {
  const below = numbersFrom(seed);
  const all = [...mutants];
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = below(at + 1);
    const [one, two] = [all[at], all[other]];
    if (one !== undefined && two !== undefined) [all[at], all[other]] = [two, one];
  }
  return all;
}

/** Whole numbers below a bound, the same for the same seed (Mulberry32). */
function numbersFrom(seed: string): (bound: number) => number {
  let state = 0x811c9dc5;
  for (let at = 0; at < seed.length; at += 1) {
    state = Math.imul(state ^ seed.charCodeAt(at), 0x01000193);
  }
  return (bound) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % bound;
  };
}
