import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOf } from '../support/bill.ts';
import { journey } from '../support/journey.ts';
import { callsAfter, lastRun, newestRequest } from '../support/lastRun.ts';
import { discard, proposed } from '../support/proposal.ts';

describe('Under the settings of the person', () => {
  const host = journey({ name: 'routing' });
  let earlier = 0;

  beforeEach(async () => {
    host.api.setBehaviour('*');
    host.api.setBehaviour('haiku');
    earlier = newestRequest(host);
    await host.workbench.clearNotifications();
  });

  const writeDocs = async (): Promise<void> => {
    const { workbench } = host;
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Write Docs');
  };

  it('a gateway answers under the names that were set for it, and is booked by them', async () => {
    const { workbench, api } = host;
    await writeDocs();
    await proposed(workbench, 'lruCache.ts', 'Haiku 5.5');
    const calls = callsAfter(host, earlier);
    assert.deepEqual(
      calls.map(({ model, path }) => [model, path]),
      [['claude-haiku-5-5', '/v1/messages']],
    );
    assert.ok(api.url.startsWith('http://127.0.0.1:'));
    const { run, attempts } = await lastRun(host);
    assert.deepEqual(
      attempts.map((attempt) => [attempt['provider'], attempt['model'], attempt['cost_nusd']]),
      [['anthropic', 'claude-haiku-5-5', calls.map(billOf)[0]]],
    );
    assert.deepEqual([run['outcome'], run['unpriced']], ['accepted', 0]);
    await discard(workbench, 'lruCache.ts');
  });

  it('a task that is kept at one tier never leaves it, and the person is told what failed', async () => {
    const { workbench, api } = host;
    await host.changeSettings({
      'tierwise.routing.only.docs': 'haiku',
      // For the next step: a higher tier is too dear to be taken unasked.
      'tierwise.confirmAbove': 0.003,
    });
    api.setBehaviour('haiku', { reject: 'always' });
    const before = readFileSync(join(host.workspace, 'src/lruCache.ts'), 'utf8');
    await writeDocs();
    const told = await workbench.waitForNotification(/failed the check/);
    await workbench.screenshot('only');
    assert.match(told, /^The answer of Haiku 5\.5 failed the check: [^]+/);
    const calls = callsAfter(host, earlier);
    assert.deepEqual([...new Set(calls.map(({ model }) => model))], ['claude-haiku-5-5']);
    const { run, attempts } = await lastRun(host);
    assert.deepEqual(
      [run['outcome'], run['start_tier'], run['final_tier'], run['reason_code']],
      ['rejected', 'haiku', 'haiku', 'only'],
    );
    assert.deepEqual(
      attempts.map((attempt) => [attempt['tier'], attempt['outcome'], attempt['cost_nusd']]),
      calls.map((call) => ['haiku', 'rejected', billOf(call)]),
    );
    await workbench.waitForText(before);

    await workbench.clickNotificationButton('Why This Model?');
    const rows = workbench.quickInput.locator('.monaco-list-row');
    await rows.first().waitFor();
    await workbench.screenshot('why-only');
    assert.match((await rows.allInnerTexts()).join('\n'), /^A setting keeps this task at Haiku\./);
    await workbench.press('Escape');
  });

  it('a long rate limit offers the next tier with its price, and takes it when told to', async () => {
    const { workbench, api } = host;
    api.setBehaviour('haiku', { status: 429, retryAfter: 300 });
    await workbench.openFile('lruCache.ts');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Generate Tests');
    const told = await workbench.waitForNotification(/What should be done/);
    await workbench.screenshot('next-tier');
    assert.equal(
      told,
      'Generate Tests, src/lruCache.ts: Haiku has too many requests. The wait is 300 s. What should be done?',
    );
    const [wait, next, stop] = await workbench.notificationButtons(/What should be done/);
    assert.match(next ?? '', /^Use Sonnet \(about \$0\.\d+\)$/);
    assert.deepEqual([wait, stop], ['Wait', 'Stop']);
    await workbench.clickNotificationButton(next ?? '');
    await workbench.waitForNotification(/^lruCache\.test\.ts.*: Sonnet 5\.5 · checked/);
    await workbench.waitForTab('lruCache.test.ts');
    await workbench.screenshot('next-tier-taken');
    const { run, attempts } = await lastRun(host);
    assert.deepEqual(
      attempts.map((attempt) => [attempt['tier'], attempt['outcome'], attempt['http_status']]),
      [
        ['haiku', 'failed', 429],
        ['sonnet', 'accepted', null],
      ],
    );
    const bills = callsAfter(host, earlier).map(billOf);
    assert.equal(
      run['cost_nusd'],
      bills.reduce((sum, bill) => sum + bill, 0),
    );
    await workbench.runCommand('Tierwise: Discard');
    await workbench.tab('lruCache.test.ts').waitFor({ state: 'detached' });
  });

  it('a budget that stops lets no call go out, and says which one it is', async () => {
    const { workbench } = host;
    await host.changeSettings({
      'tierwise.budget.perRun': 0.000_001,
      'tierwise.budget.action': 'stop',
    });
    await writeDocs();
    const told = await workbench.waitForNotification(/budget/);
    await workbench.screenshot('budget-stop');
    assert.equal(told, 'The budget of $0.000001 for a run does not allow this call.');
    assert.deepEqual(callsAfter(host, earlier), []);
    const { run, attempts } = await lastRun(host);
    assert.deepEqual([run['outcome'], run['cost_nusd'], attempts], ['failed', 0, []]);
  });

  it('an address that lists no models asks for their names as soon as it is set', async () => {
    const { workbench } = host;
    const unpinned = { 'tierwise.models.haiku': '', 'tierwise.models.opus': '' };
    await host.changeSettings(unpinned);
    const told = await workbench.waitForNotification(/Nobody says/);
    await workbench.screenshot('models-needed');
    assert.equal(
      told,
      'Nobody says which models stand at this address: set tierwise.models.haiku, tierwise.models.opus.',
    );
    await workbench.clickNotificationButton('Open Settings');
    await workbench.waitForTab('Settings');
    await workbench.screenshot('settings');
    const found = workbench.page.locator('.settings-editor .setting-item-contents');
    await found.filter({ hasText: /Models: Opus/ }).waitFor();
    assert.equal(await found.count(), 3);
    assert.deepEqual(callsAfter(host, earlier), []);
  });
});
