import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { abortable } from '../../models/abortable.ts';
import { ENTERED } from '../../syntax/mutants/enteredFile.ts';
import type { Replacement, TestRun, TestToRun } from '../../tasks/task.ts';
import { commandInPlace } from '../command/commandInPlace.ts';
import type { WarmCommand } from '../command/runner.ts';
import type { TakenCopy } from '../copy/copyPool.ts';
import { isThere } from '../copy/projectPaths.ts';
import { KEPT } from '../copy/warmCopy.ts';
import type { OrderEnd } from '../process/orderedProgram.ts';
import { OrderedProgram } from '../process/orderedProgram.ts';
import { Doubts, toldBy } from './doubts.ts';
import { enteredIn, enteredOf, toldBeside } from './enteredLines.ts';
import { Pace } from './pace.ts';
import type { ReadyRun, WarmSeriesParts } from './seriesParts.ts';
import { resultsIn } from './seriesParts.ts';
import { Turns } from './turns.ts';

/** ms for which a program waits for its next order. */
const IDLE_MS = 10_000;

/**
 * Processors may be busy with a run that many times as long as with one in which all of the same tests
 * passed, and at least so many ms. What hangs is found out so long before its limit.
 */
const BUSIER = 3;
const LEAST_BUSY_MS = 1_000;

/** A program that ends as often by itself is not started again. */
const MOST_LOST = 3;

/** So many runs of a program that failed wait at most for its first run to say again what it has said. */
const MOST_DOUBTS = 8;

/** So often a run is ordered whose program could not be believed, before it is done by itself. */
const MOST_ORDERS = 2;

/** A run may take longer by itself: by so many ms, and so many starts of a program. */
const ALONE_MS = 5_000;
const STARTS = 2;

/** A run that was ordered. */
interface Done {
  readonly run: TestRun;
  /** Whether what other runs have left in its process may have failed it. */
  readonly isShared: boolean;
}

/** Where programs put what is temporary. */
function temporaryIn(folder: string): Readonly<Record<string, string>> {
  return { TMPDIR: folder, TEMP: folder, TMP: folder };
}

/** The same for all runs of the same tests. */
function testsOf({ key, warm }: WarmRun): string {
  return JSON.stringify([key, warm.order]);
}

/** What such a run came to, and whether that can be believed. */
interface Doubted {
  readonly type: 'doubted';
  readonly run: TestRun;
  readonly isSound: Promise<boolean>;
}

/** Why a run is to be done by itself. */
type NotDone = Exclude<OrderEnd['type'], 'done'>;

/** A program that waits for orders in a copy. */
interface Waiting {
  /** Its runs that are not believed yet. */
  readonly doubts: Doubts<WarmRun>;
  /** Ends it when nobody has used it for long: who began the series may be gone. */
  timer?: NodeJS.Timeout;
  /** The same for all commands that it can be told. */
  readonly key: string;
  readonly program: OrderedProgram;
  readonly copy: TakenCopy;
  /** Relative paths of what is another text than at its last run. */
  changed: readonly string[];
}

/** One run that can be done by order. */
interface WarmRun {
  readonly ready: ReadyRun;
  readonly warm: WarmCommand;
  readonly key: string;
  readonly test: TestToRun;
  readonly subject: Replacement | undefined;
}

/**
 * Runs that come one after the other in a program which has loaded its runner. Before each the copy is
 * brought up to what the project is, with the run's own text, and after each what it left running is
 * ended; modules are loaded anew each time, in a process of the run's own, or in one whose first run is
 * repeated where another has failed. What hangs is ended with its program, and another one is started
 * for the next run. What cannot be run so is run by itself. There is one program until runs take so
 * long that another one beside it is worth its start and its memory.
 */
export class WarmSeries {
  readonly #parts: WarmSeriesParts;
  readonly #turns: Turns;
  /** Those that nobody uses. */
  #idle: Waiting[] = [];
  /** Keys of commands that cannot be ordered after all. */
  readonly #cannot = new Set<string>();
  /** How often the program of a key has ended by itself. */
  readonly #lost = new Map<string, number>();
  /** The first runs of tests in programs whose runs share a process. */
  readonly #first = new Map<string, { readonly run: WarmRun; readonly told: string }>();
  readonly #pace = new Pace();
  /** ms for which processors were busy with the quickest whole run of the same tests. */
  readonly #busy = new Map<string, number>();
  #isEnded = false;

  constructor(parts: WarmSeriesParts) {
    this.#parts = parts;
    this.#turns = new Turns(1);
  }

  /** One run of it, as a single one would be. */
  async run(
    test: TestToRun,
    subject: Replacement | undefined,
    signal: AbortSignal,
  ): Promise<TestRun> {
    const ready = await this.#parts.ready(test, signal);
    if (ready.type !== 'ready') return ready;
    const warm = process.platform === 'linux' ? ready.runner.warm?.(ready.command) : undefined;
    if (warm === undefined) return this.#parts.plain(test, subject, signal);
    const { command, folder, env } = ready.command;
    const key = JSON.stringify([command, folder, env, warm.args]);
    if (this.#cannot.has(key)) return this.#parts.plain(test, subject, signal);
    for (let orders = 0; orders < MOST_ORDERS && !this.#cannot.has(key); orders += 1) {
      const done = await this.#inTurn({ ready, warm, key, test, subject }, signal);
      if (typeof done === 'string') break;
      if (done.type !== 'doubted') return done;
      if (await abortable(done.isSound, signal)) return done.run;
    }
    // Limits by what runs take here are too short for one that has to load its runner.
    const { limitMs = Infinity } = test;
    const longer = { ...test, limitMs: limitMs + ALONE_MS + STARTS * this.#pace.startMs };
    return this.#parts.plain(longer, subject, signal);
  }

  /** One order, as soon as it is its turn. */
  #inTurn(run: WarmRun, signal: AbortSignal): Promise<TestRun | Doubted | NotDone> {
    return this.#turns.take(run.test.rank ?? 0, signal, async () => {
      const start = this.#parts.ticks();
      const isStarted = this.#idle.some((one) => one.key === run.key);
      const done = await this.#byOrder(run, signal);
      const took = this.#parts.ticks() - start;
      this.#pace.add(took, !isStarted);
      const isWorthIt = this.#pace.isAnotherWorthIt(run.warm.isSmall === true);
      if (isWorthIt) this.#turns.allow(this.#parts.most);
      if (done === 'refused') this.#cannot.add(run.key);
      if (done === 'lost') this.#lose(run.key);
      await this.#settleDoubts(signal);
      return done;
    });
  }

  /** A program of this key has ended by itself, or cannot be believed. */
  #lose(key: string): void {
    const lost = (this.#lost.get(key) ?? 0) + 1;
    this.#lost.set(key, lost);
    if (lost >= MOST_LOST) this.#cannot.add(key);
  }

  /** Ends what stays between the runs; none is begun after it. */
  async end(): Promise<void> {
    this.#isEnded = true;
    const all = [...this.#idle];
    for (const one of all) this.#take(one);
    await Promise.all(all.map((one) => this.#dismiss(one)));
  }

  #keep(waiting: Waiting): void {
    waiting.timer = setTimeout(() => {
      this.#take(waiting);
      void this.#dismiss(waiting).catch((error: unknown) => this.#parts.onTrouble(error));
    }, IDLE_MS);
    waiting.timer.unref();
    this.#idle.push(waiting);
  }

  #take(waiting: Waiting): void {
    clearTimeout(waiting.timer);
    this.#idle = this.#idle.filter((one) => one !== waiting);
  }

  /** What the run came to, or why it has to be done by itself. */
  async #byOrder(run: WarmRun, signal: AbortSignal): Promise<TestRun | Doubted | NotDone> {
    const waiting = await this.#waitingFor(run, signal);
    if (waiting === undefined) return 'refused';
    let isSound = false;
    try {
      const done = await this.#order(waiting, run, signal);
      isSound = typeof done !== 'string' || done === 'unclear';
      // Nobody can ask any more what those before have left.
      if (waiting.program.isFresh) waiting.doubts.settle(false);
      if (typeof done === 'string') return done;
      return this.#believed(waiting, run, done);
    } finally {
      if (isSound) await this.#keepOrDismiss(waiting);
      else await this.#dismiss(waiting);
    }
  }

  /**
   * Where runs share a process, what failed may be the fault of an earlier run: it is believed once the
   * first run of the same tests says again what it has said, or another one does.
   */
  #believed({ program, doubts }: Waiting, run: WarmRun, done: Done): TestRun | Doubted | NotDone {
    if (!done.isShared || program.isOver) return done.run;
    const key = testsOf(run);
    const told = toldBy(done.run);
    const first = this.#first.get(key);
    if (first === undefined) this.#first.set(key, { run, told });
    if (first === undefined) return done.run;
    if (told === first.told) {
      doubts.settle(true, (one) => testsOf(one) === key);
      return done.run;
    }
    if (done.run.type !== 'failed') return done.run;
    if (program.isFresh) return 'unclear';
    return { type: 'doubted', run: done.run, isSound: doubts.of(run) };
  }

  /** Asks programs whose runs are doubted, unless others will be run by them at once. */
  async #settleDoubts(signal: AbortSignal): Promise<void> {
    const isIdle = !this.#turns.isAwaited || this.#parts.isAwaited();
    const isDue = ({ doubts }: Waiting): boolean =>
      doubts.count >= MOST_DOUBTS || (isIdle && doubts.count > 0);
    for (let due = this.#idle.find(isDue); due !== undefined; due = this.#idle.find(isDue)) {
      this.#take(due);
      let isSound = false;
      try {
        isSound = await this.#isSound(due, signal);
        if (!isSound) this.#lose(due.key);
      } finally {
        if (isSound) await this.#keepOrDismiss(due);
        else await this.#dismiss(due);
      }
    }
  }

  /** Whether the first run of each of the tests that are doubted says again what it has said. */
  async #isSound(waiting: Waiting, signal: AbortSignal): Promise<boolean> {
    for (const key of new Set(waiting.doubts.runs.map(testsOf))) {
      const first = this.#first.get(key);
      if (first === undefined || waiting.program.isFresh) return false;
      const { test, subject } = first.run;
      waiting.changed = await this.#parts.renew(waiting.copy, test, subject, signal);
      const again = await this.#order(waiting, first.run, signal);
      if (typeof again === 'string' || toldBy(again.run) !== first.told) return false;
    }
    waiting.doubts.settle(true);
    return true;
  }

  /** Who waits for a copy is not kept waiting until the end of it all. */
  async #keepOrDismiss(waiting: Waiting): Promise<void> {
    const isNeeded = waiting.doubts.count > 0 || !this.#parts.isAwaited();
    if (!waiting.program.isOver && !this.#isEnded && isNeeded) this.#keep(waiting);
    else await this.#dismiss(waiting);
  }

  /** One run in a copy that has been brought up to it. */
  async #order(
    { copy, program, changed }: Waiting,
    run: WarmRun,
    signal: AbortSignal,
  ): Promise<Done | NotDone> {
    const { ready, warm, test } = run;
    const key = testsOf(run);
    const usual = this.#busy.get(key);
    const order = commandInPlace(
      { ...ready.command, args: warm.order },
      { home: copy.home, cache: ready.cache, results: resultsIn(copy) },
    );
    const end = await program.order(
      {
        args: order.args,
        cwd: join(copy.folder, ready.command.folder),
        env: { ...temporaryIn(copy.home), ...enteredOf(copy, test.entersOf) },
        changed: changed.map((path) => join(copy.folder, path)),
        files: warm.together,
        places: test.places,
        left: test.tellsLeft,
      },
      {
        limitMs: ready.limitMs,
        mostMemory: ready.mostMemory,
        busyLimitMs: usual === undefined ? undefined : Math.max(LEAST_BUSY_MS, BUSIER * usual),
        signal,
      },
    );
    if (end.type !== 'done') return end.type;
    const told = await this.#parts.outcomeOf(ready, copy, test, end);
    if (told.type === 'notRun') return { run: told, isShared: end.isShared };
    const { busyMs = Infinity } = end;
    const isWhole = test.places === undefined;
    if (told.type === 'passed' && isWhole) this.#busy.set(key, Math.min(busyMs, usual ?? Infinity));
    const asksMore = test.entersOf !== undefined || test.tellsLeft === true;
    const more = asksMore ? await toldBeside(enteredIn(copy)) : {};
    return { run: { ...told, ms: end.ms, ...more }, isShared: end.isShared };
  }

  /** One that waits already and is brought up to the run, or a new one. */
  async #waitingFor(run: WarmRun, signal: AbortSignal): Promise<Waiting | undefined> {
    const { test, subject, key } = run;
    const known = this.#idle.findLast((one) => one.key === key);
    if (known !== undefined) {
      this.#take(known);
      try {
        known.changed = await this.#parts.renew(known.copy, test, subject, signal);
        return known;
      } catch (error) {
        await this.#dismiss(known);
        signal.throwIfAborted();
        this.#parts.onTrouble(error);
      }
    }
    // Its copy is needed for another command.
    const [other] = known === undefined ? this.#idle : [];
    if (other !== undefined) {
      this.#take(other);
      await this.#dismiss(other);
    }
    return this.#start(run, signal);
  }

  async #start(
    { ready, warm, key, test, subject }: WarmRun,
    signal: AbortSignal,
  ): Promise<Waiting | undefined> {
    const copy = await this.#parts.takeCopy(test, subject, signal);
    if (copy === undefined) return undefined;
    let isStarted = false;
    try {
      const kept = join(copy.base, KEPT);
      await mkdir(kept, 0o700);
      const own = { ...temporaryIn(kept), [ENTERED]: enteredIn(copy) };
      const command = {
        ...ready.command,
        args: warm.args,
        env: { ...ready.command.env, ...own },
      };
      const places = { home: copy.home, cache: ready.cache, results: resultsIn(copy) };
      const inPlace = commandInPlace(command, places);
      const {
        program: placed,
        mark,
        started,
      } = await this.#parts.programIn(inPlace, {
        ...ready,
        copy,
      });
      const { supervisor, newId } = this.#parts;
      const isOwn = (line: string): boolean => warm.own?.test(line) === true;
      const bounds = { limitMs: ready.limitMs, mostMemory: ready.mostMemory, signal };
      const program = await OrderedProgram.start(
        { program: placed, args: commandInPlace({ ...command, args: warm.order }, places).args },
        { supervisor, mark, newId, isOwn, isStopped: warm.isStopped },
        bounds,
      );
      const hasStarted = started === undefined || (await isThere(started));
      // Whoever runs it by itself is told why.
      if (program !== undefined && !hasStarted) await program.end();
      if (program === undefined || !hasStarted) return undefined;
      isStarted = true;
      return {
        key,
        program,
        copy,
        doubts: new Doubts(),
        changed: subject === undefined ? [] : [subject.path],
      };
    } finally {
      if (!isStarted) await copy.giveBack(false);
    }
  }

  async #dismiss({ program, copy, doubts }: Waiting): Promise<void> {
    doubts.settle(false);
    await program.end();
    await copy.giveBack(true);
  }
}
