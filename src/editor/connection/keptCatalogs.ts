import { createHash } from 'node:crypto';
import type { Memento } from 'vscode';
import type { Catalog } from '../../models/catalog.ts';
import type { Connection } from './connections.ts';

const KEPT = 'tierwise.catalogs';
const DAY_MS = 24 * 3_600_000;
/** More addresses than this nobody uses; the oldest go. */
const MOST_KEPT = 10;

interface KeptCatalog {
  /** Hash of provider and address. */
  readonly place: string;
  /** Unix ms. */
  readonly listedAt: number;
  readonly catalog: Catalog;
}

/**
 * What servers listed as their models, kept for a day over windows, so that the first run in a window
 * does not wait for a list.
 */
export class KeptCatalogs {
  readonly #memory: Memento;
  readonly #now: () => number;

  /** `now`: unix ms. */
  constructor(memory: Memento, now: () => number) {
    this.#memory = memory;
    this.#now = now;
  }

  /** The list of a connection's server; undefined: none of the last day. */
  of(connection: Connection): Catalog | undefined {
    const place = placeOf(connection);
    const found = this.#all().find((kept) => kept.place === place);
    if (found === undefined) return undefined;
    const age = this.#now() - found.listedAt;
    const { provider } = connection;
    // A clock that was put back makes a list of the future: how old it is, nobody knows.
    return age >= 0 && age < DAY_MS && found.catalog.provider === provider
      ? found.catalog
      : undefined;
  }

  /** Keeps what a connection's server has just listed. */
  async keep(connection: Connection, catalog: Catalog): Promise<void> {
    const place = placeOf(connection);
    const others = this.#all().filter((kept) => kept.place !== place);
    const kept: KeptCatalog = { place, listedAt: this.#now(), catalog };
    await this.#memory.update(KEPT, [...others, kept].slice(-MOST_KEPT));
  }

  #all(): readonly KeptCatalog[] {
    const all: unknown = this.#memory.get(KEPT);
    return Array.isArray(all) ? all.filter(isKept) : [];
  }
}

function placeOf({ provider, address }: Connection): string {
  return createHash('sha256').update(`${provider} ${address.baseUrl}`).digest('hex');
}

function isKept(value: unknown): value is KeptCatalog {
  if (typeof value !== 'object' || value === null) return false;
  const { place, listedAt, catalog } = value as Partial<KeptCatalog>;
  return (
    typeof place === 'string' &&
    typeof listedAt === 'number' &&
    catalog?.source === 'listed' &&
    Array.isArray(catalog.models)
  );
}
