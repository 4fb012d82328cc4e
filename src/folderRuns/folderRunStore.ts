import { createHash } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '../ledger/folder/folderSync.ts';
import type { Log } from '../models/ports.ts';
import type { FolderEvent, FolderRun } from './folderRun.ts';
import { folderRunOf } from './folderRun.ts';
import type { Seal } from './sealing.ts';

const JOURNAL = 'journal.jsonl';
const ID = /^[0-9a-f]{24}$/;
/** Characters of the check in front of each line. */
const CHECK = 16;

/** What is sealed for a file: what was asked, or what is to be accepted. */
export type Sealed = 'asked' | 'answer' | `sent.${number}` | `reply.${number}`;

/**
 * Folder runs on the disk. In the journal are ids, codes and numbers; what was asked and answered is
 * sealed beside it. Each promise resolves once its record outlasts this process.
 */
export class FolderRunStore {
  readonly #folder: string;
  readonly #seal: Seal;
  readonly #log: Log;

  constructor(folder: string, seal: Seal, log: Log) {
    this.#folder = folder;
    this.#seal = seal;
    this.#log = log;
  }

  /** All that are kept, the oldest first. What cannot be read is left where it is, and said in the log. */
  async all(): Promise<readonly FolderRun[]> {
    const names = await readdir(this.#folder).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const runs: FolderRun[] = [];
    for (const id of names.filter((name) => ID.test(name))) {
      const run = folderRunOf(await this.#events(id));
      if (run?.id === id) runs.push(run);
    }
    return runs.sort((one, other) => one.begunAt - other.begunAt);
  }

  async append(id: string, event: FolderEvent): Promise<void> {
    const folder = this.#of(id);
    if (event.t === 'begun') await mkdir(folder, { recursive: true });
    const json = JSON.stringify(event);
    const file = await open(join(folder, JOURNAL), 'a');
    try {
      // A line that was torn by a crash ends here and is passed over.
      await file.appendFile(`\n${checkOf(json)}${json}\n`);
      await file.datasync();
    } finally {
      await file.close();
    }
    if (event.t === 'begun') {
      await syncFolder(folder);
      await syncFolder(this.#folder);
    }
  }

  async keep(id: string, runId: number, what: Sealed, text: string): Promise<void> {
    const folder = this.#of(id);
    await mkdir(folder, { recursive: true });
    const name = `${runId}.${what}`;
    const path = join(folder, name);
    await writeFile(`${path}.new`, this.#seal.close(text, `${id}/${name}`), { flush: true });
    await rename(`${path}.new`, path);
  }

  /** undefined: there is none, or none that can be read here. */
  async kept(id: string, runId: number, what: Sealed): Promise<string | undefined> {
    const name = `${runId}.${what}`;
    try {
      return this.#seal.open(await readFile(join(this.#of(id), name)), `${id}/${name}`);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  /** Forgets a folder run with all that was sealed for it. */
  async remove(id: string): Promise<void> {
    await rm(this.#of(id), { recursive: true, force: true });
  }

  /** Ordinals of attempts of a file that were sent and whose answer is not kept. */
  async unanswered(id: string, runId: number): Promise<ReadonlySet<number>> {
    const names = new Set(await readdir(this.#of(id)));
    const sent = `${runId}.sent.`;
    const ordinals = [...names].flatMap((name) =>
      name.startsWith(sent) && !name.endsWith('.new') ? [Number(name.slice(sent.length))] : [],
    );
    return new Set(ordinals.filter((ordinal) => !names.has(`${runId}.reply.${ordinal}`)));
  }

  /** Forgets all about a file that is settled but what was asked: that names the file in the list. */
  async drop(id: string, runId: number): Promise<void> {
    const names = await readdir(this.#of(id));
    const of = names.filter((name) => name.startsWith(`${runId}.`) && name !== `${runId}.asked`);
    for (const name of of) await rm(join(this.#of(id), name), { force: true });
  }

  #of(id: string): string {
    if (!ID.test(id)) throw new RangeError('not the id of a folder run');
    return join(this.#folder, id);
  }

  async #events(id: string): Promise<readonly FolderEvent[]> {
    let text: string;
    try {
      text = await readFile(join(this.#of(id), JOURNAL), 'utf8');
    } catch (error) {
      if (!isMissing(error)) this.#log.error('a folder run could not be read', error);
      return [];
    }
    return text.split('\n').flatMap((line) => {
      const json = line.slice(CHECK);
      if (line === '' || line.slice(0, CHECK) !== checkOf(json)) return [];
      // The check says that we have written it.
      return [JSON.parse(json) as FolderEvent];
    });
  }
}

function checkOf(json: string): string {
  return createHash('sha256').update(json).digest('hex').slice(0, CHECK);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}
