import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { journey } from '../support/journey.ts';
import { lastRun } from '../support/lastRun.ts';
import { accept } from '../support/proposal.ts';

const PAGES = `/** How many pages a list has. */
export function pages(count, size) {
  if (size <= 0) throw new RangeError('size');
  return Math.floor(count / size) + 1;
}

/** The last page's number. */
export function lastPage(count, size) {
  return pages(count, size);
}
`;
const ROUNDED = '  return Math.ceil(count / size);';
const finding = (line: number, given: Readonly<Record<string, unknown>>) => ({
  from: line,
  to: line,
  quote: PAGES.split('\n')[line - 1],
  severity: 'high',
  confidence: 0.9,
  kind: 'other',
  suggestion: '',
  replacement: '',
  ...given,
});
const REVIEW = {
  findings: [
    finding(4, {
      title: 'A full last page is counted twice',
      trigger: 'count is a multiple of size <img src=x> ![i](http://e.example/i.png)',
      consequence: 'one page too many [x](command:y)',
      suggestion: 'round up instead',
      replacement: ROUNDED,
    }),
    finding(9, {
      title: 'The last page is counted from one',
      trigger: 'any call',
      consequence: 'it is one too high',
    }),
  ],
};
const FIX = {
  edits: [],
  replacements: [{ line: 9, find: 'pages(count, size)', replace: 'pages(count, size) - 1' }],
  summary: 'Counts from zero.',
};

describe('Findings in place', () => {
  const host = journey({
    name: 'findings-in-place',
    settings: { 'tierwise.review.secondLook': false, 'tierwise.review.comments': true },
    prepare(workspace) {
      rmSync(join(workspace, 'test'), { recursive: true });
      writeFileSync(join(workspace, 'src', 'pages.js'), PAGES);
    },
  });
  const text = (answer: unknown): string => JSON.stringify(answer);
  const thread = () => host.workbench.page.locator('.review-widget');

  before(() => {
    host.api.setBehaviour('sonnet', { task: 'review', text: text(REVIEW) });
    host.api.setBehaviour('haiku', { task: 'fix', text: text(FIX) });
  });

  it('stand in threads at their lines, as plain text, and are taken up in two clicks', async () => {
    const { workbench } = host;
    const { page } = workbench;
    await workbench.openFile('pages.js');
    await workbench.runCommand('Tierwise: Review Code');
    await workbench.waitForNotification(/problems found/);
    await workbench.screenshot('reviewed');
    await workbench.clearNotifications();
    const marks = page.locator('.comment-range-glyph.comment-thread');
    await marks.first().waitFor();
    assert.equal(await marks.count(), 2);
    await marks.first().click();
    await thread().waitFor();
    await workbench.screenshot('thread');
    const said = await thread().innerText();
    assert.match(said, /A full last page is counted twice/);
    assert.match(said, /!\[i\]\(http:\/\/e\.example\/i\.png\)/);
    assert.equal(await thread().locator('.comment-body a, .comment-body img').count(), 0);
    await thread()
      .getByRole('button', { name: /Show the Suggested Change/ })
      .click();
    await workbench.waitForTab(/pages\.js \(Suggestion\)/);
    await workbench.screenshot('suggestion');
    assert.equal(readFileSync(join(host.workspace, 'src', 'pages.js'), 'utf8'), PAGES);
    await workbench.runCommand('Tierwise: Accept');
    await workbench.waitForTab('pages.js');
    const accepted = await workbench.waitForText(/Math\.ceil\(/);
    assert.ok(accepted.includes(ROUNDED.trim()));
    const runs = (await host.ledger()).runs.map((run) => run['task']);
    assert.deepEqual(runs, ['review']);
  });

  it('end with what fixes them', async () => {
    const { workbench } = host;
    const { page } = workbench;
    const marks = page.locator('.comment-range-glyph.comment-thread');
    // Marks that are drawn anew take no click: lines were changed above this one.
    const second = thread().getByText('The last page is counted from one');
    for (let tries = 12; tries > 0 && !(await second.isVisible()); tries -= 1) {
      await marks.first().click();
      await second.waitFor({ timeout: 5000 }).catch(() => undefined);
    }
    await second.waitFor();
    await workbench.screenshot('second-thread');
    await thread()
      .getByRole('button', { name: /Fix This Finding/ })
      .click();
    await workbench.waitForTab(/pages\.js \(Haiku/);
    await accept(workbench, 'pages.js');
    await marks.first().waitFor({ state: 'detached' });
    await thread().waitFor({ state: 'detached' });
    await workbench.screenshot('fixed');
    assert.equal((await lastRun(host)).run['task'], 'fix');
    await workbench.runCommand('File: Revert File');
  });
});
