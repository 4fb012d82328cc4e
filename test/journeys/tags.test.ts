import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { journey } from '../support/journey.ts';

describe('Runs with tags', () => {
  const git = (...args: readonly string[]): void => {
    const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
    execFileSync('git', [...author, ...args], { cwd: host.workspace, stdio: 'ignore' });
  };
  const host = journey({
    name: 'tags',
    prepare(workspace) {
      const inside = { cwd: workspace, stdio: 'ignore' } as const;
      const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
      execFileSync('git', ['init', '--initial-branch=main'], inside);
      execFileSync(
        'git',
        ['remote', 'add', 'origin', 'https://me:secret@host/acme/shop.git'],
        inside,
      );
      execFileSync('git', ['add', '.'], inside);
      execFileSync('git', [...author, 'commit', '--message=Start'], inside);
    },
  });
  const writeDocs = async (): Promise<void> => {
    const { workbench } = host;
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForTab(/lruCache\.ts.*Haiku/);
    await workbench.runCommand('Tierwise: Discard');
    await workbench.clearNotifications();
  };

  it('have none unless that is wanted, and then what is wanted alone', async () => {
    await writeDocs();
    await host.changeSettings({
      'tierwise.ledger.tags': { repository: true, branch: true, ticket: '[A-Z]+-\\d+' },
    });
    await writeDocs();
    git('switch', '--create', 'feature/AB-12-cache');
    await host.workbench.statusBarItem('status.scm').filter({ hasText: 'AB-12' }).waitFor();
    await writeDocs();
    const { runs } = await host.ledger();
    assert.deepEqual(
      runs.map(({ tags }) => tags),
      [
        null,
        '{"repository":"shop","branch":"main"}',
        '{"repository":"shop","branch":"feature/AB-12-cache","ticket":"AB-12"}',
      ],
    );
  });

  it('are filtered in the report, with all its numbers and their rows', async () => {
    const { workbench } = host;
    await workbench.runCommand('Tierwise: Show Savings Report');
    const report = await workbench.webviewFrame('Tierwise Savings');
    await report.locator('.sentence', { hasText: /^3 runs cost/ }).waitFor();
    const ticket = report.getByLabel('Ticket');
    await ticket.waitFor();
    await workbench.screenshot('all');
    assert.deepEqual(await ticket.locator('option').allInnerTexts(), ['All', 'None', 'AB-12']);
    await ticket.selectOption({ label: 'AB-12' });
    await report.locator('.sentence', { hasText: /^1 run cost/ }).waitFor();
    await report.getByRole('definition').getByRole('button').first().click();
    const rows = report.getByRole('region', { name: 'Rows behind: Spent' });
    await rows.locator('tbody tr').first().waitFor();
    assert.equal(await rows.locator('tbody tr').count(), 1);
    await workbench.screenshot('one-ticket');
    await report.getByLabel('Branch').selectOption({ label: 'main' });
    await report.getByRole('heading', { name: 'No runs in this period' }).waitFor();
    await workbench.screenshot('none');
    await report.getByLabel('Branch').selectOption({ label: 'All' });
    await report.locator('.sentence', { hasText: /^1 run cost/ }).waitFor();
  });

  it('are exported as the report shows them, and as they are chosen', async () => {
    const { workbench } = host;
    const saved = async (name: string): Promise<string> => {
      await workbench.acceptFile();
      await workbench.waitForNotification(/exported to/);
      await workbench.clearNotifications();
      return readFileSync(join(host.workspace, name), 'utf8');
    };
    const report = await workbench.webviewFrame('Tierwise Savings');
    await report.getByRole('button', { name: 'Export Usage…' }).click();
    await workbench.pickQuickPick('Runs as JSON');
    const runs = JSON.parse(await saved('tierwise-runs.json')) as readonly { tags: string }[];
    assert.deepEqual(
      runs.map(({ tags }) => (JSON.parse(tags) as { ticket: string }).ticket),
      ['AB-12'],
    );

    await workbench.runCommand('Tierwise: Export Weekly Report...');
    await workbench.pickQuickPick('Markdown');
    await workbench.quickInput.getByText('Which runs?').waitFor();
    await workbench.screenshot('which-runs');
    await workbench.pickQuickPick('main');
    const today = new Date();
    const day = today.getFullYear() * 10_000 + (today.getMonth() + 1) * 100 + today.getDate();
    const text = await saved(`tierwise-week-${day}.md`);
    assert.match(text, /Only runs with these tags: Branch: main\n/);
    assert.match(text, /\| Runs \| 1 \|/);
  });

  it('are all there again when a report that showed some is closed and opened anew', async () => {
    const { workbench } = host;
    await workbench.closeAllEditors();
    await workbench.runCommand('Tierwise: Show Savings Report');
    const report = await workbench.webviewFrame('Tierwise Savings');
    await report.locator('.sentence', { hasText: /^3 runs cost/ }).waitFor();
  });
});
