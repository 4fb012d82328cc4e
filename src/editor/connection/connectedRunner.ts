import type { Ledger } from '../../ledger/ledger.ts';
import type { Catalog } from '../../models/catalog.ts';
import { BUNDLED_CATALOG, emptyCatalog } from '../../models/catalog.ts';
import type { Clock, Log, Random } from '../../models/ports.ts';
import type { PriceTable } from '../../models/prices.ts';
import { BUNDLED_PRICES, withOverrides } from '../../models/prices.ts';
import { withCloud } from '../../providers/cloudPrices.ts';
import type { ModelProvider } from '../../providers/port.ts';
import type { ApiProvider } from '../../providers/providers.ts';
import { API_PROVIDERS, PROVIDER_NAMES, traitsOfProvider } from '../../providers/providers.ts';
import { createCatalogSource } from '../../routing/calls/catalogSource.ts';
import type { InspectableRunner, OtherProvider } from '../../routing/run/runner.ts';
import { createRunner } from '../../routing/run/runner.ts';
import type { SettingsRead } from '../settings/settingRules.ts';
import type { Connection } from './connections.ts';
import type { KeptCatalogs } from './keptCatalogs.ts';
import { priceKeeper } from './priceRecords.ts';

/** The one origin whose models the bundled catalog describes. */
const CLAUDE_ORIGIN = 'https://api.anthropic.com';

/** What every runner is built from, whatever it is connected to. */
export interface RunnerParts {
  readonly ledger: Ledger;
  /** What prices follow from. */
  readonly settings: () => Pick<SettingsRead, 'prices' | 'region' | 'routing'>;
  readonly catalogs: KeptCatalogs;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly loadProvider: (connection: Connection) => Promise<ModelProvider>;
  /** The connection for a step of a chain; undefined without the key that it needs. */
  readonly stepConnection: (provider: ApiProvider) => Promise<Connection | undefined>;
  /** The key for OpenAI, or undefined while code may not go there. */
  readonly openAiKey: () => Promise<string | undefined>;
  readonly loadOpenAi: (apiKey: string) => Promise<ModelProvider>;
  /** True once for each key, in all windows and after a restart. */
  readonly isNewNotice: (key: string) => boolean;
  /** Local day of a moment (unix ms) as `yyyymmdd`. */
  readonly localDay: (at: number) => number;
}

/** Providers whose calls have prices; the user's own prices hold at all of them. */
const PRICED = PROVIDER_NAMES.filter((name) => traitsOfProvider(name).isPriced);

/** At a cloud all models are named by settings: none of them can be found out. */
function pricesUnder({ prices, region, routing }: ReturnType<RunnerParts['settings']>): PriceTable {
  const steps = Object.values(routing.chains).flatMap((chain) => chain ?? []);
  const models = new Set([...Object.values(routing.models), ...steps.map(({ model }) => model)]);
  const named = [...models].flatMap((model) =>
    model === null ? [] : { model, region: region ?? '' },
  );
  let table = BUNDLED_PRICES;
  for (const provider of PRICED) table = withOverrides(table, provider, prices);
  return withCloud(withCloud(table, 'bedrock', named), 'vertex', named);
}

/** What is known of a connection's models before it is asked. */
function firstCatalog({ provider, address }: Connection): Catalog {
  const { isPriced } = traitsOfProvider(provider);
  if (!isPriced) return { ...emptyCatalog(provider), isIncluded: true };
  return address.origin === CLAUDE_ORIGIN ? BUNDLED_CATALOG : emptyCatalog(provider);
}

/** Finds the providers that chains name beside that of the connection; each is loaded once. */
function otherProviders(parts: RunnerParts): (name: string) => Promise<OtherProvider | undefined> {
  const { stepConnection, openAiKey, loadProvider, loadOpenAi, clock, log } = parts;
  const made = new Map<string, OtherProvider>();
  const keep = (key: string, catalog: Catalog, load: () => Promise<ModelProvider>) => {
    let loaded: Promise<ModelProvider> | undefined;
    const other = { catalog, load: () => (loaded ??= load()) };
    made.set(key, other);
    return other;
  };
  return async (name) => {
    if (name === 'openai') {
      const apiKey = await openAiKey();
      if (apiKey === undefined) return undefined;
      const key = `${name} ${apiKey}`;
      return made.get(key) ?? keep(key, emptyCatalog(name), () => loadOpenAi(apiKey));
    }
    const provider = API_PROVIDERS.find((one) => one === name);
    const connection = provider && (await stepConnection(provider));
    if (!connection) return undefined;
    const key = [name, connection.address.baseUrl, connection.project, connection.apiKey].join(' ');
    const known = made.get(key);
    if (known) return known;
    const load = () => loadProvider(connection);
    const catalog = createCatalogSource(firstCatalog(connection), load, clock, log);
    if (traitsOfProvider(connection.provider).listsModels)
      await catalog.refreshDaily(new AbortController().signal);
    return keep(key, catalog.current(), load);
  };
}

/**
 * A runner for one connection. Behind an address other than the Claude API the list of models is
 * asked for first unless one of the last day is kept, because nothing else says what stands there; it
 * is refreshed beside the work, as the Claude API's is.
 */
export async function connectRunner(
  connection: Connection,
  parts: RunnerParts,
): Promise<InspectableRunner> {
  const { ledger, catalogs, clock, random, log, loadProvider, localDay } = parts;
  const { isNewNotice } = parts;
  let loaded: Promise<ModelProvider> | undefined;
  const provider = (): Promise<ModelProvider> => (loaded ??= loadProvider(connection));
  const isClaude = connection.address.origin === CLAUDE_ORIGIN;
  const hasList = traitsOfProvider(connection.provider).listsModels;
  // The editor's own list is at hand, and the Claude API's is built in.
  const isKept = connection.provider === 'anthropic' && !isClaude;
  const known = isKept ? catalogs.of(connection) : undefined;
  const catalog = createCatalogSource(known ?? firstCatalog(connection), provider, clock, log);
  const neverAborted = new AbortController().signal;
  let kept = catalog.current();
  const refreshDaily = async (): Promise<void> => {
    await catalog.refreshDaily(neverAborted);
    if (!isKept || catalog.current() === kept) return;
    kept = catalog.current();
    await catalogs.keep(connection, kept);
  };
  // The first call of a window is the slowest: the list, which is free, goes ahead of what is paid for.
  const beside = (): void => {
    refreshDaily().catch((error: unknown) => log.warn(`no list is kept: ${String(error)}`));
  };
  if (hasList && !isClaude && known === undefined) await refreshDaily();
  else if (hasList) beside();
  const keepPrices = priceKeeper(ledger, log);
  const runner = createRunner({
    sink: ledger,
    spend: ledger,
    evidence: ledger,
    provider,
    catalog: () => catalog.current(),
    ...(hasList ? { refreshCatalog: (signal) => catalog.refresh(signal) } : {}),
    otherProvider: otherProviders(parts),
    prices: () => pricesUnder(parts.settings()),
    clock,
    random,
    log,
    localDay,
    isNewNotice,
  });
  return {
    ...runner,
    run: async (...run) => {
      await keepPrices(() => pricesUnder(parts.settings()));
      // The list is a day old at most; a run does not wait for it.
      if (hasList) beside();
      return runner.run(...run);
    },
  };
}
