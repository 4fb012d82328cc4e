/** What is particular to those who run models. */
export interface ProviderTraits {
  /** A run may be connected to it; else only the steps of a chain go there. */
  readonly isForRuns: boolean;
  /** Its calls have prices; at the others they are part of a subscription. */
  readonly isPriced: boolean;
  /** It tells which models there are. */
  readonly listsModels: boolean;
  /** Whether a model has to be pinned for each tier; `elsewhere`: unless its own address is used. */
  readonly needsPins: 'never' | 'elsewhere' | 'always';
  /** Its address needs a region that nothing else tells. */
  readonly needsRegion: boolean;
  /** Whether a key of the user is sent: it must be, it is where there is one, or it never is. */
  readonly key: 'needed' | 'taken' | 'never';
  /** It has Claude models, so that a tier names one. */
  readonly hasTiers: boolean;
}

const PINNED = {
  isForRuns: true,
  isPriced: true,
  listsModels: false,
  needsPins: 'always',
  needsRegion: false,
  key: 'never',
  hasTiers: true,
} as const satisfies ProviderTraits;

/** Everyone who runs models, by the name in settings, prices and the ledger. */
export const PROVIDERS = {
  anthropic: { ...PINNED, listsModels: true, needsPins: 'elsewhere', key: 'needed' },
  bedrock: { ...PINNED, key: 'taken' },
  vertex: { ...PINNED, needsRegion: true },
  openai: { ...PINNED, isForRuns: false, key: 'needed', hasTiers: false },
  editor: { ...PINNED, isPriced: false, listsModels: true, needsPins: 'never' },
} as const satisfies Readonly<Record<string, ProviderTraits>>;

/** The name of somebody who runs models. */
export type ProviderName = keyof typeof PROVIDERS;

/** Those that a run may be connected to. */
export type ApiProvider = {
  [Name in ProviderName]: (typeof PROVIDERS)[Name]['isForRuns'] extends true ? Name : never;
}[ProviderName];

/** All of them, in the order in which they are listed. */
export const PROVIDER_NAMES = Object.keys(PROVIDERS) as readonly ProviderName[];

/** Those that a run may be connected to, in that order. */
export const API_PROVIDERS = PROVIDER_NAMES.filter(
  (name): name is ApiProvider => PROVIDERS[name].isForRuns,
);

/** What is particular to one of them. */
export function traitsOfProvider(name: ProviderName): ProviderTraits {
  return PROVIDERS[name];
}
