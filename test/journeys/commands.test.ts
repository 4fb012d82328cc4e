import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOf } from '../support/bill.ts';
import { journey, RIGHT_KEY } from '../support/journey.ts';
import { accept, discard, proposed } from '../support/proposal.ts';

describe('The four commands', () => {
  const host = journey({ name: 'commands', key: 'own' });

  const onDisk = (path: string): string => readFileSync(join(host.workspace, path), 'utf8');

  it('reviews a selection, after asking for the key that was not there', async () => {
    const { workbench } = host;
    await workbench.openFile('invoice.ts');
    await workbench.select(40, 90);
    await workbench.runCommand('Tierwise: Review Code');
    await workbench.waitForNotification(/key/i);
    await workbench.screenshot('no-key');
    await workbench.clickNotificationButton('Set API Key...');
    await workbench.screenshot('key-box');
    await workbench.answerInput(RIGHT_KEY);
    await workbench.waitForNotification(/problems? found/);
    await workbench.clickNotificationButton('Show Problems');
    await workbench.page.locator('.markers-panel').waitFor();
    const problems = (await workbench.problems()).filter(({ source }) => source === 'Tierwise');
    await workbench.screenshot('findings');
    assert.ok(problems.length > 0);
    for (const { line } of problems) assert.ok(line >= 40 && line <= 90, String(line));
  });

  it('documents a file from the context menu, and writes it only on Accept', async () => {
    const { workbench } = host;
    const before = onDisk('src/csv.ts');
    await workbench.openFile('csv.ts');
    await workbench.press('Control+A');
    await workbench.openContextMenu();
    await workbench.clickContextMenuItem('Tierwise', 'Write Docs');
    await proposed(workbench, 'csv.ts', 'Haiku');
    await workbench.screenshot('docs-diff');
    assert.equal(onDisk('src/csv.ts'), before);
    await accept(workbench, 'csv.ts');
    await workbench.screenshot('docs-accepted');
    assert.equal(onDisk('src/csv.ts'), before, 'an accepted result is not saved');
    await workbench.save();
    const after = onDisk('src/csv.ts');
    const withoutComments = after.replaceAll(/^ *\/\*\*[^]*?\*\/\n/gm, '');
    assert.notEqual(after, before);
    assert.equal(withoutComments, before);
  });

  it('refactors from the light bulb and leaves everything as it was on Discard', async () => {
    const { workbench } = host;
    const before = onDisk('src/invoice.ts');
    await workbench.openFile('invoice.ts');
    await workbench.goToLine(40);
    await workbench.openCodeActions();
    await workbench.screenshot('code-actions');
    await workbench.press('Escape');
    await workbench.runCommand('Tierwise: Refactor...');
    await workbench.answerInput('rename sum to total');
    await proposed(workbench, 'invoice.ts', 'Sonnet');
    await workbench.screenshot('refactor-diff');
    await discard(workbench, 'invoice.ts');
    assert.equal(onDisk('src/invoice.ts'), before);
    assert.deepEqual(
      (await workbench.tabs()).filter(({ isDirty }) => isDirty),
      [],
    );
  });

  it('writes tests into a new unsaved file in the place of the project', async () => {
    const { workbench } = host;
    await workbench.openFile('lruCache.ts');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Generate Tests');
    await workbench.waitForTab('lruCache.test.ts');
    await workbench.screenshot('tests');
    await workbench.waitForText(/from '\.\.\/src\/lruCache/);
    assert.equal(existsSync(join(host.workspace, 'test/lruCache.test.ts')), false);
  });

  it('shows what was spent and saved in the status bar and in the report', async () => {
    const { workbench } = host;
    const item = workbench.statusBarItem('tierwise.tierwise.spend');
    await item.filter({ hasText: /\$\d.*saved/ }).waitFor();
    assert.match(await workbench.hoverText(item, /Haiku/), /Today[^]*Sonnet[^]*Haiku/);
    await workbench.screenshot('status-bar');
    await item.click();
    const report = await workbench.webviewFrame('Tierwise Savings');
    await report.getByText('Always Opus').first().waitFor();
    await workbench.screenshot('report');
  });

  it('has booked each run to the nano-dollar, and nothing of the code', async () => {
    const { runs, attempts } = await host.ledger();
    assert.deepEqual(
      runs.map((run) => [run['task'], run['outcome'], run['language']]),
      ['review', 'docs', 'refactor', 'tests'].map((task) => [task, 'accepted', 'typescript']),
    );
    const calls = host.api.requests.filter(({ endpoint }) => endpoint === 'messages');
    assert.deepEqual(
      attempts.map((attempt) => attempt['cost_nusd']),
      calls.map(billOf),
    );
    assert.deepEqual(
      runs.map((run) => [run['verdict'], run['kept_share']]),
      [
        [null, null],
        ['applied', 1],
        ['discarded', null],
        [null, null],
      ],
    );
  });
});
