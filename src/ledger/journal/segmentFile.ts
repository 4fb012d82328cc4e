import { randomUUID } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DiskSpeed } from '../folder/diskSpeed.ts';
import { syncFolder } from '../folder/folderSync.ts';
import type { WindowProcess } from '../folder/windowProcess.ts';
import { errorCode } from '../folder/windowProcess.ts';
import { encodeLine } from './journalLine.ts';
import { JOURNAL_VERSION } from './journalRecord.ts';
import { segmentName } from './segmentName.ts';

/** Whose segments these are, and where. */
export interface SegmentPlace {
  readonly folder: string;
  readonly window: number;
  readonly process: WindowProcess;
  readonly now: () => number;
}

/** The file of a segment that this window writes. Everything throws what the file system throws. */
export class SegmentFile {
  readonly name: string;
  readonly #folder: string;
  readonly #fd: number;
  readonly #header: Buffer;
  #size: number;
  #told = 0;
  #isNamed = false;
  #isFlushed = false;

  private constructor(place: SegmentPlace, name: string, fd: number) {
    this.name = name;
    this.#folder = place.folder;
    this.#fd = fd;
    this.#header = encodeLine({
      t: 'segment',
      version: JOURNAL_VERSION,
      id: randomUUID(),
      at: Math.floor(place.now()),
      process: place.process,
    });
    this.#size = this.#header.length;
  }

  /** A new file, with nothing in it yet. */
  static async create(place: SegmentPlace): Promise<SegmentFile> {
    for (const name of names(place)) {
      try {
        return new SegmentFile(place, name, await open(join(place.folder, name), 'ax'));
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
    }
    throw new Error('All names are taken');
  }

  /** As {@link create}, before it returns. */
  static createAtOnce(place: SegmentPlace): SegmentFile {
    for (const name of names(place)) {
      try {
        return new SegmentFile(place, name, fs.openSync(join(place.folder, name), 'ax'));
      } catch (error) {
        if (errorCode(error) !== 'EEXIST') throw error;
      }
    }
    throw new Error('All names are taken');
  }

  /** Bytes of the header and of all lines that were written whole. */
  get size(): number {
    return this.#size;
  }

  /** Whether a line was written whole. */
  get hasLines(): boolean {
    return this.#told > 0;
  }

  /** Something in it is flushed. */
  get isFlushed(): boolean {
    return this.#isFlushed;
  }

  /** The first line, which says whose it is. */
  writeHeader(): Promise<void> {
    return this.write(this.#header);
  }

  /** As {@link writeHeader}, before it returns. */
  writeHeaderAtOnce(): void {
    this.writeAtOnce(this.#header);
  }

  async write(bytes: Buffer): Promise<void> {
    for (let written = 0; written < bytes.length;) {
      written += await new Promise<number>((resolve, reject) => {
        fs.write(this.#fd, bytes, written, bytes.length - written, null, (error, count) => {
          if (error === null) resolve(count);
          else reject(error);
        });
      });
    }
  }

  /** As {@link write}, before it returns. */
  writeAtOnce(bytes: Buffer): void {
    for (let written = 0; written < bytes.length;) {
      written += fs.writeSync(this.#fd, bytes, written, bytes.length - written, null);
    }
  }

  /** Counts lines that were written whole. What the file has grown by, the header with the first. */
  grow(bytes: number): { readonly from: number; readonly to: number } {
    const from = this.#told;
    this.#size += bytes;
    this.#told = this.#size;
    return { from, to: this.#size };
  }

  /**
   * Whether it still has its name: another window that has seen no life of this one for long, as when
   * the machine was asleep, deletes it once all that it then held is in the books.
   */
  async isInPlace(disk: DiskSpeed): Promise<boolean> {
    const path = join(this.#folder, this.name);
    try {
      const [own, found] = disk.isQuick
        ? disk.run(() => [fs.fstatSync(this.#fd), fs.statSync(path)] as const)
        : await Promise.all([fstat(this.#fd), stat(path)]);
      return own.ino === found.ino && own.dev === found.dev;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  /** Makes it outlast a power cut, under its name. */
  async sync(): Promise<void> {
    await datasync(this.#fd);
    this.#isFlushed = true;
    if (this.#isNamed) return;
    await syncFolder(this.#folder);
    this.#isNamed = true;
  }

  close(): Promise<void> {
    return close(this.#fd);
  }
}

/** Names in the order in which they are tried: another window may have had this one's number. */
function* names({ now, window }: SegmentPlace): Generator<string> {
  for (let number = Math.floor(now()); ; number += 1) yield segmentName({ window, number });
}

const open = promisify(fs.open);
const close = promisify(fs.close);
const fstat = promisify(fs.fstat);
const stat = (path: string) => promisify(fs.stat)(path);
const datasync = (fd: number) => promisify(fs.fdatasync)(fd);
