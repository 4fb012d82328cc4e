import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/editor/systemClock.ts';
import type { VerifiedChange, VerifyTools } from '../../../../src/tasks/verify/verifyChange.ts';
import { verifyChange } from '../../../../src/tasks/verify/verifyChange.ts';
import { RealRunners } from '../../../support/realRunners.ts';
import { never } from '../../syntax/samples.ts';
import { inputFor, projectOf, startTools } from '../taskBench.ts';

const BEFORE = `export function total(prices) {
  const sum = prices.reduce((all, price) => all + price, 0);
  return prices.length >= 10 ? sum * 0.9 : sum;
}
export const open = true;
`;
const TESTS = `import assert from 'node:assert/strict';
import { it } from 'node:test';
import { open, total } from './basket.js';

it('adds', () => assert.equal(total([1, 2]), 3));
it('gives a discount', () => assert.equal(total(Array.from({ length: 20 }, () => 1)), 18));
it('fails always', () => assert.equal(total([1]), open ? 2 : 1));
`;

describe('the verification of a change', function () {
  this.timeout(120_000);
  const tools = { ...startTools(), clock: systemClock };
  const runners = new RealRunners();
  after(() => {
    runners.dispose();
    return tools.syntax.dispose();
  });
  afterEach(() => {
    runners.remove();
    assert.deepEqual(runners.troubles, []);
  });

  const limits = { tests: 4, mutants: 6, limitMs: 60_000 };

  async function verified(
    now: string,
    given: {
      readonly before?: string | undefined;
      readonly tests?: string | undefined;
      readonly line?: number;
      readonly isRun?: boolean;
    } = {},
  ): Promise<VerifiedChange> {
    const { before = BEFORE, tests = TESTS, line = 3, isRun = true } = given;
    const path = 'src/basket.js';
    const files = {
      'package.json': '{"type":"module","scripts":{"test":"node --test"}}',
      [path]: now,
      ...(tests === '' ? {} : { 'src/basket.test.js': tests }),
    };
    const range = { firstLine: line, lastLine: line };
    const input = { ...inputFor('tests', 'javascript', now, { target: range }), path };
    const withRunner: VerifyTools = {
      ...tools,
      files: projectOf(files),
      ...(isRun && { testRunner: runners.runnerOf(files) }),
    };
    const change = { input, before: before === '' ? undefined : before, lines: [range] };
    return verifyChange(change, withRunner, { limits, watch: {} }, never);
  }

  it('runs nothing where it is shown to do the same', async () => {
    const found = await verified(BEFORE.replaceAll('sum', 'all_of_it'));
    assert.equal(found.same?.code, 'notes.sameButNames');
    assert.deepEqual([found.hasRun, found.executed, found.lost], [false, 0, []]);
  });

  it('tells tests that pass before and fail now, and no others', async () => {
    const found = await verified(BEFORE.replace('0.9', '0.8'));
    assert.equal(found.same, undefined);
    assert.deepEqual([found.tests, found.hasRun, found.broken], [1, true, ['gives a discount']]);
  });

  it('tells exports that are lost, whose tests cannot even be loaded', async () => {
    const found = await verified(BEFORE.replace('export const', 'const'), { line: 5 });
    assert.deepEqual(
      found.lost.map(({ name, found: { code } }) => `${code} ${name}`),
      ['edits.lostExport open'],
    );
    assert.deepEqual(found.broken, ['adds', 'gives a discount']);
  });

  it('says how many changes of the changed lines the tests notice', async () => {
    const found = await verified(BEFORE.replace('>= 10', '> 9'));
    assert.deepEqual(found.broken, []);
    assert.ok(found.executed > 0 && found.killed > 0, JSON.stringify(found));
    assert.ok(found.killed < found.executed, JSON.stringify(found));
  });

  it('has no text before in a new file, and runs its tests all the same', async () => {
    const found = await verified(BEFORE, { before: '' });
    assert.deepEqual([found.lost, found.hasRun, found.broken], [[], true, []]);
  });

  it('tells calls that come to something else, and who calls them reaches nothing', async () => {
    const half = 'export function half(count) {\n  return count < 0 ? 0 : count / 2;\n}\n';
    const now =
      half.replace('? 0 :', '? fail() :') +
      "const fail = () => { throw new RangeError('Below zero'); };\n";
    const { differing, hasRun } = await verified(now, { before: half, tests: '', line: 2 });
    assert.equal(hasRun, false);
    assert.deepEqual(differing, [
      'half(-1) returns 0 before, and now throws RangeError: Below zero',
    ]);
    const world = half.replace('count / 2', 'process.pid');
    assert.deepEqual((await verified(world, { before: half, tests: '', line: 2 })).differing, []);
  });

  it('says that no test reaches a file, or that none was run', async () => {
    const changed = BEFORE.replace('0.9', '0.8');
    assert.deepEqual((await verified(changed, { tests: '' })).tests, 0);
    const unrun = await verified(changed, { isRun: false });
    assert.deepEqual([unrun.tests, unrun.hasRun, unrun.executed], [1, false, 0]);
  });
});
