import type { Clock } from '../../../models/ports.ts';
import type { LineRange } from '../../../syntax/syntax.ts';
import type { Replacement, TestRun, TestRunner, TestToRun } from '../../task.ts';
import { CaseReach } from './caseReach.ts';
import type { SteadyCases } from './steadyCases.ts';
import { caseKeys, steadyCases } from './steadyCases.ts';

/** How tests did on the original. */
export interface Baseline {
  /** Cases that passed each time. */
  readonly steady: SteadyCases;
  /** ms that a run took. */
  readonly ms: number;
  /** Lines of the subject that are entered; left out: that is not known. */
  readonly entered?: ReadonlySet<number>;
  /** Which cases enter what; left out: that is not known, or of no use. */
  readonly reach?: CaseReach;
  /** Keys of cases that have passed in a text that tells nothing; left out: all have. */
  readonly proven?: Set<string>;
}

/** How one test file is run on mutants. */
interface Way {
  readonly runner: TestRunner;
  readonly test: TestToRun;
}

/** How the original is run; with a subject that tells what is entered, or as it is. */
interface Trial extends Way {
  readonly marked: Replacement | undefined;
}

/** One test file on the original, and how it is run on mutants. */
export interface KnownTest extends Way {
  readonly baseline: Baseline;
}

/** Files are asked ahead once so many mutants have begun: the first file notices most of these. */
const AHEAD = 12;

/** Runs of fewer ms are done as soon as cases of them are chosen. */
const LEAST_MS = 250;

/** Why nothing is known of the original. */
export type NoBaseline = 'notRun' | 'isolation' | 'noCasePasses' | 'unsteady';

/** What is asked of the original. */
export interface Original {
  readonly tests: readonly TestToRun[];
  readonly subject: { readonly path: string; readonly text: string };
  /** The subject's text that tells what is entered; left out: none does. */
  readonly marked?: string | undefined;
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
  /** The first runs of files of frameworks that are believed. */
  readonly #firstRuns = new Map<number, Promise<TestRun>>();
  /** What a series has passed, while its files are still run by themselves. */
  readonly #soon = new Map<number, Promise<KnownTest | undefined>>();
  /** The lowest rank of those that wait for what is known of a file. */
  readonly #ranks = new Map<number, number>();
  /** Files that were told to enter nothing of the subject. */
  readonly #enterNothing = new Set<number>();
  /** Frameworks whose tests a series has run as they are run by themselves. */
  readonly #trusted = new Set<string>();
  /** The first file that may be asked ahead. */
  #nextFile = Infinity;
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
      this.need(index, 0);
      const asked = await this.#askedOf(index);
      if (asked === undefined) continue;
      if (asked.baseline.steady.keys.size > 0) {
        this.#nextFile = index + 1;
        return undefined;
      }
      if (asked.why === undefined) hasRun = true;
      else why = asked.why;
    }
    if (this.#unsteady > 0) return 'unsteady';
    return hasRun ? 'noCasePasses' : why;
  }

  /** Somebody of that rank needs to know how a file does: from now on it is asked before all of a higher one. */
  need(index: number, rank: number): void {
    this.#ranks.set(index, Math.min(rank, this.#ranks.get(index) ?? rank));
    if (rank >= AHEAD) this.#askAhead();
  }

  /** Places of files in their order, those behind of which it is known by now that they enter nothing. */
  order(): readonly number[] {
    const places = [...this.#original.tests.keys()];
    return [
      ...places.filter((index) => !this.#enterNothing.has(index)),
      ...places.filter((index) => this.#enterNothing.has(index)),
    ];
  }

  /** One file by its place; undefined: it has no case that passes each time. */
  async of(index: number): Promise<KnownTest | undefined> {
    const asked = await this.#askedOf(index);
    return asked === undefined || asked.baseline.steady.keys.size === 0 ? undefined : asked;
  }

  /**
   * One file as a series has passed it, while it is still run by itself: `of` may not bear that out.
   * Undefined: there is nothing to begin with.
   */
  async soonOf(index: number): Promise<KnownTest | undefined> {
    return this.#soon.get(index);
  }

  /**
   * Whether a file never comes by some lines: what it says of the original it then says of any change
   * there. One run tells that, where the series is believed already.
   */
  async isPassedBy(index: number, within: LineRange | undefined): Promise<boolean> {
    if (within === undefined || this.#original.marked === undefined) return false;
    const entered = await this.#enteredBy(index);
    return !comesBy(entered === undefined ? {} : { entered }, within);
  }

  /**
   * What survives has to be shown to all files: one that does not pass as it is takes longest to be
   * known, and is asked before the others come to it.
   */
  #askAhead(): void {
    const { tests, baseline, endsEarly } = this.#original;
    if (baseline !== undefined || endsEarly !== true) return;
    const next = [...tests.entries()].slice(this.#nextFile);
    this.#nextFile = tests.length;
    for (const [index, test] of next) {
      if (!this.#trusted.has(test.framework)) continue;
      // Whoever needs it hears of what went wrong.
      void this.#firstRun(index, test)
        .then((run) => (run.type === 'passed' ? undefined : this.#askedOf(index)))
        .catch(() => undefined);
    }
  }

  async #enteredBy(index: number): Promise<ReadonlySet<number> | undefined> {
    const test = this.#original.tests[index];
    if (test === undefined) return undefined;
    const isBelieved = this.#original.baseline === undefined && this.#trusted.has(test.framework);
    if (this.#asked.has(index) || !isBelieved) return (await this.of(index))?.baseline.entered;
    return enteredBy(await this.#firstRun(index, test)).entered;
  }

  #firstRun(index: number, test: TestToRun): Promise<TestRun> {
    const run = this.#firstRuns.get(index) ?? this.#by(this.#trials(test, index)[0]);
    this.#firstRuns.set(index, run);
    return run;
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
        ? await this.#run(index, test)
        : given && { ...(await this.#wayOf(test, given)), why: undefined };
    this.#unsteady += asked?.baseline.steady.unsteady ?? 0;
    return asked;
  }

  async #run(index: number, test: TestToRun): Promise<Asked> {
    if (!this.#trusted.has(test.framework)) return this.#beside(index, test);
    const { clock } = this.#tools;
    const [trial] = this.#trials(test, index);
    const start = clock.ticks();
    const one = await this.#firstRun(index, test);
    const middle = clock.ticks();
    const known = trial.marked === undefined ? one : undefined;
    if (one.type !== 'passed') return this.#beside(index, test, known);
    const backward = await this.#backward(trial, one);
    const reach = backward && CaseReach.of(one, backward);
    const other =
      reach === undefined ? await this.#by({ ...trial, marked: undefined }) : (backward ?? one);
    const steady = steadyCases(one, other);
    if (other.type !== 'passed' || steady.unsteady > 0 || steady.keys.size === 0)
      return this.#beside(index, test, known);
    const [oneMs, otherMs] = [one.ms ?? middle - start, other.ms ?? clock.ticks() - middle];
    const ms = Math.max(oneMs, otherMs);
    const byCase = reach === undefined ? {} : { reach, proven: new Set<string>() };
    const baseline = { steady, ms, ...enteredBy(one), ...byCase };
    return { ...wayOf(trial), baseline, why: undefined };
  }

  /** The cases of a run that takes long once more, in the opposite order; undefined: that is of no use. */
  async #backward(trial: Trial, run: TestRun): Promise<TestRun | undefined> {
    if (run.type !== 'passed' || (run.ms ?? 0) < LEAST_MS) return undefined;
    const places = CaseReach.backwards(run);
    if (trial.marked === undefined || places === undefined || places.length < 2) return undefined;
    return this.#by({ ...trial, test: { ...trial.test, places } });
  }

  async #by({ runner, test, marked }: Trial): Promise<TestRun> {
    const asked = marked === undefined ? test : { ...test, entersOf: marked.path };
    const run = await runner.run(asked, marked, this.#signal);
    if (run.type === 'passed' && run.entered?.length === 0) {
      this.#enterNothing.add(this.#original.tests.findIndex(({ path }) => path === test.path));
    }
    return run;
  }

  /**
   * By itself, and at once as mutants are to be run: that has to say what a single run says. `known`:
   * what that has said, where it was asked already.
   */
  async #beside(index: number, test: TestToRun, known?: TestRun): Promise<Asked> {
    const { clock, testRunner, series } = this.#tools;
    const start = clock.ticks();
    const trials = this.#trials(test, index, true);
    let trial = trials[0];
    const whole = { ...test, byCase: true };
    const alone = this.#by({ runner: testRunner, test: whole, marked: undefined });
    const early = known === undefined ? this.#by(trial) : Promise.resolve(known);
    if (trial.runner === series) this.#soon.set(index, this.#soonBy(trial, early, start));
    const [one, first] = await Promise.all([alone, early]);
    this.#soon.delete(index);
    let other = first;
    for (const next of trials.slice(1)) {
      if (saysSame(one, other, trial) || steadyCases(one, one).keys.size === 0) break;
      trial = next;
      other = await this.#by(trial);
    }
    this.#signal.throwIfAborted();
    const isAsAlone = trial === trials[0] && trial.runner === series && saysSame(one, other, trial);
    if (isAsAlone && one.type === 'passed') this.#trusted.add(test.framework);
    const why = one.type === 'notRun' ? (one.reason ?? 'notRun') : undefined;
    const ms = clock.ticks() - start;
    const steady = steadyCases(one, other);
    const backward = isAsAlone ? await this.#backward(trial, other) : undefined;
    const reach = backward && CaseReach.of(other, backward);
    const baseline = { steady, ms, ...enteredBy(other), ...(reach !== undefined && { reach }) };
    return { ...wayOf(trial), baseline, why };
  }

  async #soonBy(
    trial: Trial,
    early: Promise<TestRun>,
    start: number,
  ): Promise<KnownTest | undefined> {
    const run = await early.catch(() => undefined);
    if (run?.type !== 'passed') return undefined;
    // Soon a few of its cases will do.
    if (run.enteredByCase !== undefined && (run.ms ?? 0) >= LEAST_MS) return undefined;
    const ms = this.#tools.clock.ticks() - start;
    return { ...wayOf(trial), baseline: { steady: steadyCases(run, run), ms, ...enteredBy(run) } };
  }

  /** How the original can be run, the quickest and most telling first. */
  #trials(test: TestToRun, index: number, isAlone = index === 0): readonly [Trial, ...Trial[]] {
    const { testRunner, series } = this.#tools;
    const { tests, endsEarly, subject, marked: text } = this.#original;
    // Most changes are noticed by the first file already, which is loaded sooner without the others.
    const others = tests.filter((one, at) => at > 0 && one.framework === test.framework);
    const isLoadedAlone = isAlone || others.length < 2;
    const beside = isLoadedAlone ? {} : { beside: others };
    const rank = this.#ranks.get(index) ?? AHEAD;
    const whole = { ...test, byCase: true, rank, ...beside };
    const single = { runner: testRunner, test: whole, marked: undefined };
    const early = { ...whole, endsEarly: true };
    const quickest = { ...single, runner: series ?? testRunner };
    const first = endsEarly === true ? { ...quickest, test: early } : quickest;
    const marked =
      text === undefined || series === undefined
        ? []
        : [{ ...first, marked: { ...subject, text } }];
    const rest = series === undefined || endsEarly !== true ? [single] : [quickest, single];
    const all = [...marked, first, ...(first === quickest && series === undefined ? [] : rest)];
    return [all[0] ?? first, ...all.slice(1)];
  }

  /** The series where it says of the original what single runs have said. */
  async #wayOf(test: TestToRun, known: Baseline): Promise<KnownTest> {
    const { testRunner, series } = this.#tools;
    const { subject, marked: text } = this.#original;
    const asked = { ...test, byCase: true };
    const { keys } = known.steady;
    const alone = { runner: testRunner, test: asked, baseline: known };
    if (series === undefined || keys.size === 0) return alone;
    const texts = [...(text === undefined ? [] : [{ ...subject, text }]), undefined];
    for (const marked of texts) {
      const run =
        marked === undefined
          ? await series.run(asked, subject, this.#signal)
          : await this.#by({ runner: series, test: asked, marked });
      const told = caseKeys(run.type === 'notRun' ? [] : run.cases);
      const isSame = [...keys].every((key) => told.get(key)?.outcome === 'passed');
      if (isSame) return { runner: series, test: asked, baseline: { ...known, ...enteredBy(run) } };
    }
    return alone;
  }
}

/** Whether a file may come by some lines; undefined: by any. */
export function comesBy(
  { entered }: Pick<Baseline, 'entered'>,
  within: LineRange | undefined,
): boolean {
  if (entered === undefined || within === undefined) return true;
  return [...entered].some((line) => line >= within.firstLine && line <= within.lastLine);
}

function wayOf({ runner, test }: Trial): Way {
  return { runner, test };
}

/** What a run has told of that. */
function enteredBy(run: TestRun): Pick<Baseline, 'entered'> {
  const told = run.type === 'passed' ? run.entered : undefined;
  return told === undefined ? {} : { entered: new Set(told) };
}

/** Whether a way says of the original what a single run says: one that ends early, where nothing fails. */
function saysSame(one: TestRun, other: TestRun, { test }: Way): boolean {
  const isWhole = test.endsEarly !== true || one.type === 'passed';
  return isWhole && steadyCases(one, other).unsteady === 0;
}
