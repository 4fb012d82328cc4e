import { AnthropicVertex } from '@anthropic-ai/vertex-sdk';
import type { ClientOptions } from '@anthropic-ai/vertex-sdk';
import { failureOf } from './failure.ts';
import { sendMessages } from './messages.ts';
import { SILENCE_MS, TIMEOUT_MS } from './patience.ts';
import type { ModelProvider } from './port.ts';
import { sentHeaders } from './sentHeaders.ts';

/** What the adapter is built from. */
export interface VertexOptions {
  readonly region: string;
  /** null: the project of the credentials. */
  readonly project: string | null;
  /** Address of the service, say `https://us-east5-aiplatform.googleapis.com/v1`. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** Credentials to use instead of those of this machine. */
  readonly authClient?: NonNullable<ClientOptions['authClient']>;
}

const API_VERSION = 'vertex-2023-10-16';

/**
 * Claude at Google Vertex AI, with the Google credentials of this machine. Vertex has no list of
 * models as Anthropic's: they are pinned.
 */
export function createVertexProvider(options: VertexOptions): ModelProvider {
  const { region, project, baseUrl, fetch, authClient } = options;
  const client = new AnthropicVertex({
    region,
    projectId: project,
    baseURL: baseUrl,
    fetch,
    timeout: TIMEOUT_MS,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    webhookKey: null,
    middleware: [sentHeaders(API_VERSION, null)],
    ...(authClient ? { authClient } : {}),
  });
  return {
    id: 'vertex',
    send: (request, signal) => sendMessages(client, request, SILENCE_MS, signal),
    listModels: async () => failureOf('malformed', 'Vertex has no list of models'),
  };
}
