import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { removeFolder, temporaryFolder } from '../host/folders.ts';
import { callLine, LogWriter, promptLine, toolUse } from '../support/claudeCodeLogs.ts';
import { journey } from '../support/journey.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const PROJECT = '-home-someone-project';

describe("What Claude Code has spent, beside Tierwise's own", () => {
  const home = temporaryFolder();
  const settings = join(home, '.claude');
  const writer = new LogWriter(settings, { seed: 3 });
  const host = journey({
    name: 'claude-code',
    env: { HOME: home, CLAUDE_CONFIG_DIR: '', XDG_CONFIG_HOME: '' },
    prepare() {
      const now = Date.now();
      for (const days of [1, 3, 9, 20]) {
        writer.session('streamed', now - days * DAY_MS, 30);
        writer.session('agents', now - days * DAY_MS, 30);
        writer.session('resumed', now - days * DAY_MS - HOUR_MS, 30);
      }
      writer.session('torn', now - 2 * DAY_MS, 10);
    },
  });
  const tooltip = async (): Promise<string> => {
    const item = host.workbench.statusBarItem('tierwise.tierwise.spend');
    return host.workbench.hoverText(item);
  };
  const tooltipWith = async (text: RegExp): Promise<string> => {
    for (let tries = 20; ; tries -= 1) {
      const shown = await tooltip();
      if (text.test(shown) || tries === 0) return shown;
    }
  };

  after(() => removeFolder(home));

  it('is not looked at unless that is wanted', async () => {
    const { workbench } = host;
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForTab(/lruCache\.ts.*Haiku/);
    await workbench.runCommand('Tierwise: Discard');
    await workbench.clearNotifications();
    assert.doesNotMatch(await tooltip(), /Claude Code/);
  });

  it('stands in the tooltip, in a table of its own', async () => {
    await host.changeSettings({ 'tierwise.glance.claudeCode': true });
    const shown = await tooltipWith(/Claude Code, at list prices/);
    await host.workbench.screenshot('tooltip');
    assert.match(shown, /Claude Code, at list prices\s+Spent\s+Calls/);
    assert.match(shown, new RegExp(`30 days\\s+\\$[\\d.,]+\\s+${writer.calls.length}\\b`));
    assert.match(shown, /cannot be read and are not counted: 2\./);
  });

  it('stands in a section of the report, in none of its figures', async () => {
    const { workbench } = host;
    await workbench.runCommand('Tierwise: Show Savings Report');
    const report = await workbench.webviewFrame('Tierwise Savings');
    const section = report.locator('#claude-code-section');
    await section.locator('tbody tr').first().waitFor();
    await section.evaluate((part) => part.scrollIntoView({ block: 'center' }));
    await workbench.screenshot('report');
    const text = await section.innerText();
    assert.match(text, new RegExp(`${writer.calls.length} calls in this period cost \\$`));
    assert.match(text, /list prices[^]*In none of the figures above/);
    assert.match(text, /Opus 4\.8/);
    assert.match(await report.locator('main').innerText(), /^Savings[^]*1 run cost/);
    await report.getByRole('radio', { name: 'Today' }).check();
    await section.getByText('There are no calls in this period.').waitFor();
    await report.getByRole('radio', { name: '7 days' }).check();
    await section.locator('tbody tr').first().waitFor();
  });

  it('grows with the logs', async () => {
    const call = { ...(writer.calls[0] ?? assert.fail()), id: `msg_01${'N'.repeat(22)}` };
    const lines = [
      promptLine(Date.now()),
      callLine({ call: { ...call, at: Date.now() - 60_000 }, content: [toolUse('Read')] }),
    ];
    const file = join(settings, 'projects', PROJECT, 'session-1.jsonl');
    appendFileSync(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    // A report that is opened reads on.
    await host.workbench.closeAllEditors();
    await host.workbench.runCommand('Tierwise: Show Savings Report');
    const report = await host.workbench.webviewFrame('Tierwise Savings');
    const text = `${writer.calls.length + 1} calls in this period`;
    await report.getByRole('radio', { name: '30 days' }).check();
    await report.locator('#claude-code-section').getByText(text).waitFor();
    assert.match(await tooltipWith(/Today\s+\$[\d.]+\s+1\b/), /Today\s+\$[\d.]+\s+1\b/);
  });

  it('goes when it is no longer wanted', async () => {
    await host.changeSettings({ 'tierwise.glance.claudeCode': false });
    await host.workbench.runCommand('Tierwise: Show Savings Report');
    const report = await host.workbench.webviewFrame('Tierwise Savings');
    await report.getByRole('heading', { name: 'Recent runs' }).waitFor();
    assert.equal(await report.locator('#claude-code-section').count(), 0);
    assert.doesNotMatch(await tooltip(), /Claude Code/);
  });
});
