import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { journey } from '../support/journey.ts';

const ALPHA = `export function half(count) {
  return count * 2;
}

export function third(count) {
  return count * 3;
}
`;
const BETA = `export function isEmpty(list) {
  return list.length === 1;
}

export function first(list) {
  return list[1];
}
`;

const findings = (source: string, lines: readonly number[]) =>
  lines.map((line) => ({
    from: line,
    to: line,
    quote: source.split('\n')[line - 1],
    severity: 'high',
    kind: 'result',
    title: `Line ${line} gives a wrong result`,
    trigger: 'any call',
    consequence: 'the caller gets another number',
    confidence: 0.9,
    suggestion: '',
    replacement: '',
  }));
const fix = (line: number, find: string, replace: string): string =>
  JSON.stringify({ edits: [], replacements: [{ line, find, replace }], summary: 'Mends it.' });

describe('Fix All of This Review', () => {
  const host = journey({
    name: 'fix-all',
    settings: { 'tierwise.review.secondLook': false },
    prepare(workspace) {
      const git = (...args: readonly string[]): void => {
        const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
        execFileSync('git', [...author, ...args], { cwd: workspace, stdio: 'ignore' });
      };
      rmSync(join(workspace, 'test'), { recursive: true });
      git('init', '--initial-branch=main');
      git('add', '.');
      git('commit', '--message=Start');
      writeFileSync(join(workspace, 'src', 'alpha.js'), ALPHA);
      writeFileSync(join(workspace, 'src', 'beta.js'), BETA);
    },
  });
  const onDisk = (name: string): string => readFileSync(join(host.workspace, 'src', name), 'utf8');
  const review = async (): Promise<void> => {
    const { workbench } = host;
    await workbench.runCommand('Tierwise: Review Uncommitted Changes');
    await workbench.pickQuickPick('All uncommitted changes');
    await workbench.waitForNotification(/Problems found: 4/);
  };
  const left = async () =>
    (await host.workbench.problems()).filter(({ source }) => source === 'Tierwise');

  beforeEach(async () => {
    await host.workbench.clearNotifications();
    const answer = (text: readonly unknown[]) => JSON.stringify({ findings: text });
    host.api.reset();
    host.api.setBehaviour(
      'sonnet',
      { task: 'review', nth: 1, text: answer(findings(ALPHA, [2, 6])) },
      { task: 'review', nth: 2, text: answer(findings(BETA, [2, 6])) },
      { task: 'fix', text: fix(6, 'list[1]', 'list[1') },
    );
    host.api.setBehaviour(
      'haiku',
      { task: 'fix', nth: 1, text: fix(2, '*', '/') },
      { task: 'fix', nth: 2, text: fix(6, '*', '/') },
      { task: 'fix', nth: 3, text: fix(2, '=== 1', '=== 0') },
      { task: 'fix', text: fix(6, 'list[1]', 'list[1') },
    );
    host.api.setBehaviour('opus', { task: 'fix', text: fix(6, 'list[1]', 'list[1') });
  });

  it('shows the fixes of two files as one proposal, and says what was not fixed', async () => {
    const { workbench } = host;
    const { page } = workbench;
    await review();
    await workbench.screenshot('reviewed');
    await workbench.clickNotificationButton('Fix All');
    const told = await workbench.waitForNotification(/Fixed: /);
    assert.match(told, /^Fixed: 3 of 4 problems, in 2 files\. \$0\.\d+ was spent\. Not fixed: 1\./);
    await workbench.waitForTab(/Tierwise: Fix All/);
    await page.locator('.multiDiffEntry').nth(1).waitFor();
    await workbench.screenshot('proposal');
    assert.deepEqual([onDisk('alpha.js'), onDisk('beta.js')], [ALPHA, BETA]);
    const { runs, attempts } = await host.ledger();
    const fixes = runs.filter((run) => run['task'] === 'fix');
    assert.deepEqual(
      fixes.map((run) => run['outcome']),
      ['accepted', 'accepted', 'accepted', 'rejected'],
    );
    // Every attempt is charged, of what was rejected, too.
    const ids = fixes.map((run) => run['id']);
    const charged = attempts.filter((attempt) => ids.includes(attempt['run_id'] ?? 0));
    assert.ok(charged.length > 4);
    assert.ok(charged.every((attempt) => Number(attempt['cost_nusd']) > 0));
    await workbench.clickNotificationButton('Show What Was Not Fixed');
    await page.getByText('No answer passed the check').first().waitFor();
    await workbench.screenshot('not-fixed');
    await workbench.press('Escape');
    await workbench.runCommand('Tierwise: Accept');
    await workbench.tab(/Tierwise: Fix All/).waitFor({ state: 'detached' });
    const [open] = await left();
    assert.match(open?.message ?? '', /Line 6 gives a wrong result/);
    assert.equal((await left()).length, 1);
    await workbench.screenshot('accepted');
    await workbench.openFile('alpha.js');
    await workbench.waitForText(/count \/ 2;[^]*count \/ 3;/);
    await workbench.runCommand('File: Revert File');
    await workbench.openFile('beta.js');
    await workbench.waitForText(/length === 0/);
    await workbench.runCommand('File: Revert File');
    await workbench.closeAllEditors();
  });

  it('is accepted file by file, and what is closed is discarded', async () => {
    const { workbench } = host;
    const { page } = workbench;
    await review();
    await workbench.clearNotifications();
    await workbench.runCommand('Tierwise: Fix All of This Review');
    await workbench.waitForNotification(/Fixed: 3/);
    await workbench.clearNotifications();
    const entry = page.locator('.multiDiffEntry');
    await entry.nth(1).waitFor();
    await entry.first().locator('.codelens-decoration a', { hasText: 'Accept' }).first().click();
    await workbench.tab('alpha.js').waitFor();
    await workbench.waitForTab(/Tierwise: Fix All \(1 file\)/);
    await entry.first().waitFor();
    await workbench.screenshot('one-left');
    await workbench.closeEditor();
    await workbench.tab(/Tierwise: Fix All/).waitFor({ state: 'detached' });
    await workbench.openFile('alpha.js');
    await workbench.waitForText(/count \/ 2;[^]*count \/ 3;/);
    await workbench.runCommand('File: Revert File');
    const { runs } = await host.ledger();
    const verdicts = runs.filter((run) => run['task'] === 'fix').map((run) => run['verdict']);
    assert.deepEqual(verdicts.slice(-4), ['applied', 'applied', 'discarded', null]);
    assert.equal(onDisk('beta.js'), BETA);
  });
});
