import { parentPort } from 'node:worker_threads';
import { taskFor } from '../registry.ts';
import { serveTasks } from './taskServer.ts';

if (parentPort === null) throw new Error('The task worker runs only as a worker thread.');
serveTasks(parentPort, taskFor);
