import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { SqlJsStatic } from 'sql.js';
import { steadyRandom } from '../../src/certainty/steadyRandom.ts';
import { LedgerBookkeeper } from '../../src/ledger/booking/ledgerBookkeeper.ts';
import { DETAIL_DAYS, SpendBookkeeper } from '../../src/ledger/booking/spendBookkeeper.ts';
import { Store } from '../../src/ledger/database/store.ts';
import { DiskSpeed } from '../../src/ledger/folder/diskSpeed.ts';
import { Heartbeat } from '../../src/ledger/folder/heartbeat.ts';
import { LifeWatch, LOOK_MS, LOOKS } from '../../src/ledger/folder/lifeWatch.ts';
import { WindowNumber } from '../../src/ledger/folder/windowNumber.ts';
import type { Life, WindowProcess } from '../../src/ledger/folder/windowProcess.ts';
import type { JournalRecord } from '../../src/ledger/journal/journalRecord.ts';
import { JournalWriter } from '../../src/ledger/journal/journalWriter.ts';
import { runIdTime } from '../../src/ledger/runId.ts';
import type { BooksName } from '../../src/ledger/worker/workerMessages.ts';
import { addDays, systemLocalDay } from '../../src/models/localDay.ts';
import { attemptEnded, attemptStarted, runEnded } from './ledgerRecords.ts';

/**
 * One month of two machines that share their folders, in some tenths of a second: windows open, run,
 * close and are killed; machines sleep, start anew, and have clocks that
 * jump; the disk refuses to flush, to rename, to take any more. Only the time, the processes and the
 * faults are made up: files, journals and databases are those of the product.
 */
export async function simulateMonth(engine: SqlJsStatic, seed: number): Promise<MonthReport> {
  const month = new Month(engine, seed);
  try {
    return await month.run();
  } finally {
    month.remove();
  }
}

/** What a month was, and what is not as it should be at its end or was not on the way. */
export interface MonthReport {
  readonly runs: number;
  readonly events: Readonly<Record<string, number>>;
  readonly faults: readonly string[];
}

const DAY_MS = 86_400_000;
const MONTH_MS = 30 * DAY_MS;
const ENDED_NUSD = 3_200_000;
const EXPECTED_NUSD = 9_000_000;
const HELD_NUSD = 50_000_000;
/** Looks after which whoever is silent counts as gone by all that are awake. */
const LONG_LOOK = LOOKS + 2;

interface Machine {
  readonly name: string;
  place: string;
  /** ms that its clock is ahead. */
  shift: number;
  /** Its monotonic clock, which stands still while it is asleep. */
  ticks: number;
  isAsleep: boolean;
  fault: Fault | undefined;
}

/** What a machine's disk refuses for a while. */
type Fault = 'fsync' | 'folderSync' | 'rename' | 'full';

type RunState = 'started' | 'ended' | 'inMemory';

interface Window {
  readonly machine: Machine;
  readonly process: WindowProcess;
  readonly heartbeat: Heartbeat;
  readonly number: WindowNumber;
  readonly writers: Readonly<Record<BooksName, JournalWriter>>;
  readonly stores: Readonly<Record<BooksName, Store>>;
  readonly open: Set<number>;
}

const BOOKS = ['ledger', 'spend'] as const;

class Month {
  readonly #random: () => number;
  readonly #engine: SqlJsStatic;
  readonly #folder = fs.mkdtempSync(join(tmpdir(), 'tierwise-month-'));
  readonly #from = Date.parse('2026-11-01T06:00:00Z');
  readonly #machines: readonly Machine[];
  readonly #windows = new Set<Window>();
  readonly #runs = new Map<number, RunState>();
  readonly #events: Record<string, number> = {};
  readonly #faults: string[] = [];
  readonly #living = new Set<string>();
  #time = 0;
  #starts = 0;
  #processes = 0;

  constructor(engine: SqlJsStatic, seed: number) {
    this.#engine = engine;
    this.#random = steadyRandom(seed);
    this.#machines = ['a', 'b'].map((name) => ({
      name,
      place: `start ${name}`,
      shift: 0,
      ticks: 0,
      isAsleep: false,
      fault: undefined,
    }));
    for (const name of BOOKS) fs.mkdirSync(join(this.#folder, name));
  }

  async run(): Promise<MonthReport> {
    const disk = new FaultyDisk();
    try {
      while (this.#time < MONTH_MS) {
        const machine = this.#pick(this.#machines);
        disk.fault = machine.fault;
        await this.#step(machine);
        disk.fault = undefined;
      }
      for (const machine of this.#machines) {
        machine.fault = undefined;
        machine.isAsleep = false;
      }
      await this.#audit();
    } finally {
      disk.restore();
    }
    return { runs: this.#runs.size, events: this.#events, faults: this.#faults };
  }

  remove(): void {
    for (const { stores } of this.#windows) for (const name of BOOKS) stores[name].close();
    fs.rmSync(this.#folder, { recursive: true, force: true });
  }

  async #step(machine: Machine): Promise<void> {
    this.#time += this.#random() * 0.06 * MONTH_MS * 0.25;
    if (this.#random() < 0.2) machine.fault = undefined;
    const here = [...this.#windows].filter((window) => window.machine === machine);
    if (machine.isAsleep) {
      if (this.#random() < 0.4) machine.isAsleep = false;
      else if (this.#random() < 0.7) await this.#look(LONG_LOOK);
      return;
    }
    if (here.length === 0) return this.#count('open', () => this.#openWindow(machine));
    const window = this.#pick(here);
    const chances: readonly (readonly [number, string, () => unknown])[] = [
      [30, 'run', () => this.#wholeRun(window)],
      [8, 'start', () => this.#startRun(window)],
      [8, 'end', () => this.#endRun(window)],
      [10, 'snapshot', () => this.#snapshot(window)],
      [8, 'look', () => this.#look(this.#random() < 0.5 ? LONG_LOOK : 2)],
      [6, 'open', () => (here.length < 3 ? this.#openWindow(machine) : undefined)],
      [5, 'close', () => this.#closeWindow(window)],
      [5, 'kill', () => this.#kill(window)],
      [5, 'sleep', () => void (machine.isAsleep = true)],
      [3, 'restart', () => this.#restart(machine, here)],
      [6, 'clock', () => void (machine.shift = this.#jump())],
      [6, 'fault', () => void (machine.fault = this.#fault())],
    ];
    let chance = this.#random() * chances.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, name, act] of chances) {
      chance -= weight;
      if (chance < 0) return this.#count(name, act);
    }
  }

  async #count(name: string, act: () => unknown): Promise<void> {
    this.#events[name] = (this.#events[name] ?? 0) + 1;
    await act();
  }

  #fault(): Fault | undefined {
    return this.#pick(['fsync', 'folderSync', 'rename', 'full', undefined, undefined] as const);
  }

  /** Minutes to years in both directions, and back to the right time. */
  #jump(): number {
    const far = this.#pick([0, 0, 400_000, 0.3 * DAY_MS, 20 * DAY_MS, 400 * DAY_MS]);
    return far * (this.#random() < 0.5 ? -1 : 1);
  }

  #now(machine: Machine): number {
    return this.#from + this.#time + machine.shift;
  }

  async #openWindow(machine: Machine): Promise<void> {
    this.#processes += 1;
    const id = `p${this.#processes}`;
    const { place } = machine;
    const pid = 100 + Math.floor(this.#random() * 5);
    const process = { pid, start: id, id, place };
    this.#living.add(id);
    const now = () => this.#now(machine);
    // What an operation cannot do is said, and tried again: only what is lost is a fault.
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const life = (other: WindowProcess): Life => {
      if (other.place !== machine.place) return 'unknown';
      return this.#living.has(other.id) ? 'alive' : 'ended';
    };
    const watchOf = (name: BooksName) =>
      new LifeWatch({ folder: join(this.#folder, name), ticks: () => machine.ticks, life });
    const watches = { ledger: watchOf('ledger'), spend: watchOf('spend') };
    const storeOf = (name: BooksName) =>
      new Store({
        engine: this.#engine,
        folder: join(this.#folder, name),
        name,
        bookkeeper: name === 'ledger' ? new LedgerBookkeeper(365) : new SpendBookkeeper(),
        process,
        now,
        log,
        watch: watches[name],
      });
    const stores = { ledger: storeOf('ledger'), spend: storeOf('spend') };
    const folders = BOOKS.map((name) => join(this.#folder, name));
    const claim = {
      folder: join(this.#folder, 'spend'),
      owner: process,
      watch: watches.spend,
      log,
    };
    const number = new WindowNumber(claim, pid, log);
    const writerOf = (name: BooksName) =>
      new JournalWriter({
        folder: join(this.#folder, name),
        window: number.value,
        process,
        now,
        log,
        disk: new DiskSpeed(() => 0),
        keepInMemory: (records) => stores[name].keep(records),
        maxSegmentBytes: 20_000,
      });
    const heartbeat = new Heartbeat(folders, id, log, 0);
    this.#windows.add({
      machine,
      process,
      number,
      stores,
      heartbeat,
      writers: { ledger: writerOf('ledger'), spend: writerOf('spend') },
      open: new Set(),
    });
    // A first sign of life that comes after its window was killed would be one of a window that lives.
    await heartbeat.isWritten();
  }

  async #wholeRun(window: Window): Promise<void> {
    const runId = await this.#startRun(window);
    await this.#endRun(window, runId);
  }

  async #startRun(window: Window): Promise<number> {
    const runId = window.number.newRunId(() => this.#now(window.machine));
    if (this.#runs.has(runId)) this.#faults.push(`run id ${runId} was made twice`);
    const day = systemLocalDay(runIdTime(runId));
    const spend = { runId, ordinal: 1, day, heldNusd: HELD_NUSD, expectedNusd: EXPECTED_NUSD };
    await this.#append(window, 'spend', { t: 'spend.held', ...spend });
    await this.#append(window, 'ledger', {
      t: 'attempt.started',
      day,
      attempt: attemptStarted(runId),
    });
    this.#runs.set(runId, this.#isOnDisk(window) ? 'started' : 'inMemory');
    window.open.add(runId);
    return runId;
  }

  async #endRun(window: Window, runId: number | undefined = [...window.open][0]): Promise<void> {
    if (runId === undefined) return;
    const day = systemLocalDay(runIdTime(runId));
    const spend = { runId, ordinal: 1, day, costNusd: ENDED_NUSD };
    await this.#append(window, 'spend', { t: 'spend.settled', ...spend });
    await this.#append(window, 'ledger', {
      t: 'attempt.ended',
      day,
      attempt: attemptEnded(runId),
    });
    await this.#append(window, 'ledger', { t: 'run.ended', day, run: runEnded(runId) });
    window.open.delete(runId);
    this.#runs.set(runId, this.#isOnDisk(window) ? 'ended' : 'inMemory');
    // What this window has spent stands in its budgets at once, on the disk or not.
    const found = window.stores.spend.query((sql) =>
      sql.number('SELECT count(*) FROM settled WHERE run_id = ? AND cost_nusd = ?', [
        runId,
        ENDED_NUSD,
      ]),
    );
    if (found !== 1) this.#faults.push(`${runId}: its own window's budget does not know it`);
  }

  async #append(window: Window, name: BooksName, record: JournalRecord): Promise<void> {
    await window.writers[name].append(record);
    if (this.#isOnDisk(window)) {
      // What was refused before is on the disk now, too.
      for (const [runId, state] of this.#runs) {
        if (state === 'inMemory' && this.#madeBy.get(runId) === window) this.#settleState(runId);
      }
    }
    if ('runId' in record) this.#madeBy.set(record.runId, window);
  }

  readonly #madeBy = new Map<number, Window>();

  #settleState(runId: number): void {
    this.#runs.set(runId, this.#madeBy.get(runId)?.open.has(runId) === true ? 'started' : 'ended');
  }

  #isOnDisk({ writers }: Window): boolean {
    return BOOKS.every((name) => writers[name].isDurable);
  }

  #snapshot(window: Window): void {
    for (const name of BOOKS) {
      const outcome = window.stores[name].snapshot(this.#pick(['now', 'quiet', 'again'] as const));
      this.#events[`snapshot ${outcome}`] = (this.#events[`snapshot ${outcome}`] ?? 0) + 1;
    }
  }

  /** All that are awake show that they live and look at the others. */
  async #look(times: number): Promise<void> {
    for (let round = 0; round < times; round += 1) {
      const awake = [...this.#windows].filter(({ machine }) => !machine.isAsleep);
      this.#time += LOOK_MS;
      for (const machine of this.#machines) if (!machine.isAsleep) machine.ticks += LOOK_MS;
      for (const { heartbeat } of awake) heartbeat.beat();
      await Promise.all(awake.map(({ heartbeat }) => heartbeat.isWritten()));
      for (const { stores } of awake) {
        for (const name of BOOKS) {
          stores[name].catchUp();
          stores[name].tidy();
        }
      }
    }
  }

  async #closeWindow(window: Window): Promise<void> {
    for (const runId of window.open) await this.#endRun(window, runId);
    for (const name of BOOKS) {
      await window.writers[name].close();
      window.stores[name].snapshot('quiet');
    }
    window.number.release();
    await window.heartbeat.stop();
    this.#forgetWindow(window);
  }

  #kill(window: Window): void {
    this.#forgetWindow(window);
  }

  #restart(machine: Machine, here: readonly Window[]): void {
    for (const window of here) this.#kill(window);
    this.#starts += 1;
    machine.place = `start ${machine.name} ${this.#starts}`;
    machine.ticks = 0;
  }

  #forgetWindow(window: Window): void {
    this.#windows.delete(window);
    this.#living.delete(window.process.id);
    for (const name of BOOKS) window.stores[name].close();
    // What never reached the disk went with its window, which had said so.
    for (const [runId, state] of this.#runs) {
      if (state === 'inMemory' && this.#madeBy.get(runId) === window) this.#runs.delete(runId);
    }
    if (this.#isOnDisk(window)) return;
    for (const runId of window.open) this.#runs.delete(runId);
  }

  /** Every run once, at its cost, in rows and sums, for a window that opens after all this. */
  async #audit(): Promise<void> {
    for (const window of this.#windows) await this.#closeWindow(window);
    const [machine] = this.#machines;
    if (machine === undefined) return;
    machine.shift = 0;
    await this.#openWindow(machine);
    await this.#look(LONG_LOOK);
    const [last] = this.#windows;
    if (last === undefined) return;
    for (const when of ['now', 'again', 'again'] as const) {
      for (const name of BOOKS) {
        const outcome = last.stores[name].snapshot(when);
        if (outcome !== 'written' && outcome !== 'notDue') {
          this.#faults.push(`the last snapshot: ${outcome}`);
        }
      }
    }
    const ledger = last.stores.ledger.query((sql) => ({
      attempts: sql.all('SELECT run_id, outcome, cost_nusd FROM attempts_v'),
      sums: sql.all(`SELECT (SELECT COUNT(*) FROM pending) + (SELECT COUNT(*) FROM unfinished),
        (SELECT SUM(cost_nusd) FROM attempts), (SELECT SUM(cost_nusd) FROM daily),
        (SELECT COUNT(*) FROM runs), (SELECT SUM(runs) FROM daily)`),
    }));
    const spend = last.stores.spend.query((sql) => ({
      settled: sql.all('SELECT run_id, cost_nusd FROM settled'),
      sums: sql.all(`SELECT (SELECT COUNT(*) FROM held),
        (SELECT SUM(cost_nusd) FROM settled), (SELECT SUM(cost_nusd) FROM spend_days)`),
      lastDay: sql.number('SELECT MAX(day) FROM spend_days'),
    }));
    const [open, rows, daily, runCount, dailyRuns] = ledger.sums[0] ?? [];
    if (open !== 0) this.#faults.push(`${String(open)} attempts are still under way`);
    if (rows !== daily) this.#faults.push(`rows cost ${String(rows)}, days ${String(daily)}`);
    if (runCount !== dailyRuns) this.#faults.push(`${String(runCount)} runs, ${String(dailyRuns)}`);
    const [held, settledSum, daySum] = spend.sums[0] ?? [];
    if (held !== 0) this.#faults.push(`${String(held)} reservations are still held`);
    const attempts = new Map(ledger.attempts.map(([id, ...rest]) => [Number(id), rest.join(' ')]));
    const settled = new Map(spend.settled.map(([id, cost]) => [Number(id), Number(cost)]));
    // Where a clock was ahead for many days, early runs are old: of those only the sums are kept.
    const oldBefore = addDays(spend.lastDay, -DETAIL_DAYS);
    let oldNusd = 0;
    for (const [runId, state] of this.#runs) {
      const [outcome, cost] =
        state === 'ended'
          ? (['accepted', ENDED_NUSD] as const)
          : (['lost', EXPECTED_NUSD] as const);
      const found = attempts.get(runId);
      if (found !== `${outcome} ${cost}`) this.#faults.push(`${runId} ${state}: ${found}`);
      if (!settled.has(runId) && systemLocalDay(runIdTime(runId)) < oldBefore) oldNusd += cost;
      else if (settled.get(runId) !== cost) {
        this.#faults.push(`${runId} ${state}: spend ${settled.get(runId)}`);
      }
    }
    if (Number(settledSum) + oldNusd !== daySum) {
      this.#faults.push(`spent ${String(settledSum)} and ${oldNusd}, ${String(daySum)}`);
    }
    await this.#closeWindow(last);
    this.#auditFiles();
  }

  /** What stays is what is needed: no file for each of the windows that were. */
  #auditFiles(): void {
    for (const name of BOOKS) {
      const files = fs.readdirSync(join(this.#folder, name));
      const rest = files.filter((file) => /\.(?:alive|tmp|dead|leaving|lock)$/.test(file));
      if (rest.length > 0) this.#faults.push(`${name} still has ${rest.join(', ')}`);
      const journals = files.filter((file) => file.endsWith('.jsonl'));
      if (journals.length > 4) this.#faults.push(`${name} has ${journals.length} journals`);
    }
  }

  #pick<T>(from: readonly T[]): T {
    const found = from[Math.floor(this.#random() * from.length)];
    return found as T;
  }
}

/** What the ledger asks of the system, refused as a machine's disk would. Flushes nothing. */
class FaultyDisk {
  fault: Fault | undefined;
  readonly #own = { ...fs };

  constructor() {
    const own = this.#own;
    const refusal = (code: string) => Object.assign(new Error(code), { code });
    const flush = (): Error | null => (this.fault === 'fsync' ? refusal('EIO') : null);
    const folderFlush = (fd: number): Error | null =>
      this.fault === 'folderSync' && own.fstatSync(fd).isDirectory() ? refusal('EINVAL') : flush();
    const orThrow = (error: Error | null) => {
      if (error !== null) throw error;
    };
    Object.assign(fs, {
      fdatasync: (_fd: number, done: (error: Error | null) => void) =>
        process.nextTick(done, flush()),
      fsync: (fd: number, done: (error: Error | null) => void) =>
        process.nextTick(done, folderFlush(fd)),
      fsyncSync: (fd: number) => orThrow(folderFlush(fd)),
      renameSync: (from: string, to: string) => {
        if (this.fault === 'rename') throw refusal('EXDEV');
        own.renameSync(from, to);
      },
      write: (...args: Parameters<typeof fs.write>) => {
        const done = args.at(-1) as unknown as (error: Error | null, count: number) => void;
        if (this.fault === 'full') process.nextTick(done, refusal('ENOSPC'), 0);
        else own.write(...args);
      },
      writeSync: (...args: Parameters<typeof fs.writeSync>) => {
        if (this.fault === 'full') throw refusal('ENOSPC');
        return own.writeSync(...args);
      },
    });
  }

  restore(): void {
    const { fdatasync, fsync, fsyncSync, renameSync, write, writeSync } = this.#own;
    Object.assign(fs, { fdatasync, fsync, fsyncSync, renameSync, write, writeSync });
  }
}
