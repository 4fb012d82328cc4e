import Anthropic from '@anthropic-ai/sdk';
import type { Effort } from '../models/tier.ts';
import { EFFORTS } from '../models/tier.ts';
import { clientOptions } from './clientOptions.ts';
import { failureOf } from './failure.ts';
import { failureFrom, sendMessages } from './messages.ts';
import { SILENCE_MS, TIMEOUT_MS } from './patience.ts';
import type { ListedModel, ModelProvider, ProviderFailure } from './port.ts';

/** What the adapter is built from. */
export interface AnthropicOptions {
  readonly apiKey: string;
  /** Origin and base path, say `https://api.anthropic.com`. */
  readonly baseUrl: string;
  readonly fetch: typeof globalThis.fetch;
  /** ms until the response's headers must be there. */
  readonly timeoutMs?: number;
  /** ms without any event after which a stream counts as broken. */
  readonly silenceMs?: number;
}

const API_VERSION = '2026-10-21';
const MODELS_PER_PAGE = 100;

/**
 * Sends exactly the headers named here. The SDK adds headers from ANTHROPIC_CUSTOM_HEADERS and facts
 * about the machine; neither is for the server to see, and the first could replace the key.
 */
function fixedHeadersFetch(options: AnthropicOptions): typeof globalThis.fetch {
  return (input, init = {}) => {
    const headers = new Headers({
      accept: 'application/json',
      'anthropic-version': API_VERSION,
      authorization: `Bearer ${options.apiKey}`,
      'user-agent': 'tierwise',
    });
    if (init.body) headers.set('content-type', 'application/json');
    return options.fetch(input, { ...init, headers });
  };
}

function supported(capability: { readonly supported: boolean } | null | undefined): boolean {
  return capability?.supported === true;
}

function listedModel(model: Anthropic.ModelInfo): ListedModel {
  const { capabilities } = model;
  const efforts: readonly Effort[] = supported(capabilities?.effort)
    ? EFFORTS.filter((effort) => supported(capabilities?.effort[effort]))
    : [];
  const retiresAt = model.retires_at === null ? Number.NaN : Date.parse(model.retires_at);
  const createdAt = Date.parse(model.created_at);
  return {
    id: model.id,
    displayName: model.display_name,
    line: model.line,
    lifecycle: model.lifecycle,
    createdAt: Number.isNaN(createdAt) ? 0 : createdAt,
    retiresAt: Number.isNaN(retiresAt) ? null : retiresAt,
    maxInputTokens: model.max_input_tokens,
    maxOutputTokens: model.max_tokens,
    efforts,
    adaptiveThinking: supported(capabilities?.thinking.types.adaptive),
    structuredOutputs: supported(capabilities?.structured_outputs),
  };
}

/**
 * The Messages API of api.anthropic.com or of a gateway that speaks it. Nothing is retried, logged or
 * read from the environment here.
 */
export function createAnthropicProvider(options: AnthropicOptions): ModelProvider {
  const silenceMs = options.silenceMs ?? SILENCE_MS;
  const client = new Anthropic({
    ...clientOptions(options.baseUrl, fixedHeadersFetch(options), options.timeoutMs ?? TIMEOUT_MS),
    apiKey: options.apiKey,
  });

  async function listModels(
    signal: AbortSignal,
  ): Promise<readonly ListedModel[] | ProviderFailure> {
    const models: ListedModel[] = [];
    try {
      for await (const model of client.models.list({ limit: MODELS_PER_PAGE }, { signal })) {
        models.push(listedModel(model));
      }
      // The SDK takes any page of a gateway for a list without models.
      return models.length > 0 ? models : failureOf('malformed', 'not a list of models');
    } catch (error) {
      return signal.aborted
        ? failureOf('aborted', 'aborted')
        : error instanceof TypeError
          ? failureOf('malformed', 'not a list of models')
          : failureFrom(error, false, null);
    }
  }

  return {
    id: 'anthropic',
    send: (request, signal) => sendMessages(client, request, silenceMs, signal),
    listModels,
  };
}
