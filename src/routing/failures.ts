import type { ProviderFailure } from '../providers/port.ts';

/** Why a call brought no reply, as the router and the user see it. */
export type FailureCode =
  | 'connection'
  | 'timeout'
  | 'rateLimited'
  | 'overloaded'
  | 'serverError'
  | 'cut'
  | 'malformed'
  | 'keyRejected'
  | 'forbidden'
  | 'noCredit'
  | 'noCredentials'
  | 'badRequest'
  | 'redirected'
  | 'tooLarge'
  | 'modelNotFound';

/**
 * What the router does about a failure.
 * `tryHost`: three tries in all, then stop; another tier has the same host.
 * `wait`: as long as the server asks or the backoff says, within `routing.maxWait`, then the next tier.
 * `again`: one new try in a run, then stop.
 * `largerContext`: a tier whose context is larger, else stop.
 * `refreshCatalog`: the next newest model of the line, unless the model is pinned.
 * `stop`: no tier and no patience would help.
 */
export type Reaction = 'tryHost' | 'wait' | 'again' | 'largerContext' | 'refreshCatalog' | 'stop';

/** The failure table. */
export const REACTIONS: Readonly<Record<FailureCode, Reaction>> = {
  connection: 'tryHost',
  timeout: 'tryHost',
  rateLimited: 'wait',
  overloaded: 'wait',
  serverError: 'wait',
  cut: 'again',
  malformed: 'again',
  keyRejected: 'stop',
  forbidden: 'stop',
  noCredit: 'stop',
  noCredentials: 'stop',
  badRequest: 'largerContext',
  redirected: 'stop',
  tooLarge: 'largerContext',
  modelNotFound: 'refreshCatalog',
};

/** Codes that name the cause more closely than their status: a spent limit comes as a 429, too. */
const BY_ERROR_CODE: Readonly<Record<string, FailureCode>> = {
  contract_spend_limit_reached: 'noCredit',
  enforced_spend_limit_reached: 'noCredit',
  linked_organization_billing_unavailable: 'noCredit',
  linked_organization_spend_limit_reached: 'noCredit',
  organization_on_hold: 'forbidden',
  // What the adapters of Bedrock and Vertex say themselves.
  machine_credentials: 'noCredentials',
  // OpenAI's codes for the same things.
  insufficient_quota: 'noCredit',
  context_length_exceeded: 'tooLarge',
};

const BY_ERROR_TYPE: Readonly<Record<string, FailureCode>> = {
  authentication_error: 'keyRejected',
  billing_error: 'noCredit',
  permission_error: 'forbidden',
  not_found_error: 'modelNotFound',
  request_too_large: 'tooLarge',
  invalid_request_error: 'badRequest',
  rate_limit_error: 'rateLimited',
  overloaded_error: 'overloaded',
  api_error: 'serverError',
  timeout_error: 'serverError',
};

const BY_STATUS: Readonly<Record<number, FailureCode>> = {
  401: 'keyRejected',
  402: 'noCredit',
  403: 'forbidden',
  404: 'modelNotFound',
  408: 'serverError',
  409: 'serverError',
  413: 'tooLarge',
  429: 'rateLimited',
  529: 'overloaded',
};

function byStatus(status: number): FailureCode {
  if (status >= 500) return BY_STATUS[status] ?? 'serverError';
  return BY_STATUS[status] ?? (status < 400 ? 'redirected' : 'badRequest');
}

/** The failure's code by the API's error code, its error type and the status; never by words. */
export function failureCode(failure: ProviderFailure): FailureCode {
  const { kind, status, errorType, errorCode } = failure;
  switch (kind) {
    case 'connection':
    case 'timeout':
    case 'cut':
    case 'malformed':
      return kind;
    case 'aborted':
      // Whoever aborts on purpose never asks for a code.
      return 'cut';
    case 'http':
    case 'api': {
      const named = BY_ERROR_CODE[errorCode ?? ''];
      if (named) return named;
      if (errorType === 'billing_error') return 'noCredit';
      if (status !== null) return byStatus(status);
      return BY_ERROR_TYPE[errorType ?? ''] ?? 'serverError';
    }
  }
}
