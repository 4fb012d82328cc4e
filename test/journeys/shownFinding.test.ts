import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { journey } from '../support/journey.ts';
import { lastRun } from '../support/lastRun.ts';

const SUBJECT = `/** How many pages a list has. */
export function pages(count, size) {
  if (size <= 0) throw new RangeError('size');
  return Math.floor(count / size) + 1;
}
`;

const TEST = `import assert from 'node:assert/strict';
import { it } from 'node:test';
import { pages } from './pages.js';

it('has one full page', () => {
  assert.equal(pages(10, 10), 1);
});
`;
/** Asserts what the code does as it is. */
const IDLE = TEST.replace('pages(10, 10), 1', 'pages(11, 10), 2');

const LINE = '  return Math.floor(count / size) + 1;';
const finding = (given: Readonly<Record<string, unknown>>) => ({
  from: 4,
  to: 4,
  quote: LINE,
  severity: 'high',
  confidence: 0.9,
  suggestion: '',
  ...given,
});
const REVIEW = {
  findings: [
    finding({
      title: 'A full last page is counted twice',
      trigger: 'count is a multiple of size',
      consequence: 'one page too many',
      suggestion: 'round up instead',
    }),
    finding({
      title: 'A size of zero is divided by',
      trigger: 'size is 0',
      consequence: 'the result is not finite',
    }),
  ],
};
const verdict = (claim: number, line: number, quote: string, why: string) => ({
  claim,
  verdict: claim === 1 ? 'confirmed' : 'refuted',
  from: line,
  to: line,
  quote,
  why,
});
const SECOND_LOOK = {
  verdicts: [
    verdict(1, 4, LINE, 'It adds one whether or not a rest is left.'),
    verdict(2, 3, "if (size <= 0) throw new RangeError('size');", 'Sizes below one throw before.'),
  ],
};
const FIX = {
  edits: [],
  replacements: [{ line: 4, find: LINE, replace: '  return Math.ceil(count / size);' }],
  summary: 'Rounds up.',
};

describe('A finding', () => {
  const host = journey({
    name: 'shown-finding',
    settings: { 'tierwise.tests.run': 'ask' },
    prepare(workspace) {
      const project = { name: 'corner-shop', type: 'module', scripts: { test: 'node --test' } };
      writeFileSync(join(workspace, 'package.json'), JSON.stringify(project, null, 2));
      rmSync(join(workspace, 'test'), { recursive: true });
      writeFileSync(join(workspace, 'src', 'pages.js'), SUBJECT);
    },
  });
  const testFile = (): string => join(host.workspace, 'src', 'pages.test.js');
  const answers = (test: string): void => {
    const text = (answer: unknown) => JSON.stringify(answer);
    host.api.setBehaviour('sonnet', { task: 'review', text: text(REVIEW) });
    host.api.setBehaviour(
      'haiku',
      { task: 'tests', text: text({ code: test }) },
      { task: 'fix', text: text(FIX) },
      { text: text(SECOND_LOOK) },
    );
  };
  const ours = async () =>
    (await host.workbench.problems()).filter(({ source }) => source === 'Tierwise');
  const pick = async (label: string): Promise<void> => {
    const { workbench } = host;
    await workbench.openFile('pages.js');
    await workbench.goToLine(4);
    await workbench.openCodeActions();
    await workbench.screenshot(`actions-${label.replace(/\W+/g, '-').toLowerCase()}`);
    await workbench.pickCodeAction(label);
  };

  before(() => answers(TEST));

  beforeEach(async () => {
    await host.workbench.clearNotifications();
  });

  it('that a second look refuted is hidden visibly, and shown with why when asked for', async () => {
    const { workbench } = host;
    await workbench.openFile('pages.js');
    await workbench.runCommand('Tierwise: Review Code');
    const told = await workbench.waitForNotification(/problem found/);
    await workbench.screenshot('reviewed');
    assert.match(told, /^1 problem found in the whole of pages\.js\./);
    assert.match(told, /1 finding that a second look refuted is hidden\./);
    assert.match(told, /A second look: 1 confirmed, 1 refuted\./);
    assert.deepEqual(
      (await ours()).map(({ message }) => message),
      ['A full last page is counted twice\none page too many'],
    );
    await workbench.clickNotificationButton('Show Hidden');
    await workbench.page.getByText('A size of zero is divided by').first().waitFor();
    assert.equal(
      (await ours()).map(({ message }) => message.split('\n').at(-1)).at(-1),
      'A second look refuted it: Sizes below one throw before.',
    );
    await workbench.clearNotifications();
    const line = workbench.page.locator('.view-line', { hasText: 'Math.floor' }).first();
    const hover = await workbench.hoverText(line.getByText('floor').first());
    await workbench.screenshot('refuted');
    assert.match(hover, /A second look refuted it: Sizes below one throw before/);
    assert.match(hover, /A second look confirmed it/);
    await workbench.openFile('pages.js');
    await workbench.goToLine(4);
    await workbench.openCodeActions();
    await workbench.screenshot('actions');
    await workbench.press('Escape');
  });

  it('that a test could not show says so, and is not refuted', async () => {
    const { workbench } = host;
    answers(IDLE);
    await workbench.openFile('pages.js');
    await workbench.runCommand('Tierwise: Review Code');
    await workbench.waitForNotification(/problem found/);
    await workbench.clearNotifications();
    await pick('Show Me with a Failing Test');
    await workbench.waitForNotification(/: Run src/);
    await workbench.clickNotificationButton('Run');
    const told = await workbench.waitForNotification(/could not be shown/);
    await workbench.screenshot('not-shown');
    assert.equal(
      told,
      '“A full last page is counted twice” could not be shown by a test, which does not refute it. The test passes on the code as it is.',
    );
    const { run } = await lastRun(host);
    assert.deepEqual(
      [run['task'], run['outcome'], run['attempts'], run['final_tier']],
      ['tests', 'rejected', 2, 'haiku'],
    );
    assert.equal((await ours()).length, 1);
    const line = workbench.page.locator('.view-line', { hasText: 'Math.floor' }).first();
    const hover = await workbench.hoverText(line.getByText('floor').first());
    await workbench.screenshot('not-shown-hover');
    assert.match(hover, /A test could not show it, which does not refute it/);
  });

  it('is shown by a test that fails by an assertion, and stays shown over a reload', async () => {
    const { workbench } = host;
    answers(TEST);
    await pick('Show Me with a Failing Test');
    const asked = await workbench.waitForNotification(/: Run src/);
    assert.match(asked, /Run src\/pages\.test\.js, which a model wrote\?/);
    await workbench.clickNotificationButton('Run');
    const told = await workbench.waitForNotification(/fails by an assertion/);
    await workbench.waitForTab('pages.test.js');
    await workbench.screenshot('shown');
    assert.match(
      told,
      /^pages\.test\.js, for pages of pages\.js: Haiku 5\.5 · checked: fails by an assertion, twice the same · \$/,
    );
    assert.equal(existsSync(testFile()), false);
    const { run } = await lastRun(host);
    assert.deepEqual(
      [run['task'], run['outcome'], run['strength'], run['attempts']],
      ['tests', 'accepted', 'checks', 1],
    );
    await workbench.runCommand('Tierwise: Accept');
    await workbench.tab('pages.test.js').and(workbench.page.locator(':not(.dirty)')).waitFor();
    assert.equal(readFileSync(testFile(), 'utf8'), TEST);
    await workbench.closeAllEditors();
    await workbench.reload();
    await workbench.openFile('pages.js');
    await ours().catch(() => []);
    await workbench.page.getByText('Shown by a test that fails').first().waitFor();
    const shown = await ours();
    await workbench.screenshot('after-reload');
    assert.deepEqual(
      shown.map(({ message }) => message.split('\n').at(-1)),
      ['Shown by a test that fails: src/pages.test.js'],
    );
  });

  it('that a test shows is fixed by what turns the test green', async () => {
    const { workbench } = host;
    answers(TEST);
    await pick('Fix with Tierwise');
    const asked = await workbench.waitForNotification(/: Run /);
    await workbench.screenshot('fix-question');
    // It was accepted: it is one of the user's own.
    assert.match(asked, /^Fix Problem, src\/pages\.js: Run your tests/);
    await workbench.clickNotificationButton('Run Until This Window Closes');
    await workbench.waitForTab(/pages\.js \(/);
    const told = await workbench.waitForNotification(/proven/);
    await workbench.screenshot('fixed');
    assert.match(told, /checked: proven, the test that failed passes now · \$/);
    const { run } = await lastRun(host);
    assert.deepEqual([run['task'], run['strength']], ['fix', 'proves']);
    await workbench.runCommand('Tierwise: Accept');
    await workbench.waitForTab('pages.js');
    await workbench.waitForText(/Math\.ceil/);
    await workbench.page.locator('.markers-panel').getByText('No problems').waitFor();
    await workbench.screenshot('green');
    await workbench.save();
    await workbench.closeAllEditors();
    // What was allowed ends with the window.
    await workbench.open();
  });
});
