import type Anthropic from '@anthropic-ai/sdk';
import { EFFORTS } from '../models/tier.ts';
import { createBatches } from './claude/batches.ts';
import { ClaudeClient } from './claude/claudeClient.ts';
import { clientOptions } from './claude/clientOptions.ts';
import { failureFrom, sendMessages } from './claude/messages.ts';
import { failureOf } from './http/failure.ts';
import { redactingKey } from './http/redactKey.ts';
import { shortName } from './http/shortName.ts';
import { watchStream } from './http/streamWatch.ts';
import { LIST_MS, SILENCE_MS, TIMEOUT_MS } from './http/timeLimits.ts';
import type { KeyHeader, ListedModel, ModelProvider, ProviderFailure } from './port.ts';

/** What the adapter is built from. */
export interface AnthropicOptions {
  readonly apiKey: string;
  /** `bearer` when left out. */
  readonly keyHeader?: KeyHeader;
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
/** No list is longer: a server that says so leads in a circle. */
const MOST_PAGES = 20;

/**
 * Sends exactly the headers named here. The SDK adds headers from ANTHROPIC_CUSTOM_HEADERS and facts
 * about the machine; neither is for the server to see, and the first could replace the key.
 */
function fixedHeadersFetch(options: AnthropicOptions): typeof globalThis.fetch {
  const own = {
    accept: 'application/json',
    'anthropic-version': API_VERSION,
    ...(options.keyHeader === 'x-api-key'
      ? { 'x-api-key': options.apiKey }
      : { authorization: `Bearer ${options.apiKey}` }),
    'user-agent': 'tierwise',
  };
  const ofBody = { ...own, 'content-type': 'application/json' };
  return (input, init = {}) => {
    const { body = null } = init;
    const headers = body === null || body === '' ? own : ofBody;
    return options.fetch(input, { ...init, headers });
  };
}

/** What a list says of a model: a gateway's says little more than its id. */
type ListedInfo = Pick<Anthropic.ModelInfo, 'id'> & Partial<Anthropic.ModelInfo>;
type Capability = { readonly supported: boolean } | null | undefined;

function supported(capability: Capability): boolean {
  return capability?.supported === true;
}

/** Unix ms of a date, or null for what is none. */
function timeOf(date: string | null | undefined): number | null {
  const time = Date.parse(date ?? '');
  return Number.isNaN(time) ? null : time;
}

const LIFECYCLES = ['active', 'deprecated', 'retired'] as const;
const LONGEST_DISPLAY_NAME = 100;

/** A size in tokens, or null for what is none. */
function sizeOf(size: unknown): number | null {
  return typeof size === 'number' && Number.isSafeInteger(size) && size > 0 ? size : null;
}

/** A model as it is listed; undefined for one whose name is none: it would go into every request. */
function listedModel(model: ListedInfo): ListedModel | undefined {
  const id = shortName(model.id);
  if (id === null) return undefined;
  const can: Partial<Anthropic.ModelCapabilities> = model.capabilities ?? {};
  const { effort, thinking, structured_outputs: shaped } = can;
  const { display_name: shown } = model;
  const isShown = typeof shown === 'string' && shown.length <= LONGEST_DISPLAY_NAME;
  return {
    id,
    displayName: isShown ? shown : id,
    line: shortName(model.line),
    lifecycle: LIFECYCLES.find((each) => each === model.lifecycle) ?? 'active',
    createdAt: timeOf(model.created_at) ?? 0,
    retiresAt: timeOf(model.retires_at),
    maxInputTokens: sizeOf(model.max_input_tokens),
    maxOutputTokens: sizeOf(model.max_tokens),
    efforts: effort ? EFFORTS.filter((each) => supported(effort) && supported(effort[each])) : null,
    adaptiveThinking: thinking ? supported(thinking.types.adaptive) : null,
    structuredOutputs: shaped ? supported(shaped) : null,
  };
}

/**
 * The Messages API of api.anthropic.com or of a gateway that speaks it. Nothing is retried, logged or
 * read from the environment here.
 */
export function createAnthropicProvider(options: AnthropicOptions): ModelProvider {
  const silenceMs = options.silenceMs ?? SILENCE_MS;
  const client = new ClaudeClient({
    ...clientOptions(options.baseUrl, fixedHeadersFetch(options), options.timeoutMs ?? TIMEOUT_MS),
    apiKey: options.apiKey,
  });

  async function listModels(
    signal: AbortSignal,
  ): Promise<readonly ListedModel[] | ProviderFailure> {
    const models: ListedModel[] = [];
    const watch = watchStream(signal, LIST_MS);
    try {
      const asked = { signal: watch.signal };
      const first = await client.models.list({ limit: MODELS_PER_PAGE }, asked);
      const cursors = new Set<string | null>();
      for await (const page of first.iterPages()) {
        const listed = page.getPaginatedItems().map(listedModel);
        models.push(...listed.filter((model) => model !== undefined));
        if (cursors.has(page.last_id) || cursors.size >= MOST_PAGES) break;
        cursors.add(page.last_id);
      }
      // The SDK takes any page of a gateway for a list without models.
      return models.length > 0 ? models : failureOf('malformed', 'not a list of models');
    } catch (error) {
      return signal.aborted
        ? failureOf('aborted', 'aborted')
        : watch.isSilent
          ? failureOf('timeout', 'no whole list in time')
          : error instanceof TypeError
            ? failureOf('malformed', 'not a list of models')
            : failureFrom(error, false, null);
    } finally {
      watch.done();
    }
  }

  const provider: ModelProvider = {
    id: 'anthropic',
    send: (request, signal) =>
      sendMessages({ client, request, silenceMs, failureOfError: failureFrom }, signal),
    listModels,
    batches: createBatches(client, silenceMs),
  };
  return redactingKey(provider, options.apiKey);
}
