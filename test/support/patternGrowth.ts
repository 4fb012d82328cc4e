import type { Part } from './patternSyntax.ts';
import { parsePattern } from './patternSyntax.ts';

/** Why a pattern can take more than linear time, in words; undefined: it cannot. */
export function growthOf(source: string, flags: string): string | undefined {
  return new PatternGrowth(source, flags).find();
}

/** Whether a step is open between the character before and the one after. */
type Guard = (before: string, after: string) => boolean;

/** What is between two characters of a match: nodes that take none. */
type Node =
  | { readonly kind: 'state'; readonly state: State }
  | { readonly kind: 'split'; readonly next: Node[] }
  | { readonly kind: 'loop'; readonly next: Node[]; readonly loop: number }
  | { readonly kind: 'again'; readonly next: Node[]; readonly loop: number }
  | { readonly kind: 'guard'; readonly next: Node[]; readonly isOpen: Guard }
  | { readonly kind: 'end'; readonly isMatch: boolean };

interface State {
  readonly id: number;
  readonly source: string;
  readonly takes: ReadonlySet<string>;
  readonly next: Node[];
  readonly steps: Step[];
  /** The states behind them, by the characters before and after. */
  readonly open: Map<string, readonly State[]>;
  /** Whoever is here has a match, whatever follows. */
  hasMatch: boolean;
  isTwofold: boolean;
}

interface Step {
  readonly to: State;
  readonly guards: readonly Guard[];
}

/** Bounded repeats are written out; so many tell all that unbounded ones beside them can do. */
const MOST_COPIES = 3;
const BREAKS = '\n\r\u2028\u2029';
const ODD_CHARACTERS = '\u00a0\u00e9\u0130\u017f\u212a\u4e00\ufeff\u{1f600}';

/**
 * A matcher that tries one way after the other takes more than linear time over a text that repeats some word w
 * where two places of the pattern can both take w and stay, and the first can also take w and go to the second (the
 * start of the search is such a place, too). See Weideman et al., "Analyzing matching time behavior of backtracking
 * regular expression matchers" (2016). Whether what follows can fail is asked for the whole match only.
 */
class PatternGrowth {
  readonly #flags: string;
  readonly #part: Part;
  readonly #letters: readonly string[];
  readonly #sets = new Map<string, ReadonlySet<string>>();
  readonly #states: State[] = [];
  readonly #reached = new Map<State, ReadonlySet<State>>();
  #loops = 0;
  #reason: string | undefined;

  constructor(source: string, flags: string) {
    this.#flags = flags;
    this.#part = parsePattern(source);
    this.#letters = this.#lettersOf(source);
  }

  find(): string | undefined {
    const start = this.#compile(this.#part, { kind: 'end', isMatch: true });
    if (!this.#flags.includes('y')) {
      const search = this.#state('[^]', [start]);
      search.next.push({ kind: 'state', state: search });
    }
    for (const state of this.#states) this.#walk(state);
    if (this.#reason !== undefined) return this.#reason;
    const rings = this.#rings();
    for (const [from, fromRing] of rings) {
      if (from.isTwofold) return `${from.source} repeats in two ways`;
      for (const [to, toRing] of rings) {
        if (from === to || to.hasMatch || this.#reached.get(from)?.has(to) !== true) continue;
        const word = this.#pumped({ from, to }, { fromRing, toRing });
        if (word !== undefined) {
          return `${from.source} and ${to.source} both take ${JSON.stringify(word)}`;
        }
      }
    }
    return undefined;
  }

  /** One character for each way in which the pattern's sets tell characters apart. */
  #lettersOf(source: string): readonly string[] {
    const ascii = Array.from({ length: 128 }, (_, code) => String.fromCharCode(code));
    const all = [...new Set([...ascii, ...Array.from(ODD_CHARACTERS + source)])];
    const sources = [...new Set(['\\w', `[${BREAKS}]`, ...setsIn(this.#part)])];
    const tests = sources.map(
      (set) => new RegExp(`^(?:${set})$`, this.#flags.replace(/[gmy]/g, '')),
    );
    const classes = new Map<string, string>();
    for (const letter of all) {
      const kind = tests.map((test) => (test.test(letter) ? 1 : 0)).join('');
      if (!classes.has(kind)) classes.set(kind, letter);
    }
    return [...classes.values()];
  }

  #set(source: string): ReadonlySet<string> {
    const known = this.#sets.get(source);
    if (known !== undefined) return known;
    const pattern = new RegExp(`^(?:${source})$`, this.#flags.replace(/[gmy]/g, ''));
    const set = new Set(this.#letters.filter((letter) => pattern.test(letter)));
    this.#sets.set(source, set);
    return set;
  }

  #state(source: string, next: Node[]): State {
    const takes = this.#set(source);
    const id = this.#states.length;
    const state: State = {
      id,
      source,
      takes,
      next,
      steps: [],
      open: new Map(),
      hasMatch: false,
      isTwofold: false,
    };
    this.#states.push(state);
    return state;
  }

  #compile(part: Part, after: Node): Node {
    switch (part.kind) {
      case 'set':
        return { kind: 'state', state: this.#state(part.source, [after]) };
      case 'all':
        return part.parts.reduceRight<Node>((next, one) => this.#compile(one, next), after);
      case 'any':
        return { kind: 'split', next: part.parts.map((one) => this.#compile(one, after)) };
      case 'repeat':
        return this.#repeat(part, after);
      case 'place':
        return { kind: 'guard', next: [after], isOpen: this.#placeGuard(part.sign) };
      case 'look':
        return this.#look(part, after);
    }
  }

  #repeat({ least, most, part }: Part & { kind: 'repeat' }, after: Node): Node {
    let node = after;
    if (most === Infinity) {
      const loop = (this.#loops += 1);
      const body: Node[] = [];
      node = { kind: 'loop', next: body, loop };
      body.push(this.#compile(part, { kind: 'again', next: [node], loop }), after);
    } else {
      for (let copy = Math.min(most - least, MOST_COPIES); copy > 0; copy -= 1) {
        node = { kind: 'split', next: [this.#compile(part, node), after] };
      }
    }
    for (let copy = Math.min(least, MOST_COPIES); copy > 0; copy -= 1) {
      node = this.#compile(part, node);
    }
    return node;
  }

  #placeGuard(sign: (Part & { kind: 'place' })['sign']): Guard {
    const words = this.#set('\\w');
    if (sign === '\\b') return (before, after) => words.has(before) !== words.has(after);
    if (sign === '\\B') return (before, after) => words.has(before) === words.has(after);
    if (!this.#flags.includes('m')) return () => false;
    return (before, after) => BREAKS.includes(sign === '^' ? before : after);
  }

  /** What is looked at is read from each place, and what it says of one character is obeyed. */
  #look({ isAhead, isNot, part }: Part & { kind: 'look' }, after: Node): Node {
    const source = singleSet(part);
    if (source !== undefined) {
      const set = this.#set(source);
      const isOpen: Guard = (before, next) => set.has(isAhead ? next : before) !== isNot;
      return { kind: 'guard', next: [after], isOpen };
    }
    const free: Node = { kind: 'guard', next: [after], isOpen: () => true };
    if (isAhead) {
      return { kind: 'split', next: [this.#compile(part, { kind: 'end', isMatch: false }), free] };
    }
    if (isUnbounded(part)) this.#reason = 'a look-behind without bound';
    return free;
  }

  /** Finds the steps of a state: the ways to the next states that take nothing between. */
  #walk(state: State): void {
    const ways = new Set<State>();
    const walk = (node: Node, guards: readonly Guard[], inLoops: ReadonlySet<number>): void => {
      switch (node.kind) {
        case 'state':
          if (ways.has(node.state) && state === node.state) state.isTwofold = true;
          ways.add(node.state);
          state.steps.push({ to: node.state, guards });
          return;
        case 'end':
          if (node.isMatch && guards.length === 0) state.hasMatch = true;
          return;
        case 'guard':
          return node.next.forEach((next) => walk(next, [...guards, node.isOpen], inLoops));
        case 'again':
          // An empty round is none.
          if (inLoops.has(node.loop)) return;
          return node.next.forEach((next) => walk(next, guards, inLoops));
        case 'loop': {
          const within = new Set([...inLoops, node.loop]);
          return node.next.forEach((next) => walk(next, guards, within));
        }
        case 'split':
          return node.next.forEach((next) => walk(next, guards, inLoops));
      }
    };
    state.next.forEach((node) => walk(node, [], new Set()));
  }

  /** For each state from which itself can be reached, all that lie on such ways. */
  #rings(): ReadonlyMap<State, ReadonlySet<State>> {
    for (const state of this.#states) this.#reached.set(state, reach(state));
    const rings = new Map<State, ReadonlySet<State>>();
    for (const [state, others] of this.#reached) {
      if (!others.has(state)) continue;
      rings.set(
        state,
        new Set([...others].filter((other) => this.#reached.get(other)?.has(state))),
      );
    }
    return rings;
  }

  /** A word that leads from the first back to it, from the first to the second and from the second back to it. */
  #pumped(
    { from, to }: { readonly from: State; readonly to: State },
    rings: Rings,
  ): string | undefined {
    const starts = this.#letters.filter((letter) => from.takes.has(letter) && to.takes.has(letter));
    for (const letter of starts) {
      const word = this.#search([from, from, to], [from, to, to], letter, rings);
      if (word !== undefined) return word;
    }
    return undefined;
  }

  #search(start: Triple, end: Triple, letter: string, rings: Rings): string | undefined {
    const key = (triple: Triple, last: string) => `${triple.map(({ id }) => id).join()},${last}`;
    const goal = key(end, letter);
    const seen = new Set<string>();
    let fringe = [{ triple: start, last: letter, word: '' }];
    while (fringe.length > 0) {
      const next: typeof fringe = [];
      for (const { triple, last, word } of fringe) {
        for (const after of this.#letters) {
          for (const longer of this.#triplesAfter(triple, last, after, rings)) {
            const known = key(longer, after);
            if (known === goal) return word + after;
            if (seen.has(known)) continue;
            seen.add(known);
            next.push({ triple: longer, last: after, word: word + after });
          }
        }
      }
      fringe = next;
    }
    return undefined;
  }

  *#triplesAfter(
    [one, two, three]: Triple,
    before: string,
    after: string,
    { fromRing, toRing }: Rings,
  ): Iterable<Triple> {
    const nextThrees = stepsOver(three, before, after).filter((state) => toRing.has(state));
    if (nextThrees.length === 0) return;
    const nextOnes = stepsOver(one, before, after).filter((state) => fromRing.has(state));
    for (const nextTwo of stepsOver(two, before, after)) {
      if (this.#reached.get(nextTwo)?.has(three) !== true) continue;
      for (const nextOne of nextOnes) {
        for (const nextThree of nextThrees) yield [nextOne, nextTwo, nextThree];
      }
    }
  }
}

type Triple = readonly [State, State, State];

/** The states that the first and the last of three must not leave. */
interface Rings {
  readonly fromRing: ReadonlySet<State>;
  readonly toRing: ReadonlySet<State>;
}

function stepsOver(state: State, before: string, after: string): readonly State[] {
  const known = state.open.get(before + after);
  if (known !== undefined) return known;
  const open = state.steps
    .filter(
      ({ to, guards }) => to.takes.has(after) && guards.every((isOpen) => isOpen(before, after)),
    )
    .map(({ to }) => to);
  state.open.set(before + after, open);
  return open;
}

function reach(state: State): ReadonlySet<State> {
  const reached = new Set<State>();
  const open = [state];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const { to } of next.steps) {
      if (reached.has(to)) continue;
      reached.add(to);
      open.push(to);
    }
  }
  return reached;
}

function setsIn(part: Part): readonly string[] {
  if (part.kind === 'set') return [part.source];
  if (part.kind === 'place') return [];
  return 'parts' in part ? part.parts.flatMap(setsIn) : setsIn(part.part);
}

function singleSet(part: Part): string | undefined {
  if (part.kind === 'set') return part.source;
  if (part.kind === 'all' && part.parts.length === 1) return part.parts.map(singleSet)[0];
  if (part.kind !== 'any') return undefined;
  const sets = part.parts.map(singleSet);
  return sets.includes(undefined) ? undefined : sets.join('|');
}

function isUnbounded(part: Part): boolean {
  if (part.kind === 'repeat') return part.most === Infinity || isUnbounded(part.part);
  if ('parts' in part) return part.parts.some(isUnbounded);
  return part.kind === 'look' && isUnbounded(part.part);
}
