import fs from 'node:fs';

/** Size of a page of our databases in bytes. */
export const PAGE_BYTES = 4096;

const READ_AHEAD_PAGES = 64;
const COPY_BYTES = 1 << 20;

/** What a database was before it was changed: a file on the disk, or bytes in memory. */
export type Base = { readonly fd: number; readonly size: number } | { readonly bytes: Uint8Array };

/**
 * A database file as sql.js sees it: pages are read from its base when they are needed, and changed
 * pages are kept in memory until they are written out. So a large ledger costs no memory, opens at
 * once, and no file changes under a reader.
 *
 * sql.js keeps a database in a file of Emscripten's memory file system, whose content is asked for
 * `slice` once, then for `subarray`, `set` and `length`: this class answers them. The version of
 * sql.js is pinned, and the room's tests fail if another one asks differently.
 */
export class PagedFile implements ArrayLike<number> {
  readonly [index: number]: number;
  /** The size until the database is opened, then room without end. */
  length: number;
  #base: Base;
  #baseSize: number;
  #size: number;
  #isDetached = false;
  readonly #changed = new Map<number, Uint8Array>();
  /** Where pages are read to, again and again: the engine copies what it is given at once. */
  #room: Uint8Array | undefined;
  #ahead: Uint8Array = new Uint8Array(0);
  #aheadAt = 0;
  #lastPage = -2;

  constructor(base: Base) {
    this.#base = base;
    this.#baseSize = sizeOf(base);
    this.#size = this.#baseSize;
    this.length = this.#baseSize;
  }

  /** Bytes of the file as it is now. */
  get size(): number {
    return this.#size;
  }

  /** Bytes of changed pages in memory. */
  get changedBytes(): number {
    return this.#changed.size * PAGE_BYTES;
  }

  /** The engine has taken a copy of the whole (it cut the file): what it writes is not seen here. */
  get isDetached(): boolean {
    return this.#isDetached;
  }

  slice(): this {
    this.length = Number.MAX_SAFE_INTEGER;
    return this;
  }

  subarray(from: number, to: number): Uint8Array {
    if (to - from > PAGE_BYTES) {
      this.#isDetached = true;
      return this.#readAll(from, to);
    }
    const page = Math.floor(from / PAGE_BYTES);
    const offset = page * PAGE_BYTES;
    return this.#page(page).subarray(from - offset, to - offset);
  }

  set(bytes: Uint8Array, at: number): void {
    for (let done = 0; done < bytes.length;) {
      const page = Math.floor((at + done) / PAGE_BYTES);
      const offset = at + done - page * PAGE_BYTES;
      const part = bytes.subarray(done, done + PAGE_BYTES - offset);
      let changed = this.#changed.get(page);
      if (changed === undefined) {
        changed =
          part.length === PAGE_BYTES ? new Uint8Array(PAGE_BYTES) : this.#page(page).slice();
        this.#changed.set(page, changed);
      }
      changed.set(part, offset);
      done += part.length;
    }
    this.#size = Math.max(this.#size, at + bytes.length);
  }

  /** Writes the whole file as it is now to an open, empty file. */
  writeTo(fd: number): void {
    for (let at = 0; at < this.#size; at += COPY_BYTES) {
      const bytes = this.#readAll(at, Math.min(this.#size, at + COPY_BYTES));
      for (let written = 0; written < bytes.length;) {
        written += fs.writeSync(fd, bytes, written, bytes.length - written, at + written);
      }
    }
  }

  /** Takes a file with the same content as its base and forgets the changed pages. */
  rebase(base: Base): void {
    this.close();
    this.#base = base;
    this.#baseSize = sizeOf(base);
    this.#changed.clear();
  }

  /** Lets go of the base. */
  close(): void {
    if ('fd' in this.#base) fs.closeSync(this.#base.fd);
    this.#base = { bytes: new Uint8Array(0) };
    this.#baseSize = 0;
    this.#room = undefined;
    this.#ahead = new Uint8Array(0);
    this.#aheadAt = 0;
  }

  #page(page: number): Uint8Array {
    const changed = this.#changed.get(page);
    if (changed !== undefined) return changed;
    const at = page * PAGE_BYTES;
    if (at >= this.#baseSize) return new Uint8Array(PAGE_BYTES);
    if ('bytes' in this.#base) return padded(this.#base.bytes.subarray(at, at + PAGE_BYTES));
    if (at < this.#aheadAt || at + PAGE_BYTES > this.#aheadAt + this.#ahead.length) {
      // A scan takes pages in order: then many are read at once.
      const pages = page === this.#lastPage + 1 ? READ_AHEAD_PAGES : 1;
      this.#room ??= new Uint8Array(READ_AHEAD_PAGES * PAGE_BYTES);
      this.#ahead = readFrom(this.#base.fd, at, this.#room.subarray(0, this.#sizeAt(at, pages)));
      this.#aheadAt = at;
    }
    this.#lastPage = page;
    return padded(this.#ahead.subarray(at - this.#aheadAt, at - this.#aheadAt + PAGE_BYTES));
  }

  #readAll(from: number, to: number): Uint8Array {
    const bytes = new Uint8Array(to - from);
    bytes.set(this.#readBase(from, to));
    for (let page = Math.floor(from / PAGE_BYTES); page * PAGE_BYTES < to; page += 1) {
      const changed = this.#changed.get(page);
      if (changed === undefined) continue;
      const at = page * PAGE_BYTES;
      bytes.set(changed.subarray(Math.max(0, from - at), to - at), Math.max(0, at - from));
    }
    return bytes;
  }

  #readBase(from: number, to: number): Uint8Array {
    if ('bytes' in this.#base) return this.#base.bytes.subarray(from, to);
    const size = Math.max(0, Math.min(to, this.#baseSize) - from);
    return readFrom(this.#base.fd, from, new Uint8Array(size));
  }

  /** Bytes of so many pages of the base, fewer at its end. */
  #sizeAt(from: number, pages: number): number {
    return Math.min(pages * PAGE_BYTES, this.#baseSize - from);
  }
}

/** Fills bytes with those of a file from a place on; beyond its end are zeros. */
function readFrom(fd: number, from: number, bytes: Uint8Array): Uint8Array {
  let read = 0;
  while (read < bytes.length) {
    const count = fs.readSync(fd, bytes, read, bytes.length - read, from + read);
    if (count === 0) break;
    read += count;
  }
  return bytes.fill(0, read);
}

function sizeOf(base: Base): number {
  return 'fd' in base ? base.size : base.bytes.length;
}

function padded(page: Uint8Array): Uint8Array {
  if (page.length === PAGE_BYTES) return page;
  const whole = new Uint8Array(PAGE_BYTES);
  whole.set(page);
  return whole;
}
