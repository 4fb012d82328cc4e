/**
 * The page's own texts in English: the host sends each through `vscode.l10n.t` under the same key.
 * `{name}` marks what the page fills in and stays as it is.
 */
export const REPORT_TEXTS = {
  heading: 'Savings',
  period: 'Period',
  today: 'Today',
  last7Days: '7 days',
  last30Days: '30 days',
  allTime: 'All time',

  tagFilter: 'Runs with these tags',
  tagRepository: 'Repository',
  tagBranch: 'Branch',
  tagTicket: 'Ticket',
  tagAll: 'All',
  tagNone: 'None',

  spent: 'Spent',
  baseline: 'Always Opus would have cost',
  alwaysOpus: 'Always Opus',
  saved: 'Saved',
  unpricedToo: '+ {count} unpriced',
  included: 'included',
  oneRun: '1 run',
  manyRuns: '{count} runs',
  someRuns: '{count} of {runs}',

  sentenceSaved:
    '{runs} cost {spent}. Opus for everything would have cost {baseline}, so you saved {saved} ({percent}).',
  sentenceLost:
    '{runs} cost {spent}. That is {lost} ({percent}) more than Opus for everything would have cost.',
  sentenceDebited:
    '{runs} cost {spent}. Opus for everything would have cost {baseline}; less {debited} for what proved wrong, {saved} was saved.',
  sentenceFree: '{runs} cost {spent}. Opus for everything would have cost nothing.',
  sentenceEven: '{runs} cost {spent}, as much as Opus for everything.',
  sentenceIncluded:
    '{runs} were part of a subscription and cost nothing of their own. None of them can be compared with Opus.',
  sentenceNothing: '{runs} cost {spent}. None of them can be compared with Opus.',

  sure: 'How sure',
  sureYes: '{runs} like these save from {low} to {high}, 19 times in 20.',
  sureNo:
    '{runs} like these save from {low} to {high}, 19 times in 20. Whether it pays is not certain yet.',
  sureFew: 'Too early to say ({runs}). From {enough} on the range is said here.',
  wasted: 'Most wasted',
  wastedMost:
    '{task}: {wasted} of its {spent} went to answers that were not kept; over all tasks {all}.',
  wastedNothing: 'Nothing: every answer was kept.',
  machineSpent: 'This machine',
  noteCompared: 'Compared with Opus: {runs}. The others have no price or no baseline.',
  noteEstimated: '~ estimated: attempts that ended before their usage was reported ({count}).',
  noteDebited:
    'Proved wrong: {count} of the {audited} answers that you were asked about. {debited} is taken off what was saved: they saved nothing, and their cost is lost.',
  noteUnpriced:
    'Unpriced: attempts on a model whose price is not known ({count}). Set one in Settings.',

  keptCost: 'Per kept answer',
  keptOf: '{count} of {runs} kept',
  wastedCost: 'Wasted',
  wastedShare: '{percent} on answers not kept',
  escalationRate: 'Escalated',
  bandExcellent: 'Excellent',
  bandGood: 'Good',
  bandReview: 'High',
  bands: 'Below 5% excellent, 5–15% good, above 15% high',
  accepted: 'Passed their check',
  failedCost: 'Failed attempts',
  failedShare: '{percent}, taken off the savings',
  timeAdded: 'Time added',
  timeAddedBy: 'by repairs and escalations',

  chart: 'Cost by day',
  chartWeeks: 'Cost by week',
  chartMonths: 'Cost by month',
  chartSummary:
    'Stacked bars of what was spent, by tier, with a line for what Opus would have cost. The table below has the same figures.',
  showTable: 'Show as table',
  total: 'Total',
  day: 'Day',

  byTask: 'By task',
  byTier: 'By tier',
  byModel: 'By model',
  task: 'Task',
  tier: 'Tier',
  model: 'Model',
  runs: 'Runs',
  share: 'Share',
  comparedCost: 'With Tierwise',
  noModel: 'no model',

  recent: 'Recent runs',
  when: 'When',
  outcome: 'Outcome',
  tiers: 'Tiers',
  reason: 'Why this tier',
  cost: 'Cost',
  attempts: '{count} attempts',

  showRows: 'Show the rows behind this number',
  showRowsOf: '{exact}. Show the rows behind this number',

  rowsHeading: 'Rows behind: {number}',
  rowsLoading: 'Reading the rows',
  rowsShown: 'Rows shown: {count}',
  rowsMore: 'Show More',
  rowsClose: 'Close',
  rowsNone: 'There are no rows behind this number.',
  rowsGone:
    'Rows older than the days in the setting tierwise.ledger.retentionDays are gone; their sums stay.',
  kind: 'Kind',
  tokens: 'Tokens in and out',
  duration: 'Duration',
  export: 'Export Usage…',

  fallbacks: 'Attempts by tier',
  fallbacksTo: 'Escalated to it',
  attemptsMade: 'Attempts',
  judged: 'Checked',
  successes: 'Passed',
  successRate: 'Pass rate',
  meanCost: 'A run on average',
  meanOpus: 'Always Opus on average',

  projection: 'If it goes on like this',
  spentMostly: 'Spent, 8 times in 10',
  commitAtMost: 'Commit at most',
  projectionFloor:
    'Commit at most: the tenth percentile of what would be spent. Only one time in ten it comes to less; more than that may be paid for nothing.',
  projectionGist: 'A month: {low} to {high}, 8 times in 10',
  projectionRule:
    'What can be compared with Opus, from the first run of this period on ({days} days), spread evenly.',
  use: 'Use',
  aMonth: 'A month (30 days)',
  aYear: 'A year',
  aMonthTen: 'A month at 10 times the use',
  aMonthHundred: 'A month at 100 times the use',

  emptyHeading: 'No runs yet',
  emptyPeriodHeading: 'No runs in this period',
  emptyIntro: 'This page shows what your runs cost, and what Opus alone would have cost.',
  emptyKey: 'Run “Tierwise: Set API Key…” from the Command Palette, once.',
  emptyRun: 'Open a source file, right-click in it and choose Tierwise › Review Code.',
  emptyLook: 'Come back here: the run stands in this report as soon as it has ended.',
  showAll: 'Show all time',

  claudeCode: 'Claude Code on this machine',
  claudeCodeCalls: 'Calls',
  claudeCodeInput: 'Input',
  claudeCodeCacheRead: 'Cache read',
  claudeCodeCacheWrite: 'Cache written',
  claudeCodeOutput: 'Output',
  claudeCodeMethod:
    'From its own session logs, at list prices: a subscription is billed otherwise. In none of the figures above.',
  claudeCodeSentence: '{calls} calls in this period cost {spent}.',
  claudeCodeNothing: 'There are no calls in this period.',
  claudeCodeOneFile:
    'About {spent} ({percent}) went to work on one file, of the kind that Tierwise has commands for.',
  claudeCodeOneFileRule:
    'An estimate by the names of tools alone: from one prompt to the next, files were read, one at most was changed.',
  claudeCodeSearches: 'Web searches, which are billed by the piece and not counted here: {count}.',

  exportsHeading: 'Exported usage',
  exportsFiles: 'By export',
  exportsFile: 'File',
  exportsRead: 'Runs read',
  exportsKnown: 'Read before',
  exportsSkipped: 'Not readable',
  exportsKept: 'Kept answers',
  exportsSentence:
    '{runs} from {files} files, each once. Rows that another file had already: {known}.',
  exportsSkippedRows: 'Rows that cannot be read, and are in none of the figures: {count}.',
  exportsTorn:
    '{file} ends in the middle. What stands before that is counted; export it again for the rest.',
  exportsUnreadable: '{file} cannot be read.',
  exportsAttempts: '{file} has attempts. Export it as Runs.',
  exportsFocus: '{file} has charges by FOCUS. Export it as Runs.',
  exportsNotExport: '{file} is no export of runs.',
  exportsCut:
    'There are more runs than can be shown. Those beyond are left out: open fewer exports at once.',
  exportsMethod:
    'From the chosen files alone. Nothing of them is kept or sent, and none of it enters your own figures. What single attempts say (failed ones, break-evens, what-if) stands in each one’s own report.',

  certificates: 'What audits certify',
  certificate: 'Certificate (95%)',
  certificateBound: 'At most {bound} are wrong',
  certificateNone: 'None yet',
  certificateBroken: 'Broken: more than 10% are wrong',
  missing: 'Missing',
  missingLabels: '{count} more right answers show at most {bound}',
  labels: 'Asked',
  labelsWrong: 'Wrong',
  labelsUnsure: 'Not sure',
  certificatesRule:
    'From accepted answers that chance has chosen and you were asked about, of all time, and from nothing else. It holds at every look. Not sure counts as wrong here. After a break only later answers count.',
  certificatesNone:
    'With tierwise.audit.share above 0 the status bar asks about a share of accepted answers, a day later, and certificates come of that.',

  machine: '{today} today, {month} this month, in all workspaces.',
  machineShow: 'Show All Workspaces',
  machineHeading: 'All workspaces on this machine',
  machineFiles: 'By workspace',
  machineFile: 'Workspace',
  machineSentence: '{runs}. Workspaces: {files}.',
  machineTorn: 'Not all that {file} has booked can be read. What can be is counted.',
  machineCut: 'There are more runs than can be shown. Those beyond are left out.',
  machineMethod:
    'From the books of your workspaces on this machine, as far back as they keep single runs. They are only read. What single attempts say (failed ones, break-evens, what-if) stands in each one’s own report.',

  advice: 'What to do',
  adviceStart: 'Start {task} at {tier}.',
  adviceLoses: '{task} costs more than Opus at once would.',
  adviceLosesFew: '{lost} more in {runs}. From {enough} runs on it is said here where to start.',
  adviceLosesRule: '{lost} more in {runs}, though its escalations alone do not explain that.',
  adviceHigherRule:
    'From {from} {rate} of {runs} escalated; above {breakEven} that costs more than Opus at once, here {lost} more.',
  adviceLowerRule:
    'There {right} of {runs} were right, and {now} where it starts now; escalations stay below its break-even.',
  adviceWaste: 'Look at what {task} gets wrong, and say it in your instructions.',
  adviceWasteRule:
    '{percent} of what it cost in {runs} went to answers that were not kept: {wasted}.',
  advicePrices: 'Set the prices that are missing.',
  advicePricesRule: 'Attempts without a price are in no amount and in no saving: {count}.',
  adviceCap: 'Cap a month at {usd}.',
  adviceCapRule: 'No month has a cap. Nine months in ten like this one stay below {high}.',
  adviceAudits: 'Have one answer in twenty checked by you.',
  adviceAuditsRule:
    'You were asked about none of {count} answers that passed, so how many are wrong is not known.',
  adviceRows: 'Show the rows',
  setSetting: 'Set {setting} to {value}',
  openSetting: 'Open {setting}',

  quality: 'Quality by tier',
  satisfaction: 'Satisfaction',
  lowSatisfaction: 'Below 70%',
  ofSome: 'of {count}',
  edited: 'Edited',
  undone: 'Undone',
  discarded: 'Discarded',
  shareKept: 'Share kept',
  timeToResult: 'Half done in',
  timeToResultMost: '19 in 20 done in',
  qualityGist: 'Satisfaction {satisfaction}, below 70%: {low} of {told}',
  qualityNone: 'Nobody has said or shown yet how good the answers were.',
  qualityRule:
    'Satisfaction: 0 for what was undone, discarded, rated down or called wrong, 1 for what was rated up or called right, else the share of the change that was kept. Runs of which nothing is known do not count.',
  starts: 'Right answers per dollar',
  startTier: 'Start',
  rightAnswers: 'Right answers',
  rightPerDollar: 'Right per dollar',
  breakEven: 'Break-even',
  reading: 'Reading',
  startLoses: 'Loses: above its break-even',
  startTooFew: 'Too few runs to say',
  startsGist: 'Best: {task} from {tier}, {rate} per dollar',
  startsRule:
    'Right: passed its check, and nobody took it back or called it wrong. All that a run cost counts for its start. Break-even: up to this share of escalations a start costs no more than Opus at once; below it the bands hold: under 5% excellent, to 15% good, above review.',

  changes: 'What changed',
  changesAgainst: 'Against {days}',
  thisPeriod: 'Now',
  periodBefore: 'Before',
  change: 'Change',
  points: '{points} points',
  noComparison: 'no comparison',
  fellPassed: '{task}: answers that passed fell from {before} in the period before to {now}.',
  fellKept: '{task}: answers that were kept fell from {before} in the period before to {now}.',
  changesNone: 'No task fell by more than five points.',
  sectionLoading: 'Reading the rows',
  sectionFailed: 'This part could not be read; the figures above stand. The log has the details.',
  byTierAndModel: 'Tiers and models',
  whereToStart: 'Where tasks start',
  wouldBe: 'What would be',
  howSure: 'Whether answers are right',
  recentGist: 'The last {count}',
  certificatesGist: 'Kinds of answers asked about: {count}',

  control: 'Control group',
  measure: 'Measure',
  routed: 'Routed',
  controlGroup: 'Started at Opus',
  difference: 'Difference',
  costOfRun: 'Cost of a run',
  keptAnswers: 'Kept answers',
  provenAnswers: 'Proven answers',
  measuredSaved: 'Savings, measured: {saved} a run, {percent}.',
  measuredBaseline: 'The usual baseline differs from what the control group cost by {beyond}.',
  controlRule:
    'With tierwise.routing.rollout chance starts some runs at Opus. Each run counts by one over its chance. Intervals are of 95%.',

  modelChanges: 'New models',
  modelChange: 'Change',
  fromTo: '{from} → {to}',
  allTasks: 'All tasks',
  passedBefore: 'Passed before',
  passedNow: 'Passes now',
  answersOf: 'of {count}',
  answerCostBefore: 'An answer cost',
  answerCostNow: 'An answer costs',
  modelChangesRule:
    'A tier’s first answer in each run, at the tasks that both models have done. Until a new model has given 30 answers, tierwise.routing.canary is its share of the runs. Intervals are of 95%.',

  riskDial: 'Cost against wrong answers',
  riskDialCost: '{cost} a week',
  riskDialWrong: '{share} wrong ({low} to {high})',
  riskDialToday: 'as tasks start today',
  riskDialChange: '{task}: {to} instead of {from}',
  riskDialSet: 'Set',
  riskDialAxis: 'a week’s cost → dearer; upwards: more wrong',
  riskDialRule:
    'What a week like the last four would cost with other first tiers, and the share of accepted answers that would be wrong, by the planner that runs are planned with. Setting one changes tierwise.routing.start, after a question. Intervals are of 95%.',
  riskDialTagged:
    'What a week like the last four of the runs with these tags would cost with other first tiers. How often a tier is wrong is known of all runs together, and setting one changes tierwise.routing.start for all, after a question. Intervals are of 95%.',
  riskDialLeftOut: 'Too little is known of: {tasks}.',
  riskDialUnknown:
    'Too little is known yet: of a task’s first tier it takes 5 runs, and 8 answers of which it is known whether they were right.',

  whatIf: 'What if',
  alternative: 'Had it been otherwise',
  wasCost: 'What happened',
  wouldCost: 'Would have cost',
  wouldKeep: 'Would have kept',
  exactly: 'exact',
  interval: '{low} to {high}',
  tooLittle: 'Too little is known',
  startAt: 'Start at {tier}',
  atMostAnswers: 'At most {count} answers a run',
  runsEndAt: 'Runs end once they cost {cost}',
  daysEndAt: 'Days end once they cost {cost}',
  noneBegunAfter: 'nothing begins after that',
  higherBounds: 'Higher bounds and budgets',
  notOnRecord: 'what they would let through is not on record',
  atHalfPrice: '{tier} at half its price',
  atTwicePrice: '{tier} at twice its price',
  sameChoices: 'with the same choices',
  otherModels: 'Other models',
  allWithModel: 'All with {model}',
  ofStartsAt: 'of the starts at {tier}',
  whatIfRule:
    'Exact where every outcome that is needed is on record. Else from runs that chance has made so (tierwise.routing.explore, .rollout, .canary), weighted by their chance, with an interval of 95%.',

  method: 'How these figures are made',
  methodSpent:
    'Spent: every attempt at its reported tokens and the price of its day, failed and cancelled attempts included.',
  methodBaseline:
    'Always Opus: the first attempt’s input and the accepted answer’s output at Opus’s price. It is fixed when a run ends and not rewritten.',
  methodSaved:
    'Saved: always Opus minus spent. A run that ends at Opus shows its cheaper attempts as a loss, and one without an answer saves nothing. Nor does an accepted answer that you said was wrong when asked at random: its baseline is taken off, so that its cost is a loss.',
  methodCompared:
    'With Tierwise: what the runs cost for which always Opus is known; saved is the difference. A run stands with the tier and the model that answered, an attempt with its own.',
  methodWasted:
    'Wasted: what was spent on answers that were not kept: rejected, discarded, taken back, called wrong, or waiting still to be accepted.',
  methodEscalated: 'Escalated: runs that ended at a higher tier than they started at.',
  methodPassed:
    'Pass rate: answers that passed their check, of those that were checked. Refused, cut, failed and cancelled attempts are in the cost, and not in the rate.',

  tryAgain: 'Try Again',
} as const;

/** A key of the page's own texts. */
export type ReportTextKey = keyof typeof REPORT_TEXTS;
