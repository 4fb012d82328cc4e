import type { ProviderFailure } from '../port.ts';

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
  'UND_ERR_INFO',
  'UND_ERR_RESPONSE',
  'UND_ERR_RESPONSE_STATUS_CODE',
]);

/** A property of an error or of the first of its causes that has it as text. */
function ofCauses(error: unknown, name: 'code' | 'syscall'): string | undefined {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const value: unknown = Reflect.get(cause, name);
    if (typeof value === 'string') return value;
  }
  return undefined;
}

/** Whether a connection that was open broke, however its code sounds. */
function brokeLater(error: unknown): boolean {
  const code = systemCode(error);
  const syscall = ofCauses(error, 'syscall');
  return (
    BROKEN_LATER.has(code) ||
    code.startsWith('HPE_') ||
    syscall === 'read' ||
    syscall === 'write' ||
    syscall === 'writev'
  );
}

/** Statuses with which a gateway says that who stands behind it has not answered in time. */
const TIMED_OUT_BEHIND: ReadonlySet<number> = new Set([504, 524]);

/**
 * A call that was answered with an error's status. Where a gateway alone says that it has waited too
 * long, the request is with the API, and may be worked on and billed like one that nobody answers.
 */
export function answered(status: number, known: Partial<ProviderFailure>): ProviderFailure {
  const { errorType = null, errorCode = null } = known;
  const detail = [status, errorType, errorCode].filter(Boolean).join(' ');
  const isOfGateway = errorType === null && TIMED_OUT_BEHIND.has(status);
  return failureOf(isOfGateway ? 'timeout' : 'http', detail, { ...known, status });
}

/** A call without a response: what may have been read is cut off, anything else never left. */
export function unanswered(error: unknown): ProviderFailure {
  const code = systemCode(error);
  return failureOf(brokeLater(error) ? 'cut' : 'connection', code, { errorCode: code });
}

/**
 * A `fetch` that tells a host that could not be reached in time from one that did not answer in time:
 * the SDKs take every error that speaks of a time-out for the second, and nothing was sent to the first.
 */
export function markingUnreached(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    try {
      return await fetch(input, init);
    } catch (error) {
      const code = systemCode(error);
      const isUnreached = /^(?:ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/.test(code);
      if (!isUnreached || brokeLater(error)) throw error;
      throw Object.assign(new TypeError('The host was not reached.'), { code: 'EHOSTUNREACH' });
    }
  };
}

/** The system's code of what broke a connection, say `ECONNREFUSED`; never a message. */
export function systemCode(error: unknown): string {
  return ofCauses(error, 'code') ?? (error instanceof Error ? error.name : 'unknown');
}
