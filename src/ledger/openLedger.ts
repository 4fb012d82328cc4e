import { setTimeout as delay } from 'node:timers/promises';
import type { AttemptEnded, AttemptStarted, Audit, RunEnded, Verdict } from '../models/booking.ts';
import type { EvidenceLevels, OutputRatio } from '../models/evidence.ts';
import type { CellAbout } from '../models/learning/evidenceFold.ts';
import type { LocalDay } from '../models/localDay.ts';
import { firstOfMonth, systemLocalDay } from '../models/localDay.ts';
import type { Log } from '../models/ports.ts';
import type { PriceRecord } from '../models/priceRecord.ts';
import type {
  ExploreSpend,
  LimitedSpend,
  SharedSpend,
  SpendLimits,
  Spent,
} from '../models/spend.ts';
import type { TagFilter, TagValues } from '../models/tags/tagFilter.ts';
import { isOfAll } from '../models/tags/tagFilter.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import type { DaySpend } from './booking/daySpend.ts';
import { spendIn } from './booking/daySpend.ts';
import { KnownSpend } from './booking/knownSpend.ts';
import { Reservations } from './booking/reservations.ts';
import type { Figures, Glance, Period } from './figures.ts';
import { DiskSpeed } from './folder/diskSpeed.ts';
import { ExploringTurn } from './folder/exploringTurn.ts';
import { Heartbeat } from './folder/heartbeat.ts';
import { LifeWatch } from './folder/lifeWatch.ts';
import { usableFolder } from './folder/usableFolder.ts';
import type { WindowClaims } from './folder/windowClaims.ts';
import { WindowNumber } from './folder/windowNumber.ts';
import type { WindowProcess } from './folder/windowProcess.ts';
import { windowProcess } from './folder/windowProcess.ts';
import { workspaceName } from './folder/workspaceName.ts';
import type { JournalRecord } from './journal/journalRecord.ts';
import {
  cleanAttemptEnded,
  cleanAttemptStarted,
  cleanAudit,
  cleanRunEnded,
  cleanVerdict,
} from './journal/journalRecord.ts';
import { JournalWriter } from './journal/journalWriter.ts';
import { KnownEvidence, NOTHING_SPENT } from './knownEvidence.ts';
import type { Ledger, TierSums } from './ledger.ts';
import type { LedgerOptions, OpenedOptions } from './ledgerOptions.ts';
import { exportHead, exportTail } from './queries/exportText.ts';
import type { Summary } from './queries/summary.ts';
import { figuresIn, glanceIn } from './queries/summary.ts';
import type { ExportFormat, RowFilter, RowKind, RowPage } from './rows.ts';
import { firstRunIdAt } from './runId.ts';
import { readSummary } from './summary/summaryFile.ts';
import { SlowQuestions } from './worker/slowQuestions.ts';
import { WorkerLink } from './worker/workerLink.ts';
import type { BooksName } from './worker/workerMessages.ts';
import { workerSettings } from './worker/workerSettings.ts';

const SAVE_PAUSE_MS = 100;
/** How long the files of another window that writes them are waited for, in pauses; longer to erase, which is asked for once. */
const SAVE_PAUSES = { save: 50, erase: 300 } as const;

/**
 * Opens the books. Quick: the worker, the database and the journals are read in the background, and
 * until then a summary answers what it can, if the books are still as the last window left them.
 * Never rejects for the state of a folder: what cannot be used is said in the log, once, and the
 * books live in memory.
 */
export async function openLedger(options: LedgerOptions): Promise<BookedLedger> {
  const { log } = options;
  const now = options.now ?? Date.now;
  const [folder, spendFolder] = await Promise.all([
    usableFolder(options.folder, 'ledger', log),
    usableFolder(options.spendFolder, 'spend', log),
  ]);
  const process = windowProcess(options.processId);
  const ticks = options.ticks ?? (() => performance.now());
  const shared = spendFolder ?? folder;
  const watch = shared === undefined ? undefined : new LifeWatch({ folder: shared, ticks });
  const claim =
    shared === undefined || watch === undefined
      ? undefined
      : { folder: shared, owner: process, watch, log };
  const number = new WindowNumber(claim, process.pid, log);
  const turn = new ExploringTurn(claim && folder !== undefined ? { ...claim, folder } : undefined);
  const summary = folder === undefined ? undefined : await readSummary(folder);
  const workspace = workspaceName(options.folder);
  const opened = { ...options, folder, spendFolder, workspace, now, ticks };
  const reserving = spendFolder === undefined ? undefined : claim;
  return new BookedLedger(opened, process, { number, turn, reserving }, summary);
}

/** Later than every day `yyyymmdd`. */
const NO_DAY = 99_999_999;

/** The books of one workspace, seen from one window. */
export class BookedLedger implements Ledger {
  readonly newRunId: () => number;
  readonly #localDay: LocalDay;
  readonly #onRunEnded: LedgerOptions['onRunEnded'];
  readonly #log: Log;
  readonly #number: WindowNumber;
  readonly #turn: ExploringTurn;
  readonly #heartbeat: Heartbeat | undefined;
  readonly #link: WorkerLink;
  readonly #slow: SlowQuestions;
  readonly #ledger: JournalWriter;
  readonly #spend: JournalWriter;
  readonly #reservations: Reservations;
  readonly #spendFolder: string | undefined;
  readonly #workspace: string;
  readonly #spendDisk: DiskSpeed;
  readonly #known = new KnownSpend();
  readonly #listeners = new Set<() => void>();
  readonly #evidence = new KnownEvidence();
  readonly models: Ledger['models'] = (task, tier) => this.#evidence.models(task, tier);
  readonly trials: Ledger['trials'] = (period, tags, signal) =>
    this.#slow.ask('trials', { period, tags }, signal);
  readonly quality: Ledger['quality'] = (period, tags, signal) =>
    this.#slow.ask('quality', { period, tags }, signal);
  /** Until the worker has read the books, or this window has written. */
  #summary: Summary | undefined;

  /** See {@link openLedger}. */
  constructor(
    options: OpenedOptions,
    process: WindowProcess,
    { number, turn, reserving }: WindowClaims,
    summary: Summary | undefined,
  ) {
    const { log, now, folder, spendFolder, ticks } = options;
    const window = number.value;
    this.newRunId = () => number.newRunId(now);
    this.#localDay = options.localDay ?? systemLocalDay;
    this.#log = log;
    this.#onRunEnded = options.onRunEnded;
    this.#number = number;
    this.#turn = turn;
    const folders = [folder, spendFolder].filter((each) => each !== undefined);
    if (folders.length > 0) {
      this.#heartbeat = new Heartbeat(folders, process.id, log, options.beatMs);
    }
    const settings = workerSettings(options, process, now() - Date.now());
    const worker = { path: options.workerPath, settings, log };
    this.#link = new WorkerLink({
      ...worker,
      onChanged: ({ evidence, learnt, spend }) => {
        this.#evidence.learn(evidence, learnt);
        this.#known.learn(spend);
        this.#summary = undefined;
        for (const listener of this.#listeners) listener();
      },
    });
    this.#slow = new SlowQuestions(this.#link, worker, () => this.#ledger.isDurable);
    const diskOf = (of: string | undefined) => {
      const disk = new DiskSpeed(ticks);
      if (of !== undefined) void disk.find(of);
      return disk;
    };
    this.#spendFolder = spendFolder;
    this.#workspace = options.workspace;
    this.#spendDisk = diskOf(spendFolder);
    const shared = { window, process, now, log, maxSegmentBytes: options.limits?.segmentBytes };
    this.#ledger = new JournalWriter({
      ...shared,
      folder,
      disk: diskOf(folder),
      keepInMemory: (records) => this.#keep('ledger', records),
    });
    this.#spend = new JournalWriter({
      ...shared,
      folder: spendFolder,
      disk: this.#spendDisk,
      keepInMemory: (records) => this.#keep('spend', records),
      onWritten: (written) => this.#known.wrote(written),
    });
    this.#reservations = this.#reservationsBy(reserving);
    this.#summary = summary;
    // What the summary answers at once is not held up by the start of the worker.
    if (summary === undefined) this.#link.start();
    else setImmediate(() => this.#link.start());
  }

  /** Whether all that was booked is on the disk, and not only in memory. */
  get isDurable(): boolean {
    return this.#ledger.isDurable && this.#spend.isDurable;
  }

  async attemptStarted(attempt: AttemptStarted, within?: SpendLimits): Promise<SharedSpend | null> {
    const clean = cleanAttemptStarted(attempt);
    const { runId, ordinal, reservedNusd: heldNusd, expectedNusd } = clean;
    const day = this.#localDay(clean.startedAt);
    this.#summary = undefined;
    const held = { runId, ordinal, day, heldNusd, expectedNusd, workspace: this.#workspace };
    const found = await this.#reservations.hold(held, within);
    if (found) return found;
    await this.#ledger.appendAhead({ t: 'attempt.started', day, attempt: clean });
    // The worker is not told: it would read the books at the very moment at which the call goes out.
    // Whoever asks what is held has it read the journals first.
    return null;
  }

  async attemptEnded(attempt: AttemptEnded): Promise<void> {
    const clean = cleanAttemptEnded(attempt);
    const { runId, ordinal, costNusd } = clean;
    const day = this.#localDay(clean.startedAt);
    await this.#write(
      { t: 'attempt.ended', day, attempt: clean },
      { t: 'spend.settled', runId, ordinal, day, costNusd, workspace: this.#workspace },
    );
    if (clean.purpose === 'explore') void this.#turn.booked(costNusd, () => this.#readBooks());
  }

  async runEnded(run: RunEnded): Promise<void> {
    const clean = cleanRunEnded(run);
    await this.#write({ t: 'run.ended', day: this.#localDay(clean.startedAt), run: clean });
    this.#onRunEnded?.(clean.runId);
  }

  async verdict(verdict: Verdict): Promise<void> {
    await this.#write({ t: 'verdict', verdict: cleanVerdict(verdict) });
  }

  async audit(audit: Audit): Promise<void> {
    await this.#write({ t: 'audit', audit: cleanAudit(audit) });
  }

  async recordPrices(prices: readonly PriceRecord[]): Promise<void> {
    await this.#write({ t: 'prices', prices });
  }

  async spent(of: LimitedSpend, at: number): Promise<Spent> {
    const day = this.#localDay(at);
    return spendIn(await this.#spendFrom(firstOfMonth(day)), of, day);
  }

  lastSpent(of: LimitedSpend, at: number): Spent | undefined {
    const day = this.#localDay(at);
    const days = this.#known.daysFrom(firstOfMonth(day));
    return days && spendIn(days, of, day);
  }

  evidence(task: TaskName, tier: Tier): TierSums | undefined {
    return this.#evidence.sums(task, tier);
  }

  levels(about: CellAbout): EvidenceLevels {
    return this.#evidence.levels(about);
  }

  explored(): ExploreSpend {
    const isMine = this.#turn.isMine(() => this.#readBooks());
    return isMine ? this.#turn.withBooked(this.#evidence.explored()) : NOTHING_SPENT;
  }

  outputRatio(task: TaskName, tier: Tier): OutputRatio | undefined {
    return this.#evidence.outputRatio(task, tier);
  }

  async figures(period: Period, tags: TagFilter = {}): Promise<Figures> {
    const known = isOfAll(tags) ? this.#summary && figuresIn(this.#summary, period) : undefined;
    return known ?? this.#link.ask('figures', { period, tags });
  }

  async glance(at: number): Promise<Glance> {
    const today = this.#localDay(at);
    const known = this.#summary && glanceIn(this.#summary, today);
    return known ?? this.#link.ask('glance', { today });
  }

  tagValues(period: Period): Promise<TagValues> {
    return this.#link.ask('tagValues', { period });
  }

  async rows(
    kind: RowKind,
    filter: RowFilter,
    page: { readonly after?: string | null; readonly size: number },
  ): Promise<RowPage> {
    return this.#link.ask('rows', { kind, filter, after: page.after ?? null, size: page.size });
  }

  async *exportRows(
    kind: RowKind,
    format: ExportFormat,
    filter: RowFilter = { purpose: 'any' },
  ): AsyncIterable<string> {
    yield exportHead(kind, format);
    let after: string | null = null;
    do {
      const piece: { readonly text: string; readonly next: string | null } = await this.#link.ask(
        'exported',
        { kind, format, filter, after },
      );
      if (piece.text !== '') yield piece.text;
      after = piece.next;
    } while (after !== null);
    yield exportTail(format);
  }

  /**
   * Clears the history: runs that began before `at` (unix ms) and all their sums, but for what the
   * days of this month cost. Nothing of them is left on the disk then, but in journals that other
   * windows still write. False: the files could not be written anew, and may still hold it.
   */
  async forget(at: number): Promise<boolean> {
    const keepFrom = firstOfMonth(this.#localDay(at));
    this.#summary = undefined;
    await this.#ledger.appendLast({ t: 'forget', at, before: firstRunIdAt(at), keepFrom });
    this.#link.tellWritten();
    // The file before this one and the journals still hold what was cleared: it goes with them.
    return (
      (await this.#snapshot('now', SAVE_PAUSES.erase)) &&
      (await this.#snapshot('again', SAVE_PAUSES.erase))
    );
  }

  /**
   * Brings the database files up to date, so that other programs read all there is. Whether they
   * are: false when the disk refused or another window held the lock for five seconds.
   */
  save(): Promise<boolean> {
    return this.#snapshot('now', SAVE_PAUSES.save);
  }

  onDidChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    await Promise.all([this.#ledger.close(), this.#spend.close(), this.#slow.close()]);
    try {
      await this.#link.ask('snapshot', { when: 'quiet' });
    } catch (error) {
      this.#log.warn(`The books were not tidied up: ${String(error)}`);
    }
    await this.#link.close();
    this.#number.release();
    this.#turn.release();
    await this.#heartbeat?.stop();
  }

  /** What the worker has read it tells of before it answers. */
  #readBooks(): Promise<unknown> {
    this.#link.tellWritten();
    return this.#link.ask('spent', { firstDay: NO_DAY });
  }

  #reservationsBy(turns: WindowClaims['reserving']): Reservations {
    return new Reservations({
      // The call must not wait for the disk: it is flushed long before there is an answer to show.
      write: (record) => this.#spend.appendAhead(record),
      spendFrom: (firstDay) => this.#spendFrom(firstDay),
      lastSpendFrom: (firstDay) => this.#known.daysFrom(firstDay),
      turns,
    });
  }

  /** What each day from one on cost and holds: as it is known where the files are still the same. */
  async #spendFrom(firstDay: number): Promise<readonly DaySpend[]> {
    const known = this.#known.daysFrom(firstDay);
    const folder = this.#spendFolder;
    const disk = this.#spendDisk;
    if (known && folder !== undefined && disk.isQuick) {
      if (disk.run(() => this.#known.isTrueOf(folder))) return known;
    }
    const state = await this.#link.ask('spent', { firstDay });
    this.#known.learn(state);
    return state.days;
  }

  async #snapshot(when: 'now' | 'again', pauses: number): Promise<boolean> {
    for (let attempt = 0; attempt < pauses; attempt += 1) {
      const outcome = await this.#link.ask('snapshot', { when });
      if (outcome !== 'busy') return outcome !== 'failed';
      await delay(SAVE_PAUSE_MS);
    }
    return false;
  }

  async #write(record: JournalRecord, spend?: JournalRecord): Promise<void> {
    this.#summary = undefined;
    await Promise.all([
      this.#ledger.append(record),
      spend === undefined ? undefined : this.#spend.append(spend),
    ]);
    this.#link.tellWritten();
  }

  #keep(books: BooksName, records: readonly JournalRecord[]): void {
    const failed = (error: unknown) => this.#log.error('Records were not kept in memory', error);
    this.#link.ask('keep', { books, records }).catch(failed);
  }
}
