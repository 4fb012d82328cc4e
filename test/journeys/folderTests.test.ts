import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BASKET_TESTS } from '../support/basketTests.ts';
import { billOf } from '../support/bill.ts';
import { journey } from '../support/journey.ts';

const BASKET = `/** What a basket costs. */
export function total(prices) {
  return prices.reduce((sum, price) => sum + price, 0);
}
`;

const PRICE = `/** A price with its tax, in cents. */
export function withTax(cents, rate) {
  return cents + Math.round(cents * rate);
}

/** A price after a discount, in cents. */
export function discounted(cents, percent) {
  return cents - Math.floor((cents * percent) / 100);
}
`;

const PRICE_TESTS = `import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { discounted, withTax } from '../src/price.js';

describe('withTax', () => {
  it('adds the tax', () => {
    assert.equal(withTax(100, 0.2), 120);
  });
});
`;

const PRICE_CASES = `describe('prices', () => {
  it('takes the discount off', () => {
    assert.equal(discounted(1000, 15), 850);
    assert.equal(discounted(999, 10), 900);
  });

  it('rounds the tax', () => {
    assert.equal(withTax(999, 0.5), 1499);
    assert.equal(withTax(1, 0.2), 1);
  });
});`;

describe('Tests for a folder', () => {
  const host = journey({
    name: 'folder-tests',
    settings: { 'tierwise.tests.run': 'ask' },
    prepare(workspace) {
      const write = (path: string, text: string): void =>
        writeFileSync(join(workspace, path), text);
      // Node.js brings this framework along.
      const project = { name: 'corner-shop', type: 'module', scripts: { test: 'node --test' } };
      for (const folder of ['src', 'test']) {
        rmSync(join(workspace, folder), { recursive: true });
        mkdirSync(join(workspace, folder));
      }
      write('package.json', JSON.stringify(project, null, 2));
      write('src/basket.js', BASKET);
      write('src/price.js', PRICE);
      write('test/price.test.js', PRICE_TESTS);
    },
  });

  const read = (path: string): string => readFileSync(join(host.workspace, path), 'utf8');

  it('are proven by running, accepted from the one list, and lie where the project keeps its tests', async () => {
    const { api, workbench } = host;
    const basketTests = BASKET_TESTS.replace('./basket.js', '../src/basket.js');
    api.setBehaviour(
      '*',
      { about: 'total(', text: JSON.stringify({ code: basketTests }) },
      { about: 'withTax(', text: JSON.stringify({ imports: '', cases: PRICE_CASES }) },
    );
    const explorer = workbench.page.getByRole('tree', { name: 'Files Explorer' });
    await explorer.getByRole('treeitem', { name: 'src', exact: true }).click({ button: 'right' });
    await workbench.clickContextMenuItem('Tierwise', 'Generate Tests in Folder...');
    await workbench.quickInput.getByText('By Batch at Half Price').waitFor();
    await workbench.screenshot('choice');
    await workbench.pickQuickPick('Now');
    const asked = await workbench.waitForNotification(/: Run test/);
    await workbench.screenshot('question');
    assert.match(asked, /Run test\/(?:basket|price)\.test\.js, which a model wrote\?/);
    await workbench.clickNotificationButton('Run Until This Window Closes');
    await workbench.waitForNotification(/2 of 2 files are ready to accept/);
    await workbench.screenshot('ready');
    assert.equal(existsSync(join(host.workspace, 'test/basket.test.js')), false);
    assert.equal(read('test/price.test.js'), PRICE_TESTS);

    const list = workbench.page.getByRole('tree', { name: 'Folder Runs' });
    await list.getByRole('treeitem', { name: /price\.js.*ready/ }).click();
    await workbench.waitForTab(/price\.test\.js/);
    await workbench.screenshot('shown');
    await workbench.clearNotifications();
    const run = list.getByRole('treeitem', { name: /^Generate Tests · 2 files 2 ready/ });
    await run.hover();
    await run.getByRole('button', { name: 'Accept' }).click();
    await workbench.waitForNotification(/Files accepted: 2/);
    await list.getByRole('treeitem', { name: /price\.js.*accepted/ }).waitFor();
    // What was opened to look at it is closed with it.
    await workbench
      .tab(/price\.test\.js/)
      .first()
      .waitFor({ state: 'detached' });
    await workbench.screenshot('accepted');
    assert.equal(read('test/basket.test.js'), basketTests);
    const price = read('test/price.test.js');
    assert.ok(price.includes("it('adds the tax'") && price.includes("it('rounds the tax'"), price);
    assert.equal(read('src/basket.js') + read('src/price.js'), BASKET + PRICE);

    const { runs, attempts } = await host.ledger();
    assert.deepEqual(
      runs.map((row) => [row['task'], row['outcome'], row['strength'], row['verdict']]),
      [1, 2].map(() => ['tests', 'accepted', 'proves', 'applied']),
    );
    const billed = api.requests.filter(({ usage }) => usage !== null);
    assert.equal(attempts.length, billed.length);
    assert.equal(
      attempts.reduce((sum, { cost_nusd: nusd }) => sum + Number(nusd), 0),
      api.requests.reduce((sum, request) => sum + billOf(request), 0),
    );
    // What was allowed ends with the window: the next journey finds another one.
    await workbench.open();
  });
});
