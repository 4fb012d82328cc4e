import type { Disposable, WebviewPanel } from 'vscode';
import { ConfigurationTarget, env, Uri, ViewColumn, window, workspace } from 'vscode';
import type { CheckedScope, KeptChecks } from '../../strategy/measurements.ts';
import { resultTables } from '../../strategy/resultTable.ts';
import type { FollowingStart } from '../../strategy/startTiers.ts';
import { followingStarts } from '../../strategy/startTiers.ts';
import { INTERNAL_COMMANDS, SETTINGS_SECTION, STRATEGY_VIEW_TYPE } from '../ids.ts';
import type { Configuration } from '../settings/configuration.ts';
import { TASK_SETTINGS } from '../settings/settingTable.ts';
import { userError } from '../wording/editorCodes.ts';
import { say } from '../wording/messages.ts';
import type { PageLink } from './resultPage.ts';
import { resultPage } from './resultPage.ts';
import { pageOffers, pageTables, startsText } from './resultWords.ts';

/** Where start tiers are written to. */
export type ApplyTo = 'workspace' | 'user';

/** Shows what a check has come to, and writes the start tiers that follow. */
export class ResultPanel implements Disposable {
  readonly #extensionUri: Uri;
  readonly #configuration: Configuration;
  #panel: WebviewPanel | undefined;
  #starts: readonly FollowingStart[] = [];

  constructor(extensionUri: Uri, configuration: Configuration) {
    this.#extensionUri = extensionUri;
    this.#configuration = configuration;
  }

  /** Shows a result; `remarks` say how its check ended. */
  show(scope: CheckedScope, { measurements }: KeptChecks, remarks: readonly string[]): void {
    const { kind, cases, tiers } = scope;
    const tables = resultTables(cases, tiers, measurements);
    this.#starts = followingStarts(tables);
    const panel = this.#opened();
    const media = Uri.joinPath(this.#extensionUri, 'media');
    const { start } = this.#configuration.read().routing;
    panel.webview.html = resultPage({
      language: env.language,
      cspSource: panel.webview.cspSource,
      styleUri: panel.webview.asWebviewUri(Uri.joinPath(media, 'strategy.css')).toString(),
      title: say('strategy.heading'),
      lead: new Date(scope.at).toLocaleString(env.language, {
        dateStyle: 'long',
        timeStyle: 'short',
      }),
      remarks,
      tables: pageTables(kind, tables),
      explanation: say('strategy.startMeans'),
      offersTitle: say('strategy.follows'),
      offers: pageOffers(this.#starts, tables, (task) => start[task], env.language),
      links: this.#starts.length === 0 ? [] : links(),
    });
    panel.reveal();
  }

  /**
   * Writes the start tiers that follow from what is shown.
   * @throws UserError when nothing is
   */
  async apply(where: ApplyTo): Promise<void> {
    const starts = this.#starts;
    if (starts.length === 0) throw userError('strategy.noResult');
    const target =
      where === 'workspace' ? ConfigurationTarget.Workspace : ConfigurationTarget.Global;
    const settings = workspace.getConfiguration(SETTINGS_SECTION);
    for (const { task, tier } of starts) {
      await settings.update(TASK_SETTINGS.start(task).name, tier, target);
      // Who has just chosen it need not be asked whether the workspace may.
      await this.#configuration.forRun(task, undefined, undefined, async () => true);
    }
    void window.showInformationMessage(say('strategy.applied', { starts: startsText(starts) }));
  }

  dispose(): void {
    this.#panel?.dispose();
  }

  #opened(): WebviewPanel {
    if (this.#panel !== undefined) return this.#panel;
    const panel = window.createWebviewPanel(
      STRATEGY_VIEW_TYPE,
      say('strategy.heading'),
      ViewColumn.Active,
      {
        enableScripts: false,
        enableCommandUris: [INTERNAL_COMMANDS.applyStartTiers],
        localResourceRoots: [Uri.joinPath(this.#extensionUri, 'media')],
      },
    );
    panel.onDidDispose(() => {
      if (this.#panel === panel) this.#panel = undefined;
    });
    this.#panel = panel;
    return panel;
  }
}

/** In this workspace, where one is open, and everywhere. */
function links(): readonly PageLink[] {
  const to = (where: ApplyTo, text: string): PageLink => {
    const args = encodeURIComponent(JSON.stringify([where]));
    return { text, href: `command:${INTERNAL_COMMANDS.applyStartTiers}?${args}` };
  };
  const everywhere = to('user', say('strategy.applyEverywhere'));
  return workspace.workspaceFolders === undefined
    ? [everywhere]
    : [to('workspace', say('strategy.applyHere')), everywhere];
}
