import { Worker } from 'node:worker_threads';
import type { RowPage } from '../ledger/rows.ts';
import { WorkerRequests } from '../models/workerRequests.ts';
import type {
  MergeAnswer,
  MergeAsk,
  MergedAsked,
  MergedFigures,
  MergedFiles,
  MergedRowsAsked,
  NumberedMergeAsk,
} from './mergedUsage.ts';

const MOST_MEGABYTES = 1_000;

/** Asks the worker that reads exports and holds their runs. It ends with {@link dispose}. */
export class MergeClient {
  readonly #requests: WorkerRequests<MergeAsk, MergeAnswer>;

  /** `workerPath` is the absolute path of the worker's script. */
  constructor(workerPath: string) {
    this.#requests = new WorkerRequests<MergeAsk, MergeAnswer>({
      name: 'The reader of exports',
      start: () => {
        const worker = new Worker(workerPath, {
          workerData: { script: workerPath },
          resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
          stdout: true,
          stderr: true,
        });
        return worker.on('message', (answer: MergeAnswer) => this.#take(answer));
      },
      message: (id, ask) => ({ id, ask }) satisfies NumberedMergeAsk,
    });
  }

  /** Reads exports of runs, each run once. What was read before is let go. */
  async read(paths: readonly string[], signal?: AbortSignal): Promise<MergedFiles> {
    const answer = await this.#requests.ask({ what: 'read', paths }, signal);
    if (!('read' in answer)) throw new Error('The reader of exports gave no files.');
    return answer.read;
  }

  /** Reads the runs of the ledgers in some folders, each run once, as `read` does. Writes nothing there. */
  async readLedgers(
    folders: readonly string[],
    wasmDir: string,
    signal?: AbortSignal,
  ): Promise<MergedFiles> {
    const answer = await this.#requests.ask({ what: 'readLedgers', folders, wasmDir }, signal);
    if (!('read' in answer)) throw new Error('The reader of ledgers gave none.');
    return answer.read;
  }

  /** What some of the runs came to. */
  async figures(asked: MergedAsked): Promise<MergedFigures> {
    const answer = await this.#requests.ask({ what: 'figures', ...asked });
    if (!('figures' in answer)) throw new Error('The reader of exports gave no figures.');
    return answer.figures;
  }

  /** A page of the runs behind a number, newest first, each with the number of its `file`. */
  async rows(asked: MergedRowsAsked): Promise<RowPage> {
    const answer = await this.#requests.ask({ what: 'rows', ...asked });
    if (!('page' in answer)) throw new Error('The reader of exports gave no rows.');
    return answer.page;
  }

  /** Ends the worker, and lets go of all that it holds. */
  async dispose(): Promise<void> {
    await this.#requests.close();
  }

  #take(answer: MergeAnswer): void {
    if ('failure' in answer) {
      this.#requests.fail(answer.id, new Error(`Exports cannot be read (${answer.failure}).`));
    } else {
      this.#requests.answer(answer.id, answer);
    }
  }
}
