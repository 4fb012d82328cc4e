import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOf } from '../support/bill.ts';
import { journey } from '../support/journey.ts';
import { callsAfter, lastRun, newestRequest } from '../support/lastRun.ts';
import { accept, discard } from '../support/proposal.ts';

describe('While the person goes on working', () => {
  const host = journey({ name: 'typing' });
  let earlier = 0;

  const onDisk = (path: string): string => readFileSync(join(host.workspace, path), 'utf8');

  beforeEach(async () => {
    host.api.setBehaviour('haiku');
    host.api.setBehaviour('sonnet');
    earlier = newestRequest(host);
    await host.workbench.clearNotifications();
  });

  it('a run is cancelled in mid-stream: the socket closes, the code stays, the spend is booked', async () => {
    const { workbench, api } = host;
    const before = onDisk('src/csv.ts');
    api.setBehaviour('haiku', { msPerDelta: 60 });
    await workbench.openFile('csv.ts');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForNotification(/Haiku 5\.5: writing, about (?:[5-9]\d|\d{3}) tokens/);
    await workbench.screenshot('writing');
    await workbench.clickNotificationButton('Cancel');
    const aborted = await api.waitFor(({ outcome }) => outcome === 'aborted');
    await workbench.page.getByText(/^Cancelled\. ~\$[\d.]+ was spent\.$/).waitFor();
    const item = workbench.statusBarItem('tierwise.tierwise.spend');
    await item.filter({ hasText: /~\$/ }).waitFor();
    await workbench.screenshot('cancelled');
    await workbench.waitForText(before);
    assert.deepEqual(
      (await workbench.tabs()).map(({ label, isDirty }) => [label, isDirty]),
      [['csv.ts', false]],
    );

    const { run, attempts } = await lastRun(host);
    const [attempt, ...others] = attempts;
    assert.deepEqual(others, []);
    assert.deepEqual(
      [run['outcome'], attempt?.['outcome'], attempt?.['usage']],
      ['cancelled', 'cancelled', 'estimated'],
    );
    const sent = billOf(aborted);
    const booked = Number(attempt?.['cost_nusd']);
    assert.ok(Math.abs(booked - sent) <= 0.15 * sent, `booked ${booked}, sent ${sent}`);
  });

  it('what is typed during a run stays, and the proposal stands on it', async () => {
    const { workbench, api } = host;
    api.setBehaviour('haiku', { firstByteMs: 4000 });
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(49);
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForNotification(/Haiku 5\.5/);
    await workbench.focusEditor();
    await workbench.goToLine(1);
    await workbench.type('const typed = true;\n');
    await workbench.waitForTab(/lruCache\.ts.*Haiku/);
    await workbench.screenshot('typed-during');
    await accept(workbench, 'lruCache.ts');
    const text = await workbench.waitForText(/^const typed = true;\nexport interface CacheOptions/);
    const [added] = /\/\*\*[^]*?\*\/\n/.exec(text) ?? [];
    assert.ok(added, 'a comment was added');
    assert.equal(
      text.replace(/ *\/\*\*[^]*?\*\/\n/g, ''),
      `const typed = true;\n${onDisk('src/lruCache.ts')}`,
    );
    const { run, attempts } = await lastRun(host);
    assert.deepEqual([run['verdict'], run['kept_share']], ['applied', 1]);
    assert.deepEqual(
      attempts.map((attempt) => attempt['cost_nusd']),
      callsAfter(host, earlier).map(billOf),
    );
  });

  it('what is typed beside an open proposal is not overwritten, and what clashes is listed', async () => {
    const { workbench } = host;
    await workbench.openFile('invoice.ts');
    await workbench.goToLine(40);
    await workbench.runCommand('Tierwise: Refactor...');
    await workbench.answerInput('rename sum to total');
    await workbench.waitForTab(/invoice\.ts.*Sonnet/);
    await workbench.openFile('invoice.ts');
    await workbench.goToLine(41);
    await workbench.press('End');
    await workbench.type(' // mine');
    await workbench.runCommand('Tierwise: Accept');
    const told = await workbench.waitForNotification(/were applied/);
    await workbench.screenshot('clash');
    assert.equal(
      told,
      '2 of 3 changes were applied. The others touch lines that you have edited since: 41.',
    );
    await workbench.waitForText(/let sum = 0; \/\/ mine\n[^]*total \+= lineTotal\(item\);/);
    await workbench.clickNotificationButton('Show What Was Left Out');
    await workbench.waitForTab(/invoice\.ts.*Sonnet/);
    await workbench.screenshot('left-out');
    await discard(workbench, 'invoice.ts');
    const { run } = await lastRun(host);
    assert.equal(run['verdict'], 'edited');
    assert.ok(Number(run['kept_share']) > 0.5 && Number(run['kept_share']) < 1);
  });
});
