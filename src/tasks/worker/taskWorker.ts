import { setTimeout } from 'node:timers/promises';
import { parentPort } from 'node:worker_threads';
import { taskFor } from '../registry.ts';
import { serveTasks } from './taskServer.ts';

if (parentPort === null) throw new Error('The task worker runs only as a worker thread.');
serveTasks(parentPort, taskFor, {
  ticks: () => performance.now(),
  wait: (ms, signal) => setTimeout(ms, undefined, { signal }),
});
