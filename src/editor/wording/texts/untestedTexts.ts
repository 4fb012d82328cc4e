/** What no test notices, and the questions and words around it. */
export const UNTESTED_TEXTS = {
  'runOwnTests.isolated':
    'Run your tests on small changes of this code, in a copy? Isolated: no network, files hidden or read-only.',
  'runOwnTests.isolatedWithNetwork':
    'Run your tests on small changes of this code, in a copy? Files hidden or read-only; they can use the network.',
  'runOwnTests.notIsolated':
    'Run your tests on small changes of this code, in a copy? They can read your files and use the network.',
  'untested.question': 'Find Untested Behaviour, {file}: {question}',
  'untested.questionOnChanges': 'Find Untested Behaviour in Uncommitted Changes: {question}',
  'untested.title': 'Find Untested Behaviour in {place}',
  'untested.running': 'Find Untested Behaviour is already running on this file.',
  'untested.runningOnChanges': 'Find Untested Behaviour is already running on the changes.',
  'untested.inFile': '{place}: {progress}',
  'untested.inChanges':
    'Your tests notice {killed} of {executed} small changes of the changed lines. Files: {files}.',
  'untested.noneInChanges': 'No small change of the changed lines could be tried.',
  'untested.filesWithout': 'Files of which nothing could be said: {count}.',
  'untested.lookingForTests': 'Looking for tests',
  'untested.asIs': 'Running {tests} test files on the code as it is',
  'untested.tried': '{judged} of {chosen} changes tried, {survived} not noticed',
  'untested.noTests': 'No tests that reach {file} were found.',
  'untested.noLanguage': 'No small changes can be made in this language.',
  'untested.nothing': 'There is nothing to change in {place}.',
  'untested.notRun': 'The tests of {file} were not run: {cause}.',
  'untested.notRunNoRunner': 'The tests of {file} were not run: {framework} is not installed.',
  'untested.notRunNotStarted':
    'The tests of {file} were not run: {framework} could not start[: {line}].',
  'untested.notIsolatable':
    'The tests of {file} were not run: they could not be started in the isolation of this system.',
  'untested.noCasePasses':
    'No test of {file} passes on the code as it is, so none can notice a change.',
  'untested.unsteady':
    'The tests of {file} pass and fail by chance, so they say nothing of a change.',
  'untested.all': 'Your tests notice all {executed} changes that were tried in {place}.[ {rest}]',
  'untested.some':
    'Your tests notice {killed} of {executed} changes in {place}. The others are in the Problems panel.[ {rest}]',
  'untested.none': 'No change could be tried in {place}.[ {rest}]',
  'untested.timedOut': 'Ended at the limit of time, which says nothing: {count}.',
  'untested.leftOut': 'Not tried, for want of time: {count}.',
  'untested.unsteadyCases': 'Tests left out because they pass and fail by chance: {count}.',
  'untested.replaced': 'No test notices `{after}` for `{before}` here.',
  'untested.leftOutCode': 'No test notices when `{before}` is left out.',
} as const satisfies Readonly<Record<string, string>>;
