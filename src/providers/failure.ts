import type { ProviderFailure } from './port.ts';

/** A failure with what is known of it. */
export function failureOf(
  kind: ProviderFailure['kind'],
  detail: string,
  more: Partial<ProviderFailure> = {},
): ProviderFailure {
  return {
    kind,
    status: null,
    errorType: null,
    errorCode: null,
    retryAfterMs: null,
    requestId: null,
    detail,
    ...more,
  };
}

/** Codes of a connection that broke after the request may have been read, and so may be billed. */
const BROKEN_LATER: ReadonlySet<string> = new Set([
  'ECONNRESET',
  'EPIPE',
  'UND_ERR_SOCKET',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'UND_ERR_RESPONSE',
  'UND_ERR_RESPONSE_STATUS_CODE',
]);

/** A call without a response: what may have been read is cut off, anything else never left. */
export function unanswered(error: unknown): ProviderFailure {
  const code = systemCode(error);
  const isSent = BROKEN_LATER.has(code) || code.startsWith('HPE_');
  return failureOf(isSent ? 'cut' : 'connection', code, { errorCode: code });
}

/** The system's code of what broke a connection, say `ECONNREFUSED`; never a message. */
export function systemCode(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return error instanceof Error ? error.name : 'unknown';
}
