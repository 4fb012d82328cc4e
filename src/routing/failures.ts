import type { ProviderFailure } from '../providers/port.ts';

/** Why a call brought no reply, as the router and the user see it. */
export type FailureCode =
  | 'connection'
  | 'certificate'
  | 'timeout'
  | 'rateLimited'
  | 'overloaded'
  | 'serverError'
  | 'cut'
  | 'malformed'
  | 'keyRejected'
  | 'forbidden'
  | 'notTheApi'
  | 'noCredit'
  | 'noCredentials'
  | 'badRequest'
  | 'redirected'
  | 'tooLarge'
  | 'modelNotFound';

/**
 * What the router does about a failure.
 * `tryHost`: nothing was sent yet: three tries in all, then stop; another tier has the same host.
 * `wait`: as long as the server asks or the backoff says, within `routing.maxWait`, then the next tier.
 * `again`: one new try in a run, then stop.
 * `largerContext`: a tier whose context is larger, else stop.
 * `refreshCatalog`: the next newest model of the line, unless the model is pinned.
 * `stop`: neither another tier nor a wait would help.
 */
export type Reaction = 'tryHost' | 'wait' | 'again' | 'largerContext' | 'refreshCatalog' | 'stop';

/** The failure table. */
export const REACTIONS: Readonly<Record<FailureCode, Reaction>> = {
  connection: 'tryHost',
  certificate: 'stop',
  // What was sent may be worked on and billed: sending it again could cost it twice.
  timeout: 'stop',
  rateLimited: 'wait',
  overloaded: 'wait',
  serverError: 'wait',
  cut: 'again',
  malformed: 'again',
  keyRejected: 'stop',
  forbidden: 'stop',
  notTheApi: 'stop',
  noCredit: 'stop',
  noCredentials: 'stop',
  badRequest: 'largerContext',
  redirected: 'stop',
  tooLarge: 'largerContext',
  modelNotFound: 'refreshCatalog',
};

/** Whether a failure says that its tier cannot be had at present, which its breaker counts. */
export function isTierDown(code: FailureCode): boolean {
  return REACTIONS[code] === 'wait';
}

/** Codes that name the cause more closely than their status: a spent limit comes as a 429, too. */
const BY_ERROR_CODE: Readonly<Record<string, FailureCode>> = {
  contract_spend_limit_reached: 'noCredit',
  enforced_spend_limit_reached: 'noCredit',
  linked_organization_billing_unavailable: 'noCredit',
  linked_organization_spend_limit_reached: 'noCredit',
  organization_on_hold: 'forbidden',
  // What the adapters of Bedrock and Vertex say themselves.
  machine_credentials: 'noCredentials',
  // What the adapters say of a refusal that the API did not write.
  not_the_api: 'notTheApi',
  // OpenAI's codes for the same things.
  insufficient_quota: 'noCredit',
  context_length_exceeded: 'tooLarge',
};

/** The system's codes of a certificate that it does not trust: another try would meet it again. */
const CERTIFICATE: ReadonlySet<string> = new Set([
  'CERT_HAS_EXPIRED',
  'CERT_NOT_YET_VALID',
  'CERT_REVOKED',
  'CERT_REJECTED',
  'CERT_UNTRUSTED',
  'CERT_CHAIN_TOO_LONG',
  'CERT_SIGNATURE_FAILURE',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'HOSTNAME_MISMATCH',
  'INVALID_CA',
  'INVALID_PURPOSE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

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
  // What stands behind the one who answers has failed: Bedrock's model errors.
  424: 'serverError',
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
      return CERTIFICATE.has(errorCode ?? '') ? 'certificate' : kind;
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
