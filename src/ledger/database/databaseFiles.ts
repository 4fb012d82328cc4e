import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../../models/ports.ts';
import type { FileIdentity } from '../folder/folderFiles.ts';
import {
  identityOf,
  isSameFile,
  modifiedAt,
  openToRead,
  renameOver,
} from '../folder/folderFiles.ts';
import type { FolderLock } from '../folder/folderLock.ts';
import { takeLock } from '../folder/folderLock.ts';
import { syncFolderAtOnce } from '../folder/folderSync.ts';
import type { LifeWatch } from '../folder/lifeWatch.ts';
import { OnceLog } from '../folder/onceLog.ts';
import type { WindowProcess } from '../folder/windowProcess.ts';
import { errorCode } from '../folder/windowProcess.ts';
import type { Base, PagedFile } from './pagedFile.ts';

/** The main file, or the one that was it before. */
export type DatabaseRole = 'main' | 'previous';

/** Where a database's files are, and who writes them. */
export interface DatabaseFilesOptions {
  readonly folder: string;
  /** Name of the files without their endings. */
  readonly name: string;
  readonly process: WindowProcess;
  readonly watch: LifeWatch;
  readonly now: () => number;
  readonly log: Log;
}

/**
 * The files of one database in a folder: `<name>.sqlite`, the one before it as
 * `<name>.previous.sqlite`, the lock that its writer holds, and `aside/` for what is broken. A main
 * file is only ever replaced as a whole, by rename.
 */
export class DatabaseFiles {
  readonly folder: string;
  readonly #name: string;
  readonly #process: WindowProcess;
  readonly #watch: LifeWatch;
  readonly #now: () => number;
  readonly #log: Log;
  readonly #onceLog: OnceLog;
  #lock: FolderLock | undefined;

  constructor({ folder, name, process, watch, now, log }: DatabaseFilesOptions) {
    this.folder = folder;
    this.#name = name;
    this.#process = process;
    this.#watch = watch;
    this.#now = now;
    this.#log = log;
    this.#onceLog = new OnceLog(log);
  }

  /** The main file as it is now; undefined: there is none. */
  identity(): FileIdentity | undefined {
    return identityOf(this.#path('main'));
  }

  /** Opens a file for reading; throws what the file system throws. */
  open(role: DatabaseRole): Base {
    const path = this.#path(role);
    // Windows does not rename over a file that is open: there the base is held in memory.
    if (process.platform === 'win32') return { bytes: fs.readFileSync(path) };
    const fd = openToRead(path);
    return { fd, size: fs.fstatSync(fd).size };
  }

  /** Does work as the only writer of this database; `busy` while another window is that. */
  underLock<T>(work: () => T): T | 'busy' {
    const lock = this.#takeLock();
    if (lock === undefined) return 'busy';
    this.#lock = lock;
    try {
      return work();
    } finally {
      this.#lock = undefined;
      lock.release();
    }
  }

  /**
   * Puts a database in the place of the main file: temporary file, fsync, rename. With `isKept` the
   * main file becomes the previous one, else it is broken and set aside. Only under the lock.
   */
  replaceMain(file: PagedFile, isKept: boolean): void {
    this.#clearRemains();
    const temporary = this.#temporary();
    try {
      const fd = fs.openSync(temporary, 'wx');
      try {
        file.writeTo(fd);
        fs.fsyncSync(fd);
      } finally {
        fs.closeSync(fd);
      }
      if (this.#lock?.isHeld() !== true) throw new Error('the lock was lost');
      if (isKept) this.#keepPrevious();
      else if (this.identity() !== undefined) this.#setMainAside();
      renameOver(temporary, this.#path('main'));
      syncFolderAtOnce(this.folder);
    } catch (error) {
      fs.rmSync(temporary, { force: true });
      throw error;
    }
  }

  /** Sets a broken main file aside, unless another window is about to replace it by a whole one. */
  setBrokenAside(broken: FileIdentity): void {
    try {
      const lock = this.#lock ?? this.#takeLock();
      if (lock === undefined) return;
      if (isSameFile(this.identity(), broken)) this.#setMainAside();
      if (lock !== this.#lock) lock.release();
    } catch (error) {
      this.#onceLog.warn(
        `A broken database could not be set aside: ${errorCode(error) ?? 'unknown'}`,
      );
    }
  }

  /** Moves a file of the folder into `aside/` and says so. */
  setAside(name: string, what: string): void {
    const aside = join(this.folder, 'aside');
    fs.mkdirSync(aside, { recursive: true });
    const kept = `${name}.${Math.floor(this.#now())}`;
    fs.renameSync(join(this.folder, name), join(aside, kept));
    this.#log.warn(`Set aside as aside/${kept}: ${what}`);
  }

  #setMainAside(): void {
    this.setAside(`${this.#name}.sqlite`, 'a broken database');
  }

  /** The main file becomes the previous one; at no moment is there neither. */
  #keepPrevious(): void {
    const link = this.#temporary();
    try {
      fs.linkSync(this.#path('main'), link);
      fs.renameSync(link, this.#path('previous'));
    } catch (error) {
      fs.rmSync(link, { force: true });
      if (errorCode(error) === 'ENOENT') throw error;
      // No hard links here: for a moment there is no main file, and the previous one answers.
      fs.renameSync(this.#path('main'), this.#path('previous'));
    }
  }

  /** What killed processes left half done. Only who holds the lock writes databases. */
  #clearRemains(): void {
    for (const file of fs.readdirSync(this.folder)) {
      const path = join(this.folder, file);
      const isDatabase = file.startsWith(`${this.#name}.sqlite.`) && file.endsWith('.tmp');
      // One that is being made or taken away is there for a moment.
      const isLock = file.includes('.lock.') && this.#watch.isStill(path, String(modifiedAt(path)));
      if (isDatabase || isLock) fs.rmSync(path, { force: true });
    }
  }

  #takeLock(): FolderLock | undefined {
    return takeLock({
      folder: this.folder,
      name: `${this.#name}.lock`,
      owner: this.#process,
      watch: this.#watch,
      log: this.#log,
    });
  }

  #temporary(): string {
    return join(this.folder, `${this.#name}.sqlite.${randomUUID()}.tmp`);
  }

  #path(role: DatabaseRole): string {
    return join(
      this.folder,
      role === 'main' ? `${this.#name}.sqlite` : `${this.#name}.previous.sqlite`,
    );
  }
}
