/** What is said of generated tests in the Test Explorer. */
export const EXPLORER_TEXTS = {
  'explorer.title': 'Tierwise: Generated Tests',
  'explorer.run': 'Run in a Copy',
  'explorer.cover': 'Run in a Copy with Coverage',
  'explorer.gone': 'These tests are in no file and in no editor any more.',
  'explorer.failed': 'It failed, and its runner does not say why.',
  'explorer.noCoverage':
    'Which lines were reached is not known: {framework} does not tell it here.',
} as const satisfies Readonly<Record<string, string>>;
