/** Ids of all commands, as package.json contributes them. */
export const COMMANDS = {
  review: 'tierwise.review',
  reviewChanges: 'tierwise.reviewChanges',
  generateTests: 'tierwise.generateTests',
  compareTiers: 'tierwise.compareTiers',
  checkStrategy: 'tierwise.checkStrategy',
  checkTests: 'tierwise.checkTests',
  checkChanges: 'tierwise.checkChanges',
  verifyChanges: 'tierwise.verifyChanges',
  writeDocsInFolder: 'tierwise.writeDocsInFolder',
  generateTestsInFolder: 'tierwise.generateTestsInFolder',
  writeDocs: 'tierwise.writeDocs',
  refactor: 'tierwise.refactor',
  fix: 'tierwise.fix',
  fixAll: 'tierwise.fixAll',
  explain: 'tierwise.explain',
  acceptResult: 'tierwise.acceptResult',
  discardResult: 'tierwise.discardResult',
  refineResult: 'tierwise.refineResult',
  escalateResult: 'tierwise.escalateResult',
  showReport: 'tierwise.showReport',
  exportReport: 'tierwise.exportReport',
  openExports: 'tierwise.openExports',
  showMachineReport: 'tierwise.showMachineReport',
  exportWeeklyReport: 'tierwise.exportWeeklyReport',
  clearHistory: 'tierwise.clearHistory',
  openLedgerFolder: 'tierwise.openLedgerFolder',
  explainRoute: 'tierwise.explainRoute',
  setApiKey: 'tierwise.setApiKey',
  clearApiKey: 'tierwise.clearApiKey',
  resetBreakers: 'tierwise.resetBreakers',
  setOpenAiKey: 'tierwise.setOpenAiKey',
  clearOpenAiKey: 'tierwise.clearOpenAiKey',
  showLog: 'tierwise.showLog',
  acceptFolderFiles: 'tierwise.acceptFolderFiles',
  discardFolderFiles: 'tierwise.discardFolderFiles',
  cancelFolderRun: 'tierwise.cancelFolderRun',
  removeFolderRun: 'tierwise.removeFolderRun',
} as const;

/** The editor's own command that brings notifications back from behind its bell. */
export const SHOW_NOTIFICATIONS = 'notifications.showList';

/** How the editor names the origin of our diagnostics. */
export const DIAGNOSTIC_SOURCE = 'Tierwise';

/** Commands that only code actions, code lenses and comment threads run: they take arguments. */
export const INTERNAL_COMMANDS = {
  dismissFinding: 'tierwise.dismissFinding',
  fixFinding: 'tierwise.fixFinding',
  showSuggestion: 'tierwise.showSuggestion',
  takeOffer: 'tierwise.takeOffer',
  writeTestFor: 'tierwise.writeTestFor',
  showFinding: 'tierwise.showFinding',
  answerAudit: 'tierwise.answerAudit',
  applyStartTiers: 'tierwise.applyStartTiers',
  showFolderFile: 'tierwise.showFolderFile',
} as const;

type ValueOf<T> = T[keyof T];

export type CommandId = ValueOf<typeof COMMANDS> | ValueOf<typeof INTERNAL_COMMANDS>;

/** Name that starts every setting. */
export const SETTINGS_SECTION = 'tierwise';

/** Context keys that menus and enablement read. */
export const CONTEXT_KEYS = {
  /** A run is under way in this window. */
  running: 'tierwise.running',
  /** There is a result that can be refined or retried. */
  hasResult: 'tierwise.hasResult',
  /** There are folder runs to list. */
  hasFolderRuns: 'tierwise.hasFolderRuns',
} as const;

/** The status bar item; a person finds it as `tierwise.tierwise.tierwise.spend`. */
export const STATUS_BAR_ID = 'spend';

/** The item that asks whether an answer was right. */
export const AUDIT_ITEM_ID = 'audit';

/** The list of folder runs in the Explorer. */
export const FOLDER_VIEW_ID = 'tierwise.folderRuns';

/** The report's webview panel. */
export const REPORT_VIEW_TYPE = 'tierwise.report';

/** The panel of a report that is made of exports. */
export const EXPORTS_VIEW_TYPE = 'tierwise.exports';

/** The webview panel with what a check of the strategy has come to. */
export const STRATEGY_VIEW_TYPE = 'tierwise.strategy';

/** The submenu of the editor's context menu. */
export const CONTEXT_SUBMENU = 'tierwise.editorContext';
