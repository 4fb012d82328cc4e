import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { OneFile } from './mergedUsage.ts';
import { mergeThread } from './mergeThread.ts';

/** Bytes of all files from which starting threads pays. */
const MANY_BYTES = 32 * 1024 * 1024;
/** More threads would wait for the disk and hold more files than need be. */
const MOST_THREADS = 4;

/** In how many threads these files are read: 1 where they are few or small. */
export function threadsFor(paths: readonly string[]): number {
  let bytes = 0;
  for (const path of paths) bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return bytes < MANY_BYTES ? 1 : Math.min(MOST_THREADS, availableParallelism(), paths.length);
}

/** Which files are read, in how many threads that run which script. */
export interface SideBySide {
  readonly paths: readonly string[];
  readonly threads: number;
  readonly script: string;
}

/**
 * Reads files in threads, and hands each on in the order of the paths. Of those that are read ahead as
 * many wait as there are threads.
 */
export async function readSideBySide(
  { paths, threads: atOnce, script }: SideBySide,
  take: (file: OneFile, index: number) => void,
): Promise<void> {
  const threads = Array.from({ length: atOnce }, () => mergeThread(script));
  try {
    const readOne = async (index: number): Promise<OneFile> => {
      const path = paths[index] ?? '';
      const answer = await threads[index % threads.length]?.ask({ what: 'readOne', path });
      if (answer === undefined || !('one' in answer)) throw new Error('A file was not read.');
      return answer.one;
    };
    const begun: Promise<OneFile>[] = [];
    const readNext = (): void => {
      if (begun.length === paths.length) return;
      const reading = readOne(begun.length);
      // It is waited for in its turn, and may fail before.
      reading.catch(() => undefined);
      begun.push(reading);
    };
    for (let count = 0; count < threads.length; count += 1) readNext();
    for (let index = 0; index < paths.length; index += 1) {
      const reading = begun[index];
      if (reading === undefined) break;
      const file = await reading;
      readNext();
      take(file, index);
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}
