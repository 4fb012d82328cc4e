import type { BedrockOptions } from './bedrock.ts';
import type { OpenAiOptions } from './openai.ts';
import type { ModelProvider } from './port.ts';
import type { VertexOptions } from './vertex.ts';

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
