import type { RowPage } from '../ledger/rows.ts';
import type {
  MergedAsked,
  MergedFigures,
  MergedFiles,
  MergedQuality,
  MergedRowsAsked,
} from './mergedUsage.ts';
import type { MergeThread } from './mergeThread.ts';
import { mergeThread } from './mergeThread.ts';

/** Asks the worker that reads exports and holds their runs. It ends with {@link dispose}. */
export class MergeClient {
  readonly #requests: MergeThread;

  /** `workerPath` is the absolute path of the worker's script. */
  constructor(workerPath: string) {
    this.#requests = mergeThread(workerPath);
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

  /** How good the answers of some of the runs were. */
  async quality(asked: MergedAsked): Promise<MergedQuality> {
    const answer = await this.#requests.ask({ what: 'quality', ...asked });
    if (!('quality' in answer)) throw new Error('The reader of exports gave no quality.');
    return answer.quality;
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
}
