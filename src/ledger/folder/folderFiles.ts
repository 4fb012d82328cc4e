import fs from 'node:fs';
import { errorCode } from './windowProcess.ts';

/** The names in a folder; none when there is no such folder. */
export function namesIn(folder: string): readonly string[] {
  try {
    return fs.readdirSync(folder);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/** What tells a file from another one that has taken its name, or from itself before a change. */
export interface FileIdentity {
  readonly ino: number;
  readonly size: number;
  readonly mtimeMs: number;
}

/** A file's identity now; undefined when it is not to be had. */
export function identityOf(path: string): FileIdentity | undefined {
  const found = statOf(path);
  return found && { ino: found.ino, size: found.size, mtimeMs: found.mtimeMs };
}

/** How far the files of some books are read. */
export interface ReadFiles {
  /** The database; undefined: there is none. */
  readonly main: FileIdentity | undefined;
  /** Bytes of each segment, by name. */
  readonly segments: Readonly<Record<string, number>>;
}

/**
 * What the books are made of: the database file and every segment. While all of these are as they
 * were, the books say what they said: a file is replaced as a whole, and a segment only grows.
 */
export interface FolderState {
  readonly main: FileIdentity;
  /** By name. */
  readonly segments: Readonly<Record<string, FileIdentity>>;
}

/** Whether two looks found the same file, or both none. */
export function isSameFile(a: FileIdentity | undefined, b: FileIdentity | undefined): boolean {
  return a?.ino === b?.ino && a?.size === b?.size && a?.mtimeMs === b?.mtimeMs;
}

/** Bytes of a file; undefined when it is not to be had. */
export function sizeOf(path: string): number | undefined {
  return statOf(path)?.size;
}

/** Unix ms of a file's last change; undefined when it is not to be had. */
export function modifiedAt(path: string): number | undefined {
  return statOf(path)?.mtimeMs;
}

function statOf(path: string): fs.Stats | undefined {
  try {
    // An error is dear to make, and a file that is not there yet is nothing unusual.
    return fs.statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** Opens a file for reading. A pipe in its place waits for nobody, and is empty. Throws what the file system throws. */
export function openToRead(path: string): number {
  return fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
}

/** A file's bytes from a position on; undefined when there is no such file. */
export function readFrom(path: string, at: number): Buffer | undefined {
  let fd: number;
  try {
    fd = openToRead(path);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const bytes = Buffer.alloc(Math.max(0, fs.fstatSync(fd).size - at));
    let read = 0;
    while (read < bytes.length) {
      const count = fs.readSync(fd, bytes, read, bytes.length - read, at + read);
      if (count === 0) break;
      read += count;
    }
    return bytes.subarray(0, read);
  } finally {
    fs.closeSync(fd);
  }
}

/** Renames; a file that another process has open for a moment (Windows) is tried again. */
export function renameOver(from: string, to: string): void {
  for (let attempt = 0; ; attempt += 1) {
    try {
      fs.renameSync(from, to);
      return;
    } catch (error) {
      const isBusy = ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error) ?? '');
      if (!isBusy || attempt === 5) throw error;
      pause(10 << attempt);
    }
  }
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
