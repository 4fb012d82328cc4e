import { commands, ConfigurationTarget, l10n, window, workspace } from 'vscode';
import type { AdvisedSettings, SettingChange } from '../../report/protocol/advice.ts';
import { SETTINGS_SECTION } from '../ids.ts';
import type { Configuration } from '../settings/configuration.ts';

/** The settings that the report gives advice about, as they are. */
export function advisedSettings(configuration: Configuration): AdvisedSettings {
  const { routing, auditShare } = configuration.read();
  return { starts: routing.start, auditShare, perMonthNusd: routing.budget.perMonthNusd };
}

/**
 * Makes a change that the report advised, and offers to take it back. It is made where the setting is set: in the user's
 * settings, unless the workspace has a value of its own.
 */
export async function changeSetting(
  { setting, value }: SettingChange,
  onChanged: () => void,
): Promise<void> {
  const name = `${SETTINGS_SECTION}.${setting}`;
  const open = l10n.t('Open Settings');
  const openSetting = (): unknown => commands.executeCommand('workbench.action.openSettings', name);
  if (value === null) {
    openSetting();
    return;
  }
  const settings = workspace.getConfiguration(SETTINGS_SECTION);
  const known = settings.inspect(setting);
  const isOfWorkspace = known?.workspaceValue !== undefined;
  const target = isOfWorkspace ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
  const before = isOfWorkspace ? known.workspaceValue : known?.globalValue;
  await settings.update(setting, value, target);
  onChanged();
  const undo = l10n.t('Undo');
  const said = l10n.t('{0} is now {1}.', name, String(value));
  const chosen = await window.showInformationMessage(said, undo, open);
  if (chosen === undo) {
    await settings.update(setting, before, target);
    onChanged();
  } else if (chosen === open) openSetting();
}
