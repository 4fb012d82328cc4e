import { randomBytes } from 'node:crypto';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import type { VSCodeServer } from './vscodeServer.ts';

/** An extension under development and its tests, as absolute paths. */
export interface Development {
  readonly extensionFolder: string;
  readonly testsFile: string;
}

/** What a page may do with the workbench besides showing it. */
export interface PageOptions {
  readonly development?: Development;
  /** false: nothing is painted, which software does at every frame; all else is as where somebody looks. */
  readonly isDrawn?: boolean;
  /** Called with the exit code when the tests of `development` have ended. */
  readonly onExit?: (code: number) => void;
}

/** A window that a person looks at, and one that nobody does: what is not drawn costs no time. */
const SEEN = { width: 1280, height: 800 };
const UNSEEN = { width: 500, height: 300 };

/** A page of its own for a server's workbench, not yet opened: `page.goto(server.url)` opens it. */
export async function workbenchPage(
  browser: Browser,
  server: VSCodeServer,
  options: PageOptions = {},
): Promise<Page> {
  const context = await browser.newContext({
    viewport: options.development === undefined ? SEEN : UNSEEN,
    locale: 'en-US',
    colorScheme: 'dark',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  await keepSecrets(context);
  await context.addInitScript(standStill);
  const page = await context.newPage();
  if (options.isDrawn === false) await page.addInitScript(drawNothing);
  if (options.development !== undefined) await develop(page, server, options.development);
  await page.exposeFunction('codeAutomationLog', () => undefined);
  await page.exposeFunction('codeAutomationExit', (code: number) => options.onExit?.(code));
  return page;
}

/** Serves the key under which the workbench keeps secrets over a reload; a product's own server has such a route. */
async function keepSecrets(context: BrowserContext): Promise<void> {
  const key = randomBytes(32);
  await context.route('**/mint-key', (route) => route.fulfill({ body: key }));
}

/** Stops what only moves for the eye, which software draws at every frame; runs in the page. */
function standStill(): void {
  addEventListener('DOMContentLoaded', () => {
    const style = document.createElement('style');
    style.textContent =
      '*, ::before, ::after { animation: none !important; transition: none !important }';
    document.head.append(style);
  });
}

/** Lets nothing be drawn of what nobody looks at; its sizes and its focus stay. Runs in the page. */
function drawNothing(): void {
  addEventListener('DOMContentLoaded', () => {
    const style = document.createElement('style');
    style.id = 'undrawn';
    style.textContent = 'body { opacity: 0 !important }';
    document.head.append(style);
  });
}

/** Writes the development options into the workbench's configuration before its script reads them. */
async function develop(
  page: Page,
  { authority }: VSCodeServer,
  { extensionFolder, testsFile }: Development,
): Promise<void> {
  const remote = (path: string): object => ({ scheme: 'vscode-remote', authority, path });
  const developmentOptions = {
    extensions: [remote(extensionFolder)],
    extensionTestsPath: remote(testsFile),
  };
  await page.addInitScript((added) => {
    new MutationObserver((_changes, observer) => {
      const element = document.getElementById('vscode-workbench-web-configuration');
      const settings = element?.dataset['settings'];
      if (element === null || settings === undefined) return;
      observer.disconnect();
      const configuration = JSON.parse(settings) as object;
      element.dataset['settings'] = JSON.stringify({ ...configuration, developmentOptions: added });
    }).observe(document, { childList: true, subtree: true });
  }, developmentOptions);
}
