import type { FailureCode } from '../../../routing/failures.ts';
import type {
  AttemptReason,
  BudgetName,
  RouteReason,
  SpendReason,
  WaitReason,
} from '../../../routing/reasons.ts';
import type { SignalId } from '../../../routing/signals.ts';

/** Why a run starts where it starts. */
export const ROUTE_TEXTS = {
  'route.chosen': '{tier} was chosen for this run.',
  'route.only': 'A setting keeps this task at {tier}.',
  'route.floor': 'A setting asks for {tier} at least for this file, instead of {from}.',
  'route.answered': '{tier} gave the answer that is to be changed.',
  'route.start': 'A setting starts this task at {tier}.',
  'route.fit': 'The prompt is too long for {from}, so it starts at {tier}.',
  'route.noModel': 'The editor offers no {from}, so it starts at {tier}.',
  'route.priceBand': 'A prompt of this size costs as much at {from} as at {tier}.',
  'route.breaker': '{from} has failed repeatedly and is skipped for now, so it starts at {tier}.',
  'route.signal': 'It starts at {tier} instead of {from}, because of {signal}.',
  'route.classified':
    '{tier} instead of {from}: a small model takes this to be hard ({confidencePercent} %).',
  'route.unsure':
    'A small model was not sure how hard this is ({confidencePercent} %), so {tier} starts.',
  'route.chain': 'Your own chain of[ {steps}] steps starts at {tier}.',
  'route.evidence':
    'Past runs say that {tier} costs least: {passPercent} % of {runs} first tries passed[ at {at}].',
  'route.rollout':
    '{tier} starts {percent} % of all runs by chance, as a control (tierwise.routing.rollout).',
  'route.explore':
    'By chance {tier} is tried instead of {from}: little is known of it (tierwise.routing.explore).',
  'route.canary':
    '{model} is new: {percent} % of runs try it, the rest stays with {before} (tierwise.routing.canary).',
  'route.predecessor':
    '{model} is new, and {percent} % of runs stay with {before} (tierwise.routing.canary).',
  'route.audits':
    'You said that {wrong} of {labels} answers of {from} were wrong, so it starts at {tier}.',
  'route.default': '{tier} is where this task starts.',
} as const satisfies Readonly<Record<`route.${RouteReason}`, string>>;

/** The built-in signals, to stand in a sentence. */
export const SIGNAL_TEXTS = {
  'signal.security': 'a question of security',
  'signal.concurrency': 'a question of concurrency',
  'signal.rootCause': 'a search for a root cause',
  'signal.design': 'a question of design',
  'signal.lines': 'the length of the code',
  'signal.declarations': 'the number of declarations',
  'signal.complexity': 'the number of branches',
} as const satisfies Readonly<Record<`signal.${SignalId}`, string>>;

/** Why another attempt is made. */
export const ATTEMPT_TEXTS = {
  'attempt.repair': '{problem}[ (one of {problems})]',
  'attempt.effort': '{problem}; it thinks harder now',
  'attempt.escalation': '{from} failed the check: {problem}',
  'attempt.limit': 'The answer was cut; it gets more room',
  'attempt.truncated': 'The answer of {from} was cut',
  'attempt.refused': '{from} refused to answer',
  'attempt.unavailable': '{from} is not available: {cause}',
  'attempt.largerContext': 'The prompt is too long for {from}',
  'attempt.again': 'Once more: {cause}',
  'attempt.newerModel': 'The model before this one was not found',
} as const satisfies Readonly<Record<`attempt.${AttemptReason}`, string>>;

/** Why a run waits. */
export const WAIT_TEXTS = {
  'wait.connection': '{tier} cannot be reached.',
  'wait.rateLimited': '{tier} has too many requests.',
  'wait.overloaded': '{tier} is overloaded.',
  'wait.serverError': '{tier} had an error.',
  'wait.breakerOpen': '{tier} has failed repeatedly and rests.',
} as const satisfies Readonly<Record<`wait.${WaitReason}`, string>>;

/** Why a call brought no reply, to stand in a sentence. */
export const FAILURE_CAUSE_TEXTS = {
  'cause.connection': 'no connection',
  'cause.certificate': 'its certificate is not trusted',
  'cause.timeout': 'no answer in time',
  'cause.rateLimited': 'too many requests',
  'cause.overloaded': 'overloaded',
  'cause.serverError': 'an error of the server',
  'cause.cut': 'the answer broke off',
  'cause.malformed': 'the answer could not be read',
  'cause.keyRejected': 'the key was refused',
  'cause.forbidden': 'not allowed',
  'cause.notTheApi': 'a web page came instead of an answer',
  'cause.noCredit': 'no credit',
  'cause.noCredentials': 'no credentials on this machine',
  'cause.badRequest': 'the request was refused',
  'cause.redirected': 'the address redirects',
  'cause.tooLarge': 'the request was too large',
  'cause.modelNotFound': 'the model was not found',
  'cause.breakerOpen': 'repeated failures',
} as const satisfies Readonly<Record<`cause.${FailureCode | 'breakerOpen'}`, string>>;

/** Why an attempt is asked about. */
export const SPEND_TEXTS = {
  'spend.budgetRun': 'The budget of {limitNusd} for a run could be exceeded.',
  'spend.budgetDay': 'The budget of {limitNusd} for a day could be exceeded; {spentNusd} is spent.',
  'spend.budgetMonth':
    'The budget of {limitNusd} for a month could be exceeded; {spentNusd} is spent.',
  'spend.budgetWorkspaceDay':
    'The budget of {limitNusd} for a day in this workspace could be exceeded; {spentNusd} is spent.',
  'spend.budgetWorkspaceMonth':
    'The budget of {limitNusd} for a month in this workspace could be exceeded; {spentNusd} is spent.',
  'spend.confirmAbove': 'This step is expected to cost more than {limitNusd}.',
  'spend.unpriced':
    'A budget is set, and the price of {model} is not known (tierwise.prices can say it).',
} as const satisfies Readonly<Record<`spend.${SpendReason}`, string>>;

/** The budgets, to stand in a sentence. */
export const BUDGET_TEXTS = {
  'budget.budgetRun': 'for a run',
  'budget.budgetDay': 'for a day',
  'budget.budgetMonth': 'for a month',
  'budget.budgetWorkspaceDay': 'for a day in this workspace',
  'budget.budgetWorkspaceMonth': 'for a month in this workspace',
} as const satisfies Readonly<Record<`budget.${BudgetName}`, string>>;
