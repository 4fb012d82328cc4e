import { Worker } from 'node:worker_threads';
import { WorkerRequests } from '../models/workerRequests.ts';
import type { MergeAnswer, MergeAsk, NumberedMergeAsk } from './mergedUsage.ts';

const MOST_MEGABYTES = 1_000;

/** A thread that reads exports. */
export type MergeThread = WorkerRequests<MergeAsk, MergeAnswer>;

/** Asks a thread that runs the worker's script, an absolute path; it starts with the first request. */
export function mergeThread(script: string): MergeThread {
  const requests: MergeThread = new WorkerRequests({
    name: 'The reader of exports',
    start: () =>
      new Worker(script, {
        // What it needs to start more of its kind.
        workerData: { script },
        resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES },
        stdout: true,
        stderr: true,
      }).on('message', (answer: MergeAnswer) => {
        if ('failure' in answer) {
          requests.fail(answer.id, new Error(`Exports cannot be read (${answer.failure}).`));
        } else {
          requests.answer(answer.id, answer);
        }
      }),
    message: (id, ask) => ({ id, ask }) satisfies NumberedMergeAsk,
  });
  return requests;
}
