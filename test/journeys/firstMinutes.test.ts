import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { journey } from '../support/journey.ts';
import { proposed } from '../support/proposal.ts';

const CHANGED = ['src/csv.ts', 'src/invoice.ts', 'src/lruCache.ts'] as const;

/** More than fits on a screen, so that it can be scrolled. */
const LONG = Array.from({ length: 80 }, (_, index) => `## Part ${index}\n\nSome words.\n`).join(
  '\n',
);

describe('The first minutes', () => {
  const host = journey({
    name: 'first-minutes',
    // A window of its own: where another journey has selected something, the file is not just opened.
    env: {},
    prepare(workspace) {
      const git = (...args: readonly string[]): void => {
        const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
        execFileSync('git', [...author, ...args], { cwd: workspace, stdio: 'ignore' });
      };
      git('init', '--initial-branch=main');
      git('add', '.');
      git('commit', '--message=Start');
      for (const path of CHANGED) {
        appendFileSync(join(workspace, path), '\nexport const added = (a: number) => a / 0;\n');
      }
    },
  });

  const lens = (text: string): Locator =>
    host.workbench.page.locator('.contentWidgets .codelens-decoration a', { hasText: text });

  beforeEach(async () => {
    await host.workbench.closeAllEditors();
    await host.workbench.clearNotifications();
  });

  it('review a file that was only opened as a whole, and say so', async () => {
    const { workbench } = host;
    await workbench.openFile('csv.ts');
    await workbench.runCommand('Tierwise: Review Code');
    const told = await workbench.waitForNotification(/found/);
    await workbench.screenshot('reviewed');
    assert.match(told, /problems? found in the whole of csv\.ts\./i);
  });

  it('explain the declaration at the cursor beside the code, which keeps the keyboard', async () => {
    const { api, workbench } = host;
    api.setBehaviour('*', { text: LONG, times: 1 });
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Explain Code');
    await workbench.waitForNotification(/^Explained: get of lruCache\.ts\.$/);
    await workbench.waitForTab('lruCache.ts');
    const page = workbench.page.frameLocator('iframe.webview').frameLocator('#active-frame');
    await page.getByText('Part 79', { exact: true }).waitFor({ state: 'attached' });
    await workbench.screenshot('explained');
    await workbench.page.waitForFunction(
      () => document.activeElement?.closest('.editor-instance .monaco-editor') !== null,
    );
    const top = await page.locator('html').evaluate((root) => root.scrollTop);
    assert.equal(top, 0);
    await workbench.clickNotificationButton('Whole File');
    await page.getByText('the whole of lruCache.ts').waitFor();
  });

  it('offer what can be done with a proposal in words above its first change', async () => {
    const { workbench } = host;
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Write Docs');
    await proposed(workbench, 'lruCache.ts', 'Haiku 5\\.5, \\$');
    await lens('Accept').first().waitFor();
    await workbench.screenshot('lenses');
    const shown = await host.workbench.page.locator('.codelens-decoration a').allInnerTexts();
    assert.deepEqual(shown.slice(0, 5), [
      'Accept',
      'Discard',
      'Refine...',
      'Retry with Opus',
      'Whole File',
    ]);
    assert.match(shown[5] ?? '', /^get of lruCache\.ts: Haiku 5\.5 · checked: proven · \$/);
    await lens('Accept').first().click();
    await workbench
      .tab(/lruCache\.ts \(/)
      .first()
      .waitFor({ state: 'detached' });
    await workbench.waitForTab('lruCache.ts');
    assert.equal((await workbench.tabs()).find(({ isActive }) => isActive)?.isDirty, true);
    await workbench.runCommand('File: Revert File');
  });

  it('ask before several reviews that cost more together, with the files to choose from', async () => {
    const { workbench } = host;
    await host.changeSettings({ 'tierwise.confirmAbove': 0.001 });
    await workbench.runCommand('Tierwise: Review Uncommitted Changes');
    await workbench.pickQuickPick('All uncommitted changes');
    const title = workbench.quickInput.locator('.quick-input-title');
    await title.filter({ hasText: /Review 3 files for about \$/ }).waitFor();
    await workbench.screenshot('cost');
    await workbench.quickInput.locator('.monaco-list-row').first().click();
    await title.filter({ hasText: /Review 2 files for about \$/ }).waitFor();
    await workbench.press('Enter');
    const told = await workbench.waitForNotification(/in \d files/);
    await workbench.screenshot('reviewed-changes');
    assert.match(told, /in 2 files\. \$[\d.]+ was spent/);
    await host.changeSettings({});
  });

  it('are quiet where the editor has its AI features turned off', async () => {
    const { workbench } = host;
    await host.changeSettings({ 'chat.disableAIFeatures': true });
    await workbench.openFile('csv.ts');
    await workbench.runCommand('Tierwise: Review Code');
    await workbench.waitForNotification(/^AI features are turned off/);
    await workbench.screenshot('off');
    await host.changeSettings({});
  });
});
