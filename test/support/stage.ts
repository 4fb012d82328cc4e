import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../host/browser.ts';
import { projectRoot, removeFolder, temporaryFolder } from '../host/folders.ts';
import type { VSCodeServer, VSCodeVersion } from '../host/vscodeServer.ts';
import { quietSettings, startVSCodeServer, unaskedSettings } from '../host/vscodeServer.ts';
import { vsixFile } from '../host/vsix.ts';
import { workbenchPage } from '../host/workbenchPage.ts';
import type { DemoApi } from './demoApi/server.ts';
import { startDemoApi } from './demoApi/server.ts';
import type { StageWork } from './stagehand.ts';
import { startStagehand } from './stagehand.ts';
import { arePicturesWished, PATIENCE_MS, Workbench } from './workbench.ts';

/** The demo API is a gateway to the extension, and those need their models named. */
const pinned = {
  'tierwise.models.haiku': 'claude-haiku-5-5',
  'tierwise.models.sonnet': 'claude-sonnet-5-5',
  'tierwise.models.opus': 'claude-opus-5-5',
};

/** What a stage is built for. */
export interface StageOptions {
  /** A folder of test/fixtures/ that is copied and opened; null opens no folder. */
  readonly fixture: string | null;
  readonly version: VSCodeVersion | undefined;
  /** false: in restricted mode. */
  readonly trust: boolean;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Called with the copied workspace before VS Code opens it. */
  readonly prepare: (workspace: string) => void | Promise<void>;
  /** What the server finds in its environment, beside what is there. */
  readonly env?: Readonly<Record<string, string>>;
  /** Names the pictures. */
  readonly journey: string;
}

/** A served VS Code with the packaged extension, its settings pointing at a demo API, and its first window. */
export interface Stage {
  readonly api: DemoApi;
  readonly server: VSCodeServer;
  /** The copy of the fixture that VS Code has opened. */
  readonly workspace: string;
  readonly workbench: Workbench;
  /** What the pages have written to their consoles. */
  readonly console: readonly string[];
  /** Opens one more window, as another browser would, on the folder or on another copy of it. */
  openWindow(where: 'same folder' | 'another folder'): Promise<Workbench>;
  /** Closes the windows that `openWindow` opened. */
  closeOtherWindows(): Promise<void>;
  /** Changes the user's settings in the first window, on top of those that every stage has. */
  changeSettings(settings: Readonly<Record<string, unknown>>): Promise<void>;
  /**
   * Makes the first window like one that was never used: its files are put back and prepared anew, these are the user's
   * settings, no editor is open, and nothing is in the history.
   */
  clear(
    settings: Readonly<Record<string, unknown>>,
    prepare: StageOptions['prepare'],
  ): Promise<void>;
  stop(): Promise<void>;
}

let shared: Browser | undefined;

/** The browser of this process; it ends with the process. */
async function sharedBrowser(): Promise<Browser> {
  if (shared?.isConnected() !== true) shared = await launchBrowser();
  return shared;
}

/** Starts a stage and waits until its window can be used. */
export async function startStage(options: StageOptions): Promise<Stage> {
  const folder = temporaryFolder();
  const workspace = join(folder, options.fixture ?? 'empty');
  /** What has to be ended, also when the start fails halfway. */
  const ends: (() => Promise<unknown>)[] = [];
  const stop = async (): Promise<void> => {
    for (const end of ends.splice(0).reverse()) await end();
    removeFolder(folder);
  };
  try {
    return await start(options, workspace, ends, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

async function start(
  options: StageOptions,
  workspace: string,
  ends: (() => Promise<unknown>)[],
  stop: () => Promise<void>,
): Promise<Stage> {
  const { fixture, version, trust, journey } = options;
  const restoreWorkspace = async (prepare: StageOptions['prepare']): Promise<void> => {
    mkdirSync(workspace, { recursive: true });
    for (const name of readdirSync(workspace)) removeFolder(join(workspace, name));
    if (fixture !== null) {
      cpSync(join(projectRoot, 'test', 'fixtures', fixture), workspace, { recursive: true });
    }
    await prepare(workspace);
  };
  await restoreWorkspace(options.prepare);

  const [api, stagehand, browser] = await Promise.all([
    startDemoApi(),
    startStagehand(),
    sharedBrowser(),
  ]);
  ends.push(
    () => api.stop(),
    () => stagehand.stop(),
  );
  const withUsual = (settings: Readonly<Record<string, unknown>>): Record<string, unknown> => ({
    ...unaskedSettings,
    // Settings open as any other file.
    'workbench.editor.useModal': 'off',
    'tierwise.api.baseUrl': api.url,
    ...pinned,
    ...settings,
  });
  const server = await startVSCodeServer({
    ...(version === undefined ? {} : { version }),
    trust,
    workspace: fixture === null ? undefined : workspace,
    isBare: true,
    extensions: [vsixFile, stagehand.extension],
    settings: withUsual(options.settings),
    env: {
      ANTHROPIC_API_KEY: undefined,
      ANTHROPIC_BASE_URL: undefined,
      ...stagehand.env,
      ...options.env,
    },
  });
  ends.push(() => server.stop());

  const lines: string[] = [];
  let windows = 0;
  const window = async (url: string, pictures: string): Promise<Workbench> => {
    const page = await workbenchPage(browser, server, { isDrawn: arePicturesWished() });
    ends.push(() => page.context().close());
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (message) => lines.push(message.text()));
    return new Workbench(page, url, pictures);
  };
  const workbench = await window(server.url, journey);
  await workbench.open();

  // VS Code knows the user's settings without the authority that its other files have.
  const userSettings = `vscode-remote:${join(server.userDataDir, 'User', 'settings.json')}`;
  const folderSettings = join(workspace, '.vscode', 'settings.json');
  let changes = 0;
  let set = JSON.stringify(options.settings);
  /** The user's settings, where they change; those of a stage have a title that no other has had. */
  const userWork = (settings: Readonly<Record<string, unknown>>): Pick<StageWork, 'user'> => {
    if (set === JSON.stringify(settings)) return {};
    set = JSON.stringify(settings);
    changes += 1;
    const all = { ...quietSettings, ...withUsual(settings), 'window.title': `Settings ${changes}` };
    return { user: { uri: userSettings, settings: all } };
  };
  const work = (asked: StageWork): Promise<void> => stagehand.work(workbench.page, asked);

  let others: Workbench[] = [];
  return {
    api,
    server,
    workspace,
    workbench,
    console: lines,
    async openWindow(where) {
      windows += 1;
      const other = `${workspace}-${windows}`;
      if (where === 'another folder') cpSync(workspace, other, { recursive: true });
      const url = where === 'same folder' ? server.url : server.url.replace(workspace, other);
      const opened = await window(url, `${workbench.journey}/window-${windows + 1}`);
      others.push(opened);
      await opened.open();
      return opened;
    },
    async closeOtherWindows() {
      const closed = others;
      others = [];
      for (const { page } of closed) await page.close();
      if (closed.length > 0) await workbench.page.bringToFront();
    },
    async changeSettings(settings) {
      const change = userWork(settings);
      if (change.user !== undefined) await work(change);
    },
    async clear(settings, prepare) {
      await workbench.dismissQuestions();
      const uri = `vscode-remote://${server.authority}${folderSettings}`;
      const folder = (): Pick<StageWork, 'folder'> =>
        existsSync(folderSettings)
          ? { folder: { uri, settings: readSettings(folderSettings) } }
          : {};
      if ('folder' in folder()) await work({ folder: { uri, settings: {} } });
      await work({ clears: true });
      await restoreWorkspace(prepare);
      const changed = { ...userWork(settings), ...folder() };
      const cleared = work({ ...changed, command: 'tierwise.clearHistory' });
      await Promise.all([cleared, workbench.clickDialogButton('Clear')]);
      await workbench.waitForNotification(/history is cleared/);
      await work({ clears: true });
    },
    stop,
  };
}

function readSettings(file: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}
