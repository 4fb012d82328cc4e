import type { Clock } from '../../models/ports.ts';
import type { Mutant } from '../../syntax/mutants/mutant.ts';
import { mutated } from '../../syntax/mutants/mutant.ts';
import type { LineRange, Syntax } from '../../syntax/syntax.ts';
import type { CaseResult, TestRun, TestRunner, TestToRun } from '../task.ts';
import type { Baseline, NoBaseline } from './mutationBaseline.ts';
import { Baselines } from './mutationBaseline.ts';
import { crashedOnLoad, hasCrashed } from './proof/crashed.ts';
import type { SteadyCases } from './steadyCases.ts';
import { caseKeys } from './steadyCases.ts';

/**
 * What became of a mutant: a case that passes on the original failed (`killed`), all such cases
 * passed (`survived`), the run was ended at its limit, which says nothing of the tests, or there was
 * no run of these cases, say because the mutant does not compile. One that breaks down while it is
 * loaded, where that is done by running it, is killed as well.
 */
export type MutantFate = 'killed' | 'survived' | 'timedOut' | 'notRun';

/** A file whose mutants are run. */
export interface MutationSubject {
  readonly path: string;
  /** Language id of the editor. */
  readonly language: string;
  readonly text: string;
}

/** Which mutants are run against which tests. */
export interface MutationRequest {
  readonly subject: MutationSubject;
  /** Lines of the subject in which mutants may stand. */
  readonly ranges: readonly LineRange[];
  /**
   * Test files of the project as they are, each with the framework that runs it. A mutant goes
   * through them in order until one notices it.
   */
  readonly tests: readonly TestToRun[];
  /** The same seed chooses the same mutants of the same text. */
  readonly seed: string;
  /** Most mutants. */
  readonly most: number;
  /** ms for all of it, runs of the original included. */
  readonly limitMs: number;
  /**
   * Share of the executed mutants that has to be killed: nothing more is run as soon as it is certain
   * that it is missed, and once `thoroughMs` are over as soon as it is certain that it is reached.
   * Left out: all are run.
   */
  readonly score?: number;
  /** 0 when left out. */
  readonly thoroughMs?: number;
  /** What breaks down in one file of tests may be noticed by an assertion of another: each is asked. */
  readonly tellsCrashes?: boolean;
  /** What is known of the original, one for each of `tests`; left out: they are run twice. */
  readonly baseline?: readonly Baseline[];
}

/** What running mutants needs. */
export interface MutationTools {
  readonly syntax: Pick<Syntax, 'mutants'> & Partial<Pick<Syntax, 'marked'>>;
  readonly testRunner: TestRunner;
  readonly clock: Pick<Clock, 'ticks' | 'wait'>;
}

/** A mutant and what became of it. */
export interface JudgedMutant {
  readonly mutant: Mutant;
  readonly fate: MutantFate;
  /** For one that was killed: no assertion noticed it, the subject broke down. */
  readonly isCrash: boolean;
}

/** What running mutants came to. */
export type MutationResult =
  | {
      readonly type: 'done';
      /** In the order in which they were tried; those that were not begun are left out. */
      readonly mutants: readonly JudgedMutant[];
      /** Those that were killed or survived. */
      readonly executed: number;
      readonly killed: number;
      /** Of the killed those that broke their subject down, which a test without assertions notices, too. */
      readonly crashed: number;
      readonly timedOut: number;
      /** All that were chosen, whether begun or not. */
      readonly chosen: number;
      /** Cases of the original that did not end the same twice, and were not asked. */
      readonly unsteady: number;
    }
  /** There is no grammar for the language, or nothing to change in these lines. */
  | { readonly type: 'noMutants' }
  /** Nothing was said of the original: no test ran, or none that passes each time. */
  | {
      readonly type: 'noBaseline';
      readonly why: NoBaseline;
    };

/** Who is told of each mutant as soon as it is judged. */
export interface MutationWatch {
  readonly onMutant?: (mutant: Mutant, fate: MutantFate, chosen: number) => void;
}

/** Runs that are asked for at once; the runner takes as many of them as the machine can bear. */
const AT_ONCE = 8;
/** A run may take that many times what it took on the original, and at least so many ms. */
const SLOWER = 4;
const LEAST_LIMIT_MS = 5_000;

/**
 * Runs mutants of a subject against tests of it, several at once, within the time given.
 * @throws the signal's reason when it is aborted
 */
export async function runMutants(
  tools: MutationTools,
  request: MutationRequest,
  watch: MutationWatch,
  signal: AbortSignal,
): Promise<MutationResult> {
  const { limitMs, score, thoroughMs = 0, tellsCrashes } = request;
  const start = tools.clock.ticks();
  const deadline = new AbortController();
  const within = AbortSignal.any([signal, deadline.signal]);
  const stop = (): void => deadline.abort();
  // Ends with the rest: nobody waits for it.
  void tools.clock.wait(limitMs, within).then(stop, () => undefined);
  const series = seriesOf(tools.testRunner, request.subject.path);
  try {
    const mutants = await chosenMutants(tools, request, signal);
    if (mutants === 'unread') return { type: 'noBaseline', why: 'notRun' };
    if (mutants === undefined || mutants.length === 0) return { type: 'noMutants' };
    const endsEarly = score === undefined && tellsCrashes !== true;
    const marked = await markedText(tools, request, mutants, signal);
    const original = { ...request, endsEarly, marked };
    const baselines = new Baselines({ ...tools, series }, original, within);
    const why = await baselines.noBaseline();
    if (why !== undefined) return { type: 'noBaseline', why };
    const judge = new MutantJudge({ clock: tools.clock, baselines }, request, start + limitMs);
    const tally = new Tally(mutants.length, score);
    await judgeAll(mutants, within, async (mutant, rank) => {
      const { fate, isCrash } = await judge.fateOf(mutant, rank, within);
      // What was cut off by the end of it all is not known.
      if (within.aborted) return;
      tally.add({ mutant, fate, isCrash });
      watch.onMutant?.(mutant, fate, mutants.length);
      const isThorough = tools.clock.ticks() - start >= thoroughMs;
      if (tally.isMissed || (isThorough && tally.isReached)) stop();
    });
    signal.throwIfAborted();
    return { type: 'done', ...tally.result(), unsteady: baselines.unsteady };
  } catch (error) {
    signal.throwIfAborted();
    if (deadline.signal.aborted) return { type: 'noBaseline', why: 'notRun' };
    throw error;
  } finally {
    stop();
    // What is left ends by itself.
    await series?.end().catch(() => undefined);
  }
}

/** Runs of one name, where the runner knows what that is. */
function seriesOf(
  runner: TestRunner,
  name: string,
): (Pick<TestRunner, 'run'> & { readonly end: () => Promise<void> }) | undefined {
  if (runner.endSeries === undefined) return undefined;
  return {
    run: (test, subject, signal) => runner.run({ ...test, series: name }, subject, signal),
    end: async () => runner.endSeries?.(name),
  };
}

/** The mutants to run; `unread`: the text was too much for the parser, and nothing is known. */
async function chosenMutants(
  { syntax }: MutationTools,
  { subject, ranges, seed, most }: MutationRequest,
  signal: AbortSignal,
): Promise<readonly Mutant[] | undefined | 'unread'> {
  try {
    return await syntax.mutants(subject.language, subject.text, { ranges, seed, most }, signal);
  } catch {
    signal.throwIfAborted();
    return 'unread';
  }
}

/** The subject that tells what is entered; undefined: nothing is to be learnt of these mutants by that. */
async function markedText(
  { syntax }: MutationTools,
  { subject }: MutationRequest,
  mutants: readonly Mutant[],
  signal: AbortSignal,
): Promise<string | undefined> {
  if (!mutants.some(({ within }) => within !== undefined)) return undefined;
  try {
    return await syntax.marked?.(subject.language, subject.text, signal);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** Some at a time, in order, until the signal. */
async function judgeAll(
  mutants: readonly Mutant[],
  signal: AbortSignal,
  judge: (mutant: Mutant, rank: number) => Promise<void>,
): Promise<void> {
  const left = [...mutants.entries()];
  const work = async (): Promise<void> => {
    while (!signal.aborted) {
      const next = left.shift();
      if (next === undefined) return;
      const [rank, mutant] = next;
      try {
        await judge(mutant, rank);
      } catch (error) {
        if (!signal.aborted) throw error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

/** What mutants are judged by. */
interface Judging extends Pick<MutationTools, 'clock'> {
  readonly baselines: Baselines;
}

/** Says what becomes of a mutant. */
class MutantJudge {
  readonly #on: Judging;
  readonly #request: MutationRequest;
  /** In the clock's ticks. */
  readonly #until: number;
  /** ms of all runs that ended by themselves, by the test. */
  readonly #taken = new Map<number, { readonly sum: number; readonly count: number }>();

  constructor(on: Judging, request: MutationRequest, until: number) {
    this.#on = on;
    this.#request = request;
    this.#until = until;
  }

  /** `rank`: whose runs come first where not all can be done at once. */
  async fateOf(
    mutant: Mutant,
    rank: number,
    signal: AbortSignal,
  ): Promise<Omit<JudgedMutant, 'mutant'>> {
    const { subject, tests, tellsCrashes = false } = this.#request;
    const text = mutated(subject.text, mutant);
    const fates: MutantFate[] = [];
    let isBroken = false;
    for (const [index, test] of tests.entries()) {
      if (await this.#on.baselines.isPassedBy(index, mutant.within)) {
        fates.push('survived');
        continue;
      }
      const known = await this.#on.baselines.of(index);
      if (known === undefined) continue;
      const { runner, baseline } = known;
      const asked = { ...known.test, rank, limitMs: this.#limitOf(test, index, baseline) };
      const start = this.#on.clock.ticks();
      const run = await runner.run(asked, { path: subject.path, text }, signal);
      const hasEnded = run.type === 'passed' || (run.type === 'failed' && run.isTimedOut !== true);
      if (hasEnded) this.#took(index, run.ms ?? this.#on.clock.ticks() - start);
      const { fate, isCrash } = fateBy(run, baseline.steady, subject.language);
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

function fateBy(
  run: TestRun,
  { keys }: SteadyCases,
  language: string,
): Omit<JudgedMutant, 'mutant'> {
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

/** Counts, and knows when more of it changes nothing. */
class Tally {
  readonly #judged: JudgedMutant[] = [];
  readonly #chosen: number;
  readonly #score: number | undefined;

  constructor(chosen: number, score: number | undefined) {
    this.#chosen = chosen;
    this.#score = score;
  }

  add(judged: JudgedMutant): void {
    this.#judged.push(judged);
  }

  /** Whether the score is reached even if all that is left survives. */
  get isReached(): boolean {
    const { killed, executed } = this.result();
    const all = executed + this.#left;
    return this.#score !== undefined && killed > 0 && killed / all >= this.#score;
  }

  /** Whether it is missed even if all that is left is killed. */
  get isMissed(): boolean {
    const { killed, executed } = this.result();
    const all = executed + this.#left;
    return this.#score !== undefined && all > 0 && (killed + this.#left) / all < this.#score;
  }

  get #left(): number {
    return this.#chosen - this.#judged.length;
  }

  result(): Omit<Extract<MutationResult, { type: 'done' }>, 'type' | 'unsteady'> {
    const count = (fate: MutantFate) => this.#judged.filter((one) => one.fate === fate).length;
    const killed = count('killed');
    return {
      mutants: this.#judged,
      executed: killed + count('survived'),
      killed,
      crashed: this.#judged.filter(({ fate, isCrash }) => fate === 'killed' && isCrash).length,
      timedOut: count('timedOut'),
      chosen: this.#chosen,
    };
  }
}
