import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOf } from '../support/bill.ts';
import { journey, RIGHT_KEY, setKey } from '../support/journey.ts';
import { callsAfter, lastRun, newestRequest } from '../support/lastRun.ts';
import { discard } from '../support/proposal.ts';

describe('When the first answer will not do', () => {
  const host = journey({ name: 'escalation', key: 'own' });
  let earlier = 0;

  const onDisk = (path: string): string => readFileSync(join(host.workspace, path), 'utf8');

  beforeEach(async () => {
    host.api.setBehaviour('*');
    host.api.setBehaviour('haiku');
    host.api.setBehaviour('opus');
    earlier = newestRequest(host);
    await host.workbench.clearNotifications();
  });

  it('says that the key is refused, and goes on once the right one is set', async () => {
    const { workbench } = host;
    await setKey(workbench, 'demo-wrong-key');
    await workbench.clearNotifications();
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Write Docs');
    const told = await workbench.waitForNotification(/refused/);
    await workbench.screenshot('wrong-key');
    assert.match(told, /^The API key was refused\. Set a valid one; behind a gateway,/);
    const refused = await lastRun(host);
    assert.deepEqual([refused.run['outcome'], refused.run['cost_nusd']], ['failed', 0]);
    assert.deepEqual(
      refused.attempts.map((attempt) => [
        attempt['tier'],
        attempt['outcome'],
        attempt['http_status'],
      ]),
      [['haiku', 'failed', 401]],
    );
    assert.equal(callsAfter(host, earlier).length, 1);

    await workbench.clickNotificationButton('Set API Key...');
    await workbench.answerInput(RIGHT_KEY);
    await workbench.waitForNotification(/is set/);
    await workbench.openFile('lruCache.ts');
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForTab(/lruCache\.ts.*Haiku/);
    await discard(workbench, 'lruCache.ts');
    const { run } = await lastRun(host);
    assert.deepEqual([run['outcome'], run['final_tier']], ['accepted', 'haiku']);
  });

  it('repairs once and then goes to Opus, saying why and about how much', async () => {
    const { workbench, api } = host;
    api.setBehaviour('haiku', { reject: 'always', firstByteMs: 400 });
    api.setBehaviour('opus', { firstByteMs: 2500, msPerDelta: 12 });
    await workbench.openFile('rateLimiter.ts');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Write Docs');
    const going = await workbench.waitForNotification(/Haiku[^]*→ Opus 5\.5, about \$0\.\d+/);
    await workbench.screenshot('escalation');
    assert.match(going, /failed the check: [^]+ → Opus 5\.5/);
    const item = workbench.statusBarItem('tierwise.tierwise.spend');
    await item.filter({ hasText: /Write Docs · Opus 5\.5/ }).waitFor();
    await workbench.waitForNotification(/→ Opus 5\.5: writing, about \d+ tokens/);
    await workbench.screenshot('escalation-writing');
    await workbench.waitForTab(/rateLimiter\.ts \(Opus 5\.5, \$/);
    await workbench.screenshot('escalated');

    const { run, attempts } = await lastRun(host);
    assert.deepEqual(
      attempts.map((attempt) => [attempt['kind'], attempt['tier'], attempt['outcome']]),
      [
        ['first', 'haiku', 'rejected'],
        ['repair', 'haiku', 'rejected'],
        ['escalation', 'opus', 'accepted'],
      ],
    );
    const bills = callsAfter(host, earlier).map(billOf);
    assert.deepEqual(
      attempts.map((attempt) => attempt['cost_nusd']),
      bills,
    );
    assert.deepEqual(
      [run['outcome'], run['start_tier'], run['final_tier'], run['attempts'], run['cost_nusd']],
      ['accepted', 'haiku', 'opus', 3, bills.reduce((sum, bill) => sum + bill, 0)],
    );
    assert.ok(Number(run['baseline_nusd']) < Number(run['cost_nusd']));
  });

  it('explains the run, and shows the loss as a loss', async () => {
    const { workbench } = host;
    await workbench.runCommand('Tierwise: Why This Model?');
    const rows = workbench.quickInput.locator('.monaco-list-row');
    await rows.filter({ hasText: '3. Opus 5.5' }).waitFor();
    await workbench.screenshot('why');
    const texts = (await rows.allInnerTexts()).join('\n');
    assert.match(texts, /Haiku is where this task starts/);
    assert.match(texts, /1\. Haiku 5\.5[^]*rejected[^]*2\. Haiku 5\.5[^]*repair[^]*passed/);
    await workbench.press('Escape');
    const item = workbench.statusBarItem('tierwise.tierwise.spend');
    const loss = /Opus\s+\$[\d.]+\s+\$[\d.]+\s+−\d+%/;
    assert.match(await workbench.hoverText(item, /−\d+%/), loss);
    await workbench.screenshot('loss');
    await discard(workbench, 'rateLimiter.ts');
  });

  it('tells what failed when Opus fails too, and shows the answer only on request', async () => {
    const { workbench, api } = host;
    const before = onDisk('src/csv.ts');
    api.setBehaviour('haiku', { reject: 'always' });
    api.setBehaviour('opus', { reject: 'always' });
    await workbench.openFile('csv.ts');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Write Docs');
    const told = await workbench.waitForNotification(/^The answer of/);
    await workbench.screenshot('opus-failed');
    assert.match(told, /^The answer of Opus 5\.5 failed the check: /);
    assert.equal((await workbench.tabs()).filter(({ label }) => /Opus/.test(label)).length, 0);
    const { run, attempts } = await lastRun(host);
    assert.deepEqual([run['outcome'], attempts.length, run['final_tier']], ['rejected', 3, 'opus']);
    assert.deepEqual(
      attempts.map((attempt) => attempt['cost_nusd']),
      callsAfter(host, earlier).map(billOf),
    );
    await workbench.clickNotificationButton('Show Anyway');
    await workbench.waitForTab(/csv\.ts.*Opus 5\.5, not accepted/);
    await workbench.screenshot('shown-anyway');
    await discard(workbench, 'csv.ts');
    assert.equal(onDisk('src/csv.ts'), before);
  });

  it('waits for a rate limit in plain sight, and then gets its answer', async () => {
    const { workbench, api } = host;
    api.setBehaviour('haiku', { status: 429, retryAfter: 3, times: 1 });
    await workbench.openFile('invoice.ts');
    await workbench.goToLine(1);
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForNotification(/Haiku has too many requests: waiting \d s/);
    await workbench.screenshot('rate-limit');
    await workbench.waitForTab(/invoice\.ts.*Haiku/);
    await discard(workbench, 'invoice.ts');
    const { run, attempts } = await lastRun(host);
    assert.deepEqual(
      [run['outcome'], attempts.length, attempts[0]?.['retries']],
      ['accepted', 1, 1],
    );
    assert.ok(Number(attempts[0]?.['waited_ms']) >= 3000);
  });

  it('goes past tiers that are overloaded for long, and asks when none is left', async () => {
    const { workbench, api } = host;
    api.setBehaviour('*', { status: 529, retryAfter: 300 });
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Write Docs');
    const told = await workbench.waitForNotification(/300 s\. What/);
    await workbench.screenshot('long-wait');
    assert.equal(
      told,
      'Write Docs, src/lruCache.ts: Opus is overloaded. The wait is 300 s. What should be done?',
    );
    await workbench.clickNotificationButton('Stop');
    await workbench.waitForNotification(/^Opus is overloaded at the moment\. Try again later\.$/);
    await workbench.screenshot('stopped');
    const { run, attempts } = await lastRun(host);
    assert.deepEqual([run['outcome'], run['cost_nusd']], ['failed', 0]);
    assert.deepEqual(
      attempts.map((attempt) => [attempt['tier'], attempt['http_status']]),
      [
        ['haiku', 529],
        ['sonnet', 529],
        ['opus', 529],
      ],
    );
    await workbench.runCommand('Tierwise: Why This Model?');
    const rows = workbench.quickInput.locator('.monaco-list-row');
    await rows.filter({ hasText: '3. Opus 5.5' }).waitFor();
    const texts = (await rows.allInnerTexts()).join('\n');
    assert.match(texts, /1\. Haiku 5\.5[^]*failed[^]*overloaded[^]*2\. Sonnet 5\.5/);
    await workbench.press('Escape');
  });

  it('says in one sentence that the answer broke off, after a second try', async () => {
    const { workbench, api } = host;
    api.setBehaviour('haiku', { connection: 'cut' });
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Write Docs');
    const told = await workbench.waitForNotification(/broke off\./);
    await workbench.screenshot('cut');
    assert.equal(told, 'The answer of Haiku broke off. Try again.');
    const { run, attempts } = await lastRun(host);
    assert.deepEqual(
      [run['outcome'], ...attempts.map((attempt) => attempt['usage'])],
      ['failed', 'estimated', 'estimated'],
    );
  });

  it('books what was sent and not answered, and never tries another tier for it', async () => {
    const { workbench, api } = host;
    api.setBehaviour('*', { connection: 'reset' });
    await workbench.openFile('lruCache.ts');
    await workbench.goToLine(36);
    await workbench.runCommand('Tierwise: Write Docs');
    const told = await workbench.waitForNotification(/broke off\. Try again/);
    await workbench.screenshot('no-network');
    assert.match(told, /^The answer of \w+ broke off\. Try again\.$/);
    const models = new Set(callsAfter(host, earlier).map(({ model }) => model));
    assert.deepEqual([...models], ['claude-haiku-5-5']);
    // What was read may be billed: it is tried once more, as an attempt of its own, and estimated.
    const { run, attempts } = await lastRun(host);
    assert.equal(run['outcome'], 'failed');
    assert.deepEqual(
      attempts.map((attempt) => [attempt['tier'], attempt['usage'], attempt['error_code']]),
      [
        ['haiku', 'estimated', 'cut'],
        ['haiku', 'estimated', 'cut'],
      ],
    );
  });
});
