/** Settings that cannot be used. */
export const SETTING_TEXTS = {
  'settings.choice': 'The setting {setting} has an unknown value. Its default is used.',
  'settings.number': 'The setting {setting} is not a number in its range. Its default is used.',
  'settings.money': 'The setting {setting} is not an amount in US dollars. Its default is used.',
  'settings.prices':
    'The setting {setting} is not a table of prices per million tokens. It is not used.',
  'settings.model': 'The setting {setting} is not a model id. Its default is used.',
  'settings.instructions':
    'The setting {setting} names no text for models, like one in .md or .txt. It is not used.',
  'settings.neverSendLong':
    'The list of what is never sent has more than {limit} patterns, so nothing is sent. Shorten it.',
  'settings.neverSendDear':
    'The list of what is never sent has patterns with too many *, so nothing is sent. Simplify them.',
  'settings.neverSend':
    'The setting {setting} is not a list of texts. Its texts and the default ones hold.',
  'settings.endpoint':
    'The setting {setting} is no address that begins with http:// or https://. Nothing is sent.',
  'settings.boolean': 'The setting {setting} is neither true nor false. Its default is used.',
  'settings.floors': 'The setting {setting} has a part that maps no pattern to a tier.',
  'settings.share': 'The setting {setting} is not a number from 0 to 1. Its default is used.',
  'settings.retry': 'The setting {setting} has an unknown part or number. Its default is used.',
  'settings.breaker': 'The setting {setting} has an unknown part or number. Its default is used.',
  'settings.signals': 'The setting {setting} has a signal that cannot be used. None of it is used.',
  'settings.tags':
    'The setting {setting} has an unknown part, or no usable pattern for tickets. No run is tagged.',
  'tags.slow':
    'The pattern for tickets in {setting} takes too long and is not used. Make it simpler.',
  'settings.chains': 'The setting {setting} does not map tasks to lists of steps. It is not used.',
  'settings.chain': 'The chain {setting} is not used: {cause}.',
  'settings.chainStep': 'Step {step} of the chain {setting} cannot work: {cause}.',
  'settings.place': 'The setting {setting} cannot be read. No call is made until it is mended.',
  'settings.pinNeeded': 'Nobody says which models stand at this address: set {setting}.',
  'settings.regionNeeded': 'Vertex needs a region: set {setting}.',
  'settings.workspaceSpend':
    'The settings of this workspace make {task} use a dearer tier. Use them here?',
} as const satisfies Readonly<Record<string, string>>;

/** What is wrong with a chain, to stand in a sentence. */
export const CHAIN_TEXTS = {
  'cause.chainTask': 'there is no task of that name',
  'cause.chainList': 'it is not a list of steps',
  'cause.chainLong': 'it has more steps than tierwise.routing.maxAttempts allows',
  'cause.chainStep': 'it is not a step',
  'cause.chainUnknown': 'it has an unknown part',
  'cause.chainProvider': 'its provider is not known',
  'cause.chainModel': 'it needs a tier, or the id of a model at another provider',
  'cause.chainTier': 'OpenAI has no such tiers: give the model alone',
  'cause.chainRegion': 'Vertex needs a region (tierwise.api.region)',
  'cause.chainEffort': 'its effort is not known',
  'cause.chainNoEffort': 'its model takes no such effort',
  'cause.chainLimit': 'its limit is not from 256 to 128000',
  'cause.chainTwice': 'it is the same as an earlier one',
  'cause.chainOff': 'its provider has no key, or you have not agreed that code goes there',
} as const satisfies Readonly<Record<string, string>>;
