import type { Coded } from '../../models/codes.ts';
import type { PriceErrorCode } from '../../models/prices.ts';
import type { RoutingCode } from '../../routing/coded.ts';
import type { NoteCode } from '../../tasks/noteCodes.ts';
import type { ProblemCode } from '../../tasks/problemCodes.ts';
import type { TaskErrorCode } from '../../tasks/taskErrors.ts';
import { EDITOR_TEXTS } from './editorTexts.ts';
import { merged } from './merged.ts';
import { FAILURE_TEXTS, PRICE_TEXTS, RUN_NOTE_TEXTS } from './texts/failureTexts.ts';
import {
  ATTEMPT_TEXTS,
  BUDGET_TEXTS,
  FAILURE_CAUSE_TEXTS,
  ROUTE_TEXTS,
  SIGNAL_TEXTS,
  SPEND_TEXTS,
  WAIT_TEXTS,
} from './texts/routingTexts.ts';
import { NOTE_TEXTS, PROBLEM_TEXTS, TASK_ERROR_TEXTS } from './texts/taskTexts.ts';

/** Every code that a room below the editor gives. */
type GivenCode = RoutingCode | ProblemCode | NoteCode | TaskErrorCode | PriceErrorCode;

/**
 * The English wording of every code. `{name}` stands for an argument; a part in brackets is left
 * out when one of its arguments is missing. Routing's codes stand below what they are used for:
 * `route.` why a run starts where it does, `attempt.` why another attempt is made, `wait.`, `spend.`,
 * `failure.` and `note.`. Each table names the codes that it is for: one without words does not
 * compile, nor do words that are for no code.
 */
export const MESSAGES = merged(
  EDITOR_TEXTS,
  ROUTE_TEXTS,
  SIGNAL_TEXTS,
  ATTEMPT_TEXTS,
  WAIT_TEXTS,
  FAILURE_CAUSE_TEXTS,
  SPEND_TEXTS,
  BUDGET_TEXTS,
  FAILURE_TEXTS,
  RUN_NOTE_TEXTS,
  PRICE_TEXTS,
  TASK_ERROR_TEXTS,
  PROBLEM_TEXTS,
  NOTE_TEXTS,
) satisfies Readonly<Record<GivenCode, string>>;

/** A code that has words. */
export type MessageCode = keyof typeof MESSAGES;

/** A code with words and what they need. */
export type Message = Coded<MessageCode>;
