import type { AnthropicOptions } from './anthropic.ts';
import type { ModelProvider } from './port.ts';

/** Loads the adapter and its SDK on first use, from a bundle of its own. */
export async function loadAnthropic(options: AnthropicOptions): Promise<ModelProvider> {
  const { createAnthropicProvider } = await import('./anthropic.ts');
  return createAnthropicProvider(options);
}
