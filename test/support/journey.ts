import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchBrowser } from '../host/browser.ts';
import { buildFolder, projectRoot, removeFolder, temporaryFolder } from '../host/folders.ts';
import {
  startVSCodeServer,
  unaskedSettings,
  type VSCodeServer,
  type VSCodeVersion,
} from '../host/vscodeServer.ts';
import { vsixFile } from '../host/vsix.ts';
import { workbenchPage } from '../host/workbenchPage.ts';
import { type DemoApi, startDemoApi } from './demoApi/server.ts';
import { Workbench, workbenchSettings } from './workbench.ts';

/** The demo API is a gateway to the extension, and those need their models named. */
const PINNED = {
  'tierwise.models.haiku': 'claude-haiku-5-5',
  'tierwise.models.sonnet': 'claude-sonnet-5-5',
  'tierwise.models.opus': 'claude-opus-5-5',
};

/** What a journey starts with. */
export interface JourneyOptions {
  /** Names the folder of its screenshots. */
  readonly name: string;
  /** A folder of test/fixtures/ that is copied and opened, `sample` by default; null opens no folder. */
  readonly fixture?: string | null;
  readonly version?: VSCodeVersion;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** false: in restricted mode. */
  readonly trust?: boolean;
  /** Called with the copied workspace before VS Code opens it. */
  readonly prepare?: (workspace: string) => void | Promise<void>;
}

/** A started journey. */
export interface Journey {
  readonly workbench: Workbench;
  /** The copy of the fixture that VS Code has opened. */
  readonly workspace: string;
  readonly server: VSCodeServer;
  readonly api: DemoApi;
  /**
   * Opens one more window, as another browser would: on the journey's folder, or on another copy of
   * the fixture. It ends with the journey.
   */
  readonly openWindow: (where: 'same folder' | 'another folder') => Promise<Workbench>;
}

/**
 * Gives the surrounding `describe` a VS Code of its own with the packaged extension, its settings pointing at a demo API.
 * What it returns can be used inside tests and hooks. After a failure, a screenshot and the logs are kept.
 */
export function journey(options: JourneyOptions): Journey {
  let started: (Journey & { readonly console: string[] }) | undefined;
  /** What has to be ended, also when the start fails halfway. */
  const ends: (() => Promise<unknown>)[] = [];
  let folder: string | undefined;
  const logs = join(buildFolder, 'journeys');

  const keepLogs = (): void => {
    if (started === undefined) return;
    mkdirSync(logs, { recursive: true });
    const text = `${started.server.logs()}\n-- page --\n${started.console.join('\n')}\n`;
    writeFileSync(join(logs, `${options.name}.log`), text);
  };

  before(`start VS Code for ${options.name}`, async function () {
    this.timeout(300_000);
    removeFolder(join(buildFolder, 'screenshots', options.name));
    folder = temporaryFolder();
    const fixture = options.fixture === undefined ? 'sample' : options.fixture;
    const workspace = join(folder, fixture ?? 'empty');
    if (fixture === null) mkdirSync(workspace);
    else cpSync(join(projectRoot, 'test', 'fixtures', fixture), workspace, { recursive: true });
    await options.prepare?.(workspace);
    const api = await startDemoApi();
    ends.push(() => api.stop());
    const server = await startVSCodeServer({
      ...(options.version === undefined ? {} : { version: options.version }),
      ...(options.trust === undefined ? {} : { trust: options.trust }),
      workspace: fixture === null ? undefined : workspace,
      extensions: [vsixFile],
      settings: {
        ...workbenchSettings,
        ...unaskedSettings,
        'tierwise.api.baseUrl': api.url,
        ...PINNED,
        ...options.settings,
      },
      env: { ANTHROPIC_API_KEY: undefined, ANTHROPIC_BASE_URL: undefined, ...options.env },
    });
    ends.push(() => server.stop());
    const browser = await launchBrowser();
    ends.push(() => browser.close());
    const lines: string[] = [];
    let windows = 0;
    const open = async (url: string): Promise<Workbench> => {
      windows += 1;
      const page = await workbenchPage(browser, server);
      page.setDefaultTimeout(20_000);
      page.on('console', (message) => lines.push(message.text()));
      const name = windows === 1 ? options.name : `${options.name}/window-${windows}`;
      return new Workbench(page, url, name);
    };
    const openWindow: Journey['openWindow'] = async (where) => {
      const other = `${workspace}-${windows + 1}`;
      if (where === 'another folder') cpSync(workspace, other, { recursive: true });
      const url = where === 'same folder' ? server.url : server.url.replace(workspace, other);
      const window = await open(url);
      await window.open();
      return window;
    };
    const workbench = await open(server.url);
    started = { workbench, workspace, server, api, openWindow, console: lines };
    await workbench.open();
  });

  afterEach(async function () {
    if (this.currentTest?.state !== 'failed' || started === undefined) return;
    const title = this.currentTest.title.replace(/\W+/g, '-');
    keepLogs();
    await started.workbench.screenshot(`failed-${title}`).catch(() => undefined);
  });

  after(`stop VS Code of ${options.name}`, async function () {
    this.timeout(30_000);
    for (const end of ends.reverse()) await end();
    if (folder !== undefined) removeFolder(folder);
  });

  const current = (): Journey => {
    if (started === undefined)
      throw new Error('The journey has not started: use it inside a test.');
    return started;
  };
  return {
    get workbench() {
      return current().workbench;
    },
    get workspace() {
      return current().workspace;
    },
    get server() {
      return current().server;
    },
    get api() {
      return current().api;
    },
    get openWindow() {
      return current().openWindow;
    },
  };
}
