import type { AnthropicOptions } from './anthropic.ts';
import type { BedrockOptions } from './bedrock.ts';
import type { OpenAiOptions } from './openai.ts';
import type { KeyHeader, ModelProvider } from './port.ts';
import type { ProviderName } from './providers.ts';
import type { VertexOptions } from './vertex.ts';

/** Where calls go and by what right. What a provider has no use for is empty. */
export interface ProviderAddress {
  readonly provider: Exclude<ProviderName, 'editor'>;
  readonly baseUrl: string;
  readonly apiKey: string;
  /** For the Messages API; `bearer` when left out. */
  readonly keyHeader?: KeyHeader;
  readonly region: string;
  readonly project: string;
}

/** Loads the adapter for an address on first use, with its SDK. */
export function loadProvider(address: ProviderAddress): Promise<ModelProvider> {
  const { provider, baseUrl, apiKey, region, project } = address;
  const fetch: typeof globalThis.fetch = (...call) => globalThis.fetch(...call);
  switch (provider) {
    case 'anthropic':
      return loadAnthropic({ apiKey, keyHeader: address.keyHeader ?? 'bearer', baseUrl, fetch });
    case 'bedrock':
      return loadBedrock({ apiKey: apiKey === '' ? null : apiKey, region, baseUrl, fetch });
    case 'vertex':
      return loadVertex({ region, project: project === '' ? null : project, baseUrl, fetch });
    case 'openai':
      return loadOpenAi({ apiKey, baseUrl, fetch });
  }
}

/** Loads the adapter and its SDK on first use, from a bundle of its own. */
export async function loadAnthropic(options: AnthropicOptions): Promise<ModelProvider> {
  const { createAnthropicProvider } = await import('./anthropic.ts');
  return createAnthropicProvider(options);
}

/** Loads the adapter for Amazon Bedrock on first use, from a bundle of its own. */
export async function loadBedrock(options: BedrockOptions): Promise<ModelProvider> {
  const { createBedrockProvider } = await import('./bedrock.ts');
  return createBedrockProvider(options);
}

/** Loads the adapter for Google Vertex AI on first use, from a bundle of its own. */
export async function loadVertex(options: VertexOptions): Promise<ModelProvider> {
  const { createVertexProvider } = await import('./vertex.ts');
  return createVertexProvider(options);
}

/** Loads the adapter for OpenAI on first use, from a bundle of its own. */
export async function loadOpenAi(options: OpenAiOptions): Promise<ModelProvider> {
  const { createOpenAiProvider } = await import('./openai.ts');
  return createOpenAiProvider(options);
}
