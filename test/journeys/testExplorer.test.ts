import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { BASKET_TESTS } from '../support/basketTests.ts';
import { journey } from '../support/journey.ts';
import { newFileProposed } from '../support/proposal.ts';

const SUBJECT = `/** What a basket costs. */
export function total(prices) {
  if (prices.length > 99) {
    throw new RangeError('prices');
  }
  return prices.reduce((sum, price) => sum + price, 0);
}
`;

describe('Generated tests in the Test Explorer', () => {
  const host = journey({
    name: 'test-explorer',
    settings: { 'tierwise.tests.run': 'ask', 'tierwise.tests.mutants': 0 },
    prepare(workspace) {
      // Node.js brings this framework along.
      const project = { name: 'corner-shop', type: 'module', scripts: { test: 'node --test' } };
      writeFileSync(join(workspace, 'package.json'), JSON.stringify(project, null, 2));
      rmSync(join(workspace, 'test'), { recursive: true });
      writeFileSync(join(workspace, 'src', 'basket.js'), SUBJECT);
    },
  });
  const rows = () => host.workbench.page.locator('.test-explorer .monaco-list-row');
  const row = (text: string) => rows().filter({ hasText: text }).first();

  it('stand there with the result of each case, and are run again with coverage', async () => {
    const { api, workbench } = host;
    const { page } = workbench;
    api.setBehaviour('*', { text: JSON.stringify({ code: BASKET_TESTS }) });
    await workbench.openFile('basket.js');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Generate Tests');
    await workbench.waitForNotification(/: Run src/);
    await workbench.clickNotificationButton('Run');
    await newFileProposed(workbench, 'basket.test.js');
    await workbench.runCommand('Tierwise: Accept');
    await workbench.tab('basket.test.js').and(page.locator(':not(.dirty)')).waitFor();
    await workbench.clearNotifications();
    await workbench.runCommand('View: Show Testing');
    await row('basket.test.js').waitFor();
    await row('basket.test.js').click();
    await workbench.press('ArrowRight');
    await row('adds the prices').waitFor();
    await workbench.screenshot('listed');
    const icons = rows().locator('.codicon-testing-passed-icon');
    await icons.nth(2).waitFor();

    // What is changed on the disk fails, and says why.
    const broken = BASKET_TESTS.replace('4]), 7', '4]), 8');
    writeFileSync(join(host.workspace, 'src', 'basket.test.js'), broken);
    await workbench.runCommand('Test: Run All Tests with Coverage');
    await workbench.waitForNotification(/Run your tests/);
    await workbench.screenshot('question');
    await workbench.clickNotificationButton('Run');
    await rows().locator('.codicon-testing-failed-icon').first().waitFor();
    await page.getByText('basket.js').first().waitFor();
    await workbench.screenshot('failed');
    await workbench.openFile('basket.js');
    await workbench.screenshot('coverage');
    rmSync(join(host.workspace, 'src', 'basket.test.js'));
    // What was shown of coverage is not for the journeys after this one.
    await workbench.runCommand('Test: Clear All Results');
    await workbench.runCommand('View: Show Explorer');
  });
});
