import assert from 'node:assert/strict';
import { globSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BASKET_TESTS } from '../support/basketTests.ts';
import { journey } from '../support/journey.ts';
import { lastRun } from '../support/lastRun.ts';

const SUBJECT = `/** What a basket costs. */
export function total(prices) {
  return prices.reduce((sum, price) => sum + price, 0);
}
`;

describe('Tests that a model wrote', () => {
  const host = journey({
    name: 'test-run',
    settings: { 'tierwise.tests.run': 'ask' },
    prepare(workspace) {
      // Node.js brings this framework along.
      const project = { name: 'corner-shop', type: 'module', scripts: { test: 'node --test' } };
      writeFileSync(join(workspace, 'package.json'), JSON.stringify(project, null, 2));
      rmSync(join(workspace, 'test'), { recursive: true });
      writeFileSync(join(workspace, 'src', 'basket.js'), SUBJECT);
    },
  });

  beforeEach(async () => {
    const { api, workbench } = host;
    api.setBehaviour('*', { text: JSON.stringify({ code: BASKET_TESTS }) });
    await workbench.closeAllEditors();
    await workbench.clearNotifications();
    await workbench.openFile('basket.js');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Generate Tests');
  });

  /** All files of the workspace with their texts. */
  const files = (): ReadonlyMap<string, string> =>
    new Map(
      globSync('**/*', { cwd: host.workspace, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name))
        .sort()
        .map((path) => [path, readFileSync(path, 'utf8')]),
    );

  it('are shown, run after a yes in a copy, and then count as proven', async () => {
    const { workbench } = host;
    const before = files();
    const asked = await workbench.waitForNotification(/: Run src/);
    await workbench.tab(/basket\.test\.js/).waitFor();
    await workbench.screenshot('question');
    assert.match(
      asked,
      /^Generate Tests, src\/basket\.js: Run src\/basket\.test\.js, which a model wrote\? It (?:runs isolated|can read your files)/,
    );
    assert.deepEqual(await workbench.notificationButtons(/: Run src/), [
      'Run',
      'Run Until This Window Closes',
      "Don't Run",
    ]);
    const shown = workbench.page.locator('.editor-group-container').last();
    await shown.getByText("it('adds the prices'").first().waitFor();

    await workbench.clickNotificationButton('Run');
    const told = await workbench.waitForNotification(/proven:/);
    await workbench.waitForTab('basket.test.js');
    await workbench.screenshot('proven');
    assert.match(
      told,
      /^basket\.test\.js, for lines 1-4 of basket\.js: Haiku 5\.5 · proven: notices 4 of 4 changes · \$[\d.]+\. The tests ran (?:isolated|without isolation)/,
    );
    const { run } = await lastRun(host);
    assert.deepEqual(
      [run['task'], run['outcome'], run['strength'], run['attempts']],
      ['tests', 'accepted', 'proves', 1],
    );
    assert.deepEqual(
      [run['mutants_executed'], run['mutants_killed'], run['mutants_timed_out']],
      [4, 4, 0],
    );
    assert.deepEqual(files(), before, 'nothing is written before Accept');

    await workbench.runCommand('Tierwise: Accept');
    await workbench.tab('basket.test.js').and(workbench.page.locator(':not(.dirty)')).waitFor();
    assert.equal(readFileSync(join(host.workspace, 'src/basket.test.js'), 'utf8'), BASKET_TESTS);
    rmSync(join(host.workspace, 'src/basket.test.js'));
  });

  it('are not run after a no, and say so', async () => {
    const { workbench } = host;
    const before = files();
    await workbench.waitForNotification(/: Run src/);
    await workbench.clickNotificationButton("Don't Run");
    const told = await workbench.waitForNotification(/checked:/);
    await workbench.waitForTab('basket.test.js');
    await workbench.screenshot('not-run');
    assert.match(
      told,
      /checked: syntax · \$[\d.]+\. .*The tests were not run: you chose not to\.$/,
    );
    const { run } = await lastRun(host);
    assert.deepEqual([run['outcome'], run['strength']], ['accepted', 'checks']);
    assert.deepEqual(files(), before);
  });

  it('are run without a question once the user has let all of them run', async () => {
    const { workbench } = host;
    await workbench.waitForNotification(/: Run src/);
    await workbench.clickNotificationButton('Run Until This Window Closes');
    await workbench.waitForNotification(/proven: notices/);
    await workbench.closeAllEditors();
    await workbench.clearNotifications();
    await workbench.openFile('basket.js');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Generate Tests');
    // Were there a question, it would wait for its answer and nothing would be proven.
    await workbench.waitForNotification(/proven: notices/);
    const { run } = await lastRun(host);
    assert.equal(run['strength'], 'proves');
    // What was allowed ends with the window: the next journey finds another one.
    await workbench.open();
  });
});
