import assert from 'node:assert/strict';
import { journey, setKey } from '../support/journey.ts';
import type { Workbench } from '../support/workbench.ts';

/** How soon a window has to show what another one spent. */
const SOON_MS = 2_000;

async function spentIn(workbench: Workbench): Promise<string> {
  const item = workbench.statusBarItem('tierwise.tierwise.spend');
  return /\$\d[\d.]*/.exec(await item.innerText())?.[0] ?? '$0.00';
}

/** Waits until the status bar shows another amount than before, and gives it. */
async function newAmount(workbench: Workbench, before: string): Promise<string> {
  const item = workbench.statusBarItem('tierwise.tierwise.spend');
  const others = new RegExp(`\\$(?!${before.slice(1).replaceAll('.', '\\.')}(?![\\d.]))\\d`);
  await item.filter({ hasText: others }).waitFor();
  return spentIn(workbench);
}

/** The amount that a question about the budget names as spent, in USD. */
function spentToday(question: string): number {
  return dollars(/; (\$[\d.]+) is spent/.exec(question)?.[1] ?? '');
}

function dollars(amount: string): number {
  assert.match(amount, /^\$\d/);
  return Number(amount.slice(1));
}

/** Explains a file in one window; gives how long after it the other showed a new amount. */
async function explainAndWatch(
  at: Workbench,
  file: string,
  other: Workbench,
): Promise<{ readonly amounts: readonly string[]; readonly ms: number }> {
  const [mine, others] = [await spentIn(at), await spentIn(other)];
  await at.openFile(file);
  await at.press('Control+A');
  const both = Promise.all([
    newAmount(at, mine).then((amount) => ({ amount, at: performance.now() })),
    newAmount(other, others).then((amount) => ({ amount, at: performance.now() })),
  ]);
  await at.runCommand('Tierwise: Explain Code');
  const [own, seen] = await both;
  return { amounts: [own.amount, seen.amount], ms: seen.at - own.at };
}

describe('Two windows on one folder', () => {
  const host = journey({ name: 'windows' });
  let second: Workbench;

  it('each show within two seconds what the other has spent', async () => {
    const first = host.workbench;
    second = await host.openWindow('same folder');
    await setKey(second);
    for (const [at, other, file] of [
      [first, second, 'lruCache.ts'],
      [second, first, 'invoice.ts'],
    ] as const) {
      const { amounts, ms } = await explainAndWatch(at, file, other);
      assert.equal(amounts[0], amounts[1]);
      assert.ok(ms < SOON_MS, `${Math.round(ms)} ms`);
    }
    await second.screenshot('spend');
  });

  it('add up in the ledger, each run once', async () => {
    const { runs } = await host.ledger();
    assert.deepEqual(
      runs.map((run) => [run['task'], run['outcome']]),
      [
        ['explain', 'accepted'],
        ['explain', 'accepted'],
      ],
    );
  });
});

describe('Two folders under one daily budget', () => {
  const host = journey({
    name: 'budget',
    // Any call could exceed it, so that each is asked about.
    settings: { 'tierwise.budget.perDay': 0.000_001, 'tierwise.budget.perRun': null },
  });

  it('ask in the second folder with what the first one has spent', async () => {
    const first = host.workbench;
    const second = await host.openWindow('another folder');
    await setKey(second);

    await first.openFile('invoice.ts');
    await first.press('Control+A');
    await first.runCommand('Tierwise: Explain Code');
    // Dear enough to be seen in amounts of two decimals.
    host.api.setBehaviour('*', { thinkingTokens: 4000 });
    const asked = await first.waitForNotification(/budget .* for a day could be exceeded/);
    await first.clickNotificationButton('Go On');
    const spent = dollars(await newAmount(first, '$0.00'));

    await second.openFile('lruCache.ts');
    await second.press('Control+A');
    await second.runCommand('Tierwise: Explain Code');
    const askedHere = await second.waitForNotification(/budget .* for a day could be exceeded/);
    await second.screenshot('asked');
    // Both amounts are rounded to what is shown of them.
    const difference = spentToday(askedHere) - spentToday(asked);
    assert.ok(spent > 0.03, `${spent}`);
    assert.ok(Math.abs(difference - spent) < 0.011, `${difference} instead of ${spent}`);
    await second.clickNotificationButton('Stop');
    const item = second.statusBarItem('tierwise.tierwise.spend');
    await item.filter({ hasNotText: 'Explain Code' }).waitFor();
    const { runs, attempts } = await host.ledger();
    assert.deepEqual(
      runs.map((run) => Number(run['attempts'])).sort((a, b) => a - b),
      [0, 1],
      'the run that was stopped made no call',
    );
    assert.equal(attempts.length, 1);
  });

  it('stand side by side in the report of all workspaces, without their names', async () => {
    const { workbench } = host;
    await workbench.clearNotifications();
    await workbench.runCommand('Tierwise: Show Savings Report');
    const own = await workbench.webviewFrame('Tierwise Savings');
    await own.locator('#show-machine').waitFor();
    await workbench.screenshot('own-report');
    await own.getByRole('button', { name: 'Show All Workspaces' }).click();
    const all = await workbench.webviewFrame('Tierwise: All Workspaces on This Machine');
    const section = all.locator('#exports-section');
    await section.getByRole('row', { name: /^This Workspace/ }).waitFor();
    await workbench.screenshot('all-workspaces');
    const text = await section.innerText();
    assert.match(text, /By workspace[^]*Another Workspace \(1\)/);
    assert.match(text, /Workspaces: \d\./);
    assert.doesNotMatch(text, /another folder|cannot be read|sample/);
    await section
      .getByRole('row', { name: /^This Workspace/ })
      .getByRole('button')
      .first()
      .click();
    await all.locator('.rows').getByRole('cell', { name: 'This Workspace' }).first().waitFor();
    await workbench.screenshot('rows');
  });

  it('ask apart where a workspace has a budget of its own', async () => {
    const { workbench } = host;
    await host.changeSettings({
      'tierwise.budget.perDay': null,
      'tierwise.budget.perRun': null,
      'tierwise.budget.workspace.perDay': 0.01,
    });
    await workbench.openFile('csv.ts');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Explain Code');
    const asked = await workbench.waitForNotification(/a day in this workspace could be exceeded/);
    assert.ok(spentToday(asked) > 0.03, asked);
    await workbench.screenshot('asked-of-workspace');
    await workbench.clickNotificationButton('Stop');
    const item = workbench.statusBarItem('tierwise.tierwise.spend');
    await item.filter({ hasNotText: 'Explain Code' }).waitFor();
    const tooltip = await workbench.hoverText(item, /this workspace: /);
    assert.match(tooltip, /Budget today, this workspace: \$0\.0\d+ of \$0\.01/);
    assert.doesNotMatch(tooltip, /all windows/);
    await workbench.screenshot('tooltip');
  });
});
