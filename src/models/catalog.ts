import { modelAlias, nameAtAnthropic } from './modelId.ts';
import type { ClaudeTier, Effort } from './tier.ts';
import { EFFORTS } from './tier.ts';

/** What is known of a model before it is called. */
export interface CatalogModel {
  readonly id: string;
  /** `haiku`, `sonnet`, `opus`, …; null: of no line. */
  readonly line: string | null;
  readonly lifecycle: 'active' | 'deprecated' | 'retired';
  /** Unix ms. */
  readonly createdAt: number;
  readonly retiresAt: number | null;
  /** Tokens of the context window; null: not known. */
  readonly maxInputTokens: number | null;
  readonly maxOutputTokens: number | null;
  /** Efforts that may be sent; empty: none. */
  readonly efforts: readonly Effort[];
  /** What the model does when no effort is sent; null: not known. */
  readonly defaultEffort: Effort | null;
  readonly adaptiveThinking: boolean;
  readonly structuredOutputs: boolean;
  /** Tokens that the model counts for a text, over those of the current tokenizer. */
  readonly tokenizerFactor: number;
  /** Prompts with fewer tokens are not cached. */
  readonly minCacheableTokens: number;
}

/** The models of one provider. */
export interface Catalog {
  /** The provider's name in the ledger and in the price table. */
  readonly provider: string;
  /** `bundled`: as known when this was built; `listed`: as the provider lists it. */
  readonly source: 'bundled' | 'listed';
  readonly models: readonly CatalogModel[];
  /** Calls are part of a subscription: nothing is charged for one. */
  readonly isIncluded?: boolean;
}

/** Pinned model ids; null: the newest active model of the line. */
export type Pins = Readonly<Record<ClaudeTier, string | null>>;

/** The tokenizer before Opus 4.7 made about 30 % fewer tokens of the same text. */
const OLD_TOKENIZER = 10 / 13;

const LATEST_TRAITS = {
  lifecycle: 'active',
  retiresAt: null,
  maxInputTokens: 1_000_000,
  maxOutputTokens: 128_000,
  efforts: EFFORTS,
  defaultEffort: 'high',
  adaptiveThinking: true,
  structuredOutputs: true,
  tokenizerFactor: 1,
  minCacheableTokens: 1_024,
} as const satisfies Partial<CatalogModel>;

function model(
  id: string,
  line: string,
  released: string,
  traits: Partial<CatalogModel> = {},
): CatalogModel {
  return { ...LATEST_TRAITS, id, line, createdAt: Date.parse(released), ...traits };
}

const SMALL_WINDOW = { maxInputTokens: 200_000, maxOutputTokens: 64_000 } as const;

/**
 * The models of api.anthropic.com as of 2026-11-20, for when the list cannot be had. Where the exact
 * day of a release is not known, the date keeps the order of releases, which is all it is used for.
 */
export const BUNDLED_CATALOG: Catalog = {
  provider: 'anthropic',
  source: 'bundled',
  models: [
    model('claude-haiku-5-5', 'haiku', '2026-10-07', {
      defaultEffort: 'medium',
      minCacheableTokens: 512,
    }),
    model('claude-sonnet-5-5', 'sonnet', '2026-09-28'),
    model('claude-opus-5-5', 'opus', '2026-09-22', { defaultEffort: 'medium' }),
    model('claude-fable-5-2', 'fable', '2026-11-09'),
    model('claude-mythos-5-2', 'mythos', '2026-11-09'),
    model('claude-opus-5', 'opus', '2026-07-24'),
    model('claude-sonnet-5', 'sonnet', '2026-06-01'),
    model('claude-opus-4-8', 'opus', '2026-05-01'),
    model('claude-opus-4-7', 'opus', '2026-04-01'),
    model('claude-opus-4-6', 'opus', '2026-02-01', {
      tokenizerFactor: OLD_TOKENIZER,
      minCacheableTokens: 4_096,
    }),
    model('claude-opus-4-5', 'opus', '2025-11-01', {
      lifecycle: 'deprecated',
      retiresAt: Date.parse('2027-01-22'),
      ...SMALL_WINDOW,
      efforts: ['low', 'medium', 'high'],
      adaptiveThinking: false,
      tokenizerFactor: OLD_TOKENIZER,
      minCacheableTokens: 4_096,
    }),
    model('claude-sonnet-4-6', 'sonnet', '2026-02-17', { tokenizerFactor: OLD_TOKENIZER }),
    model('claude-sonnet-4-5', 'sonnet', '2025-09-01', {
      ...SMALL_WINDOW,
      lifecycle: 'deprecated',
      retiresAt: Date.parse('2026-11-30'),
      efforts: [],
      defaultEffort: null,
      adaptiveThinking: false,
      tokenizerFactor: OLD_TOKENIZER,
    }),
    model('claude-haiku-4-5', 'haiku', '2025-10-01', {
      ...SMALL_WINDOW,
      efforts: [],
      defaultEffort: null,
      adaptiveThinking: false,
      tokenizerFactor: OLD_TOKENIZER,
      minCacheableTokens: 4_096,
    }),
  ],
};

/** A catalog that knows no model: behind a gateway only pinned models can be called. */
export function emptyCatalog(provider: string): Catalog {
  return { provider, source: 'bundled', models: [] };
}

/** A model of a catalog by its id or alias. */
export function findModel(catalog: Catalog, id: string): CatalogModel | undefined {
  return (
    catalog.models.find((candidate) => candidate.id === id) ??
    catalog.models.find((candidate) => modelAlias(candidate.id) === modelAlias(id))
  );
}

/** A model of Anthropic's by any name that it has, there or at another place; undefined: not known. */
export function bundledModel(id: string): CatalogModel | undefined {
  return findModel(BUNDLED_CATALOG, id) ?? findModel(BUNDLED_CATALOG, nameAtAnthropic(id));
}

/** What may be assumed of a pinned model that no catalog knows: next to nothing. */
function unknownModel(id: string, line: string | null): CatalogModel {
  return {
    ...LATEST_TRAITS,
    id,
    line,
    createdAt: 0,
    maxInputTokens: null,
    maxOutputTokens: null,
    efforts: [],
    defaultEffort: null,
    adaptiveThinking: false,
  };
}

/**
 * A model by the id that a user gave: as its catalog knows it, else as its name at Anthropic is
 * known, else with next to nothing assumed. `line` is what it stands for, if that is said.
 */
export function modelNamed(catalog: Catalog, id: string, line: string | null): CatalogModel {
  const known = findModel(catalog, id) ?? bundledModel(id);
  return known ? { ...known, id } : unknownModel(id, line);
}

/**
 * The model that a tier stands for: the pinned one, else the newest active model of the line that is
 * not in `missing` (ids that the provider has answered with 404). Null: there is none.
 */
export function resolveTier(
  catalog: Catalog,
  tier: ClaudeTier,
  pins: Pins,
  missing: ReadonlySet<string> = new Set(),
): CatalogModel | null {
  const pin = pins[tier];
  if (pin !== null) return modelNamed(catalog, pin, tier);
  let newest: CatalogModel | null = null;
  for (const candidate of catalog.models) {
    const { line, lifecycle, id, createdAt } = candidate;
    if (line !== tier || lifecycle !== 'active' || missing.has(id)) continue;
    if (!newest || createdAt > newest.createdAt) newest = candidate;
  }
  return newest;
}
