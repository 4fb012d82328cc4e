import { Uri, workspace } from 'vscode';
import * as z from 'zod/mini';
import type { Log } from '../../models/ports.ts';
import type { FindingKind } from '../../tasks/findingKinds.ts';
import { FINDING_KINDS } from '../../tasks/findingKinds.ts';
import { isMissing } from '../documents/filePresence.ts';

/** Dismissals of one kind at which a rule is offered. */
const ENOUGH = 3;

const FILE = 'dismissals.json';

const titles = z.array(z.string().check(z.maxLength(200))).check(z.maxLength(ENOUGH));
const schema = z.object({
  version: z.literal(1),
  /** The titles of those that were dismissed, by kind; as many as are enough: a rule was offered. */
  kinds: z.partialRecord(z.enum(FINDING_KINDS), titles),
});

type Kinds = Partial<Record<FindingKind, readonly string[]>>;

/** Counts dismissed findings by their kind, in the workspace's storage: titles, and no code. */
export class DismissalStore {
  readonly #folder: Uri;
  readonly #log: Log;
  #last: Promise<unknown> = Promise.resolve();

  constructor(folder: Uri, log: Log) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Counts one more. Gives the titles of its kind with the one that makes them enough, and only then. */
  count(kind: FindingKind, title: string): Promise<readonly string[] | undefined> {
    return this.#inTurn(async () => {
      const kinds = await this.#read();
      const before = kinds[kind] ?? [];
      if (before.length >= ENOUGH) return undefined;
      const now = [...before, title];
      await this.#write({ ...kinds, [kind]: now });
      return now.length === ENOUGH ? now : undefined;
    });
  }

  /** Forgets all of it. */
  async clear(): Promise<void> {
    await this.#inTurn(() => this.#write({}));
  }

  /** A failure goes to the log alone: what is not counted is offered later. */
  #inTurn<T>(act: () => Promise<T>): Promise<T | undefined> {
    const turn = this.#last.then(act).catch((error: unknown) => {
      this.#log.error('Dismissed findings could not be counted.', error);
      return undefined;
    });
    this.#last = turn;
    return turn;
  }

  async #read(): Promise<Kinds> {
    try {
      const bytes = await workspace.fs.readFile(Uri.joinPath(this.#folder, FILE));
      const read = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
      return read.success ? read.data.kinds : {};
    } catch (error) {
      // What cannot be read has counted nothing.
      if (isMissing(error) || error instanceof SyntaxError) return {};
      throw error;
    }
  }

  async #write(kinds: Kinds): Promise<void> {
    const fresh = Uri.joinPath(this.#folder, `${FILE}.new`);
    await workspace.fs.createDirectory(this.#folder);
    const text = `${JSON.stringify({ version: 1, kinds })}\n`;
    await workspace.fs.writeFile(fresh, new TextEncoder().encode(text));
    await workspace.fs.rename(fresh, Uri.joinPath(this.#folder, FILE), { overwrite: true });
  }
}
