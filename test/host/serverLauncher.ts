#!/usr/bin/env node
/**
 * What `runTests` starts in the place of the desktop's VS Code: serves VS Code from npm, opens it in a headless browser with the
 * extension and its tests, and exits with the tests' exit code. The arguments are the desktop's.
 */
import { parseArgs } from 'node:util';
import { launchBrowser } from './browser.ts';
import { startVSCodeServer, unaskedSettings, vscodeVersions } from './vscodeServer.ts';
import { workbenchPage } from './workbenchPage.ts';

const minutes = 10;
/** Nobody looks at this window: what the workbench would only draw. */
const unseenSettings = {
  'breadcrumbs.enabled': false,
  'editor.bracketPairColorization.enabled': false,
  'editor.colorDecorators': false,
  'editor.folding': false,
  'editor.guides.indentation': false,
  'editor.lightbulb.enabled': 'off',
  'editor.links': false,
  'editor.occurrencesHighlight': 'off',
  'editor.stickyScroll.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'workbench.activityBar.location': 'hidden',
  'workbench.editor.editorActionsLocation': 'hidden',
  'workbench.editor.showTabs': 'none',
  'workbench.layoutControl.enabled': false,
  'workbench.statusBar.visible': false,
};

const { values, positionals } = parseArgs({
  options: {
    extensionDevelopmentPath: { type: 'string' },
    extensionTestsPath: { type: 'string' },
  },
  allowPositionals: true,
  strict: false,
});
const { extensionDevelopmentPath: extensionFolder, extensionTestsPath: testsFile } = values;
if (typeof extensionFolder !== 'string' || typeof testsFile !== 'string') {
  throw new Error('Needs --extensionDevelopmentPath= and --extensionTestsPath=.');
}

const version = vscodeVersions.find((known) => known === process.env['TIERWISE_VSCODE_VERSION']);
const server = await startVSCodeServer({
  version: version ?? vscodeVersions[0],
  workspace: positionals[0],
  settings: { ...unaskedSettings, ...unseenSettings },
  isBare: true,
});
const browser = await launchBrowser();
const exit = Promise.withResolvers<number>();
const timer = setTimeout(() => {
  process.stderr.write(`The tests did not end within ${minutes} minutes.\n${server.logs()}`);
  exit.resolve(1);
}, minutes * 60_000);
try {
  const page = await workbenchPage(browser, server, {
    development: { extensionFolder, testsFile },
    isDrawn: false,
    onExit: exit.resolve,
  });
  page.on('crash', () => {
    process.stderr.write('The browser’s page crashed.\n');
    exit.resolve(1);
  });
  await page.goto(server.url);
  process.exitCode = await exit.promise;
} finally {
  clearTimeout(timer);
  await browser.close();
  await server.stop();
}
