import { Uri, workspace } from 'vscode';
import type { KeptChecks } from '../../strategy/measurements.ts';
import { keptIn, keptText } from '../../strategy/measurements.ts';
import { bytesOf, isMissing } from '../documents/filePresence.ts';

/** Keeps what was measured, so that a check can go on where it ended. */
export class CheckStore {
  readonly #folder: Uri;
  readonly #file: Uri;
  #writing: Promise<void> = Promise.resolve();

  constructor(folder: Uri) {
    this.#folder = folder;
    this.#file = Uri.joinPath(folder, 'checks.json');
  }

  async read(): Promise<KeptChecks> {
    await this.#writing;
    try {
      return keptIn(new TextDecoder().decode(await bytesOf(this.#file)));
    } catch (error) {
      if (isMissing(error)) return { measurements: [], last: undefined };
      throw error;
    }
  }

  /** Writes all of it, one after the other. A file that is cut off is none: the old one stays until then. */
  write(kept: KeptChecks): Promise<void> {
    const written = async (): Promise<void> => {
      await workspace.fs.createDirectory(this.#folder);
      const next = Uri.joinPath(this.#folder, 'checks.next.json');
      await workspace.fs.writeFile(next, new TextEncoder().encode(keptText(kept)));
      await workspace.fs.rename(next, this.#file, { overwrite: true });
    };
    const writing = this.#writing.then(written, written);
    this.#writing = writing.catch(() => undefined);
    return writing;
  }

  /** Forgets all of it. */
  async clear(): Promise<void> {
    await this.#writing;
    try {
      await workspace.fs.delete(this.#file);
    } catch (error) {
      if (!isMissing(error)) throw error;
    }
  }
}
