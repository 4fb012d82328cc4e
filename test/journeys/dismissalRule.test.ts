import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { journey } from '../support/journey.ts';

const SUBJECT = `export function load(read) {
  try { read('a'); } catch {}
  try { read('b'); } catch {}
  try { read('c'); } catch {}
  try { read('d'); } catch {}
}
`;

const TITLES = ['The first error is lost', 'The second error is lost', 'No error is told'];
const REVIEW = {
  findings: [...TITLES, 'Another error is lost'].map((title, index) => ({
    from: index + 2,
    to: index + 2,
    quote: SUBJECT.split('\n')[index + 1],
    severity: 'medium',
    kind: 'errors',
    title,
    trigger: 'read throws',
    consequence: 'nobody hears of it',
    confidence: 0.8,
    suggestion: '',
  })),
};
const RULE = `## Findings to leave out of reviews

These findings about error handling were dismissed. Do not report others like them:

${TITLES.map((title) => `- ${title}`).join('\n')}
`;
const OWN = '# Reviews\n\nMind the locks.\n';

describe('Three dismissed findings of one kind', () => {
  const host = journey({
    name: 'dismissal-rule',
    prepare: (workspace) => writeFileSync(join(workspace, 'src', 'load.js'), SUBJECT),
  });
  const rules = (): string => join(host.workspace, 'REVIEW.md');

  const lens = (text: string): Locator =>
    host.workbench.page.locator('.contentWidgets .codelens-decoration a', { hasText: text });
  const review = async (): Promise<void> => {
    const { api, workbench } = host;
    api.setBehaviour('sonnet', { task: 'review', text: JSON.stringify(REVIEW) });
    await workbench.openFile('load.js');
    await workbench.runCommand('Tierwise: Review Code');
    await workbench.waitForNotification(/4 problems found/);
    await workbench.clearNotifications();
  };
  const dismiss = async (line: number): Promise<void> => {
    const { workbench } = host;
    await workbench.goToLine(line);
    await workbench.openCodeActions();
    await workbench.pickCodeAction('Dismiss This Finding');
    const title = REVIEW.findings[line - 2]?.title ?? '';
    await workbench.page.locator('.markers-panel').getByText(title).waitFor({ state: 'hidden' });
  };
  const clear = async (): Promise<void> => {
    const { workbench } = host;
    await workbench.runCommand('Tierwise: Clear Usage History...');
    await workbench.clickDialogButton('Clear');
    await workbench.waitForNotification(/history is cleared/);
    await workbench.clearNotifications();
  };

  it('offer a rule once, shown before it is written, and written when it is accepted', async () => {
    const { workbench } = host;
    await review();
    await workbench.problems();
    await dismiss(2);
    await dismiss(3);
    assert.deepEqual(await workbench.notifications(), []);
    await dismiss(4);
    const told = await workbench.waitForNotification(/dismissed/);
    await workbench.screenshot('offered');
    assert.equal(
      told,
      'You dismissed three findings about error handling. A rule can keep reviews from reporting such.',
    );
    await workbench.clickNotificationButton('Show the Rule');
    await workbench.waitForTab('REVIEW.md');
    await workbench.waitForNotification(/a rule to change/);
    await lens('Accept').waitFor();
    await workbench.screenshot('shown');
    assert.equal(await lens('Refine...').count(), 0);
    await workbench.waitForText(RULE);
    assert.equal(existsSync(rules()), false);
    await workbench.runCommand('Tierwise: Accept');
    await workbench.tab('REVIEW.md').and(workbench.page.locator(':not(.dirty)')).waitFor();
    assert.equal(readFileSync(rules(), 'utf8'), RULE);
    await workbench.clearNotifications();
    await workbench.openFile('load.js');
    await dismiss(5);
    assert.deepEqual(await workbench.notifications(), []);
    const { runs } = await host.ledger();
    assert.deepEqual(
      runs.map((run) => [run['task'], run['verdict']]),
      [['review', null]],
    );
  });

  it('add to the rules that are there, as a diff that may be discarded', async () => {
    const { workbench } = host;
    await workbench.closeAllEditors();
    // What was counted is cleared with the history.
    await clear();
    writeFileSync(rules(), OWN);
    await review();
    for (const line of [2, 3, 4]) await dismiss(line);
    await workbench.waitForNotification(/dismissed/);
    await workbench.clickNotificationButton('Show the Rule');
    await workbench.waitForTab(/REVIEW\.md \(/);
    await lens('Accept').waitFor();
    await workbench.screenshot('diff');
    await workbench.waitForText(`${OWN}\n${RULE}`);
    await workbench.runCommand('Tierwise: Discard');
    await workbench.tab(/REVIEW\.md \(/).waitFor({ state: 'hidden' });
    assert.equal(readFileSync(rules(), 'utf8'), OWN);
  });
});
