import { FileType, Uri, workspace } from 'vscode';
import type { Log } from '../../../models/ports.ts';
import { isMissing } from '../../documents/filePresence.ts';
import type { DocumentFindings } from './keptFinding.ts';

const FILE = 'findings.json';

/** Keeps findings in a file of the workspace's storage, outside the ledger. */
export class FindingStore {
  readonly #folder: Uri;
  readonly #log: Log;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: Uri, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** What was kept. A file that cannot be read is set aside, and nothing was kept. */
  async read(): Promise<readonly DocumentFindings[]> {
    const file = Uri.joinPath(this.#folder, FILE);
    let bytes: Uint8Array;
    try {
      bytes = await workspace.fs.readFile(file);
    } catch (error) {
      if (!isMissing(error)) this.#log.warn('The kept findings could not be read.');
      return [];
    }
    const { readFindings } = await import('./keptFinding.ts');
    const found = readFindings(new TextDecoder().decode(bytes));
    if (found !== undefined) return found;
    this.#log.warn('The kept findings are damaged and were set aside.');
    await this.#tryTo('set aside', () =>
      workspace.fs.rename(file, Uri.joinPath(this.#folder, `${FILE}.damaged`), { overwrite: true }),
    );
    return [];
  }

  /** Replaces what is kept, after the writes asked for before. A failure goes to the log alone. */
  write(documents: readonly DocumentFindings[]): Promise<void> {
    this.#writing = this.#writing.then(() =>
      this.#tryTo('keep', async () => {
        const { writeFindings } = await import('./keptFinding.ts');
        const file = Uri.joinPath(this.#folder, FILE);
        const fresh = Uri.joinPath(this.#folder, `${FILE}.new`);
        await workspace.fs.createDirectory(this.#folder);
        await workspace.fs.writeFile(fresh, new TextEncoder().encode(writeFindings(documents)));
        await workspace.fs.rename(fresh, file, { overwrite: true });
      }),
    );
    return this.#writing;
  }

  async #tryTo(what: string, act: () => PromiseLike<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#log.error(`Could not ${what} the findings.`, error);
    }
  }
}

/** The text of a file that no editor has open, if it is a file of ordinary size. */
export async function textOnDisk(uri: Uri, limit: number): Promise<string | undefined> {
  try {
    const { type, size } = await workspace.fs.stat(uri);
    if ((type & FileType.File) === 0 || size > limit) return undefined;
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
