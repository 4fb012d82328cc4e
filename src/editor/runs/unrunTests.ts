import type { Coded } from '../../models/codes.ts';
import type { NotRun } from '../../testRun/notRun.ts';
import { firstLines } from '../../testRun/notRun.ts';

/** The note of a result whose tests were not run, with the reason where it is known. */
export function withReason(note: Coded, why: NotRun | undefined): Coded {
  if (note.code !== 'notes.notRun' || why === undefined) return note;
  switch (why.cause) {
    case 'noRunner':
      return { code: 'notes.notRunNoRunner', args: { framework: why.framework } };
    case 'notStarted': {
      const [line] = firstLines(why.output, 1);
      const { framework } = why;
      const code = 'notes.notRunNotStarted';
      return line === undefined
        ? { code, args: { framework } }
        : { code, args: { framework, line } };
    }
    default:
      return { code: 'notes.notRunBecause', args: { cause: why.cause } };
  }
}

/** Whether the log tells more of why tests were not run. */
export function hasLog(why: NotRun | undefined): boolean {
  return why?.cause === 'notStarted' || why?.cause === 'notCopied';
}
