import assert from 'node:assert/strict';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { billOf } from '../support/bill.ts';
import { journey } from '../support/journey.ts';
import { callsAfter, lastRun } from '../support/lastRun.ts';
import { allWindowsEnded, ledgerFolders } from '../support/ledgerRows.ts';

/** A line that makes a file of any size. */
const LINE = 'export const one = 1; // a line like any other\n';

describe('With input that is no good', () => {
  const host = journey({
    name: 'bad-input',
    prepare(workspace) {
      const file = (name: string, content: string | Uint8Array): void => {
        writeFileSync(join(workspace, name), content);
      };
      file('empty.ts', '');
      file('blank.ts', 'export const one = 1;\n\n    \n\nexport const two = 2;\n');
      file('large.ts', LINE.repeat(5_000_000 / LINE.length));
      file('locked.ts', LINE);
      chmodSync(join(workspace, 'locked.ts'), 0o444);
      file('notes.strange', 'Some words in no language.\nMore words.\n');
    },
  });

  beforeEach(() => host.workbench.clearNotifications());

  it('says what to do without an open editor', async () => {
    const { workbench } = host;
    await workbench.runCommand('Tierwise: Review Code');
    const told = await workbench.waitForNotification(/./);
    await workbench.screenshot('no-editor');
    assert.equal(told, 'Open a source file first, then run this command again.');
  });

  const refusals = [
    ['empty.ts', 'This file is empty, so there is nothing to work on.'],
    ['large.ts', 'This file is 5.0 MB. Files up to 1 MB can be sent.'],
    ['locked.ts', 'This file is read-only, so Write Docs cannot change it.'],
  ] as const;
  for (const [name, sentence] of refusals) {
    it(`refuses ${name} in one sentence`, async () => {
      const { workbench } = host;
      await workbench.openFile(name);
      await workbench.runCommand('Tierwise: Write Docs');
      const told = await workbench.waitForNotification(/./);
      await workbench.screenshot(name);
      assert.equal(told, sentence);
    });
  }

  it('refuses a selection of white space in one sentence', async () => {
    const { workbench } = host;
    await workbench.openFile('blank.ts');
    await workbench.select(2, 4);
    await workbench.runCommand('Tierwise: Review Code');
    const told = await workbench.waitForNotification(/./);
    assert.equal(told, 'The selection holds only white space. Select some code, or nothing.');
  });

  it('has asked no model and booked nothing so far', async () => {
    // The free list of models is asked for while a command's input is read.
    assert.deepEqual(
      host.api.requests.filter(({ endpoint }) => endpoint !== 'models'),
      [],
    );
    assert.deepEqual((await host.ledger()).runs, []);
    const item = host.workbench.statusBarItem('tierwise.tierwise.spend');
    await item.filter({ hasText: /^Tierwise$/ }).waitFor();
  });

  it('reviews a language that it does not know, and says that less was checked', async () => {
    const { workbench } = host;
    await workbench.openFile('notes.strange');
    await workbench.runCommand('Tierwise: Review Code');
    const told = await workbench.waitForNotification(/problem/);
    await workbench.screenshot('unknown-language');
    assert.match(told, /The syntax of this language could not be checked\./);
    const { run } = await lastRun(host);
    assert.deepEqual([run['outcome'], run['language']], ['accepted', 'plaintext']);
  });

  it('goes on with a corrupt database, says so once, and loses nothing', async () => {
    const { workbench } = host;
    const earlier = await lastRun(host);
    const folder = ledgerFolders(host.server.userDataDir).find((each) =>
      each.includes('workspaceStorage'),
    );
    assert.ok(folder);
    // Any window that finds the damage mends it: no window may be left when it is made.
    await workbench.leave();
    await allWindowsEnded(host.server.userDataDir);
    writeFileSync(join(folder, 'ledger.sqlite'), 'not a database at all\n'.repeat(1000));
    await workbench.open();
    const told = await workbench.waitForNotification(/ledger/);
    await workbench.screenshot('corrupt');
    assert.match(told, /^Something was wrong with the usage ledger\. What could be read is kept/);
    const item = workbench.statusBarItem('tierwise.tierwise.spend');
    await item.filter({ hasText: /\$\d/ }).waitFor();
    await workbench.openFile('blank.ts');
    await workbench.goToLine(1);
    await workbench.runCommand('Tierwise: Write Docs');
    await workbench.waitForTab(/blank\.ts.*Haiku/);
    const { runs } = await host.ledger();
    assert.deepEqual(
      runs.map((run) => [run['task'], run['outcome']]),
      [
        ['review', 'accepted'],
        ['docs', 'accepted'],
      ],
    );
    assert.deepEqual(runs[0], earlier.run);
    assert.equal(readFileSync(join(host.workspace, 'large.ts'), 'utf8').length % LINE.length, 0);
  });
});

describe('With no folder open', () => {
  const host = journey({ name: 'no-folder', fixture: null });

  it('reviews an untitled document, and books it on this machine', async () => {
    const { workbench } = host;
    await workbench.runCommand('File: New Untitled Text File');
    await workbench.waitForTab(/Untitled-1/);
    await workbench.focusEditor();
    await workbench.type('export function half(n: number) { return n / 2; }');
    await workbench.runCommand('Tierwise: Review Code');
    await workbench.waitForNotification(/problem/);
    await workbench.screenshot('reviewed');
    const { run, attempts } = await lastRun(host);
    assert.deepEqual([run['task'], run['outcome']], ['review', 'accepted']);
    assert.deepEqual(
      attempts.map((attempt) => attempt['cost_nusd']),
      callsAfter(host, 0).map(billOf),
    );
  });

  it('knows no place for the tests of an untitled document', async () => {
    const { workbench } = host;
    await workbench.clearNotifications();
    await workbench.runCommand('Tierwise: Generate Tests');
    const told = await workbench.waitForNotification(/./);
    await workbench.screenshot('no-place');
    assert.equal(told, 'Save this file first, so that there is a place for its tests.');
  });
});
