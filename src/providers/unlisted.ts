import { failureOf } from './failure.ts';
import type { MessagesClient } from './messages.ts';
import { sendMessages } from './messages.ts';
import { SILENCE_MS } from './patience.ts';
import type { ModelProvider } from './port.ts';

/** Claude at a platform that has no list of models as Anthropic's: they are pinned. */
export function unlistedProvider(id: string, client: MessagesClient): ModelProvider {
  return {
    id,
    send: (request, signal) => sendMessages(client, request, SILENCE_MS, signal),
    listModels: async () => failureOf('malformed', `${id} has no list of models`),
  };
}
