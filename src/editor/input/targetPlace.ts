import type { Coded } from '../../models/codes.ts';
import type { TaskInput } from '../../tasks/task.ts';

/** What is said of where a run looks. */
export interface LookedAt extends Pick<TaskInput, 'target' | 'targetKind'> {
  /** The file's own name. */
  readonly file: string;
  /** The declaration's, where one was taken. */
  readonly declared: string | undefined;
}

/** What was looked at, to go on from: `parseRows of csv.ts`. */
export function targetPlace({ target, targetKind, file, declared }: LookedAt): Coded {
  if (targetKind === 'file') return { code: 'place.file', args: { file } };
  if (declared !== undefined) return { code: 'place.declaration', args: { name: declared, file } };
  const { firstLine, lastLine } = target;
  return firstLine === lastLine
    ? { code: 'place.line', args: { line: firstLine, file } }
    : { code: 'place.lines', args: { firstLine, lastLine, file } };
}
