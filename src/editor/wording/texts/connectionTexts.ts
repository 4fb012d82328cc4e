/** The API: its address, its key, and what is agreed to. */
export const CONNECTION_TEXTS = {
  'api.badUrl': 'The setting tierwise.api.baseUrl is not an http or https address.',
  'api.plainHttp':
    'The setting tierwise.api.baseUrl uses plain http to another machine. Use https.',
  'key.missing': 'No API key is set for {origin}.',
  'key.empty': 'Type or paste the key.',
  'key.characters': 'A key has no white space and no special characters.',
  'key.prompt': 'API key for {origin}. It is kept in the secret storage of the editor.',
  'key.stored': 'The API key for {origin} is set.',
  'key.cleared': 'The API key for {origin} is cleared.',
  'key.noneToClear': 'No API key was set for {origin}.',
  'key.notNeeded': 'No key is needed here: the credentials of this machine or the editor serve.',
  'openAi.agree': 'A chain that names OpenAI sends your code to api.openai.com. May it?',
  'api.noRegion': 'Vertex needs a region: set tierwise.api.region.',
  'key.fromEnvironment': 'Use the key in ANTHROPIC_API_KEY for calls to {origin}?',
  'demo.notice': 'Demo API: no model is asked, and nothing is charged.',
} as const satisfies Readonly<Record<string, string>>;
