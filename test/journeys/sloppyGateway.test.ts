import assert from 'node:assert/strict';
import { billOf } from '../support/bill.ts';
import { freePort } from '../support/freePort.ts';
import { SLOPPIEST } from '../support/gateways/dialects.ts';
import type { Twin } from '../support/gateways/twin.ts';
import { startTwin, TWIN_KEY } from '../support/gateways/twin.ts';
import { journey, setKey } from '../support/journey.ts';
import { callsAfter, lastRun, newestRequest } from '../support/lastRun.ts';
import { discard } from '../support/proposal.ts';

/** Where the gateway will stand: the settings name it before it is there. */
const port = await freePort();

describe('Behind the sloppiest gateway', () => {
  const host = journey({
    name: 'sloppyGateway',
    key: 'own',
    settings: {
      'tierwise.api.baseUrl': `http://127.0.0.1:${port}`,
      'tierwise.api.keyHeader': 'x-api-key',
    },
  });
  let twin: Twin;
  let earlier = 0;

  before('put the gateway in front of the API', async () => {
    twin = await startTwin(host.api, SLOPPIEST, port);
    await setKey(host.workbench, TWIN_KEY);
  });
  after(() => twin.stop());

  beforeEach(async () => {
    host.api.setBehaviour('haiku');
    earlier = newestRequest(host);
    await host.workbench.clearNotifications();
  });

  /** What the ledger holds of the last run, beside what the API has billed. */
  async function booked() {
    const { run, attempts } = await lastRun(host);
    const bills = callsAfter(host, earlier).map(billOf);
    return { run, attempts, bills };
  }

  it('documents a file, and says that its cost is an estimate', async () => {
    const { workbench } = host;
    await workbench.openFile('lruCache.ts');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForTab(/lruCache\.ts.*Haiku/);
    await workbench.statusBarItem('tierwise.tierwise.spend').filter({ hasText: '~' }).waitFor();
    await workbench.screenshot('documented');
    await discard(workbench, 'lruCache.ts');
    const { run, attempts, bills } = await booked();
    assert.deepEqual([run['outcome'], run['final_tier']], ['accepted', 'haiku']);
    assert.deepEqual([attempts.length, bills.length], [1, 1]);
    const [attempt] = attempts;
    assert.equal(attempt?.['usage'], 'estimated');
    const [bill = 0] = bills;
    const off = Math.abs(Number(attempt['cost_nusd']) - bill) / bill;
    assert.ok(off <= 0.15, `${off}`);
    assert.ok(!JSON.stringify([run, attempts]).includes(TWIN_KEY));
  });

  it('waits where it is told to in words, and goes to Opus where Haiku fails', async () => {
    const { workbench, api } = host;
    api.setBehaviour(
      'haiku',
      { status: 429, retryAfter: 2, times: 1 },
      { reject: 'always', msPerDelta: 1 },
    );
    await workbench.openFile('rateLimiter.ts');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForTab(/rateLimiter\.ts.*Opus/);
    await workbench.screenshot('escalated');
    await discard(workbench, 'rateLimiter.ts');
    const { run, attempts } = await booked();
    assert.deepEqual(
      attempts.map((attempt) => [attempt['kind'], attempt['tier'], attempt['outcome']]),
      [
        ['first', 'haiku', 'rejected'],
        ['repair', 'haiku', 'rejected'],
        ['escalation', 'opus', 'accepted'],
      ],
    );
    assert.equal(attempts[0]?.['retries'], 1);
    assert.equal(run['outcome'], 'accepted');
  });

  it('is told that its key is refused, though it says so in plain words', async () => {
    const { workbench } = host;
    await setKey(workbench, 'demo-other-key-0123456789');
    await workbench.clearNotifications();
    await workbench.openFile('lruCache.ts');
    await workbench.runCommand('Tierwise: Write Docs');
    const told = await workbench.waitForNotification(/refused/);
    await workbench.screenshot('refused');
    assert.match(told, /tierwise\.api\.keyHeader/);
    const { run, attempts } = await booked();
    assert.deepEqual([run['outcome'], run['cost_nusd']], ['failed', 0]);
    assert.equal(attempts[0]?.['http_status'], 401);
  });
});
