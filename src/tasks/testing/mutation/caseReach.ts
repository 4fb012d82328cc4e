import type { LineRange } from '../../../syntax/syntax.ts';
import type { CaseResult, TestRun } from '../../task.ts';
import type { EnteredByCase } from '../../toldByRun.ts';

/** Cases that take less than that share of a whole run are worth being run by themselves. */
const WORTH = 0.7;

/** What the cases of a file have told, in the order of the file. */
interface ToldCases {
  readonly cases: readonly CaseResult[];
  readonly entered: EnteredByCase;
}

/**
 * Which cases of a file come by which lines of the subject. It is known of files whose cases say the same
 * in their order and in the opposite one: those do not need each other.
 */
export class CaseReach {
  readonly #names: readonly string[];
  readonly #ms: readonly number[];
  readonly #forward: EnteredByCase;
  readonly #backward: EnteredByCase;
  /** Runs of some cases on the original, by their places. */
  readonly #originals = new Map<string, Promise<TestRun>>();

  private constructor({ cases, entered }: ToldCases, backward: EnteredByCase) {
    this.#names = cases.map(({ name }) => name);
    this.#ms = cases.map(({ durationMs = 0 }) => 1 + durationMs);
    this.#forward = entered;
    this.#backward = backward;
  }

  /** Of a run in order and of one in the opposite order; undefined: they say otherwise, or not enough. */
  static of(forward: TestRun, backward: TestRun): CaseReach | undefined {
    const [one, other] = [toldBy(forward), toldBy(backward)];
    if (one === undefined || other === undefined) return undefined;
    const said = ({ name, outcome }: CaseResult): string => JSON.stringify([name, outcome]);
    const opposite = other.cases.toReversed().map(said).join();
    if (one.cases.map(said).join() !== opposite) return undefined;
    return new CaseReach(one, other.entered);
  }

  /** The places of all of its cases, the last first. */
  static backwards(run: TestRun): readonly number[] | undefined {
    return toldBy(run)?.cases.map((_, at, { length }) => length - 1 - at);
  }

  /**
   * Cases that come by lines, in the order of the file, which keeps together what is set up together; undefined: all are needed, since something comes by
   * them in one order alone or where no case is, or most of the time would go to these anyway.
   */
  placesFor({ firstLine, lastLine }: LineRange): readonly number[] | undefined {
    const isIn = (line: number): boolean => line >= firstLine && line <= lastLine;
    if ([this.#forward, this.#backward].some(({ apart }) => apart.some(isIn))) return undefined;
    const comes = ({ cases }: EnteredByCase): readonly number[] =>
      cases.flatMap((lines, place) => (lines.some(isIn) ? [place] : []));
    const places = comes(this.#forward);
    if (places.join() !== comes(this.#backward).join()) return undefined;
    const ms = (some: readonly number[]): number =>
      some.reduce((sum, place) => sum + (this.#ms[place] ?? 0), 0);
    if (places.length === 0 || ms(places) > WORTH * ms([...this.#ms.keys()])) return undefined;
    return places;
  }

  /** Whether a run told of these cases, in this order, and of no others. */
  isOf(run: TestRun, places: readonly number[]): boolean {
    const names = casesOf(run).map(({ name }) => name);
    return (
      names.length === places.length &&
      places.every((at, index) => names[index] === this.#names[at])
    );
  }

  placeOf(name: string): number {
    return this.#names.indexOf(name);
  }

  /** What some cases say of the original, asked once. */
  original(places: readonly number[], run: () => Promise<TestRun>): Promise<TestRun> {
    const key = places.join();
    const known = this.#originals.get(key) ?? run();
    this.#originals.set(key, known);
    return known;
  }
}

function casesOf(run: TestRun): readonly CaseResult[] {
  return run.type === 'notRun' ? [] : (run.cases ?? []);
}

/** Undefined: not all is known of each case, or two are called the same. */
function toldBy(run: TestRun): ToldCases | undefined {
  if (run.type !== 'passed' || run.enteredByCase === undefined) return undefined;
  const cases = casesOf(run);
  const names = new Set(cases.map(({ name }) => name));
  const isClear = names.size === cases.length && cases.length === run.enteredByCase.cases.length;
  return isClear ? { cases, entered: run.enteredByCase } : undefined;
}
