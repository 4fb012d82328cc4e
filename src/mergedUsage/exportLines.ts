import fs from 'node:fs';

/** Bytes that are read at a time. */
const CHUNK = 1 << 22;
/** A line of an export is shorter by far; what is longer is none. */
const LONGEST_LINE = 1 << 20;

/** Some lines of a file. */
export interface LineBlock {
  /** Whole lines; only the last of a file may have no line break. They change when the next block is read. */
  readonly bytes: Buffer;
  /** How many lines behind them are too long to be one of an export; they are left out. */
  readonly tooLong: number;
}

/** A line without its line break: the bytes from one place up to another. */
export interface LineBytes {
  readonly bytes: Buffer;
  readonly from: number;
  readonly end: number;
}

/**
 * The lines of a file, some megabytes at a time, without a byte order mark. Blocks; throws what the file system throws.
 */
export function* lineBlocksOf(path: string): Generator<LineBlock> {
  const file = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
  try {
    // A pipe or a device has no end.
    if (!fs.fstatSync(file).isFile()) throw new Error('not a file');
    let isFirst = true;
    for (const { bytes, tooLong } of blocksIn(file)) {
      const isMarked = isFirst && bytes.subarray(0, MARK.length).equals(MARK);
      isFirst &&= bytes.length === 0;
      yield { bytes: isMarked ? bytes.subarray(MARK.length) : bytes, tooLong };
    }
  } finally {
    fs.closeSync(file);
  }
}

/** The lines of a block. */
export function* linesIn(bytes: Buffer): Generator<LineBytes> {
  for (let from = 0; from < bytes.length;) {
    const found = bytes.indexOf(NEW_LINE, from);
    const end = found < 0 ? bytes.length : found;
    yield { bytes, from, end };
    from = end + 1;
  }
}

function* blocksIn(file: number): Generator<LineBlock> {
  const buffer = Buffer.allocUnsafe(LONGEST_LINE + CHUNK);
  /** So many bytes at the buffer's beginning are of a line that has not ended. */
  let rest = 0;
  let isSkipping = false;
  for (;;) {
    const size = fs.readSync(file, buffer, rest, CHUNK, null);
    if (size === 0) {
      if (rest > 0) yield { bytes: buffer.subarray(0, rest), tooLong: 0 };
      return;
    }
    const filled = buffer.subarray(0, rest + size);
    const behind = filled.lastIndexOf(NEW_LINE) + 1;
    const begin = isSkipping ? filled.indexOf(NEW_LINE) + 1 : 0;
    isSkipping &&= behind === 0;
    rest = isSkipping ? 0 : filled.length - behind;
    const isTooLong = rest > LONGEST_LINE;
    yield { bytes: filled.subarray(begin, behind), tooLong: isTooLong ? 1 : 0 };
    if (isTooLong) {
      isSkipping = true;
      rest = 0;
    }
    buffer.copyWithin(0, behind, behind + rest);
  }
}

const NEW_LINE = 10;
const MARK = Buffer.from('\uFEFF');
