import { boundedBodies } from '../http/boundedBodies.ts';
import { markingUnreached } from '../http/failure.ts';
import { noRedirect } from '../http/noRedirect.ts';

/**
 * What every client of an SDK is built with, so that it retries, logs and reports nothing of its own
 * and reads no variable of the environment for it. `timeoutMs` until the headers must be there.
 */
export function clientOptions(
  baseUrl: string,
  fetch: typeof globalThis.fetch,
  timeoutMs: number,
): {
  readonly baseURL: string;
  readonly fetch: typeof globalThis.fetch;
  readonly timeout: number;
  readonly maxRetries: 0;
  readonly logLevel: 'off';
  readonly openTelemetry: false;
  readonly webhookKey: null;
} {
  return {
    baseURL: baseUrl,
    fetch: markingUnreached(noRedirect(boundedBodies(fetch))),
    timeout: timeoutMs,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    webhookKey: null,
  };
}
