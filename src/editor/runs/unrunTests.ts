import type { NotRun } from '../../testRun/notRun.ts';
import { firstLines } from '../../testRun/notRun.ts';
import { coded } from '../wording/editorCodes.ts';
import type { Message } from '../wording/messageTable.ts';

/** The note of a result whose tests were not run, with the reason where it is known. */
export function withReason(note: Message, why: NotRun | undefined): Message {
  if (note.code !== 'notes.notRun' || why === undefined) return note;
  switch (why.cause) {
    case 'noRunner':
      return coded('notes.notRunNoRunner', { framework: why.framework });
    case 'notStarted': {
      const [line] = firstLines(why.output, 1);
      const { framework } = why;
      return coded(
        'notes.notRunNotStarted',
        line === undefined ? { framework } : { framework, line },
      );
    }
    default:
      return coded('notes.notRunBecause', { cause: why.cause });
  }
}

/** Whether the log tells more of why tests were not run. */
export function hasLog(why: NotRun | undefined): boolean {
  return why?.cause === 'notStarted' || why?.cause === 'notCopied';
}
