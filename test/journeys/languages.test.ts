import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { Format } from '../../src/report/format.ts';
import { REPORT_TEXTS } from '../../src/report/protocol/texts.ts';
import { billOf } from '../support/bill.ts';
import { journey } from '../support/journey.ts';
import { callsAfter, lastRun } from '../support/lastRun.ts';
import { accept, discard, newFileProposed } from '../support/proposal.ts';
import { until } from '../support/until.ts';

describe('In Python and Go, with a hostile model, and over a reload', () => {
  const host = journey({ name: 'languages' });

  const onDisk = (path: string): string => readFileSync(join(host.workspace, path), 'utf8');

  beforeEach(async () => {
    host.api.setBehaviour('*');
    await host.workbench.clearNotifications();
  });

  it('documents Python by docstrings, below the lines that they are for', async () => {
    const { workbench } = host;
    await workbench.openFile('dunning.py');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForTab(/dunning\.py \(Haiku 5\.5, \$/);
    await workbench.screenshot('python-docs');
    await accept(workbench, 'dunning.py');
    await workbench.waitForText(/def record\([^)]*\) -> None:\n {8}"""/);
    const { run } = await lastRun(host);
    assert.deepEqual(
      [run['language'], run['outcome'], run['verdict']],
      ['python', 'accepted', 'applied'],
    );
    await workbench.save();
  });

  it('writes Python tests for pytest into the folder of tests', async () => {
    const { workbench } = host;
    await workbench.openFile('dunning.py');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Generate Tests');
    await newFileProposed(workbench, 'test_dunning.py');
    await workbench.screenshot('python-tests');
    await workbench.runCommand('Tierwise: Accept');
    await workbench.tab('test_dunning.py').and(workbench.page.locator(':not(.dirty)')).waitFor();
    assert.match(onDisk('python/tests/test_dunning.py'), /from billing\.dunning import/);
    await workbench.closeEditor();
  });

  it('writes Go docs above, and Go tests beside the code in its package', async () => {
    const { workbench } = host;
    await workbench.openFile('pool.go');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForTab(/pool\.go \(Haiku 5\.5, \$/);
    await workbench.screenshot('go-docs');
    await discard(workbench, 'pool.go');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Generate Tests');
    await newFileProposed(workbench, 'pool_test.go');
    await workbench.screenshot('go-tests');
    await workbench.runCommand('Tierwise: Accept');
    await workbench.tab('pool_test.go').and(workbench.page.locator(':not(.dirty)')).waitFor();
    assert.match(onDisk('go/limiter/pool_test.go'), /^package limiter\n[^]*"testing"/);
    await workbench.closeEditor();
  });

  it('shows findings of a hostile model as plain text that leads nowhere', async () => {
    const { workbench, api } = host;
    api.setBehaviour('*', { hostile: 'markdown' });
    await workbench.openFile('invoice.ts');
    await workbench.select(78, 82);
    await workbench.runCommand('Tierwise: Review Code');
    await workbench.waitForNotification(/problem.* found/);
    const [problem] = await workbench.problems();
    assert.match(problem?.message ?? '', /changed in place/);
    await workbench.goToLine(problem?.line ?? 0);
    await workbench.focusEditor();
    await workbench.runCommand('Show or Focus Hover');
    // The mouse may rest on something that has a hover of its own.
    const hover = workbench.page.locator('.monaco-hover:visible').filter({ hasText: /confidence/ });
    await hover.waitFor();
    await workbench.screenshot('hostile-finding');
    assert.equal(await hover.locator('img, script').count(), 0);
    const links = await hover
      .locator('a')
      .evaluateAll((found) =>
        found.map((link) => link.getAttribute('data-href') ?? link.getAttribute('href') ?? ''),
      );
    assert.deepEqual(
      links.filter((link) => /^(?:command:workbench|file:|https?:)/.test(link)),
      [],
    );
    await workbench.press('Escape');
  });

  it('refuses what every tier answers hostile, and writes nothing', async () => {
    const { workbench, api } = host;
    const before = onDisk('src/csv.ts');
    const earlier = api.requests.at(-1)?.number ?? 0;
    api.setBehaviour('*', { hostile: 'terminator' });
    await workbench.openFile('csv.ts');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Write Docs');
    const told = await workbench.waitForNotification(/^The answer of/);
    await workbench.screenshot('hostile-docs');
    assert.match(told, /^The answer of Opus 5\.5 failed the check: /);
    assert.equal(onDisk('src/csv.ts'), before);
    await workbench.waitForText(before);
    const { run, attempts } = await lastRun(host);
    assert.deepEqual([run['outcome'], run['final_tier']], ['rejected', 'opus']);
    assert.deepEqual(
      attempts.map((attempt) => attempt['cost_nusd']),
      callsAfter(host, earlier).map(billOf),
    );
  });

  it('puts hostile tests where the project has its tests, and nowhere else', async () => {
    const { workbench, api } = host;
    api.setBehaviour('*', { hostile: 'otherFile' });
    await workbench.openFile('lruCache.ts');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Generate Tests');
    await workbench.waitForNotification(/^The answer of|lruCache\.test\.ts/);
    await workbench.screenshot('hostile-tests');
    assert.equal(existsSync(join(host.workspace, 'test/lruCache.test.ts')), false);
    assert.equal(existsSync(join(host.workspace, '..', 'etc')), false);
  });

  it('reports what the ledger holds, for the period that is chosen', async () => {
    const { workbench } = host;
    await workbench.runCommand('Tierwise: Show Savings Report');
    const report = await workbench.webviewFrame('Tierwise Savings');
    await report.getByText('Always Opus').first().waitFor();
    await workbench.screenshot('report');
    const expected = await expectedFigures();
    assert.deepEqual(await figuresOf(report), expected);
    await report.locator('label', { hasText: '7 days' }).click();
    await report.locator('main[aria-busy="false"]').waitFor();
    assert.deepEqual(await figuresOf(report), expected);
  });

  it('keeps the findings, the report and its period over a reload', async () => {
    const { workbench } = host;
    await workbench.reload();
    const report = await workbench.webviewFrame('Tierwise Savings');
    await report.getByText('Always Opus').first().waitFor();
    assert.equal(await report.locator('#period-7days').isChecked(), true);
    assert.deepEqual(await figuresOf(report), await expectedFigures());
    // The report may be there before the findings are.
    await until(async () =>
      (await workbench.problems()).some(({ source }) => source === 'Tierwise'),
    );
    await workbench.screenshot('reloaded');
  });

  async function figuresOf(report: Frame): Promise<readonly string[]> {
    return report.locator('.hero dd .value').allInnerTexts();
  }

  /** Spent, baseline and saved, summed from the rows of the ledger. */
  async function expectedFigures(): Promise<readonly string[]> {
    const { runs } = await host.ledger();
    const sum = (column: string): number =>
      runs.reduce((total, run) => total + Number(run[column]), 0);
    const format = new Format('en', REPORT_TEXTS);
    const [spent, baseline] = [sum('cost_nusd'), sum('baseline_nusd')];
    return [spent, baseline, baseline - spent].map((nusd) => format.usd(nusd));
  }
});
