import type { Ledger } from '../ledger/ledger.ts';
import { BUNDLED_CATALOG, emptyCatalog } from '../models/catalog.ts';
import type { PriceOverride } from '../models/prices.ts';
import { BUNDLED_PRICES, withOverrides } from '../models/prices.ts';
import type { ModelProvider } from '../providers/port.ts';
import { createCatalogSource } from '../routing/catalogSource.ts';
import type { Clock, Log, Random } from '../routing/ports.ts';
import { createRunner } from '../routing/runner.ts';
import type { InspectableRunner } from '../routing/runner.ts';
import type { Connection } from './connections.ts';

/** The one origin whose models the bundled catalog describes. */
const CLAUDE_ORIGIN = 'https://api.anthropic.com';

/** What every runner is built from, whatever it is connected to. */
export interface RunnerParts {
  readonly ledger: Ledger;
  /** The user's own prices by model id, in USD per million tokens. */
  readonly ownPrices: () => Readonly<Record<string, PriceOverride>>;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly loadProvider: (connection: Connection) => Promise<ModelProvider>;
  /** Local day of a moment (unix ms) as `yyyymmdd`. */
  readonly localDay: (at: number) => number;
}

/**
 * A runner for one connection. Behind an address other than the Claude API the list of models is
 * asked for first, because nothing else says what stands there; the Claude API's is refreshed beside
 * the work.
 */
export async function connectRunner(
  connection: Connection,
  parts: RunnerParts,
): Promise<InspectableRunner> {
  const { ledger, ownPrices, clock, random, log, loadProvider, localDay } = parts;
  let loaded: Promise<ModelProvider> | undefined;
  const provider = (): Promise<ModelProvider> => (loaded ??= loadProvider(connection));
  const isClaude = connection.address.origin === CLAUDE_ORIGIN;
  const catalog = createCatalogSource(
    isClaude ? BUNDLED_CATALOG : emptyCatalog('anthropic'),
    provider,
    clock,
    log,
  );
  const neverAborted = new AbortController().signal;
  if (!isClaude) await catalog.refreshDaily(neverAborted);
  const runner = createRunner({
    sink: ledger,
    spend: ledger,
    evidence: ledger,
    provider,
    catalog: () => catalog.current(),
    refreshCatalog: (signal) => catalog.refresh(signal),
    prices: () => withOverrides(BUNDLED_PRICES, 'anthropic', ownPrices()),
    clock,
    random,
    log,
    localDay,
  });
  return {
    ...runner,
    run: (...run) => {
      // The list is a day old at most; a run does not wait for it.
      void catalog.refreshDaily(neverAborted);
      return runner.run(...run);
    },
  };
}
