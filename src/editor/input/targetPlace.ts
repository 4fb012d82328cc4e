import type { TaskInput } from '../../tasks/task.ts';
import { coded } from '../wording/editorCodes.ts';
import type { Message } from '../wording/messageTable.ts';

/** What is said of where a run looks. */
export interface LookedAt extends Pick<TaskInput, 'target' | 'targetKind'> {
  /** The file's own name. */
  readonly file: string;
  /** The declaration's, where one was taken. */
  readonly declared: string | undefined;
}

/** What was looked at, to go on from: `parseRows of csv.ts`. */
export function targetPlace({ target, targetKind, file, declared }: LookedAt): Message {
  if (targetKind === 'file') return coded('place.file', { file });
  if (declared !== undefined) return coded('place.declaration', { name: declared, file });
  const { firstLine, lastLine } = target;
  return firstLine === lastLine
    ? coded('place.line', { line: firstLine, file })
    : coded('place.lines', { firstLine, lastLine, file });
}
