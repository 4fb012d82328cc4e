import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { WorkerRequests } from '../models/workerRequests.ts';
import type { MergeAnswer, MergeAsk, NumberedMergeAsk, OneFile } from './mergedUsage.ts';

/** Bytes of all files from which starting threads pays. */
const MANY_BYTES = 32 * 1024 * 1024;
/** More threads would wait for the disk and hold more files than need be. */
const MOST_THREADS = 4;
const MOST_MEGABYTES = 1_000;

/** In how many threads these files are read: 1 where they are few or small. */
export function threadsFor(paths: readonly string[]): number {
  let bytes = 0;
  for (const path of paths) bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return bytes < MANY_BYTES ? 1 : Math.min(MOST_THREADS, availableParallelism(), paths.length);
}

/**
 * Reads files in threads that run `script`, and hands each on in the order of the paths. Of those that are read ahead as
 * many wait as there are threads.
 */
export async function readSideBySide(
  paths: readonly string[],
  script: string,
  take: (file: OneFile, index: number) => void,
): Promise<void> {
  const threads = Array.from({ length: threadsFor(paths) }, () => threadOf(script));
  try {
    const readOne = async (index: number): Promise<OneFile> => {
      const path = paths[index] ?? '';
      const answer = await threads[index % threads.length]?.ask({ what: 'readOne', path });
      if (answer === undefined || !('one' in answer)) throw new Error('A file was not read.');
      return answer.one;
    };
    const begun = paths.slice(0, threads.length).map((_, index) => readOne(index));
    for (let index = 0; index < paths.length; index += 1) {
      const reading = begun[index];
      if (reading === undefined) break;
      const file = await reading;
      if (begun.length < paths.length) begun.push(readOne(begun.length));
      take(file, index);
    }
  } finally {
    await Promise.all(threads.map((thread) => thread.close()));
  }
}

function threadOf(script: string): WorkerRequests<MergeAsk, MergeAnswer> {
  const requests = new WorkerRequests<MergeAsk, MergeAnswer>({
    name: 'A reader of exports',
    start: () =>
      new Worker(script, {
        workerData: { script },
        resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
        stdout: true,
        stderr: true,
      }).on('message', (answer: MergeAnswer) => {
        if ('failure' in answer) requests.fail(answer.id, new Error(answer.failure));
        else requests.answer(answer.id, answer);
      }),
    message: (id, ask) => ({ id, ask }) satisfies NumberedMergeAsk,
  });
  return requests;
}
