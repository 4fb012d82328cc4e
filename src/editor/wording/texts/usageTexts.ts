/** The ledger, its history and the report. */
export const USAGE_TEXTS = {
  'ledger.trouble':
    'Something was wrong with the usage ledger. What could be read is kept; the log tells more.',
  'ledger.inMemory':
    'The usage ledger cannot be written: usage is kept in memory until this window closes.',
  'ledger.notSaved': 'The ledger in this folder is not up to date: its database cannot be written.',
  'history.export': 'What should be exported?',
  'history.tags': 'Which runs?',
  'exports.choose': 'Which exports make one report?',
  'exports.reading': 'Reading exports',
  'machine.reading': 'Reading the books of all workspaces',
  'exports.none':
    'None of these files is an export of runs. Choose what Export Usage has written as Runs.',
  'history.exporting': 'Exporting usage',
  'history.exported': 'The usage was exported to {file}.',
  'history.exportFailed': 'The usage could not be exported. The log tells more.',
  'history.weekly': 'As what should the week be written down?',
  'history.clear': 'Clear the usage history of this workspace?',
  'history.clearDetail':
    'All runs, their figures and kept findings go. What this month cost stays, for the budgets.',
  'history.cleared': 'The usage history is cleared.',
  'history.notErased':
    'The figures are cleared, but files could not be written anew and may still hold them. Try again later.',
  'audit.question': 'Was this right?',
  'audit.answer': '{task} · {language} · {tier} · {when}',
  'audit.tooltip':
    'Tierwise asks about a share of accepted answers (tierwise.audit.share): was this one right? {answer}',
  'riskDial.change': 'Change where these tasks start?',
  'report.settingFailed': 'The setting could not be written. The log tells more.',
  'report.failed': 'The figures cannot be read. The log tells more.',
} as const satisfies Readonly<Record<string, string>>;

/** Why This Model? */
export const WHY_TEXTS = {
  'why.breakerClosed': 'works; failures in a row: {failures}',
  'why.breakerOpen': 'rests for {opensForMs}',
  'why.breakerDue': 'rested, and is tried again by the next call',
  'why.breakerProbing': 'is being tried again',
  'why.cause': '{cause}',
  'why.moves': '{tier}',
  'why.movesTwice': '{tier} twice',
  'why.movesOften': '{tier} {count} times',
  'why.movesAtOnce': '{tier} {count} times at once',
  'why.movesThen': '{order}, then {next}',
  'why.promised': '{order}: about {costNusd}; {rightPercent} % right by {proofs} proofs',
  'why.breakersReset': 'All tiers are tried again.',
  'why.none': 'Nothing has been run yet.',
} as const satisfies Readonly<Record<string, string>>;
