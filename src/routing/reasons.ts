import type { CodeTable } from '../models/codes.ts';

/**
 * Every code that routing hands to the editor for wording, with the names of its arguments. Tiers,
 * efforts, tasks and codes are names; `…Nusd` is money, `…Ms` a time, `…Tokens` a size.
 */

/** Why a run starts where it starts (`Route.reason`, `Route.considered`). */
export const ROUTE_REASONS = {
  /** The user chose the tier for this run. */
  chosen: ['tier'],
  /** `routing.only.<task>`. */
  only: ['tier'],
  /** `routing.floors` raised the start. */
  floor: ['tier', 'from'],
  /** It goes on from an answer of this tier. */
  answered: ['tier'],
  /** `routing.start.<task>`. */
  start: ['tier'],
  /** The prompt does not fit the context of `from`. */
  fit: ['tier', 'from', 'promptTokens', 'limitTokens'],
  /** The editor's own models have none of `from`. */
  noModel: ['tier', 'from'],
  /** A prompt of this size costs as much at `from` as at `tier`. */
  priceBand: ['tier', 'from', 'promptTokens'],
  /** `from` has failed again and again and is skipped for now. */
  breaker: ['tier', 'from', 'opensForMs'],
  /** Words or sizes in the request; `signal` is an id of the signal table. */
  signal: ['tier', 'from', 'signal'],
  /** A small model takes the work to be hard. */
  classified: ['tier', 'from', 'confidencePercent'],
  /** It was not sure, and a setting says where to start then. */
  unsure: ['tier', 'from', 'confidencePercent'],
  /** `routing.chains`. */
  chain: ['tier', 'steps'],
  /** Past runs say that this start costs least; `passPercent` of `runs` passed at `at`. */
  evidence: ['tier', 'from', 'at', 'passPercent', 'runs'],
  /** `routing.rollout`: one of those that start at Opus whatever the rules say. */
  rollout: ['tier', 'from', 'percent'],
  /** `routing.explore`: little is known of `tier`. */
  explore: ['tier', 'from', 'percent'],
  /** `routing.canary`: `model` is new, and one of the `percent` of runs that try it. */
  canary: ['tier', 'model', 'before', 'percent'],
  /** `routing.canary`: `model` is new, and `percent` of runs stay with the one `before`. */
  predecessor: ['tier', 'model', 'before', 'percent'],
  /** Asked at random, people said that `wrong` of `labels` answers of `from` were wrong. */
  audits: ['tier', 'from', 'wrong', 'labels'],
  /** The task's default start. */
  default: ['tier'],
} as const satisfies CodeTable;

export type RouteReason = keyof typeof ROUTE_REASONS;

/** Why an attempt after the first is made (`RunEvent` `attempt`). */
export const ATTEMPT_REASONS = {
  /** The gate's first problem is `problem`, of `problems` in all. */
  repair: ['tier', 'problem', 'problems', 'costNusd?'],
  effort: ['tier', 'effort?', 'problem', 'problems', 'costNusd?'],
  escalation: ['from', 'tier', 'problem', 'problems', 'costNusd?'],
  /** The answer did not fit: the same tier with a higher limit. */
  limit: ['tier', 'limitTokens', 'costNusd?'],
  /** The answer did not fit the raised limit either. */
  truncated: ['from', 'tier', 'costNusd?'],
  refused: ['from', 'tier', 'costNusd?'],
  /** `cause` is a failure code or `breakerOpen`. */
  unavailable: ['from', 'tier', 'cause', 'costNusd?'],
  largerContext: ['from', 'tier', 'costNusd?'],
  /** A new try after a broken reply; `cause` is a failure code. */
  again: ['tier', 'cause', 'costNusd?'],
  /** The model before this one was not found. */
  newerModel: ['tier', 'model', 'costNusd?'],
} as const satisfies CodeTable;

export type AttemptReason = keyof typeof ATTEMPT_REASONS;

/** Why a run waits (`RunEvent` `waiting`, `RunQuestions.wait`). */
export const WAIT_REASONS = {
  connection: ['tier', 'tries'],
  rateLimited: ['tier', 'tries'],
  overloaded: ['tier', 'tries'],
  serverError: ['tier', 'tries'],
  breakerOpen: ['tier'],
} as const satisfies CodeTable;

export type WaitReason = keyof typeof WAIT_REASONS;

/** Why an attempt is asked about (`RunQuestions.spend`). */
export const SPEND_REASONS = {
  budgetRun: ['limitNusd', 'spentNusd', 'worstNusd'],
  budgetDay: ['limitNusd', 'spentNusd', 'worstNusd'],
  budgetMonth: ['limitNusd', 'spentNusd', 'worstNusd'],
  budgetWorkspaceDay: ['limitNusd', 'spentNusd', 'worstNusd'],
  budgetWorkspaceMonth: ['limitNusd', 'spentNusd', 'worstNusd'],
  confirmAbove: ['limitNusd', 'costNusd'],
  /** A budget is set, and the model has no price. */
  unpriced: ['model'],
} as const satisfies CodeTable;

export type SpendReason = keyof typeof SPEND_REASONS;

/** The budgets, as `budget` names them. */
export type BudgetName = Extract<SpendReason, `budget${string}`>;

/** Why a run has no accepted answer (`RunResult.failure`). UserErrors of a provider come as they are. */
export const FAILURES = {
  connection: ['tier', 'status?'],
  certificate: ['tier', 'status?'],
  timeout: ['tier', 'status?'],
  rateLimited: ['tier', 'status?'],
  overloaded: ['tier', 'status?'],
  serverError: ['tier', 'status?'],
  breakerOpen: ['tier'],
  cut: ['tier', 'status?'],
  malformed: ['tier', 'status?'],
  keyRejected: ['tier', 'status?'],
  forbidden: ['tier', 'status?'],
  /** Whoever answered is not the API: a proxy or a firewall. */
  notTheApi: ['tier', 'status?'],
  noCredit: ['tier', 'status?'],
  /** Nothing on this machine signs calls to Bedrock or Vertex. */
  noCredentials: ['tier', 'status?'],
  /** Key, right or credit at another provider of the chain; `cause` is a failure code. */
  stepRefused: ['provider', 'cause'],
  badRequest: ['tier', 'status?'],
  /** The address answers with another one, which is not followed. */
  redirected: ['tier', 'status?'],
  tooLarge: ['tier', 'status?'],
  /** Prompt of about `promptTokens`; `limitTokens` 0: not known. */
  tooLong: ['tier', 'promptTokens', 'limitTokens'],
  modelNotFound: ['tier', 'model'],
  /** No model stands for the tier: a gateway needs `models.<tier>`. */
  modelNotSet: ['tier'],
  refused: ['tier'],
  truncated: ['tier', 'limitTokens'],
  /** The answer failed its gate; `attempts` were made, `tier` was the last. */
  rejected: ['tier', 'problem', 'problems', 'attempts'],
  /** Action `stop`: `budget` is a `BudgetName`. */
  budgetStopped: ['budget', 'limitNusd', 'spentNusd', 'worstNusd'],
  /** Action `stayCheap` kept the run from the next tier. */
  budgetStayCheap: ['budget', 'limitNusd', 'spentNusd', 'worstNusd'],
  /** The user answered a question with stop; `question` is its reason's code. */
  stopped: ['question'],
  /** Whoever runs the models takes no batches. */
  noBatches: ['tier'],
  /** The books could not be written. */
  ledgerFailed: [],
  internal: [],
} as const satisfies CodeTable;

export type RunFailure = keyof typeof FAILURES;

/** What the user should know of a run that came out (`RunResult.notes`). */
export const NOTES = {
  /** Action `warn`. */
  budgetWarned: ['budget', 'limitNusd', 'spentNusd', 'worstNusd'],
  /** 80 % of a day's or month's budget is used; once a period. */
  budgetNear: ['budget', 'limitNusd', 'spentNusd'],
  /** Once a model; `days` until it is retired are left out where no day is set. */
  modelDeprecated: ['tier', 'model', 'days?'],
  /** Once a model: of the same work it passes less at first than the one before it. */
  modelFell: ['tier', 'model', 'before', 'passPercent', 'beforePercent'],
  /** Once a model: it is not known to take the effort that is set, and none was sent. */
  effortNotTaken: ['model', 'effort'],
  /** The answer is not sure of itself, and no higher tier could be asked. */
  unsure: ['confidencePercent'],
  /** A step of the chain was left out: its provider has no key, or the user has not agreed. */
  providerOff: ['provider'],
  /** Another model than `asked` has answered, as the answer says: it is priced and counted as that. */
  answeredByOther: ['model', 'asked'],
  /** An attempt or the run could not be booked. */
  bookingFailed: [],
} as const satisfies CodeTable;

export type RunNote = keyof typeof NOTES;
