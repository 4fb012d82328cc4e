import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import { failureOf } from './failure.ts';
import { sendMessages } from './messages.ts';
import { SILENCE_MS, TIMEOUT_MS } from './patience.ts';
import type { ModelProvider } from './port.ts';
import { sentHeaders } from './sentHeaders.ts';

/** What the adapter is built from. */
export interface BedrockOptions {
  /** A Bedrock API key; null: the AWS credentials of this machine sign each call. */
  readonly apiKey: string | null;
  readonly region: string;
  /** Origin of the service, say `https://bedrock-runtime.us-east-1.amazonaws.com`. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** Credentials to sign with instead of those of this machine. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const API_VERSION = 'bedrock-2023-05-31';

/**
 * Claude at Amazon Bedrock. Bedrock has no list of models as Anthropic's: they are pinned. No
 * variable of the environment but those of the AWS credentials is read.
 */
export function createBedrockProvider(options: BedrockOptions): ModelProvider {
  const { apiKey, region, baseUrl, fetch, credentials } = options;
  const client = new AnthropicBedrock({
    apiKey,
    awsRegion: region,
    baseURL: baseUrl,
    fetch,
    timeout: TIMEOUT_MS,
    maxRetries: 0,
    logLevel: 'off',
    openTelemetry: false,
    webhookKey: null,
    providerChainResolver: credentials ? async () => async () => credentials : null,
    middleware: [sentHeaders(API_VERSION, apiKey)],
  });
  return {
    id: 'bedrock',
    send: (request, signal) => sendMessages(client, request, SILENCE_MS, signal),
    listModels: async () => failureOf('malformed', 'Bedrock has no list of models'),
  };
}
