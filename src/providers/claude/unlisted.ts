import { failureOf } from '../http/failure.ts';
import { SILENCE_MS } from '../http/timeLimits.ts';
import type { ModelProvider } from '../port.ts';
import type { MessagesClient } from './messages.ts';
import { NO_CREDENTIALS, sendMessages, signedFailureFrom } from './messages.ts';

/**
 * Claude at a platform that has no list of models as Anthropic's: they are pinned. A client that finds
 * no credentials on this machine is made anew for the next call: the user may have signed in by then.
 */
export function unlistedProvider(
  id: string,
  makeClient: () => MessagesClient,
  failureOfError: typeof signedFailureFrom = signedFailureFrom,
): ModelProvider {
  let client: MessagesClient | undefined;
  return {
    id,
    async *send(request, signal) {
      // Made no earlier: it begins to look for credentials at once, and nobody would hear of a failure.
      client ??= makeClient();
      const call = { client, request, silenceMs: SILENCE_MS, failureOfError };
      const events = sendMessages(call, signal);
      for await (const event of events) {
        const isUnsigned = event.type === 'failed' && event.failure.errorCode === NO_CREDENTIALS;
        if (isUnsigned) client = undefined;
        yield event;
      }
    },
    listModels: async () => failureOf('malformed', `${id} has no list of models`),
  };
}
