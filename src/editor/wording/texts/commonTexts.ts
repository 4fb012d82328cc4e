/** What can go wrong anywhere. */
export const COMMON_TEXTS = {
  unworded: 'Something happened that has no words yet: {code}',
  aiOff:
    'AI features are turned off in this editor (chat.disableAIFeatures), so no model is asked.',
  unexpected: 'Something went wrong in Tierwise. The log tells more.',
  'feature.failed': 'A part of Tierwise could not start. The log tells more.',
} as const satisfies Readonly<Record<string, string>>;
