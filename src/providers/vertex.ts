import type { ClientOptions } from '@anthropic-ai/vertex-sdk';
import { AnthropicVertex } from '@anthropic-ai/vertex-sdk';
import { clientOptions } from './claude/clientOptions.ts';
import { sentHeaders } from './claude/sentHeaders.ts';
import { unlistedProvider } from './claude/unlisted.ts';
import { TIMEOUT_MS } from './http/timeLimits.ts';
import type { ModelProvider } from './port.ts';

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

/** Claude at Google Vertex AI, with the Google credentials of this machine. */
export function createVertexProvider(options: VertexOptions): ModelProvider {
  const { region, project, baseUrl, fetch, authClient } = options;
  const makeClient = () =>
    new AnthropicVertex({
      ...clientOptions(baseUrl, fetch, TIMEOUT_MS),
      region,
      projectId: project,
      middleware: [sentHeaders(API_VERSION, null)],
      ...(authClient ? { authClient } : {}),
    });
  return unlistedProvider('vertex', makeClient);
}
