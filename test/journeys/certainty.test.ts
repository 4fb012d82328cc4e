import assert from 'node:assert/strict';
import { journey } from '../support/journey.ts';
import { attemptEnded, runEnded } from '../support/ledgerRecords.ts';
import { readLedgers } from '../support/ledgerRows.ts';
import { inOtherWindow } from '../support/otherWindow.ts';

describe('How sure one may be', () => {
  // A window of its own: where a history was cleared, nothing can have been run before that.
  const host = journey({ name: 'certainty', settings: { 'tierwise.audit.share': 1 }, env: {} });

  it('compares two tiers without their names, once both costs are agreed to', async () => {
    const { workbench } = host;
    host.api.setBehaviour('opus', {
      task: 'explain',
      text: 'It parses rows, one after the other.',
    });
    await workbench.openFile('csv.ts');
    await workbench.goToLine(20);
    await workbench.runCommand('Tierwise: Compare Tiers...');
    await workbench.pickQuickPick('Explain Code');
    await workbench.pickQuickPick('Haiku and Opus');
    const asked = await workbench.waitForNotification(/the same\?/);
    assert.match(asked, /Haiku \(about .*\$.*\) and Opus \(about .*\$/);
    await workbench.screenshot('compare-costs');
    await workbench.clickNotificationButton('Compare');
    await workbench.waitForTab('Two Answers, Without Names');
    await workbench.screenshot('compare-answers');
    await workbench.pickQuickPick('The Left Answer');
    const said = await workbench.waitForNotification(/You preferred/);
    const [, preferred] = /You preferred (Haiku|Opus)/.exec(said) ?? [];
    const { runs } = await host.ledger();
    assert.deepEqual(
      runs.map((run) => [run['purpose'], run['start_tier'], run['final_tier']]),
      [
        ['compare', 'haiku', 'haiku'],
        ['compare', 'opus', 'opus'],
      ],
    );
    const up = runs.filter((run) => run['rating'] === 'up');
    assert.deepEqual(
      up.map((run) => run['final_tier']),
      [preferred?.toLowerCase()],
    );
    assert.equal(runs.filter((run) => run['rating'] === 'down').length, 1);
    await workbench.closeAllEditors();
    await workbench.clearNotifications();
  });

  it('asks in the status bar alone whether an answer of yesterday was right', async () => {
    const { workbench } = host;
    const item = workbench.statusBarItem('tierwise.tierwise.audit');
    assert.equal(await item.count(), 0);
    const runId = (Date.now() - 26 * 3_600_000) * 4_096 + 63 * 64;
    await bookRun(runId);
    await item.waitFor();
    assert.match(await item.innerText(), /Was this right\?/);
    await workbench.screenshot('audit-item');
    assert.deepEqual(await workbench.notifications(), []);
    await item.click();
    await workbench.screenshot('audit-question');
    await workbench.pickQuickPick('Wrong');
    await item.waitFor({ state: 'hidden' });
    const run = await auditedRun(runId);
    assert.equal(run['audit'], 'wrong');
  });

  it('shows in the report what was debited, what is certified and what would have been', async () => {
    const { workbench } = host;
    await workbench.runCommand('Tierwise: Show Savings Report');
    const report = await workbench.webviewFrame('Tierwise Savings');
    await report.getByText(/Proved wrong: 1 of the 1 answers/).waitFor();
    await report.locator('#fold-sure-summary').click();
    await report.locator('#certificates').getByText('None yet').waitFor();
    await workbench.screenshot('certificates');
    await report.locator('#fold-wouldBe-summary').click();
    const row = report.locator('#what-if tr', { hasText: 'Start at Haiku' }).first();
    assert.match(await row.innerText(), /exact/);
    await row.getByRole('button').nth(2).click();
    const rows = report.getByRole('region', { name: /Rows behind: / });
    await rows.getByRole('row').nth(1).waitFor();
    await workbench.screenshot('what-if-rows');
    assert.equal(await rows.locator('tbody tr').count(), 1);
    const unknown = report.locator('#what-if tr', { hasText: 'Start at Opus' }).first();
    assert.match(await unknown.innerText(), /Too little is known/);
  });

  /** Another window books a run of the day before yesterday's morning: this one hears of it. */
  async function bookRun(runId: number): Promise<void> {
    await inOtherWindow(host.server.userDataDir, async (ledger) => {
      await ledger.attemptEnded(attemptEnded(runId));
      await ledger.runEnded(runEnded(runId));
    });
  }

  async function auditedRun(runId: number) {
    for (;;) {
      const { runs } = await readLedgers(host.server.userDataDir, 0);
      const found = runs.find((run) => run['id'] === runId && run['audit'] !== null);
      if (found !== undefined) return found;
    }
  }
});
