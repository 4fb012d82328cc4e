import assert from 'node:assert/strict';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprintOf, GitRepository } from '../support/gitRepository.ts';
import { journey } from '../support/journey.ts';

const source = (factor: number): string => `/** So many times the count; below zero one less. */
export function times${factor}(count) {
  const product = count * ${factor};
  if (count < 0) return product - 1;
  return product;
}
`;

const tests = (factor: number): string => `import assert from 'node:assert/strict';
import { it } from 'node:test';
import { times${factor} } from './times${factor}.js';

it('multiplies', () => assert.equal(times${factor}(3), ${3 * factor}));
it('is one less below zero', () => assert.equal(times${factor}(-1), ${-factor - 1}));
`;

/** The newest first, as they are asked. */
const FACTORS = [7, 6, 5, 4, 3];

/** What a model answers to those from one on; `wrong`: to the first it forgets what is below zero. */
function answers(from: number, isFirstWrong = false) {
  return FACTORS.slice(from).map((factor, index) => {
    const code = `const product = count * ${factor}; return count < 0 ? product - 1 : product;`;
    const replace = isFirstWrong && index === 0 ? `return count * ${factor};` : code;
    const replacements = [{ line: 2, find: "throw new Error('emptied');", replace }];
    const text = JSON.stringify({ edits: [], replacements, summary: 'Written.' });
    return { nth: index + 1, text };
  });
}

describe('The strategy, checked with the history of the repository', () => {
  const host = journey({
    name: 'strategy',
    settings: { 'tierwise.tests.run': 'ask' },
    prepare(workspace) {
      rmSync(join(workspace, 'test'), { recursive: true });
      const repository = new GitRepository(workspace);
      const manifest = { name: 'shop', type: 'module', scripts: { test: 'node --test' } };
      repository.commit('Start', { 'package.json': JSON.stringify(manifest) });
      for (const factor of FACTORS.toReversed()) {
        repository.commit(`Times ${factor}`, {
          [`src/times${factor}.js`]: source(factor),
          [`src/times${factor}.test.js`]: tests(factor),
        });
      }
      repository.write({ 'src/times7.js': 'export const unfinished = (', 'src/new.js': 'new\n' });
    },
  });

  /** All files but for what the editor's own Git extension keeps up to date. */
  const fingerprint = (): string =>
    fingerprintOf(
      host.workspace,
      (path) => !/^\.git\/(?:index|FETCH_HEAD|ORIG_HEAD)|^\.vscode/.test(path),
    );

  it('measures every tier, shows the table, and starts where that says by one click', async () => {
    const { api, workbench } = host;
    api.setBehaviour('haiku', ...answers(0, true));
    api.setBehaviour('sonnet', ...answers(0));
    api.setBehaviour('opus', ...answers(0));
    const before = fingerprint();
    await workbench.runCommand('Tierwise: Check the Strategy...');
    await workbench.page.getByText('Quick: 5 functions of this repository').waitFor();
    await workbench.screenshot('what');
    await workbench.pickQuickPick('Quick: 5 functions of this repository');
    const consent = await workbench.waitForNotification(/Run tests/);
    await workbench.screenshot('consent');
    assert.match(
      consent,
      /^Check the Strategy: Run tests, also of code that models write, in a copy\?/,
    );
    await workbench.clickNotificationButton('Run');
    const asked = await workbench.waitForNotification(/answers/, 60_000);
    await workbench.screenshot('cost');
    assert.match(
      asked,
      /^Check the Strategy: Ask Haiku, Sonnet, and Opus for 15 answers, about \$\d.* in all\? The check stops at \$/,
    );
    assert.deepEqual((await host.ledger()).runs, []);
    await workbench.clickNotificationButton('Start');
    const page = await workbench.webviewFrame('Check of the Strategy');
    await page.getByText('All 5 were answered by Haiku, Sonnet, and Opus.').waitFor();
    await workbench.screenshot('table');
    const cells = await page.locator('tbody tr').allInnerTexts();
    assert.deepEqual(
      cells.map((row) => row.split('\t').slice(0, 2).join(' ')),
      ['Haiku 5.5 4 of 5', 'Sonnet 5.5 5 of 5', 'Opus 5.5 5 of 5'],
    );
    assert.equal(fingerprint(), before);
    const { runs, attempts } = await host.ledger();
    assert.equal(runs.length, 15);
    assert.ok(runs.every((run) => run['purpose'] === 'check' && run['task'] === 'fix'));
    const right = runs.filter((run) => run['strength'] === 'proves');
    assert.equal(right.length, 14);
    assert.ok(attempts.every((one) => Number(one['cost_nusd']) > 0));
    assert.equal(attempts.length, 15);

    await page.getByText('Start there in this workspace').click();
    const applied = await workbench.waitForNotification(/Starts from now on/);
    await workbench.screenshot('applied');
    assert.match(applied, /Fix Problem: Sonnet, Refactor.*: Sonnet/);
    const settings = readFileSync(join(host.workspace, '.vscode', 'settings.json'), 'utf8');
    assert.deepEqual(JSON.parse(settings), {
      'tierwise.routing.start.fix': 'sonnet',
      'tierwise.routing.start.refactor': 'sonnet',
    });
    assert.equal(fingerprint(), before);
    await workbench.closeAllEditors();
    await workbench.clearNotifications();
  });

  it('asks nobody again what was measured, and shows it without a call', async () => {
    const { api, workbench } = host;
    const earlier = api.requests.length;
    await workbench.runCommand('Tierwise: Check the Strategy...');
    await workbench.pickQuickPick('Show the last result');
    const page = await workbench.webviewFrame('Check of the Strategy');
    await page.getByText('4 of 5').waitFor();
    assert.equal(api.requests.length, earlier);
    await workbench.closeAllEditors();
  });

  it('ends when a tier cannot be asked, and goes on from there without asking twice', async () => {
    const { api, workbench } = host;
    await workbench.runCommand('Tierwise: Clear Usage History...');
    await workbench.clickDialogButton('Clear');
    await workbench.waitForNotification(/history is cleared/);
    await workbench.clearNotifications();
    api.reset();
    for (const tier of ['haiku', 'sonnet']) api.setBehaviour(tier, ...answers(0));
    api.setBehaviour('opus', { nth: 2, status: 402 }, ...answers(0));
    const check = async (): Promise<string> => {
      await workbench.runCommand('Tierwise: Check the Strategy...');
      await workbench.pickQuickPick('Quick: 5 functions of this repository');
      await workbench.waitForNotification(/Run tests/);
      await workbench.clickNotificationButton('Run');
      const asked = await workbench.waitForNotification(/answers/, 60_000);
      await workbench.clickNotificationButton('Start');
      return asked;
    };
    await check();
    const page = await workbench.webviewFrame('Check of the Strategy');
    await page.getByText('So far 1 of 5 were answered by Haiku, Sonnet, and Opus.').waitFor();
    await page.getByText(/credit.* Check again to go on/).waitFor();
    await page.getByText('No start tier follows').waitFor();
    await workbench.screenshot('partial');

    await workbench.closeAllEditors();
    api.reset();
    for (const tier of ['haiku', 'sonnet']) api.setBehaviour(tier, ...answers(2));
    api.setBehaviour('opus', ...answers(1));
    assert.match(await check(), /for 10 answers/);
    const whole = await workbench.webviewFrame('Check of the Strategy');
    await whole.getByText('All 5 were answered by Haiku, Sonnet, and Opus.').waitFor();
    await whole.getByText('Measured before and not asked again: 5.').waitFor();
    await whole.getByText('start at Haiku').waitFor();
    await workbench.screenshot('gone-on');
    await workbench.closeAllEditors();
  });
});
