import type { MessageCode } from './messageTable.ts';

/** What a message offers to do about what it says. */
export type MessageAction =
  'setApiKey' | 'openSettings' | 'openModelSettings' | 'openAiSetting' | 'showLog';

/** What to offer beside a message; a code that is not here offers nothing. */
export const ACTIONS: Readonly<Partial<Record<MessageCode, MessageAction>>> = {
  'key.missing': 'setApiKey',
  'failure.keyRejected': 'setApiKey',
  'failure.forbidden': 'setApiKey',
  'failure.modelNotFound': 'openModelSettings',
  'failure.modelNotSet': 'openModelSettings',
  'failure.redirected': 'openSettings',
  'failure.budgetStopped': 'openSettings',
  'failure.budgetStayCheap': 'openSettings',
  'failure.serverError': 'showLog',
  'failure.malformed': 'showLog',
  'failure.connection': 'showLog',
  'failure.certificate': 'showLog',
  'failure.notTheApi': 'showLog',
  'failure.badRequest': 'showLog',
  'failure.ledgerFailed': 'showLog',
  'failure.internal': 'showLog',
  'ledger.trouble': 'showLog',
  'ledger.inMemory': 'showLog',
  'history.exportFailed': 'showLog',
  'history.notErased': 'showLog',
  priceInvalid: 'openSettings',
  'api.badUrl': 'openSettings',
  'api.plainHttp': 'openSettings',
  'api.noRegion': 'openSettings',
  'settings.pinNeeded': 'openModelSettings',
  'settings.place': 'openSettings',
  'settings.chain': 'openSettings',
  'settings.chainStep': 'openSettings',
  'document.neverSend': 'openSettings',
  'result.failed': 'showLog',
  aiOff: 'openAiSetting',
  'nothingToDo.onlyPrivate': 'openSettings',
  unexpected: 'showLog',
  'feature.failed': 'showLog',
};
