import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { journey } from '../support/journey.ts';

describe('The usage history', () => {
  const host = journey({ name: 'history' });

  it('opens the rows behind a number of the report, by keyboard too', async () => {
    const { workbench } = host;
    host.api.setBehaviour('haiku', { reject: 'always' });
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForTab(/lruCache\.ts.*Opus/);
    await workbench.runCommand('Tierwise: Discard');
    await workbench.clearNotifications();

    await workbench.runCommand('Tierwise: Show Savings Report');
    const report = await workbench.webviewFrame('Tierwise Savings');
    const spent = report.getByRole('definition').getByRole('button').first();
    await spent.click();
    const rows = report.getByRole('region', { name: 'Rows behind: Spent' });
    await rows.getByRole('row').nth(3).waitFor();
    // What the mouse rests on says something over the picture.
    await workbench.page.mouse.move(0, 0);
    await workbench.page.locator('.monaco-hover:visible').waitFor({ state: 'detached' });
    await workbench.screenshot('rows');
    const { attempts } = await host.ledger();
    assert.equal(await rows.locator('tbody tr').count(), attempts.length);
    assert.equal(attempts.length, 3);
    assert.match(await rows.innerText(), /escalation[^]*Opus[^]*passed/);
    assert.match(await rows.innerText(), /repair[^]*Haiku[^]*rejected/);
    await workbench.press('Escape');
    await rows.waitFor({ state: 'detached' });
    assert.equal(await spent.evaluate((button) => button === document.activeElement), true);

    await report.locator('#fold-tiers-summary').focus();
    await workbench.press('Enter');
    await report.locator('#fallbacks tbody').getByRole('button').first().focus();
    await workbench.press('Enter');
    await report.getByRole('region', { name: /Rows behind: Haiku/ }).waitFor();
    await workbench.screenshot('tier-by-tier');
    await report.getByRole('button', { name: 'Close' }).click();
  });

  it('is drawn anew under the hands of the user, and takes nothing from them', async () => {
    const { workbench } = host;
    const report = await workbench.webviewFrame('Tierwise Savings');
    const { mouse } = workbench.page;
    /** What comes late, with another figure each time. */
    const drawAnew = (spentNusd: number): Promise<void> =>
      report.evaluate((nusd) => {
        const today = { spentNusd: nusd, unpriced: 0 };
        const data = { type: 'machine', period: '30days', today, month: today };
        window.dispatchEvent(new MessageEvent('message', { data }));
      }, spentNusd);
    const isDrawn = (dollars: string) => report.getByText(dollars).first().waitFor();

    const fold = report.locator('#method-details');
    const summary = report.locator('#method-summary');
    assert.equal(await fold.evaluate((details: HTMLDetailsElement) => details.open), false);
    await summary.evaluate((part) => part.scrollIntoView({ block: 'center' }));
    const box = (await summary.boundingBox()) ?? assert.fail();
    await mouse.move(box.x + 20, box.y + box.height / 2);
    await mouse.down();
    await drawAnew(111_000_000_000);
    await mouse.up();
    await isDrawn('$111.00');
    assert.equal(await fold.evaluate((details: HTMLDetailsElement) => details.open), true);

    // The text that is selected, the keyboard's place and what is read.
    const selected = await fold.evaluate((details) => {
      const line = details.querySelector('li')?.firstChild;
      if (!line) throw new Error('no line');
      document.getSelection()?.setBaseAndExtent(line, 3, line, 15);
      return document.getSelection()?.toString();
    });
    const sort = report.locator('#by-task thead button').first();
    await sort.evaluate((button: HTMLElement) => button.focus({ preventScroll: true }));
    const before = await summary.boundingBox();
    await drawAnew(222_000_000_000);
    await isDrawn('$222.00');
    const now = await report.evaluate(() => document.getSelection()?.toString());
    assert.deepEqual([selected?.length, now], [12, selected]);
    assert.equal(await sort.evaluate((button) => button === document.activeElement), true);
    assert.deepEqual(await summary.boundingBox(), before);

    // The space bar is a press too.
    await summary.focus();
    await workbench.page.keyboard.down('Space');
    await drawAnew(333_000_000_000);
    await workbench.page.keyboard.up('Space');
    await isDrawn('$333.00');
    assert.equal(await fold.evaluate((details: HTMLDetailsElement) => details.open), false);
  });

  it('is exported to a file', async () => {
    const { workbench } = host;
    await workbench.runCommand('Tierwise: Export Usage...');
    await workbench.pickQuickPick('Attempts as CSV');
    await workbench.quickInput.getByRole('button', { name: 'OK' }).waitFor();
    await workbench.screenshot('save');
    await workbench.acceptFile();
    await workbench.waitForNotification(/exported to tierwise-attempts\.csv/);
    const text = readFileSync(join(host.workspace, 'tierwise-attempts.csv'), 'utf8');
    const { attempts } = await host.ledger();
    assert.equal(text.split('\r\n').length, attempts.length + 2);
    assert.ok(text.startsWith('run_id,ordinal,kind,'));
  });

  it('is exported as charges by FOCUS, and as a report of the week', async () => {
    const { workbench } = host;
    const exported = async (command: string, choice: string, name: string): Promise<string> => {
      await workbench.clearNotifications();
      await workbench.runCommand(command);
      await workbench.pickQuickPick(choice);
      await workbench.acceptFile();
      await workbench.waitForNotification(new RegExp(`exported to ${name}`));
      const file = readdirSync(host.workspace).find((one) => new RegExp(name).test(one));
      return readFileSync(join(host.workspace, file ?? ''), 'utf8');
    };
    const focus = 'Charges by FOCUS 1.2 (CSV)';
    const charges = await exported(
      'Tierwise: Export Usage...',
      focus,
      'tierwise-focus-1\\.2\\.csv',
    );
    assert.match(charges, /^BilledCost,BillingAccountId,/);
    const { runs } = await host.ledger();
    const weekly = 'Tierwise: Export Weekly Report...';
    const week = await exported(weekly, 'Markdown', 'tierwise-week-\\d+\\.md');
    assert.match(week, new RegExp(`^\\| Runs \\| ${runs.length} \\| 0 \\|$`, 'm'));
    await workbench.clickNotificationButton('Open File');
    await workbench.waitForTab(/tierwise-week/);
    await workbench.screenshot('week');
  });

  it('is cleared after a question, but for what the month has cost', async () => {
    const { workbench } = host;
    await workbench.runCommand('Tierwise: Clear Usage History...');
    const dialog = await workbench.dialog();
    await workbench.screenshot('clear');
    assert.match(dialog.detail, /What this month cost stays/);
    await workbench.clickDialogButton('Clear');
    await workbench.waitForNotification(/is cleared/);
    const { runs, attempts } = await host.ledger();
    assert.deepEqual([runs, attempts], [[], []]);
    const item = workbench.statusBarItem('tierwise.tierwise.spend');
    await item.filter({ hasNotText: /saved/ }).waitFor();
  });
});
