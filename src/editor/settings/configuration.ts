import type { ConfigurationScope, Disposable, Memento, WorkspaceConfiguration } from 'vscode';
import { env, workspace } from 'vscode';
import type { TaskName } from '../../models/task.ts';
import { affectsAiFeatures } from '../aiFeatures.ts';
import { SETTINGS_SECTION } from '../ids.ts';
import { stepsAt } from './chainRules.ts';
import { joinedNeverSend } from './neverSendList.ts';
import type { RawSetting, SettingsRead } from './settingRules.ts';
import { readSettings } from './settingRules.ts';
import { SETTINGS } from './settingTable.ts';
import { isDearer, sharedSettings, spendingKey, withoutDearer } from './workspaceSpend.ts';

/** Asks whether spending settings of the workspace may be used; remembered per value. */
export type AskWorkspaceSpend = (task: TaskName) => Promise<boolean>;

/** The typed settings. Read anew each time: nothing is cached, so nothing goes stale. */
export class Configuration {
  readonly #memory: Memento;
  readonly #isOpenAiOn: () => boolean;
  readonly #isRemote: () => boolean;

  /**
   * `isOpenAiOn` says whether code may go to OpenAI, so that a chain can be refused when it is set;
   * `isRemote` whether the window works on another machine, whose settings a repository may write.
   */
  constructor(
    workspaceMemory: Memento,
    isOpenAiOn: () => boolean = () => true,
    isRemote: () => boolean = () => env.remoteName !== undefined,
  ) {
    this.#memory = workspaceMemory;
    this.#isOpenAiOn = isOpenAiOn;
    this.#isRemote = isRemote;
  }

  /** All settings for a resource; `path` is the file's, relative to its folder, for the floors. */
  read(scope?: ConfigurationScope, path?: string): SettingsRead {
    const configuration = workspace.getConfiguration(SETTINGS_SECTION, scope);
    const settings = readSettings(rawFrom(configuration), path);
    const off = this.#isOpenAiOn() ? [] : stepsAt('openai', settings.routing.chains);
    return { ...settings, problems: [...settings.problems, ...off] };
  }

  /**
   * Settings for one run. Where the workspace's own values make a task dearer than the user's, the
   * user is asked once for each set of values, theirs and the user's.
   */
  async forRun(
    task: TaskName,
    scope: ConfigurationScope | undefined,
    path: string | undefined,
    ask: AskWorkspaceSpend,
  ): Promise<SettingsRead> {
    const effective = this.read(scope, path);
    const own = this.#own(task, scope, path);
    if (!isDearer(effective.routing, own.routing, task)) return effective;
    const values = [effective, own].map(({ routing }) => spendingKey(routing, task));
    const key = `workspaceSpend:${values.join(' ')}`;
    const remembered = this.#memory.get<boolean>(key);
    const allowed = remembered ?? (await ask(task));
    if (remembered === undefined) await this.#memory.update(key, allowed);
    return allowed ? effective : own;
  }

  onDidChange(listener: () => void): Disposable {
    return workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration(SETTINGS_SECTION) || affectsAiFeatures(event)) listener();
    });
  }

  /**
   * The settings with the values left out that a workspace may write. In a remote window that is what
   * the editor calls the user's, too: there it only counts where it makes nothing dearer.
   */
  #own(
    task: TaskName,
    scope: ConfigurationScope | undefined,
    path: string | undefined,
  ): SettingsRead {
    const configuration = workspace.getConfiguration(SETTINGS_SECTION, scope);
    const raw = rawFrom(configuration);
    const shared = sharedSettings(task);
    const users = new Map(
      shared.map((name) => [name, configuration.inspect<unknown>(name)?.globalValue]),
    );
    const readWith = (values: ReadonlyMap<string, unknown>): SettingsRead =>
      readSettings((name) => (shared.includes(name) ? values.get(name) : raw(name)), path);
    return this.#isRemote() ? withoutDearer(task, users, readWith) : readWith(users);
  }
}

/**
 * Reads values as VS Code merges them, but lets nothing shorten the never-send list: what the editor
 * calls a user's value may be one that a repository's container wrote for its machine.
 */
function rawFrom(configuration: WorkspaceConfiguration): RawSetting {
  return (name) => {
    if (name !== SETTINGS.neverSend.name) return configuration.get<unknown>(name);
    const found = configuration.inspect<unknown>(name);
    return joinedNeverSend([
      found?.defaultValue,
      found?.globalValue,
      found?.workspaceValue,
      found?.workspaceFolderValue,
    ]);
  };
}
