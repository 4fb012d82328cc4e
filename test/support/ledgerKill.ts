/**
 * Loaded before a victim (`--import`): ends the process with SIGKILL at the n-th change it makes to
 * a file, in the main thread (TIERWISE_KILL_MAIN) or in the worker (TIERWISE_KILL_WORKER). A write
 * that is hit has put down a part of its bytes.
 */
import fs from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const at = Number(process.env[isMainThread ? 'TIERWISE_KILL_MAIN' : 'TIERWISE_KILL_WORKER']);
let changes = 0;

function isHit(): boolean {
  changes += 1;
  return changes === at;
}

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('The process outlived SIGKILL');
}

const { write, writeSync } = fs;

function half(length: number): number {
  return Math.floor((length * (changes % 7)) / 7);
}

if (Number.isFinite(at)) {
  Object.assign(fs, {
    write(fd: number, bytes: Buffer, offset: number, length: number, ...rest: unknown[]): void {
      if (isHit() && fd > 2) {
        writeSync(fd, bytes, offset, half(length));
        die();
      }
      Reflect.apply(write, fs, [fd, bytes, offset, length, ...rest]);
    },
    writeSync(
      fd: number,
      bytes: Uint8Array,
      offset: number,
      length: number,
      position: number,
    ): number {
      if (fd > 2 && isHit()) {
        writeSync(fd, bytes, offset, half(length), position);
        die();
      }
      return writeSync(fd, bytes, offset, length, position);
    },
  });
  for (const name of [
    'fdatasync',
    'open',
    'fsyncSync',
    'renameSync',
    'linkSync',
    'rmSync',
    'openSync',
    'writeFileSync',
  ] as const) {
    const real: unknown = Reflect.get(fs, name);
    if (typeof real !== 'function') throw new Error(`fs has no ${name}`);
    Reflect.set(fs, name, (...args: unknown[]): unknown => {
      const isKilledBefore = changes % 2 === 0;
      const isNow = isHit();
      if (isNow && isKilledBefore) die();
      const result: unknown = Reflect.apply(real, fs, args);
      if (isNow) die();
      return result;
    });
  }
}
