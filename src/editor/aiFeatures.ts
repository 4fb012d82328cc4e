import type { ConfigurationChangeEvent } from 'vscode';
import { workspace } from 'vscode';
import { userError } from './wording/editorCodes.ts';

/** The editor's own switch for everything that asks a model. */
export const AI_SWITCH = 'chat.disableAIFeatures';

/** Whether the user wants no AI features in this editor. */
export function areAiFeaturesOff(): boolean {
  return workspace.getConfiguration().get<unknown>(AI_SWITCH) === true;
}

/** Whether the switch may have been turned. */
export function affectsAiFeatures(event: ConfigurationChangeEvent): boolean {
  return event.affectsConfiguration(AI_SWITCH);
}

/** @throws UserError `aiOff` where AI features are turned off */
export function refuseWithoutAi(): void {
  if (areAiFeaturesOff()) throw userError('aiOff');
}
