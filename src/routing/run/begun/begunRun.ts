import type { AttemptStarted } from '../../../models/booking.ts';
import type { Coded } from '../../../models/codes.ts';
import type { ModelRequest, ReplyEvent } from '../../../providers/port.ts';
import type { RunFailure } from '../../reasons.ts';
import type { RunRecord } from '../runRecord.ts';

/**
 * A run that is begun as one of many: its first attempt is reserved with theirs, and may be answered
 * after this window is gone. Codes and numbers alone, so that it can be kept.
 */
export interface BegunRun {
  /** Its first attempt, as it is journalled before anything is sent. */
  readonly started: AttemptStarted;
  /** The first attempt is part of a batch, at half the price. */
  readonly isBatched: boolean;
  /** Calls are part of a subscription. */
  readonly isIncluded: boolean;
  readonly language: string;
  readonly start: RunRecord['start'];
}

/** A begun run to go on with. */
export interface BegunAttempt {
  readonly run: BegunRun;
  /** What its first attempt was answered, with its end; absent: it is sent now. */
  readonly reply?: readonly ReplyEvent[];
  /** Answers that outlast this window before they are booked; absent: they do not. */
  readonly replies?: KeptReplies;
}

/** What was answered in a run so far, by the ordinals of its attempts: none is paid for again. */
export interface KeptReplies {
  /** Attempts that were sent by a window that died before it had their answers. */
  readonly lost: ReadonlySet<number>;
  /** What an attempt was answered; undefined: it was not sent yet. */
  known(ordinal: number): Promise<readonly ReplyEvent[] | undefined>;
  /** Takes note that an attempt is about to be sent. */
  sending(ordinal: number): Promise<void>;
  keep(ordinal: number, reply: readonly ReplyEvent[]): Promise<void>;
}

/** A run as it could begin, or why it cannot. */
export type Beginning =
  | { readonly type: 'begun'; readonly run: BegunRun; readonly call: ModelRequest }
  | { readonly type: 'failed'; readonly failure: Coded<RunFailure> };
