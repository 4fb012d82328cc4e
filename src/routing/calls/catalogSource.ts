import { abortable } from '../../models/abortable.ts';
import type { Catalog, CatalogModel } from '../../models/catalog.ts';
import { bundledModel } from '../../models/catalog.ts';
import type { Clock, Log } from '../../models/ports.ts';
import type { ListedModel, ModelProvider, ProviderFailure } from '../../providers/port.ts';

/** The catalog of a provider, kept up to date. */
export interface CatalogSource {
  /** The latest list, or what was known before there was one. */
  readonly current: () => Catalog;
  /** Asks the provider now. On a failure the old catalog stays and the failure is the result. */
  readonly refresh: (signal: AbortSignal) => Promise<ProviderFailure | undefined>;
  /** Asks the provider when the last list is a day old, or a minute after a failure. */
  readonly refreshDaily: (signal: AbortSignal) => Promise<void>;
}

const DAY_MS = 24 * 3_600_000;
const MINUTE_MS = 60_000;

/** What the list does not tell of a model, for one that the bundled catalog does not know either. */
const UNKNOWN_TRAITS = {
  maxInputTokens: null,
  maxOutputTokens: null,
  efforts: [],
  defaultEffort: null,
  adaptiveThinking: false,
  structuredOutputs: true,
  tokenizerFactor: 1,
  minCacheableTokens: 4_096,
} as const satisfies Partial<CatalogModel>;

/** A model as it is listed; what the list leaves out is as its name at Anthropic is known. */
function catalogModel(listed: ListedModel): CatalogModel {
  const { id, line, lifecycle, createdAt, retiresAt } = listed;
  const known = bundledModel(id) ?? UNKNOWN_TRAITS;
  return {
    id,
    line,
    lifecycle,
    createdAt,
    retiresAt,
    maxInputTokens: listed.maxInputTokens ?? known.maxInputTokens,
    maxOutputTokens: listed.maxOutputTokens ?? known.maxOutputTokens,
    efforts: listed.efforts ?? known.efforts,
    defaultEffort: known.defaultEffort,
    adaptiveThinking: listed.adaptiveThinking ?? known.adaptiveThinking,
    structuredOutputs: listed.structuredOutputs ?? known.structuredOutputs,
    tokenizerFactor: known.tokenizerFactor,
    minCacheableTokens: known.minCacheableTokens,
  };
}

/**
 * A catalog made from the provider's own list of models. `initial` serves until there is one: the
 * bundled catalog for api.anthropic.com, an empty one for a gateway.
 */
export function createCatalogSource(
  initial: Catalog,
  provider: () => Promise<ModelProvider>,
  clock: Clock,
  log: Log,
): CatalogSource {
  // Several runs may wait for one list: none of them takes it from the others by being cancelled.
  const neverAborted = new AbortController().signal;
  let catalog = initial;
  let askAgainAt = -Infinity;
  let asking: Promise<ProviderFailure | undefined> | undefined;

  async function ask(): Promise<ProviderFailure | undefined> {
    askAgainAt = clock.ticks() + MINUTE_MS;
    const listed = await (await provider()).listModels(neverAborted);
    if ('kind' in listed) {
      log.warn(`the list of models cannot be had: ${listed.kind} (${listed.detail})`);
      return listed;
    }
    askAgainAt = clock.ticks() + DAY_MS;
    catalog = { ...initial, source: 'listed', models: listed.map(catalogModel) };
    log.info(`${listed.length} models are listed`);
    return undefined;
  }

  function refresh(signal: AbortSignal): Promise<ProviderFailure | undefined> {
    asking ??= ask().finally(() => {
      asking = undefined;
    });
    return abortable(asking, signal);
  }

  return {
    current: () => catalog,
    refresh,
    refreshDaily: async (signal) => {
      if (clock.ticks() < askAgainAt) return;
      try {
        await refresh(signal);
      } catch (error) {
        // A provider that cannot be loaded is told to the user by the run that needs it.
        log.error('the list of models cannot be had', error);
      }
    },
  };
}
