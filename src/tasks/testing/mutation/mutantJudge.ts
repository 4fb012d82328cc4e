import type { Clock } from '../../../models/ports.ts';
import type { Mutant } from '../../../syntax/mutants/mutant.ts';
import { mutated } from '../../../syntax/mutants/mutant.ts';
import type { CaseResult, Replacement, TestRun, TestToRun } from '../../task.ts';
import { crashedOnLoad, hasCrashed } from '../proof/crashed.ts';
import { byItsCases } from './chosenCases.ts';
import type { Baseline, Baselines, KnownTest } from './mutationBaseline.ts';
import { comesBy } from './mutationBaseline.ts';
import type { SteadyCases } from './steadyCases.ts';
import { caseKeys } from './steadyCases.ts';

/**
 * What became of a mutant: a case that passes on the original failed (`killed`), all such cases
 * passed (`survived`), the run was ended at its limit, which says nothing of the tests, or there was
 * no run of these cases, say because the mutant does not compile. One that breaks down while it is
 * loaded, where that is done by running it, is killed as well.
 */
export type MutantFate = 'killed' | 'survived' | 'timedOut' | 'notRun';

/** What became of one. */
export interface Fate {
  readonly fate: MutantFate;
  /** For one that was killed: no assertion noticed it, the subject broke down. */
  readonly isCrash: boolean;
}

/** A run may take that many times what it took on the original, and at least so many ms. */
const SLOWER = 4;
const LEAST_LIMIT_MS = 5_000;

/** What is judged, and by which tests. */
interface Judged {
  readonly subject: Replacement & { readonly language: string };
  readonly tellsCrashes?: boolean;
}

/** What mutants are judged by. */
interface Judging {
  readonly clock: Pick<Clock, 'ticks'>;
  readonly baselines: Baselines;
}

/** What a run of one file has said, and which cases count. */
interface Said {
  readonly run: TestRun | 'survived';
  readonly steady: SteadyCases;
}

/** Says what becomes of a mutant. */
export class MutantJudge {
  readonly #on: Judging;
  readonly #request: Judged;
  /** In the clock's ticks. */
  readonly #until: number;
  /** ms of all runs that ended by themselves, by the test. */
  readonly #taken = new Map<number, { readonly sum: number; readonly count: number }>();

  constructor(on: Judging, request: Judged, until: number) {
    this.#on = on;
    this.#request = request;
    this.#until = until;
  }

  /** `rank`: whose runs come first where not all can be done at once. */
  async fateOf(mutant: Mutant, rank: number, signal: AbortSignal): Promise<Fate> {
    const { subject, tellsCrashes = false } = this.#request;
    const fates: MutantFate[] = [];
    let isBroken = false;
    // What is run while a file is loaded is changed for all; who uses the rest notices it sooner.
    for (const index of this.#on.baselines.order()) {
      const said = await this.#saidOf(mutant, index, rank, signal);
      if (said === undefined) continue;
      if (said === 'passedBy') {
        fates.push('survived');
        continue;
      }
      const { fate, isCrash } =
        said.run === 'survived'
          ? { fate: said.run, isCrash: false }
          : fateBy(said.run, said.steady, subject.language);
      if (fate === 'killed' && !(isCrash && tellsCrashes)) return { fate, isCrash };
      // It would run on in the other files as well, each until its limit.
      if (fate === 'timedOut') return { fate, isCrash: false };
      isBroken ||= isCrash;
      fates.push(fate);
    }
    const order = ['killed', 'survived'] as const;
    const fate = order.find((one) => fates.includes(one)) ?? 'notRun';
    return { fate, isCrash: fate === 'killed' && isBroken };
  }

  /**
   * What one file of tests says of it: run as soon as a series has passed the original, and believed once
   * a run by itself has said the same of that. Undefined: no case of it passes each time.
   */
  async #saidOf(
    mutant: Mutant,
    index: number,
    rank: number,
    signal: AbortSignal,
  ): Promise<Said | 'passedBy' | undefined> {
    const { baselines } = this.#on;
    baselines.need(index, rank);
    const soon = await baselines.soonOf(index);
    const isRun = soon !== undefined && comesBy(soon.baseline, mutant.within);
    const ahead = isRun ? await this.#run(mutant, soon, { index, rank }, signal) : undefined;
    if (await baselines.isPassedBy(index, mutant.within)) return 'passedBy';
    const known = await baselines.of(index);
    if (known === undefined) return undefined;
    const isSame = soon?.runner === known.runner && soon.test === known.test;
    const run =
      ahead !== undefined && isSame
        ? ahead
        : await this.#run(mutant, known, { index, rank }, signal);
    return { run, steady: known.baseline.steady };
  }

  async #run(
    mutant: Mutant,
    { runner, test, baseline }: KnownTest,
    { index, rank }: { readonly index: number; readonly rank: number },
    signal: AbortSignal,
  ): Promise<TestRun | 'survived'> {
    const { subject, tellsCrashes = false } = this.#request;
    const asked = { ...test, rank, limitMs: this.#limitOf(test, index, baseline) };
    const changed = { path: subject.path, text: mutated(subject.text, mutant) };
    if (!tellsCrashes) {
      const known = { runner, test: asked, baseline };
      const chosen = await byItsCases(known, changed, mutant.within, signal);
      if (chosen !== undefined) return chosen;
    }
    const start = this.#on.clock.ticks();
    const run = await runner.run(asked, changed, signal);
    const hasEnded = run.type === 'passed' || (run.type === 'failed' && run.isTimedOut !== true);
    if (hasEnded) this.#took(index, run.ms ?? this.#on.clock.ticks() - start);
    return run;
  }

  /** By what runs of the same tests have taken so far, where that is less than on the original. */
  #limitOf({ limitMs = Infinity }: TestToRun, index: number, { ms }: Baseline): number {
    const left = this.#until - this.#on.clock.ticks();
    const { sum, count } = this.#taken.get(index) ?? { sum: ms, count: 1 };
    const usual = Math.min(ms, sum / count);
    return Math.max(1, Math.min(left, Math.max(LEAST_LIMIT_MS, SLOWER * usual), limitMs));
  }

  #took(index: number, ms: number): void {
    const { sum, count } = this.#taken.get(index) ?? { sum: 0, count: 0 };
    this.#taken.set(index, { sum: sum + ms, count: count + 1 });
  }
}

function fateBy(run: TestRun, { keys }: SteadyCases, language: string): Fate {
  const of = (fate: MutantFate) => ({ fate, isCrash: false });
  if (run.type === 'notRun') return of('notRun');
  if (run.type === 'failed' && run.isTimedOut === true) return of('timedOut');
  const told = caseKeys(run.cases);
  const failed = [...keys].flatMap((key) => told.get(key) ?? []).filter(isFailed);
  if (failed.length > 0) return { fate: 'killed', isCrash: failed.every(hasCrashed) };
  const isNothingTold = [...keys].every((key) => !told.has(key));
  if (run.type === 'failed' && isNothingTold && crashedOnLoad(language, run.output)) {
    return { fate: 'killed', isCrash: true };
  }
  // Where the file cannot be loaded otherwise, nothing was said of any case.
  const hasPassed = [...keys].every((key) => told.get(key)?.outcome === 'passed');
  return of(hasPassed ? 'survived' : 'notRun');
}

function isFailed({ outcome }: CaseResult): boolean {
  return outcome === 'failed';
}
