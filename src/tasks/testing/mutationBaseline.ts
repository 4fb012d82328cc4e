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

/** One test file on the original, and what runs it on mutants. */
export interface KnownTest {
  readonly baseline: Baseline;
  readonly runner: TestRunner;
}

/** Why nothing is known of the original. */
export type NoBaseline = 'notRun' | 'isolation' | 'noCasePasses' | 'unsteady';

/** What is asked of the original. */
export interface Original {
  readonly tests: readonly TestToRun[];
  readonly subject: { readonly path: string; readonly text: string };
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
 * last file of tests is come to. A series runs those of which it says what single runs say.
 */
export class Baselines {
  readonly #tools: BaselineTools;
  readonly #original: Original;
  readonly #signal: AbortSignal;
  readonly #asked = new Map<number, Promise<Asked | undefined>>();
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
    const { testRunner, series } = this.#tools;
    const test = tests[index];
    if (test === undefined) return undefined;
    const given = baseline?.[index];
    const asked =
      baseline === undefined
        ? await this.#run(test, series ?? testRunner)
        : given && { baseline: given, runner: await this.#runnerOf(test, given), why: undefined };
    const isLost = baseline === undefined && series !== undefined && !hasSteady(asked);
    const told = isLost ? await this.#run(test, testRunner) : asked;
    this.#unsteady += told?.baseline.steady.unsteady ?? 0;
    return told;
  }

  /** Twice at once. */
  async #run(test: TestToRun, runner: TestRunner): Promise<Asked> {
    const { clock } = this.#tools;
    const start = clock.ticks();
    const run = (): Promise<TestRun> =>
      runner.run({ ...test, byCase: true }, undefined, this.#signal);
    const [one, other] = await Promise.all([run(), run()]);
    this.#signal.throwIfAborted();
    const why = one.type === 'notRun' ? (one.reason ?? 'notRun') : undefined;
    const baseline = { steady: steadyCases(one, other), ms: clock.ticks() - start };
    return { baseline, runner, why };
  }

  /** The series where it says of the original what single runs have said. */
  async #runnerOf(test: TestToRun, { steady: { keys } }: Baseline): Promise<TestRunner> {
    const { testRunner, series } = this.#tools;
    if (series === undefined || keys.size === 0) return testRunner;
    const { path, text } = this.#original.subject;
    const run = await series.run({ ...test, byCase: true }, { path, text }, this.#signal);
    const told = caseKeys(run.type === 'notRun' ? [] : run.cases);
    return [...keys].every((key) => told.get(key)?.outcome === 'passed') ? series : testRunner;
  }
}

function hasSteady(asked: Asked | undefined): boolean {
  return asked !== undefined && asked.baseline.steady.keys.size > 0;
}
