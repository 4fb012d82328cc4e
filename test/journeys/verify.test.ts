import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { journey } from '../support/journey.ts';
import { newestRequest } from '../support/lastRun.ts';

const BASKET = `export function total(prices) {
  const sum = prices.reduce((all, price) => all + price, 0);
  return prices.length >= 10 ? sum * 0.9 : sum;
}
`;

const TESTS = `import assert from 'node:assert/strict';
import { it } from 'node:test';
import { total } from './basket.js';

it('adds the prices', () => {
  assert.equal(total([1, 2, 4]), 7);
});

it('gives a discount', () => {
  assert.equal(total(Array.from({ length: 20 }, () => 1)), 18);
});
`;

const SHOP = `export function name(parts) {
  const joined = parts.join(' ');
  return joined.trim();
}
export const open = true;
`;

const HALF = `export function half(count) {
  if (count < 0) return 0;
  return count / 2;
}
export const open = true;
`;

describe('Uncommitted changes that somebody made', () => {
  const host = journey({
    name: 'verify',
    settings: { 'tierwise.tests.run': 'ask' },
    key: 'own',
    prepare(workspace) {
      const write = (path: string, text: string): void =>
        writeFileSync(join(workspace, path), text);
      const git = (...args: readonly string[]): void => {
        const author = ['-c', 'user.name=Test', '-c', 'user.email=test@localhost'];
        execFileSync('git', [...author, ...args], { cwd: workspace, stdio: 'ignore' });
      };
      rmSync(join(workspace, 'test'), { recursive: true });
      write(
        'package.json',
        JSON.stringify({ name: 'shop', type: 'module', scripts: { test: 'node --test' } }),
      );
      write('src/basket.js', BASKET);
      write('src/basket.test.js', TESTS);
      write('src/shop.js', SHOP);
      write('src/half.js', HALF);
      git('init', '--initial-branch=main');
      git('add', '.');
      git('commit', '--message=Start');
      write('src/basket.js', BASKET.replace('* 0.9', '* 0.8'));
      const later = HALF.replace('return 0', "throw new RangeError('Below zero')");
      write('src/half.js', later.replace('export const open', 'const open'));
      // The same with another name.
      write('src/shop.js', SHOP.replaceAll('joined', 'words'));
    },
  });

  it('are verified without a key, a call or a cent', async () => {
    const { workbench } = host;
    const before = newestRequest(host);
    await workbench.runCommand('Tierwise: Verify Uncommitted Changes');
    const asked = await workbench.waitForNotification(/Run your tests/);
    assert.match(asked, /^Verify Uncommitted Changes: Run your tests on small changes/);
    await workbench.clickNotificationButton('Run');
    const told = await workbench.waitForNotification(/Files verified/);
    await workbench.screenshot('told');
    assert.match(
      told,
      /^Files verified: 3\. Exports lost or called otherwise: 1\. Calls that come to something else now: 1, say half\(-1\) returns 0 before, and now throws RangeError: Below zero\. Tests that pass with the last commit and fail now: 1\. /,
    );
    assert.match(told, /Files shown to do the same as before: 1\./);
    await workbench.clickNotificationButton('Show Problems');
    // They are drawn some time after the panel is.
    const problems = (await workbench.problems(3)).filter(({ source }) => source === 'Tierwise');
    await workbench.screenshot('problems');
    const warnings = problems.filter(({ severity }) => severity === 'warning');
    assert.deepEqual(warnings.map(({ line, message }) => `${line} ${message}`).sort(), [
      '2 Another result than with the last commit: half(-1) returns 0 before, and now throws RangeError: Below zero.',
      '2 The exported constant open is gone or no longer exported.',
      '3 The test "gives a discount" passes with the last commit and fails now.',
    ]);
    assert.equal(newestRequest(host), before);
    assert.deepEqual((await host.ledger()).runs, []);
  });
});
