/** The check of the strategy. */
export const STRATEGY_TEXTS = {
  'strategy.running': 'A check of the strategy is already running.',
  'strategy.title': 'Check the Strategy',
  'strategy.pick': 'What should every tier do?',
  'strategy.quick': 'Quick: {count} functions of this repository',
  'strategy.full': 'Full: {count} functions of this repository',
  'strategy.functionsAbout':
    'The last that commits changed with their tests: emptied, written again, and tested',
  'strategy.resumable': 'What was measured before is not asked again',
  'strategy.scenarios': '{count} bundled tasks',
  'strategy.scenariosAbout': 'For a repository without such a history: five each of three kinds',
  'strategy.last': 'Show the last result',
  'strategy.question': 'Check the Strategy: {question}',
  'strategy.run.isolated':
    'Run tests, also of code that models write, in a copy? Isolated: no network, files hidden or read-only.',
  'strategy.run.isolatedWithNetwork':
    'Run tests, also of code that models write, in a copy? Files hidden or read-only; they can use the network.',
  'strategy.run.notIsolated':
    'Run tests, also of code that models write, in a copy? They can read your files and use the network.',
  'strategy.looking': 'Looking for functions that were changed with their tests',
  'strategy.trying': 'Running the tests of {name}; found so far: {found}',
  'strategy.estimating': 'Estimating the cost',
  'strategy.asking': '{name} ({index} of {cases})',
  'strategy.ask':
    'Ask {tiers} for {answers} answers, about {costNusd} in all? The check stops at {mostNusd}.',
  'strategy.askUnpriced':
    'Ask {tiers} for {answers} answers? The price of {unpriced} of them is not known.',
  'strategy.noGit': 'Without the Git extension of the editor there is no history to check with.',
  'strategy.noRepository': 'No Git repository is open here, so there is no history to check with.',
  'strategy.outside':
    'The repository lies outside the opened folders, and no other files are read.',
  'strategy.notRun': 'Nothing was measured, because tests are not run: {cause}.',
  'strategy.noRunner': 'Nothing was measured: {framework} is not installed, or does not start.',
  'strategy.noTiers':
    'Nothing was measured: fewer than two tiers have a model here, so there is nothing to compare.',
  'strategy.lack.noCommits': 'This repository has no commits to check with.',
  'strategy.lack.late':
    'Git gave no answer in two minutes. Look for a pipe among what its settings include, then try again.',
  'strategy.lack.shallow':
    'This clone has a part of its history alone, with no function that was changed with its tests.',
  'strategy.lack.noCandidates': 'No commit here has changed a function together with its tests.',
  'strategy.lack.useless':
    'Functions tried: {tried}. Their tests do not pass today, or pass without the function too.',
  'strategy.lack.notRun': 'Functions tried: {tried}. Their tests could not be run.',
  'strategy.fewer': 'There were fewer functions than asked for: {found} of {most}.',
  'strategy.fewerShallow':
    'There were fewer functions than asked for: {found} of {most}. This clone is shallow.',
  'strategy.fewerScenarios': 'Tasks that could not be run here: {count}.',
  'strategy.done': 'All {cases} were answered by {tiers}.',
  'strategy.partial': 'So far {complete} of {cases} were answered by {tiers}.',
  'strategy.cancelled': 'Cancelled. Check again to go on: what was measured is not asked again.',
  'strategy.stopped': '{why} Check again to go on: what was measured is not asked again.',
  'strategy.dearer':
    'It has cost more than was expected, and was stopped. Check again to go on from here.',
  'strategy.unknown': 'Answers that could not be run, and count for nothing: {count}.',
  'strategy.kept': 'Measured before and not asked again: {count}.',
  'strategy.spent': 'Spent now: {costNusd}.',
  'strategy.heading': 'Check of the Strategy',
  'strategy.ofHistory': 'Functions of this repository, emptied and written again',
  'strategy.ofScenarios': 'Bundled tasks',
  'strategy.column.tier': 'Tier',
  'strategy.column.right': 'Right',
  'strategy.column.share': 'Right, 95 % interval',
  'strategy.column.cost': 'Cost of an answer, 95 % interval',
  'strategy.column.start': 'Cost of starting here',
  'strategy.column.against': 'Right more often than Opus',
  'strategy.rightOf': '{right} of {of}',
  'strategy.points': '{estimate} points ({low} to {high})',
  'strategy.startMeans':
    'Right: all tests that pass with the true solution pass. Starting here: with Opus after it where it is wrong.',
  'strategy.follows': 'What follows',
  'strategy.follows.shown':
    '{tasks}: start at {tier}. It costs least, and is certainly right at most a tenth less often than Opus.',
  'strategy.follows.seen':
    '{tasks}: start at {tier}. It costs least and was right as often as Opus, but {cases} cases say little.',
  'strategy.follows.opus': '{tasks}: start at Opus. The others are right less often or cost more.',
  'strategy.follows.nothing':
    'No start tier follows: there are too few answers, or too few right ones.',
  'strategy.now': 'Now: {start}.',
  'strategy.auto': 'the router decides',
  'strategy.applyHere': 'Start there in this workspace',
  'strategy.applyEverywhere': 'Start there everywhere',
  'strategy.applied': 'Starts from now on: {starts}.',
  'strategy.noResult': 'There is no result to take start tiers from. Check the strategy first.',
} as const satisfies Readonly<Record<string, string>>;
