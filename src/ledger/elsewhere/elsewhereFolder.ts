import fs from 'node:fs';
import { join } from 'node:path';
import type { LevelEvidence } from '../../models/evidence.ts';
import type { Learnt } from '../../models/learning/evidenceFold.ts';
import type { Log } from '../../models/ports.ts';
import { namesIn, renameOver } from '../folder/folderFiles.ts';
import { errorCode } from '../folder/windowProcess.ts';
import { workspaceName } from '../folder/workspaceName.ts';
import type { WorkspaceSums } from './elsewhereSums.ts';
import { sumsFrom, sumsOf, textOf, together } from './elsewhereSums.ts';

/** Workspaces that are learnt from, the latest first; the files of others are taken away. */
const MOST_WORKSPACES = 50;
const MOST_BYTES = 256 * 1024;
/** How often a workspace's sums are written at most, and those of others read. */
const PAUSE_MS = 60_000;
const FILE = /^[0-9a-f]{16}\.json$/;

/** Where workspaces tell each other what they have learnt. */
export interface ElsewhereOptions {
  /** In the user's own storage, for all workspaces; undefined: there is none. */
  readonly folder: string | undefined;
  /** The folder of this workspace's books, of which a hash alone is kept; undefined: they are in memory. */
  readonly own: string | undefined;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * What the user's other workspaces have learnt: one small file of sums for each of them. Several windows write; a file is
 * replaced as a whole. What is torn, foreign or of another version is not read. Blocks: it runs in the ledger's worker.
 */
export class ElsewhereFolder {
  readonly #options: ElsewhereOptions;
  readonly #ownName: string | undefined;
  #written: string | undefined;
  #writtenAt = -Infinity;
  #readAt = -Infinity;
  #others: readonly WorkspaceSums[] = [];
  #isInTrouble = false;

  constructor(options: ElsewhereOptions) {
    this.#options = options;
    const { own } = options;
    this.#ownName = own === undefined ? undefined : `${workspaceName(own)}.json`;
  }

  /** What the other workspaces have learnt, as it counts on a day. */
  learnt(today: number): Readonly<Record<string, LevelEvidence>> {
    this.#orSay((folder) => {
      const now = this.#options.now();
      if (Math.abs(now - this.#readAt) < PAUSE_MS) return;
      this.#readAt = now;
      this.#others = this.#readOthers(folder);
    });
    return together(this.#others, today);
  }

  /** Tells the others what was learnt here; at once where something was forgotten, or where `isLast`. */
  tell(learnt: Learnt, day: number, isLast = false): void {
    this.#orSay((folder) => {
      if (this.#ownName === undefined) return;
      const sums = sumsOf(learnt, day);
      const text = textOf(sums);
      if (text === this.#written) return;
      const now = this.#options.now();
      const isEmpty = Object.keys(sums.cells).length === 0;
      const isDue = isLast || isEmpty || Math.abs(now - this.#writtenAt) >= PAUSE_MS;
      if (!isDue) return;
      const path = join(folder, this.#ownName);
      if (isEmpty) fs.rmSync(path, { force: true });
      else this.#write(folder, path, text);
      this.#written = text;
      if (!isEmpty) this.#writtenAt = now;
    });
  }

  #write(folder: string, path: string, text: string): void {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
    const temporary = `${path}.${process.pid}.tmp`;
    try {
      fs.writeFileSync(temporary, text, { mode: 0o600 });
      renameOver(temporary, path);
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw error;
    }
  }

  #readOthers(folder: string): readonly WorkspaceSums[] {
    const files = namesIn(folder)
      .filter((name) => FILE.test(name) && name !== this.#ownName)
      .flatMap((name) => {
        const path = join(folder, name);
        const found = fs.lstatSync(path, { throwIfNoEntry: false });
        return found?.isFile() === true ? [{ path, size: found.size, at: found.mtimeMs }] : [];
      })
      .toSorted((one, other) => other.at - one.at);
    for (const { path } of files.slice(MOST_WORKSPACES)) fs.rmSync(path, { force: true });
    return files.slice(0, MOST_WORKSPACES).flatMap(({ path, size }) => {
      if (size > MOST_BYTES) return [];
      return sumsFrom(fs.readFileSync(path, 'utf8')) ?? [];
    });
  }

  /** No trouble of the books: this workspace then learns from itself alone. Said once. */
  #orSay(work: (folder: string) => void): void {
    const { folder, log } = this.#options;
    if (folder === undefined) return;
    try {
      work(folder);
    } catch (error) {
      if (this.#isInTrouble) return;
      this.#isInTrouble = true;
      const code = errorCode(error) ?? 'unknown';
      log.info(`What other workspaces have learnt cannot be shared (${code})`);
    }
  }
}
