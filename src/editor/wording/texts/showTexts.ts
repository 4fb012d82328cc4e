/** What is said of findings that a test was to show. */
export const SHOW_TEXTS = {
  'show.line': 'Shown by a test that fails: {path}',
  'show.shown': 'A test in {path} shows it: it fails by an assertion, twice the same.',
  'show.notShown': 'A test could not show it, which does not refute it. {problem}.',
  'show.notShownBare': 'A test could not show it, which does not refute it.',
  'show.notRun': 'The test that was to show it was not run: {cause}.',
  'show.notRunNoRunner':
    'The test that was to show it was not run: {framework} cannot be run in this project.',
  'show.notRunNotStarted':
    'The test that was to show it was not run: {framework} could not start it.',
  'show.notRunIsolation':
    'The test that was to show it was not run: it could not start in the isolation of this system.',
  'show.cannotRun': 'A test cannot show this, as it would not be run: {cause}.',
  'show.unshown': '“{title}” could not be shown by a test, which does not refute it. {problem}.',
  'show.unshownBare': '“{title}” could not be shown by a test, which does not refute it.',
} as const satisfies Readonly<Record<string, string>>;
