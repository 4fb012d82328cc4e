import type { TaskName } from '../models/task.ts';
import { fix } from './change/fix.ts';
import { refactor } from './change/refactor.ts';
import { docs } from './docs/docs.ts';
import { explain } from './explain/explain.ts';
import { review } from './review/review.ts';
import type { Task } from './task.ts';
import { tests } from './testing/tests.ts';

const TASKS: Readonly<Record<TaskName, Task>> = { docs, explain, fix, refactor, review, tests };

/** The task of that name. */
export function taskFor(name: TaskName): Task {
  return TASKS[name];
}
