/** All tasks, in the order in which they are listed to a person. */
export const TASK_NAMES = ['review', 'tests', 'docs', 'refactor', 'fix', 'explain'] as const;

/** A kind of work that Tierwise does. */
export type TaskName = (typeof TASK_NAMES)[number];

/** Whether a task's answer is a proposal that a person accepts or discards; what it said of the others is read. */
const IS_PROPOSED = {
  review: false,
  tests: true,
  docs: true,
  refactor: true,
  fix: true,
  explain: false,
} as const satisfies Readonly<Record<TaskName, boolean>>;

/** Tasks whose answer is a proposal. */
export const PROPOSED_TASKS: readonly string[] = TASK_NAMES.filter((name) => IS_PROPOSED[name]);
