import * as z from 'zod/mini';
import type { ProblemCode } from '../../../tasks/problemCodes.ts';
import type { NotRun } from '../../../testRun/notRun.ts';

/** What came of a test that was to show a finding. Nothing of the test but where it is. */
export type Showing =
  | {
      readonly type: 'shown';
      readonly path: string;
      readonly framework: string;
      /** Names of the cases that fail. */
      readonly cases: readonly string[];
    }
  /** What the test did instead; it does not refute the finding. */
  | { readonly type: 'notShown'; readonly problem: ProblemCode | 'unknown' }
  | {
      readonly type: 'notRun';
      readonly cause: NotRun['cause'] | 'isolation';
      readonly framework?: string | undefined;
    };

/** A test that shows a finding, with its text where this window has seen it. */
export interface KeptTest extends Omit<Extract<Showing, { readonly type: 'shown' }>, 'type'> {
  readonly text: string | undefined;
  /** What its file held when it was written: another text there is the user's. */
  readonly replaces: string | undefined;
}

const text = z.string().check(z.maxLength(20_000));
const CAUSES = [
  'testsOff',
  'untrusted',
  'noFolder',
  'declined',
  'notCopied',
  'noRunner',
  'notStarted',
  'isolation',
] as const satisfies readonly Extract<Showing, { readonly type: 'notRun' }>['cause'][];

/** As it is kept over a reload. */
export const showingSchema = z.union([
  z.object({ type: z.literal('shown'), path: text, framework: text, cases: z.array(text) }),
  z.object({ type: z.literal('notShown'), problem: z.custom<ProblemCode>(isWord) }),
  z.object({ type: z.literal('notRun'), cause: z.enum(CAUSES), framework: z.optional(text) }),
]);

function isWord(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 100;
}
