import type { Clock } from '../../models/ports.ts';
import type { TestRun, TestRunner, TestToRun } from '../task.ts';
import type { SteadyCases } from './steadyCases.ts';
import { caseKeys, steadyCases } from './steadyCases.ts';

/** How tests did on the original. */
export interface Baseline {
  /** Cases that passed each time. */
  readonly steady: SteadyCases;
  /** ms that a run took. */
  readonly ms: number;
}

/** How one test file is run on mutants. */
interface Way {
  readonly runner: TestRunner;
  readonly test: TestToRun;
}

/** One test file on the original, and how it is run on mutants. */
export interface KnownTest extends Way {
  readonly baseline: Baseline;
}

/** Why nothing is known of the original. */
export type NoBaseline = 'notRun' | 'isolation' | 'noCasePasses' | 'unsteady';

/** What is asked of the original. */
export interface Original {
  readonly tests: readonly TestToRun[];
  readonly subject: { readonly path: string; readonly text: string };
  /** Whether the first case that fails is enough to know of a mutant. */
  readonly endsEarly?: boolean;
  /** What is known already, one for each test. */
  readonly baseline?: readonly Baseline[];
}

/** What runs tests: singly, and one behind the other where the runner can do that. */
export interface BaselineTools {
  readonly testRunner: TestRunner;
  readonly series: TestRunner | undefined;
  readonly clock: Pick<Clock, 'ticks'>;
}

interface Asked extends KnownTest {
  /** Undefined: it ran. */
  readonly why: 'notRun' | 'isolation' | undefined;
}

/**
 * How tests do on the original, each asked when it is first needed: most mutants are noticed before the
 * last file of tests is come to. A series runs those of which it says what single runs say; where it has
 * done so for one file of a framework, it is believed of others that pass by it twice.
 */
export class Baselines {
  readonly #tools: BaselineTools;
  readonly #original: Original;
  readonly #signal: AbortSignal;
  readonly #asked = new Map<number, Promise<Asked | undefined>>();
  /** Frameworks whose tests a series has run as they are run by themselves. */
  readonly #trusted = new Set<string>();
  #unsteady = 0;

  constructor(tools: BaselineTools, original: Original, signal: AbortSignal) {
    this.#tools = tools;
    this.#original = original;
    this.#signal = signal;
  }

  /** Cases of the files that were asked which did not end the same twice. */
  get unsteady(): number {
    return this.#unsteady;
  }

  /** Asks one file after the other until one has a case that passes each time; undefined: there is one. */
  async noBaseline(): Promise<NoBaseline | undefined> {
    let why: 'notRun' | 'isolation' = 'notRun';
    let hasRun = false;
    for (const index of this.#original.tests.keys()) {
      const asked = await this.#askedOf(index);
      if (asked === undefined) continue;
      if (asked.baseline.steady.keys.size > 0) return undefined;
      if (asked.why === undefined) hasRun = true;
      else why = asked.why;
    }
    if (this.#unsteady > 0) return 'unsteady';
    return hasRun ? 'noCasePasses' : why;
  }

  /** One file by its place; undefined: it has no case that passes each time. */
  async of(index: number): Promise<KnownTest | undefined> {
    const asked = await this.#askedOf(index);
    return asked === undefined || asked.baseline.steady.keys.size === 0 ? undefined : asked;
  }

  #askedOf(index: number): Promise<Asked | undefined> {
    const known = this.#asked.get(index) ?? this.#ask(index);
    this.#asked.set(index, known);
    return known;
  }

  async #ask(index: number): Promise<Asked | undefined> {
    const { tests, baseline } = this.#original;
    const test = tests[index];
    if (test === undefined) return undefined;
    const given = baseline?.[index];
    const asked =
      baseline === undefined
        ? await this.#run(test)
        : given && { ...(await this.#wayOf(test, given)), baseline: given, why: undefined };
    this.#unsteady += asked?.baseline.steady.unsteady ?? 0;
    return asked;
  }

  async #run(test: TestToRun): Promise<Asked> {
    if (!this.#trusted.has(test.framework)) return this.#beside(test, undefined);
    const { clock } = this.#tools;
    const [way] = this.#ways(test);
    const start = clock.ticks();
    const one = await this.#by(way);
    const middle = clock.ticks();
    if (one.type !== 'passed') return this.#beside(test, one);
    const other = await this.#by(way);
    const steady = steadyCases(one, other);
    if (other.type !== 'passed' || steady.unsteady > 0 || steady.keys.size === 0)
      return this.#beside(test, one);
    const [oneMs, otherMs] = [one.ms ?? middle - start, other.ms ?? clock.ticks() - middle];
    return { ...way, baseline: { steady, ms: Math.max(oneMs, otherMs) }, why: undefined };
  }

  #by({ runner, test }: Way): Promise<TestRun> {
    return runner.run(test, undefined, this.#signal);
  }

  /**
   * By itself, and at once as mutants are to be run: that has to say what a single run says. `known`:
   * what it has said.
   */
  async #beside(test: TestToRun, known: TestRun | undefined): Promise<Asked> {
    const { clock, testRunner, series } = this.#tools;
    const start = clock.ticks();
    const ways = this.#ways(test);
    let way = ways[0];
    const [one, first] = await Promise.all([
      this.#by({ runner: testRunner, test: { ...test, byCase: true } }),
      known ?? this.#by(way),
    ]);
    let other = first;
    for (const next of ways.slice(1)) {
      if (saysSame(one, other, way) || steadyCases(one, one).keys.size === 0) break;
      way = next;
      other = await this.#by(way);
    }
    this.#signal.throwIfAborted();
    const isAsAlone = way === ways[0] && way.runner === series && saysSame(one, other, way);
    if (isAsAlone && one.type === 'passed') this.#trusted.add(test.framework);
    const why = one.type === 'notRun' ? (one.reason ?? 'notRun') : undefined;
    return {
      ...way,
      baseline: { steady: steadyCases(one, other), ms: clock.ticks() - start },
      why,
    };
  }

  /** How mutants can be run, the quickest first. */
  #ways(test: TestToRun): readonly [Way, ...Way[]] {
    const { testRunner, series } = this.#tools;
    const whole = { ...test, byCase: true };
    const early = { ...whole, endsEarly: true };
    const single = { runner: testRunner, test: whole };
    const inSeries = series === undefined ? [] : [{ runner: series, test: whole }];
    const ways = [...inSeries, single];
    return this.#original.endsEarly === true
      ? [{ runner: series ?? testRunner, test: early }, ...ways]
      : [inSeries[0] ?? single, ...ways.slice(1)];
  }

  /** The series where it says of the original what single runs have said. */
  async #wayOf(test: TestToRun, { steady: { keys } }: Baseline): Promise<Way> {
    const { testRunner, series } = this.#tools;
    const asked = { ...test, byCase: true };
    if (series === undefined || keys.size === 0) return { runner: testRunner, test: asked };
    const { path, text } = this.#original.subject;
    const run = await series.run(asked, { path, text }, this.#signal);
    const told = caseKeys(run.type === 'notRun' ? [] : run.cases);
    const isSame = [...keys].every((key) => told.get(key)?.outcome === 'passed');
    return { runner: isSame ? series : testRunner, test: asked };
  }
}

/** Whether a way says of the original what a single run says: one that ends early, where nothing fails. */
function saysSame(one: TestRun, other: TestRun, { test }: Way): boolean {
  const isWhole = test.endsEarly !== true || one.type === 'passed';
  return isWhole && steadyCases(one, other).unsteady === 0;
}
