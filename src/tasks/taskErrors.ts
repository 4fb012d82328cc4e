import type { ArgsOf, CodeTable } from '../models/codes.ts';
import { UserError } from '../models/userError.ts';

/** Why a task cannot even begin, with the names of the arguments. */
export const TASK_ERRORS = {
  'nothingToDo.emptyFile': [],
  'nothingToDo.emptySelection': [],
  'nothingToDo.noDeclarations': [],
  'nothingToDo.allDocumented': [],
  /** What others can use is documented. */
  'nothingToDo.onlyPrivate': ['count'],
  'nothingToDo.noDiagnostics': [],
  /** Tests are asked for in a test file. */
  'nothingToDo.isTestFile': [],
  'input.binary': [],
  /** Reading the file took too long. */
  'input.unparsable': [],
  'input.tooLarge': ['tokens', 'limit'],
  /** Nothing is known of how this language writes comments or tests. */
  'input.unknownLanguage': ['task'],
  /** Tests need a file that has a place in a folder. */
  'input.untitled': [],
} as const satisfies CodeTable;

/** A code that `prepare` can throw. */
export type TaskErrorCode = keyof typeof TASK_ERRORS;

/** An error for the user. */
export function taskError<Code extends TaskErrorCode>(
  code: Code,
  args: ArgsOf<typeof TASK_ERRORS, Code>,
): UserError {
  return new UserError<TaskErrorCode>(code, args);
}
