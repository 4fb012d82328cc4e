import type { Catalog, CatalogModel } from '../models/catalog.ts';
import { BUNDLED_CATALOG, findModel } from '../models/catalog.ts';
import type { ListedModel, ModelProvider } from '../providers/port.ts';
import type { Clock, Log } from './ports.ts';

/** The catalog of a provider, kept up to date. */
export interface CatalogSource {
  /** The latest list, or what was known before there was one. */
  current(): Catalog;
  /** Asks the provider now. Resolves however that comes out; the old catalog stays on a failure. */
  refresh(signal: AbortSignal): Promise<void>;
  /** Asks the provider when the last list is a day old. */
  refreshDaily(signal: AbortSignal): Promise<void>;
}

const DAY_MS = 24 * 3_600_000;

/** What only the bundled catalog knows of a model, for one that it does not know. */
const UNLISTED_TRAITS = {
  defaultEffort: null,
  tokenizerFactor: 1,
  minCacheableTokens: 4_096,
} as const satisfies Partial<CatalogModel>;

function catalogModel(listed: ListedModel): CatalogModel {
  const known = findModel(BUNDLED_CATALOG, listed.id) ?? UNLISTED_TRAITS;
  const { defaultEffort, tokenizerFactor, minCacheableTokens } = known;
  const { displayName: _displayName, ...facts } = listed;
  return { ...facts, defaultEffort, tokenizerFactor, minCacheableTokens };
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
  let catalog = initial;
  let askedAt = -Infinity;
  let asking: Promise<void> | undefined;

  async function ask(signal: AbortSignal): Promise<void> {
    askedAt = clock.now();
    try {
      const listed = await (await provider()).listModels(signal);
      if ('kind' in listed) {
        log.warn(`the list of models cannot be had: ${listed.kind} (${listed.detail})`);
        return;
      }
      catalog = { ...initial, source: 'listed', models: listed.map(catalogModel) };
      log.info(`${listed.length} models are listed`);
    } catch (error) {
      log.warn(
        `the list of models cannot be had: ${error instanceof Error ? error.name : 'error'}`,
      );
    }
  }

  function refresh(signal: AbortSignal): Promise<void> {
    asking ??= ask(signal).finally(() => {
      asking = undefined;
    });
    return asking;
  }

  return {
    current: () => catalog,
    refresh,
    refreshDaily: async (signal) => {
      if (clock.now() - askedAt >= DAY_MS) await refresh(signal);
    },
  };
}
