import { randomBytes } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import type { Disposable, SecretStorage, Uri } from 'vscode';
import { CancellationError, EventEmitter } from 'vscode';
import type { Trouble } from '../../folderRuns/batchStep.ts';
import type { FolderRun } from '../../folderRuns/folderRun.ts';
import { isOver } from '../../folderRuns/folderRun.ts';
import type { FileToJudge, Judged } from '../../folderRuns/folderRunDriver.ts';
import { FolderRunDriver } from '../../folderRuns/folderRunDriver.ts';
import { FolderRunStore } from '../../folderRuns/folderRunStore.ts';
import { newSealingKey, Seal } from '../../folderRuns/sealing.ts';
import type { FolderLock } from '../../ledger/folder/folderLock.ts';
import { takeLock } from '../../ledger/folder/folderLock.ts';
import { Heartbeat } from '../../ledger/folder/heartbeat.ts';
import { LifeWatch } from '../../ledger/folder/lifeWatch.ts';
import { windowProcess } from '../../ledger/folder/windowProcess.ts';
import type { Clock } from '../../models/ports.ts';
import type { BatchProvider } from '../../providers/port.ts';
import type { WholeRunner } from '../../routing/run/begun/wholeRunner.ts';
import type { RunResult } from '../../routing/run/run.ts';
import type { Connections } from '../connection/connections.ts';
import type { Gathered } from '../input/gather.ts';
import type { OutputLog } from '../log/log.ts';
import { userError } from '../wording/editorCodes.ts';
import type { AskedFile } from './askedFile.ts';
import { readAsked, readResult, writeResult } from './askedFile.ts';
import type { FolderPlanParts } from './folderPlans.ts';
import { placeOfConnection } from './sentPlace.ts';

const LOCK = 'window.lock';
const KEY_SECRET = 'tierwise.folderRuns.key';
/** ms until a folder run that met an error is looked at again. */
const RETRY_MS = 60_000;
/** ms for which a folder run with nothing to accept stays on the list. */
const KEPT_MS = 3 * 86_400_000;

/** What keeps folder runs, and goes on with them. */
export interface KeptRunsParts extends FolderPlanParts {
  readonly connections: Connections;
  readonly secrets: SecretStorage;
  /** Where they are kept, on this machine's disk. */
  readonly folder: string;
  readonly log: OutputLog;
  readonly clock: Clock;
}

/** What this window holds while it is the one that goes on with the folder runs. */
interface Held {
  readonly seal: Seal;
  readonly lock: FolderLock;
  readonly heartbeat: Heartbeat;
}

/** The folder runs of a workspace, gone on with by one window at a time until they are over. */
export class KeptRuns implements Disposable {
  readonly driver: FolderRunDriver;
  readonly #parts: KeptRunsParts;
  readonly #held: Held;
  readonly #end = new AbortController();
  readonly #troubles = new Map<string, Trouble>();
  readonly #going = new Map<string, Promise<void>>();
  readonly #uris = new Map<string, Uri>();
  readonly #changed = new EventEmitter<void>();
  readonly #ended = new EventEmitter<FolderRun>();

  /** Fires when anything of them has changed. */
  readonly onDidChange = this.#changed.event;
  /** Fires when nothing more will happen to a folder run but by its user. */
  readonly onDidEnd = this.#ended.event;

  private constructor(parts: KeptRunsParts, held: Held) {
    const { folder, log, clock } = parts;
    this.#parts = parts;
    this.#held = held;
    this.driver = new FolderRunDriver({
      store: new FolderRunStore(folder, held.seal, log),
      batches: (place) => this.#batchesAt(place),
      judge: (file, signal) => this.#judge(file, signal),
      close: async (run, closing) => (await this.#runner()).close(run, closing),
      clock,
      log,
      newId: () => randomBytes(12).toString('hex'),
      onDidChange: () => this.#changed.fire(),
    });
  }

  /** Takes over what is kept here. @throws UserError while another window works on it */
  static async open(parts: KeptRunsParts): Promise<KeptRuns> {
    const { folder, secrets, log, clock } = parts;
    await mkdir(folder, { recursive: true });
    const owner = windowProcess();
    const watch = new LifeWatch({ folder, ticks: () => clock.ticks() });
    const lock = takeLock({ folder, name: LOCK, owner, watch, log });
    if (lock === undefined) throw userError('folder.otherWindow');
    const heartbeat = new Heartbeat([folder], owner.id, log);
    const key = (await secrets.get(KEY_SECRET)) ?? newSealingKey();
    await secrets.store(KEY_SECRET, key);
    const kept = new KeptRuns(parts, { seal: new Seal(key), lock, heartbeat });
    await kept.driver.restore();
    await kept.#tidyUp();
    return kept;
  }

  /** Goes on with all that earlier windows have left. */
  resume(): void {
    for (const run of this.runs()) if (!isOver(run)) void this.goOn(run.id);
  }

  now(): number {
    return this.#parts.clock.now();
  }

  runs(): readonly FolderRun[] {
    return this.driver.runs;
  }

  get(id: string): FolderRun | undefined {
    return this.driver.get(id);
  }

  troubleOf(id: string): Trouble | undefined {
    return this.#troubles.get(id);
  }

  async uriOf(id: string, runId: number): Promise<Uri | undefined> {
    const key = `${id} ${runId}`;
    const known = this.#uris.get(key);
    if (known) return known;
    const asked = await this.driver.askedOf(id, runId);
    if (asked === undefined) return undefined;
    const { uri } = readAsked(asked);
    this.#uris.set(key, uri);
    return uri;
  }

  /** What was asked about a file, and what is to be accepted; undefined: nothing is. */
  async readyAt(
    id: string,
    runId: number,
  ): Promise<{ readonly asked: AskedFile; readonly result: RunResult } | undefined> {
    if (this.get(id)?.files.get(runId)?.state.type !== 'ready') return undefined;
    const asked = await this.driver.askedOf(id, runId);
    const answer = await this.driver.answerOf(id, runId);
    if (asked === undefined || answer === undefined) throw userError('folder.unreadable');
    return { asked: readAsked(asked), result: readResult(answer) };
  }

  /** What was asked, about the document as it is now; undefined: that is gone. */
  async gathered({ uri, input }: AskedFile): Promise<Gathered | undefined> {
    const { gatherer } = await this.#parts.taskInputs();
    return gatherer.asked(uri, input);
  }

  /** Goes on with a folder run until it is over, or this window ends. */
  goOn(id: string): Promise<void> {
    const going = this.#going.get(id) ?? this.#goOn(id);
    this.#going.set(id, going);
    return going;
  }

  async cancel(id: string): Promise<void> {
    await this.driver.cancel(id, this.#end.signal);
  }

  dispose(): void {
    this.#end.abort(new CancellationError());
    this.#changed.dispose();
    this.#ended.dispose();
    this.#held.lock.release();
    void this.#held.heartbeat.stop();
  }

  /** Takes off the list what has nothing to accept any more and was seen long ago. */
  async #tidyUp(): Promise<void> {
    const before = this.#parts.clock.now() - KEPT_MS;
    for (const run of this.runs()) {
      const isReady = [...run.files.values()].some(({ state }) => state.type === 'ready');
      if (isOver(run) && !isReady && run.begunAt < before) await this.driver.forget(run.id);
    }
  }

  async #goOn(id: string): Promise<void> {
    const { clock, log } = this.#parts;
    const { signal } = this.#end;
    try {
      for (;;) {
        const ms = await this.#step(id);
        if (ms === undefined) break;
        await clock.wait(ms, signal);
      }
      const run = this.get(id);
      if (run) this.#ended.fire(run);
    } catch (error) {
      if (!signal.aborted) log.error('a folder run was left', error);
    } finally {
      this.#going.delete(id);
    }
  }

  /** Does what can be done now. Resolves to ms until the next look; undefined: it is over. */
  async #step(id: string): Promise<number | undefined> {
    const { log } = this.#parts;
    const { signal } = this.#end;
    try {
      const next = await this.driver.advance(id, signal);
      const trouble = next.type === 'later' ? next.trouble : undefined;
      if (trouble !== this.#troubles.get(id)) {
        if (trouble === undefined) this.#troubles.delete(id);
        else this.#troubles.set(id, trouble);
        this.#changed.fire();
      }
      return next.type === 'later' ? next.ms : undefined;
    } catch (error) {
      signal.throwIfAborted();
      // Nothing is lost by that: what is written down is gone on from.
      log.error('a folder run could not be gone on with', error);
      return RETRY_MS;
    }
  }

  /** The runner that the editor is connected to; nobody is asked for anything. */
  async #runner(): Promise<WholeRunner> {
    const connection = await this.#parts.connections.forRun(async () => undefined);
    return this.#parts.runnerFor(connection);
  }

  async #batchesAt(place: string): Promise<BatchProvider | undefined> {
    try {
      const connection = await this.#parts.connections.forRun(async () => undefined);
      if (placeOfConnection(connection) !== place) return undefined;
      return await (await this.#parts.runnerFor(connection)).batches();
    } catch (error) {
      // Without a key there is no connection.
      if (error instanceof CancellationError) return undefined;
      throw error;
    }
  }

  async #judge({ task, asked, attempt }: FileToJudge, signal: AbortSignal): Promise<Judged> {
    const file = readAsked(asked);
    const gathered = await this.#stillGathered(file);
    if (gathered === undefined) return { type: 'unusable', why: 'deleted' };
    const { uri } = file;
    const { result } = await this.#parts.runs.onFile({ task, uri }, signal, (active, execution) =>
      execution.carryOut(active, gathered, { begun: attempt }),
    );
    const { outcome } = result;
    const costNusd = result.unpriced > 0 ? null : result.costNusd;
    if (outcome === 'accepted') return { type: 'ready', answer: writeResult(result), costNusd };
    if (outcome === 'cancelled') return { type: 'brokenOff' };
    return { type: 'none', why: outcome === 'rejected' ? 'rejected' : 'failed', costNusd };
  }

  /** undefined: the file is gone, or is never sent by now. */
  async #stillGathered(file: AskedFile): Promise<Gathered | undefined> {
    try {
      return await this.gathered(file);
    } catch (error) {
      if (error instanceof Error && error.name === 'UserError') return undefined;
      throw error;
    }
  }
}
