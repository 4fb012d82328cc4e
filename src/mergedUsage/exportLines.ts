import fs from 'node:fs';

/** Bytes that are read at a time. */
const CHUNK = 1 << 22;
/** A line of an export is shorter by far; what is longer is none. */
const LONGEST_LINE = 1 << 20;

/** Some lines, and whether the last of them ends the file without a line break. */
export interface LineBlock {
  readonly lines: readonly string[];
  /** Lines that are too long to be one of an export. */
  readonly tooLong: number;
}

/**
 * The lines of a file, some megabytes at a time, without their ends and a byte order mark. Blocks; throws what the file
 * system throws.
 */
export function* linesOf(path: string): Generator<LineBlock> {
  const file = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
  try {
    // A pipe or a device has no end.
    if (!fs.fstatSync(file).isFile()) throw new Error('not a file');
    yield* linesIn(file);
  } finally {
    fs.closeSync(file);
  }
}

function* linesIn(file: number): Generator<LineBlock> {
  const buffer = Buffer.allocUnsafe(CHUNK);
  let rest = Buffer.alloc(0);
  let isSkipping = false;
  let isFirst = true;
  for (;;) {
    const size = fs.readSync(file, buffer, 0, CHUNK, null);
    const read = buffer.subarray(0, size);
    const end = size === 0 ? -1 : read.lastIndexOf(NEW_LINE);
    let tooLong = 0;
    let text = '';
    if (size === 0) {
      text = isSkipping ? '' : rest.toString('utf8');
      rest = Buffer.alloc(0);
    } else if (end >= 0) {
      const from = isSkipping ? read.indexOf(NEW_LINE) + 1 : 0;
      text = rest.toString('utf8') + read.toString('utf8', from, end + 1);
      rest = Buffer.from(read.subarray(end + 1));
      isSkipping = false;
    } else if (!isSkipping) {
      rest = Buffer.concat([rest, read]);
    }
    if (rest.length > LONGEST_LINE) {
      rest = Buffer.alloc(0);
      isSkipping = true;
      tooLong += 1;
    }
    if (isFirst && text !== '') {
      text = text.replace(/^\uFEFF/, '');
      isFirst = false;
    }
    const lines = text === '' ? [] : text.split('\n');
    if (text.endsWith('\n')) lines.pop();
    if (lines.length > 0 || tooLong > 0) yield { lines, tooLong };
    if (size === 0) return;
  }
}

const NEW_LINE = 10;
