import { loadAnthropic } from './loadAnthropic.ts';
import { loadBedrock, loadOpenAi, loadVertex } from './loadOthers.ts';
import type { KeyHeader, ModelProvider } from './port.ts';

/** Where calls go and by what right. What a provider has no use for is empty. */
export interface ProviderAddress {
  readonly provider: 'anthropic' | 'bedrock' | 'vertex' | 'openai';
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
