import { CancellationError, commands, l10n, window } from 'vscode';
import type { Coded } from '../models/codes.ts';
import { CLAUDE_TIERS } from '../models/tier.ts';
import { AI_SWITCH } from './aiFeatures.ts';
import { COMMANDS, SETTINGS_SECTION } from './ids.ts';
import type { OutputLog } from './log/log.ts';
import { fullName, TIER_SETTINGS } from './settings/settingTable.ts';
import { coded } from './wording/editorCodes.ts';
import type { MessageAction } from './wording/messageActions.ts';
import { ACTIONS } from './wording/messageActions.ts';
import { word } from './wording/messages.ts';
import type { Message } from './wording/messageTable.ts';
import { messageOf } from './wording/wording.ts';

/** What the settings editor is asked for to show the models of the tiers, each by its id. */
const MODEL_SETTINGS = CLAUDE_TIERS.map(
  (tier) => `@id:${fullName(TIER_SETTINGS.models(tier))}`,
).join(' ');

/** Tells the user what went wrong, in one sentence with at most one thing to do about it. */
export class ErrorReporter {
  readonly #log: OutputLog;
  readonly #informed = new Set<string>();

  constructor(log: OutputLog) {
    this.#log = log;
  }

  /** Shows whatever was thrown. A cancellation is no error and stays silent. */
  async show(error: unknown): Promise<void> {
    if (isCancellation(error)) return;
    const known = codedOf(error);
    if (known !== undefined) return this.tell(messageOf(known));
    this.#log.error('Unexpected error', error);
    await this.tell(coded('unexpected'));
  }

  /** Shows a coded sentence as a warning. */
  async tell(message: Message): Promise<void> {
    this.#log.warn(`Told: ${message.code} ${JSON.stringify(message.args)}`);
    const action = ACTIONS[message.code];
    if (action === undefined) {
      await window.showWarningMessage(word(message));
      return;
    }
    const title = actionTitle(action);
    if ((await window.showWarningMessage(word(message), title)) === title) await perform(action);
  }

  /** Shows a coded sentence that is good to know, at most once in a window. */
  informOnce(message: Message): void {
    if (this.#informed.has(message.code)) return;
    this.#informed.add(message.code);
    this.#log.info(`Told: ${message.code} ${JSON.stringify(message.args)}`);
    void window.showInformationMessage(word(message));
  }

  /** Registers a part of the extension; its failure is told and stops nothing else. */
  guard(part: string, register: () => void): void {
    try {
      register();
    } catch (error) {
      this.#log.error(`Could not start: ${part}`, error);
      void this.tell(coded('feature.failed'));
    }
  }
}

/** The code of a failure that the user can act on. Class identity does not survive bundles. */
function codedOf(error: unknown): Coded | undefined {
  if (!(error instanceof Error) || error.name !== 'UserError') return undefined;
  const { code, args } = error as Error & Partial<Coded>;
  return typeof code === 'string' && typeof args === 'object' ? { code, args } : undefined;
}

/** Whether something was thrown because the user, or the end of the window, stopped it. */
function isCancellation(error: unknown): boolean {
  if (error instanceof CancellationError) return true;
  return error instanceof Error && ['AbortError', 'Canceled'].includes(error.name);
}

function actionTitle(action: MessageAction): string {
  switch (action) {
    case 'setApiKey':
      return l10n.t('Set API Key...');
    case 'openSettings':
    case 'openModelSettings':
    case 'openAiSetting':
      return l10n.t('Open Settings');
    case 'showLog':
      return l10n.t('Show Log');
  }
}

async function perform(action: MessageAction): Promise<void> {
  switch (action) {
    case 'setApiKey':
      await commands.executeCommand(COMMANDS.setApiKey);
      return;
    case 'openSettings':
      await commands.executeCommand('workbench.action.openSettings', SETTINGS_SECTION);
      return;
    case 'openModelSettings':
      await commands.executeCommand('workbench.action.openSettings', MODEL_SETTINGS);
      return;
    case 'openAiSetting':
      await commands.executeCommand('workbench.action.openSettings', `@id:${AI_SWITCH}`);
      return;
    case 'showLog':
      await commands.executeCommand(COMMANDS.showLog);
  }
}
