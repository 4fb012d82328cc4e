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

/** The system's code of what broke a connection, say `ECONNREFUSED`; never a message. */
export function systemCode(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code;
  }
  return error instanceof Error ? error.name : 'unknown';
}
