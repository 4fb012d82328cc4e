import type { Clock } from '../../../models/ports.ts';
import type { Mutant } from '../../../syntax/mutants/mutant.ts';
import type { LineRange, Syntax } from '../../../syntax/syntax.ts';
import type { TestRunner, TestToRun } from '../../task.ts';
import type { Fate, MutantFate } from './mutantJudge.ts';
import { MutantJudge } from './mutantJudge.ts';
import type { Baseline, NoBaseline } from './mutationBaseline.ts';
import { Baselines } from './mutationBaseline.ts';

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
export interface JudgedMutant extends Fate {
  readonly mutant: Mutant;
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
    // What is begun before that is known is told after it.
    const nothing = baselines.noBaseline();
    const judge = new MutantJudge({ clock: tools.clock, baselines }, request, start + limitMs);
    const tally = new Tally(mutants.length, score);
    await judgeAll(mutants, within, async (mutant, rank) => {
      const { fate, isCrash } = await judge.fateOf(mutant, rank, within);
      // What was cut off by the end of it all is not known.
      if (within.aborted || (await nothing) !== undefined) return;
      tally.add({ mutant, fate, isCrash });
      watch.onMutant?.(mutant, fate, mutants.length);
      const isThorough = tools.clock.ticks() - start >= thoroughMs;
      if (tally.isMissed || (isThorough && tally.isReached)) stop();
    });
    const why = await nothing;
    if (why !== undefined) return { type: 'noBaseline', why };
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
