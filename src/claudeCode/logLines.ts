import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Takes a line's bytes, its end left out, which are only valid until the next. `isOpen`: it may be written on. */
export type TakeLine = (line: Buffer, isOpen: boolean) => void;

/** What came of reading on in a file. */
export interface ReadOn {
  /** Where whole lines end; what lies behind it is being written. */
  readonly offset: number;
  /** A mark of the bytes before `offset`. */
  readonly mark: number;
  /** Lines that are too long for anybody. */
  readonly tooLong: number;
}

/** A file that is open. Its parts throw what reading throws. */
export interface OpenLog {
  /**
   * Takes the lines of a file from `offset` on, and what stands behind the last end of a line too: that is taken again
   * by the next reading.
   */
  readOn(offset: number, take: TakeLine): ReadOn;
  /** A mark of the bytes before `offset`: while it is the same, they are taken for the same. */
  markAt(offset: number): number;
}

/** What one reader needs to hold: a piece of a file, and the longest line that is looked at. */
const PIECE = 4 * 1024 * 1024;
const LONGEST_LINE = 64 * 1024 * 1024;
const LINE_END = 10;
/** Bytes that a mark is made of. */
const MARKED = 256;

/** Reads lines of files, with one buffer for all of them. */
export class LogLines {
  #buffer = Buffer.allocUnsafe(PIECE);

  /** Opens a file for as long as `use` takes. Throws what opening it and `use` throw. */
  opened<Result>(path: string, use: (log: OpenLog) => Result): Result {
    const descriptor = openLog(path);
    try {
      return use({
        readOn: (offset, take) => this.#readOn(descriptor, offset, take),
        markAt: (offset) => markAt(descriptor, offset),
      });
    } finally {
      closeSync(descriptor);
      if (this.#buffer.length > PIECE) this.#buffer = Buffer.allocUnsafe(PIECE);
    }
  }

  #readOn(descriptor: number, offset: number, take: TakeLine): ReadOn {
    let done = offset;
    let held = 0;
    let tooLong = 0;
    let isTooLong = false;
    let mark: number | undefined;
    for (;;) {
      if (held === this.#buffer.length && !this.#grow(held)) {
        isTooLong = true;
        done += held;
        held = 0;
        mark = undefined;
      }
      const space = this.#buffer.length - held;
      const read = readSync(descriptor, this.#buffer, held, space, done + held);
      if (read === 0) break;
      const end = held + read;
      let start = 0;
      // What is held was looked through before.
      const piece = this.#buffer.subarray(0, end);
      for (let at = piece.indexOf(LINE_END, held); at >= 0; at = piece.indexOf(LINE_END, start)) {
        if (isTooLong) tooLong += 1;
        else if (at > start) take(piece.subarray(start, at), false);
        isTooLong = false;
        start = at + 1;
      }
      if (start > 0) {
        const isEnough = start >= MARKED || done === 0;
        mark = isEnough ? markOf(piece.subarray(Math.max(0, start - MARKED), start)) : undefined;
        this.#buffer.copyWithin(0, start, end);
      }
      done += start;
      held = end - start;
      // A file gives less than there is room for at its end alone.
      if (read < space) break;
    }
    if (!isTooLong && held > 0) take(this.#buffer.subarray(0, held), true);
    return { offset: done, mark: mark ?? markAt(descriptor, done), tooLong };
  }

  #grow(held: number): boolean {
    if (held >= LONGEST_LINE) return false;
    const larger = Buffer.allocUnsafe(held * 2);
    this.#buffer.copy(larger, 0, 0, held);
    this.#buffer = larger;
    return true;
  }
}

function markAt(descriptor: number, offset: number): number {
  const bytes = Buffer.alloc(Math.min(offset, MARKED));
  const read = readSync(descriptor, bytes, 0, bytes.length, offset - bytes.length);
  return markOf(bytes.subarray(0, read));
}

/** FNV-1a, 32 bits. */
function markOf(bytes: Buffer): number {
  let mark = 0x81_1c_9d_c5;
  for (const byte of bytes) mark = Math.imul(mark ^ byte, 0x01_00_01_93);
  return mark >>> 0;
}

/** Neither follows a link that took a file's place, nor waits for the other end of a pipe. Windows knows neither. */
function openLog(path: string): number {
  const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
  const descriptor = openSync(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new Error('A log is no file.');
}
