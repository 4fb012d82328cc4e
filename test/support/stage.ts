import { cpSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
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
import { PATIENCE_MS, Workbench } from './workbench.ts';

/** The demo API is a gateway to the extension, and those need their models named. */
const pinned = {
  'tierwise.models.haiku': 'claude-haiku-5-5',
  'tierwise.models.sonnet': 'claude-sonnet-5-5',
  'tierwise.models.opus': 'claude-opus-5-5',
};

/** How long a file that is being saved may take. */
const SAVED_MS = 5_000;

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
  /** Puts the fixture's files back as they were, and prepares them anew. */
  restoreWorkspace(prepare: StageOptions['prepare']): Promise<void>;
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
  const restoreWorkspace: Stage['restoreWorkspace'] = async (prepare) => {
    mkdirSync(workspace, { recursive: true });
    for (const name of readdirSync(workspace)) removeFolder(join(workspace, name));
    if (fixture !== null) {
      cpSync(join(projectRoot, 'test', 'fixtures', fixture), workspace, { recursive: true });
    }
    await prepare(workspace);
  };
  await restoreWorkspace(options.prepare);

  const [api, browser] = await Promise.all([startDemoApi(), sharedBrowser()]);
  ends.push(() => api.stop());
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
    extensions: [vsixFile],
    settings: withUsual(options.settings),
    env: { ANTHROPIC_API_KEY: undefined, ANTHROPIC_BASE_URL: undefined, ...options.env },
  });
  ends.push(() => server.stop());

  const lines: string[] = [];
  let windows = 0;
  const window = async (url: string, pictures: string): Promise<Workbench> => {
    const page = await workbenchPage(browser, server);
    ends.push(() => page.context().close());
    page.setDefaultTimeout(PATIENCE_MS);
    page.on('console', (message) => lines.push(message.text()));
    return new Workbench(page, url, pictures);
  };
  const workbench = await window(server.url, journey);
  await workbench.open();

  const settingsFile = join(server.userDataDir, 'User', 'settings.json');
  /** The tab is clean before the last of the file is on the disk. */
  const isSaved = async (text: string): Promise<boolean> => {
    const end = performance.now() + SAVED_MS;
    while (readFileSync(settingsFile, 'utf8') !== text) {
      if (performance.now() > end) return false;
      await new Promise((resolve) => setImmediate(resolve));
    }
    return true;
  };
  /** On a busy machine a selection comes too late, and what was there before stays beside what is typed. */
  const writeSettings = async (text: string): Promise<void> => {
    for (let tries = 3; tries > 0; tries -= 1) {
      await workbench.writeUserSettings(text);
      if (await isSaved(text)) return;
    }
    throw new Error(`The settings could not be written: ${readFileSync(settingsFile, 'utf8')}`);
  };

  let others: Workbench[] = [];
  let changes = 0;
  let set = JSON.stringify(options.settings);
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
      if (set === JSON.stringify(settings)) return;
      set = JSON.stringify(settings);
      changes += 1;
      // The title changes when the window has read the settings; what is done next finds them changed.
      const title = `Settings ${changes}`;
      const all = { ...quietSettings, ...withUsual(settings), 'window.title': title };
      await writeSettings(JSON.stringify(all));
      await workbench.page.waitForFunction((wanted) => document.title === wanted, title);
    },
    restoreWorkspace,
    stop,
  };
}
