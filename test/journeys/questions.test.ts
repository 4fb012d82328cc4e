import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { journey } from '../support/journey.ts';
import { callsAfter, lastRun, newestRequest } from '../support/lastRun.ts';
import { discard } from '../support/proposal.ts';

/** A file's name that is a link where names are read as text with links. */
const LINK = '[click](command:workbench.action.closeActiveEditor).ts';

describe('A run that asks', () => {
  const host = journey({
    name: 'questions',
    // Every step is asked about.
    settings: { 'tierwise.confirmAbove': 0 },
    prepare: (workspace) => writeFileSync(join(workspace, LINK), 'export const one = () => 1;\n'),
  });
  let earlier = 0;

  beforeEach(async () => {
    earlier = newestRequest(host);
    await host.workbench.clearNotifications();
  });

  const item = (): Locator => host.workbench.statusBarItem('tierwise.tierwise.spend');
  const message = (text: RegExp): Locator =>
    host.workbench.page.locator('.notification-list-item-message').filter({ hasText: text });

  it('says that it waits, leads back to the question that was hidden, and goes on', async () => {
    const { workbench } = host;
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Write Docs');
    const asked = await workbench.waitForNotification(/Ask Haiku/);
    assert.match(asked, /^Write Docs, src\/lruCache\.ts: This step is expected to cost more/);
    await workbench.waitForNotification(
      /^Write Docs, get of lruCache\.ts: Waiting for your answer: see the notifications$/,
    );
    await item()
      .filter({ hasText: /^\s*Write Docs: waiting for your answer$/ })
      .waitFor();
    await workbench.screenshot('waits');

    // The editor does the same by itself some seconds later.
    await workbench.focusEditor();
    await workbench.press('Escape');
    await message(/Ask Haiku/).waitFor({ state: 'hidden' });
    await workbench.screenshot('hidden');
    await item().click();
    await workbench.waitForNotification(/Ask Haiku/);
    await workbench.screenshot('brought-back');
    assert.deepEqual(callsAfter(host, earlier), []);

    await workbench.clickNotificationButton('Go On');
    await workbench.waitForTab(/lruCache\.ts.*Haiku/);
    await item().filter({ hasText: /^\$/ }).waitFor();
    await item().click();
    await workbench.waitForTab(/Tierwise/);
    await workbench.closeEditor();
    await discard(workbench, 'lruCache.ts');
  });

  it('ends with its question: a late answer does nothing, and says so', async () => {
    const { workbench } = host;
    await workbench.openFile('csv.ts');
    await workbench.goToLine(1);
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForNotification(/csv\.ts: [^]*Ask Haiku/);
    await workbench.waitForNotification(/Waiting for your answer/);
    await workbench.clickNotificationButton('Cancel');
    await item().filter({ hasNotText: 'waiting' }).waitFor();
    await workbench.runCommand('Notifications: Show Notifications');
    await workbench.clickNotificationButton('Go On');
    await workbench.page
      .locator('.statusbar')
      .getByText('The run that asked has ended. Nothing was done.')
      .waitFor();
    await workbench.screenshot('late');
    assert.deepEqual(callsAfter(host, earlier), []);
    const { run, attempts } = await lastRun(host);
    assert.deepEqual([run['outcome'], run['cost_nusd'], attempts], ['cancelled', 0, []]);
  });

  it('leads by its progress to the question, and nowhere by the name of a file', async () => {
    const { workbench } = host;
    await workbench.openFile(LINK);
    await workbench.runCommand('Tierwise: Write Docs');
    const asked = await workbench.waitForNotification(/Ask Haiku/);
    assert.match(asked, /^Write Docs, \[click\] \(command:/);
    assert.equal(
      await message(/Ask Haiku/)
        .locator('a')
        .count(),
      0,
    );
    await message(/Waiting for your answer/)
      .locator('a')
      .click();
    await workbench.page.locator('.notifications-center.visible').waitFor();
    await workbench.screenshot('center');
    await workbench.clickNotificationButton('Stop');
    await item().filter({ hasNotText: 'waiting' }).waitFor();
    assert.deepEqual(callsAfter(host, earlier), []);
  });
});
