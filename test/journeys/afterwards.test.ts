import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { billOf } from '../support/bill.ts';
import { journey } from '../support/journey.ts';
import { callsAfter, lastRun, newestRequest } from '../support/lastRun.ts';
import { accept, discard, proposed } from '../support/proposal.ts';

const LIMITS = `{
  "perMinute": 2,
  "perHour": 10,
  "perDay": 100
}
`;

/** An answer that puts other text in the place of one line. */
function replaceLine(line: number, before: string, replace: string): string {
  const edit = { from: line, to: line, firstLine: before, lastLine: before, replace };
  return JSON.stringify({ edits: [edit], replacements: [], summary: 'Changed one line.' });
}

describe('After an answer', () => {
  const host = journey({
    name: 'afterwards',
    prepare: (workspace) => writeFileSync(join(workspace, 'limits.json'), LIMITS),
  });
  let earlier = 0;

  beforeEach(async () => {
    host.api.setBehaviour('*');
    earlier = newestRequest(host);
    await host.workbench.clearNotifications();
  });

  it('a follow-up in words goes on with the run and its draft', async () => {
    const { workbench } = host;
    await workbench.openFile('invoice.ts');
    await workbench.goToLine(40);
    await workbench.runCommand('Tierwise: Refactor...');
    await workbench.answerInput('rename sum to total');
    await proposed(workbench, 'invoice.ts', 'Sonnet');
    const first = await lastRun(host);
    await workbench.runCommand('Tierwise: Refine...');
    const question = await workbench.inputQuestion();
    await workbench.screenshot('refine');
    assert.match(question, /Refine[^]*What should be different\?/);
    await workbench.answerInput('keep the name');
    await host.api.waitFor(({ number, outcome }) => number > earlier + 1 && outcome === 'finished');
    const item = workbench.statusBarItem('tierwise.tierwise.spend');
    await item.filter({ hasText: /saved/ }).waitFor();
    await proposed(workbench, 'invoice.ts', 'Sonnet');
    await workbench.screenshot('refined');
    const { runs, attempts } = await host.ledger();
    assert.deepEqual(
      runs.map((run) => [run['id'], run['outcome'], run['attempts']]),
      [[first.run['id'], 'accepted', 2]],
    );
    assert.deepEqual(
      attempts.map((attempt) => [attempt['tier'], attempt['outcome'], attempt['cost_nusd']]),
      callsAfter(host, earlier).map((call) => ['sonnet', 'accepted', billOf(call)]),
    );
    const [, second] = callsAfter(host, earlier);
    assert.match(second?.rawBody ?? '', /<followup-[0-9a-f]{8}>[^]*keep the name/);
    await discard(workbench, 'invoice.ts');
  });

  const acceptTrailingComma = async (): Promise<void> => {
    const { workbench, api } = host;
    api.setBehaviour(
      '*',
      { task: 'refactor', text: replaceLine(4, '  "perDay": 100', '  "perDay": 1000,') },
      { task: 'fix', text: replaceLine(4, '  "perDay": 1000,', '  "perDay": 1000') },
    );
    await workbench.openFile('limits.json');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Refactor...');
    await workbench.answerInput('allow ten times as much a day');
    await proposed(workbench, 'limits.json');
    await accept(workbench, 'limits.json');
  };

  it('errors that come with an accepted change are booked, and can be undone', async () => {
    const { workbench } = host;
    await acceptTrailingComma();
    const told = await workbench.waitForNotification(/since you accepted/);
    await workbench.screenshot('late-problem');
    assert.match(
      told,
      /^limits\.json has a new error since you accepted: Trailing comma \(line \d\)$/,
    );
    assert.deepEqual(await workbench.notificationButtons(/since you accepted/), ['Undo', 'Repair']);
    const { run } = await lastRun(host);
    assert.deepEqual([run['verdict'], run['late_problems']], ['applied', 1]);
    await workbench.clickNotificationButton('Undo');
    await workbench.tab('limits.json').and(workbench.page.locator(':not(.dirty)')).waitFor();
    await workbench.waitForText(LIMITS);
    const undone = await lastRun(host);
    assert.deepEqual([undone.run['verdict'], undone.run['late_problems']], ['undone', 1]);
    assert.equal(readFileSync(join(host.workspace, 'limits.json'), 'utf8'), LIMITS);
  });

  it('or repaired, by a fix that keeps the change', async () => {
    const { workbench } = host;
    await acceptTrailingComma();
    await workbench.waitForNotification(/since you accepted/);
    await workbench.clickNotificationButton('Repair');
    await proposed(workbench, 'limits.json', 'Haiku');
    await workbench.screenshot('repair');
    const [, fix] = callsAfter(host, earlier);
    assert.match(fix?.rawBody ?? '', /Trailing comma[^]*keep that change/);
    await accept(workbench, 'limits.json');
    await workbench.waitForText(LIMITS.replace('100', '1000'));
    // The text is there a moment before its verdict is booked.
    let { runs } = await host.ledger();
    while (runs.at(-1)?.['verdict'] === null) ({ runs } = await host.ledger());
    assert.deepEqual(
      runs.slice(-2).map((run) => [run['task'], run['outcome'], run['verdict']]),
      [
        ['refactor', 'accepted', 'applied'],
        ['fix', 'accepted', 'applied'],
      ],
    );
    assert.equal(runs.at(-2)?.['late_problems'], 1);
  });

  it('the files of the ledger are shown, with its database up to date', async () => {
    const { workbench } = host;
    const opened = workbench.page.waitForEvent('popup');
    await workbench.runCommand('Tierwise: Open Ledger Folder');
    const popup = await opened;
    const folder = new URL(popup.url()).searchParams.get('folder') ?? '';
    await popup.close();
    assert.match(folder, /\/tierwise\.tierwise\/ledger$/);
    assert.equal(basename(folder), 'ledger');
    const { runs } = await host.ledger();
    assert.ok(runs.length > 0);
  });
});
