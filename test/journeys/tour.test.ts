import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot } from '../host/folders.ts';
import { journey, RIGHT_KEY, setKey } from '../support/journey.ts';
import { inOtherWindow } from '../support/otherWindow.ts';
import { accept, proposed } from '../support/proposal.ts';
import { bookSampleWeeks } from '../support/sampleWeeks.ts';

/** `npm run pictures` takes the pictures in a light theme, too. */
const isLight = process.env['TIERWISE_TOUR'] === 'light';

const SETTINGS: Readonly<Record<string, unknown>> = isLight
  ? { 'workbench.colorTheme': 'Default Light Modern' }
  : {};

const STEPS = {
  review: 'Review a file',
  result: 'Read the result, then decide',
  report: 'See what you saved',
  key: 'Set your API key',
};

/** What the pictures of the walkthrough and of the README show, step by step. */
describe('A tour', () => {
  const host = journey({
    name: isLight ? 'tour-light' : 'tour',
    key: 'own',
    env: {},
    settings: SETTINGS,
  });

  it('begins with a walkthrough that shows the real thing', async () => {
    const { workbench } = host;
    // The pictures are shown where there is room for them.
    await workbench.runCommand('View: Toggle Primary Side Bar Visibility');
    await workbench.runCommand('Welcome: Open Walkthrough...');
    await workbench.pickQuickPick('Get started with Tierwise');
    const media = workbench.page.locator('.getting-started-media');
    const names = new Set(
      readdirSync(join(projectRoot, 'media', 'walkthrough')).map((file) => file.split('.')[0]),
    );
    const titles = workbench.page.locator('.getting-started-step .step-title');
    await titles.first().waitFor();
    assert.equal(await titles.count(), names.size);
    for (const [name, title] of Object.entries(STEPS)) {
      await titles.getByText(title).click();
      const image = media.locator(`img[srcset*="${name}.${isLight ? 'light' : 'dark'}."]`);
      await image.waitFor();
      await image.evaluate((img: HTMLImageElement) => img.decode());
    }
    await workbench.screenshot('walkthrough');
    await workbench.closeAllEditors();
  });

  it('goes on with a key, which nobody sees', async () => {
    const { workbench } = host;
    // As it is asked for where no demo API stands in.
    await host.changeSettings({ ...SETTINGS, 'tierwise.api.baseUrl': 'https://api.anthropic.com' });
    await workbench.runCommand('Tierwise: Set API Key...');
    const input = workbench.quickInput.locator('input');
    await input.fill(RIGHT_KEY);
    assert.equal(await input.getAttribute('type'), 'password');
    await workbench.screenshot('key');
    await workbench.press('Escape');
    await host.changeSettings(SETTINGS);
    await setKey(workbench);
    await workbench.clearNotifications();
  });

  it('reviews a file', async () => {
    const { workbench } = host;
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.openContextMenu();
    await workbench.page.locator('.monaco-menu').getByText('Tierwise').first().hover();
    await workbench.page.locator('.monaco-submenu').getByText('Review Code').waitFor();
    await workbench.screenshot('menu');
    await workbench.press('Escape');
    await workbench.press('Escape');
    await workbench.runCommand('Tierwise: Review Code');
    await workbench.waitForNotification(/found/);
    await workbench.problems();
    await workbench.screenshot('findings');
    await workbench.clearNotifications();
    await workbench.screenshot('problems');
    await workbench.runCommand('View: Toggle Panel Visibility');
  });

  it('proposes, and writes what is accepted', async () => {
    const { workbench } = host;
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Write Docs');
    await proposed(workbench, 'lruCache.ts', 'Haiku');
    await workbench.page.locator('.codelens-decoration a', { hasText: 'Accept' }).first().waitFor();
    await workbench.screenshot('proposal');
    await accept(workbench, 'lruCache.ts');
    await workbench.clearNotifications();
    await workbench.screenshot('accepted');
    await workbench.runCommand('File: Revert File');
    await workbench.closeAllEditors();
  });

  it('ends with what it all cost, and what it saved', async () => {
    const { workbench } = host;
    await inOtherWindow(host.server.userDataDir, (ledger) => bookSampleWeeks(ledger, Date.now()));
    await workbench.runCommand('Tierwise: Show Savings Report');
    const report = await workbench.webviewFrame('Tierwise Savings');
    await report.getByText(/like these save from/).waitFor();
    await report.locator('#fold-wouldBe').getByText('A month:').waitFor();
    await workbench.screenshot('report');
    await workbench.page.setViewportSize({ width: 860, height: 620 });
    await report.waitForFunction(() => innerWidth < 860);
    await workbench.screenshot('near');
    await workbench.page.setViewportSize({ width: 1280, height: 800 });
    const wasted = report.locator('#number-answers-wasted');
    await wasted.click();
    await report.getByRole('region', { name: /Rows behind: / }).waitFor();
    await workbench.screenshot('wasted');
    await report.locator('#rows tbody tr').first().waitFor();
  });
});
