/** All tasks, in the order in which they are listed to a person. */
export const TASK_NAMES = ['review', 'tests', 'docs', 'refactor', 'fix', 'explain'] as const;

/** A kind of work that Tierwise does. */
export type TaskName = (typeof TASK_NAMES)[number];
