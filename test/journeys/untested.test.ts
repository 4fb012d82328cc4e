import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { journey, setKey } from '../support/journey.ts';
import { lastRun, newestRequest } from '../support/lastRun.ts';
import { discard, proposed } from '../support/proposal.ts';

const SUBJECT = `/** What a basket costs, with a discount from ten on. */
export function total(prices) {
  const sum = prices.reduce((all, price) => all + price, 0);
  return prices.length >= 10 ? sum * 0.9 : sum;
}

export function isEmpty(prices) {
  return prices.length === 0;
}
`;

/** Says nothing of the discount's edge. */
const TESTS = `import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isEmpty, total } from './basket.js';

it('adds the prices', () => {
  assert.equal(total([1, 2, 4]), 7);
});

it('gives a discount', () => {
  assert.equal(total(Array.from({ length: 20 }, () => 1)), 18);
});

it('knows an empty basket', () => {
  assert.equal(isEmpty([]), true);
  assert.equal(isEmpty([1]), false);
});
`;

const HALF = `export function half(count) {
  if (count < 0) return 0;
  return count / 2;
}
`;

describe('Behaviour that no test notices', () => {
  const host = journey({
    name: 'untested',
    settings: { 'tierwise.tests.run': 'ask' },
    key: 'own',
    prepare(workspace) {
      const project = { name: 'corner-shop', type: 'module', scripts: { test: 'node --test' } };
      writeFileSync(join(workspace, 'package.json'), JSON.stringify(project, null, 2));
      rmSync(join(workspace, 'test'), { recursive: true });
      writeFileSync(join(workspace, 'src', 'basket.js'), SUBJECT);
      writeFileSync(join(workspace, 'src', 'basket.test.js'), TESTS);
      writeFileSync(join(workspace, 'src', 'half.js'), HALF);
    },
  });

  beforeEach(async () => {
    await host.workbench.closeAllEditors();
    await host.workbench.clearNotifications();
  });

  it('is found without a key, a call or a cent', async () => {
    const { workbench } = host;
    const before = newestRequest(host);
    await workbench.openFile('basket.js');
    await workbench.goToLine(3);
    await workbench.runCommand('Tierwise: Find Untested Behaviour');
    const asked = await workbench.waitForNotification(/Run your tests/);
    await workbench.screenshot('question');
    assert.match(asked, /^Find Untested Behaviour, basket\.js: Run your tests on small changes/);
    await workbench.clickNotificationButton('Run');
    const told = await workbench.waitForNotification(/Your tests notice/);
    await workbench.screenshot('found');
    assert.match(told, /^Your tests notice \d+ of \d+ changes in total of basket\.js\./);
    await workbench.clickNotificationButton('Show Problems');
    const problems = (await workbench.problems()).filter(({ source }) => source === 'Tierwise');
    await workbench.screenshot('problems');
    assert.ok(problems.length > 0);
    assert.ok(
      problems.some(
        ({ line, message }) => line === 4 && /No test notices `>` for `>=` here/.test(message),
      ),
      JSON.stringify(problems),
    );
    assert.equal(newestRequest(host), before);
    assert.deepEqual((await host.ledger()).runs, []);
  });

  it('is tested by one click, with a case that notices it', async () => {
    const { api, workbench } = host;
    await setKey(workbench);
    await workbench.openFile('basket.js');
    await workbench.goToLine(3);
    await workbench.runCommand('Tierwise: Find Untested Behaviour');
    await workbench.waitForNotification(/Run your tests/);
    await workbench.clickNotificationButton('Run');
    await workbench.waitForNotification(/Your tests notice/);
    await workbench.clearNotifications();
    const cases = (count: number, total: number): string =>
      `it('of ${count}', () => {\n  assert.equal(total(Array.from({ length: ${count} }, () => 1)), ${total});\n});`;
    // The first answer passes and does not notice the change: it is repaired.
    const answer = (text: string) => ({ text: JSON.stringify({ imports: '', cases: text }) });
    api.setBehaviour('*', { ...answer(cases(3, 3)), times: 1 }, answer(cases(10, 9)));
    await workbench.goToLine(4);
    await workbench.focusEditor();
    await workbench.press('F8');
    await workbench.press('Escape');
    await workbench.press('Control+.');
    await workbench.page.getByText('Tierwise: Write a Test for This').first().click();
    await workbench.waitForNotification(/: Run src/);
    await workbench.clickNotificationButton('Run');
    await workbench.waitForNotification(/: Run src/);
    await workbench.clickNotificationButton('Run');
    const told = await workbench.waitForNotification(/proven: notices/);
    await workbench.screenshot('written');
    assert.match(told, /^total of basket\.js: Haiku 5\.5 · proven: notices 1 of 1 changes · /);
    const { run } = await lastRun(host);
    assert.deepEqual(
      [run['outcome'], run['strength'], run['mutants_killed'], run['attempts']],
      ['accepted', 'proves', 1, 2],
    );
    await workbench.closeAllEditors();
  });

  it('is compared by calls: a refactoring that changes it is stopped, with the call', async () => {
    const { api, workbench } = host;
    const line = (replace: string) => ({
      from: 2,
      to: 2,
      firstLine: '  if (count < 0) return 0;',
      lastLine: '  if (count < 0) return 0;',
      replace,
    });
    const answer = (replace: string) => ({
      task: 'refactor' as const,
      text: JSON.stringify({ edits: [line(replace)], replacements: [], summary: 'Shorter.' }),
    });
    const earlier = api.requests.length;
    // The first answer is another function for some negative counts, as the small model suspects.
    const calls = ['[-3]', '[7]'].map((list) => ({ name: 'half', arguments: list }));
    api.setBehaviour(
      '*',
      { ...answer('  if (count < -5) return 0;'), times: 1 },
      answer('  if (0 > count) return 0;'),
      { text: JSON.stringify({ calls }) },
    );
    await workbench.openFile('half.js');
    await workbench.press('Control+A');
    await workbench.runCommand('Tierwise: Refactor...');
    await workbench.answerInput('read it from left to right');
    await workbench.waitForNotification(/^Refactor, src\/half\.js: .*Run/);
    await workbench.clickNotificationButton('Run');
    await proposed(workbench, 'half.js');
    await workbench.screenshot('compared');
    const sent = api.requests.slice(earlier).map(({ body }) => JSON.stringify(body));
    assert.match(sent.at(-1) ?? '', /half\(-3\) returns 0 before, and now returns -1\.5/);
    const { attempts } = await lastRun(host);
    assert.deepEqual(attempts.map((one) => `${one['kind']} ${one['outcome']}`).toSorted(), [
      'arguments accepted',
      'first rejected',
      'repair accepted',
    ]);
    await discard(workbench, 'half.js');
  });

  it('is none where every change is noticed, and is said so', async () => {
    const { workbench } = host;
    await workbench.openFile('basket.js');
    await workbench.goToLine(8);
    await workbench.runCommand('Tierwise: Find Untested Behaviour');
    await workbench.waitForNotification(/Run your tests/);
    await workbench.clickNotificationButton('Run');
    const told = await workbench.waitForNotification(/Your tests notice/);
    assert.match(
      told,
      /^Your tests notice all \d+ changes that were tried in isEmpty of basket\.js\.$/,
    );
  });

  it('is not looked for after a no, or where no test reaches the file', async () => {
    const { workbench } = host;
    await workbench.openFile('basket.js');
    await workbench.runCommand('Tierwise: Find Untested Behaviour');
    await workbench.waitForNotification(/Run your tests/);
    await workbench.clickNotificationButton("Don't Run");
    await workbench.waitForNotification(/The tests of basket\.js were not run: you chose not to\./);
    await workbench.clearNotifications();
    await workbench.openFile('csv.ts');
    await workbench.runCommand('Tierwise: Find Untested Behaviour');
    await workbench.waitForNotification(/No tests that reach csv\.ts were found\./);
  });
});
