import type { ArgsOf, CodeArgs, Coded, CodeTable } from '../models/codes.ts';
import type { FailureCode } from './failures.ts';
import type {
  ATTEMPT_REASONS,
  AttemptReason,
  FAILURES,
  NOTES,
  ROUTE_REASONS,
  RouteReason,
  RunFailure,
  RunNote,
  SPEND_REASONS,
  SpendReason,
  WAIT_REASONS,
  WaitReason,
} from './reasons.ts';
import type { SignalId } from './signals.ts';

/** Every code of routing that the editor words, below what it is used for. */
export type RoutingCode =
  | `route.${RouteReason}`
  | `attempt.${AttemptReason}`
  | `wait.${WaitReason}`
  | `spend.${SpendReason}`
  | `failure.${RunFailure}`
  | `note.${RunNote}`
  | `cause.${FailureCode | 'breakerOpen'}`
  | `signal.${SignalId}`;

type MakerOf<Table extends CodeTable> = <Code extends keyof Table & string>(
  code: Code,
  args: ArgsOf<Table, Code>,
) => Coded<Code>;

function coded<Code extends string>(code: Code, args: object): Coded<Code> {
  return { code, args: args as CodeArgs };
}

/** Why a run starts where it starts. */
export const routeReason: MakerOf<typeof ROUTE_REASONS> = coded;
/** Why an attempt after the first is made. */
export const attemptReason: MakerOf<typeof ATTEMPT_REASONS> = coded;
/** Why a run waits. */
export const waitReason: MakerOf<typeof WAIT_REASONS> = coded;
/** Why an attempt is asked about. */
export const spendReason: MakerOf<typeof SPEND_REASONS> = coded;
/** Why a run has no accepted answer. */
export const runFailure: MakerOf<typeof FAILURES> = coded;
/** What the user should know of a run that is over. */
export const runNote: MakerOf<typeof NOTES> = coded;
