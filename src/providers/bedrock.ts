import { AnthropicBedrock } from '@anthropic-ai/bedrock-sdk';
import { clientOptions } from './clientOptions.ts';
import { TIMEOUT_MS } from './patience.ts';
import type { ModelProvider } from './port.ts';
import { sentHeaders } from './sentHeaders.ts';
import { unlistedProvider } from './unlisted.ts';

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
 * Claude at Amazon Bedrock. No variable of the environment but those of the AWS credentials is read.
 */
export function createBedrockProvider(options: BedrockOptions): ModelProvider {
  const { apiKey, region, baseUrl, fetch, credentials } = options;
  const makeClient = () =>
    new AnthropicBedrock({
      ...clientOptions(baseUrl, fetch, TIMEOUT_MS),
      apiKey,
      awsRegion: region,
      providerChainResolver: credentials ? async () => async () => credentials : null,
      middleware: [sentHeaders(API_VERSION, apiKey)],
    });
  return unlistedProvider('bedrock', makeClient);
}
