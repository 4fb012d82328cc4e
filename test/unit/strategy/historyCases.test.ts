import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { History } from '../../../src/strategy/cases/historyCases.ts';
import { historyCases } from '../../../src/strategy/cases/historyCases.ts';
import { gitProgram } from '../../../src/strategy/git/gitProgram.ts';
import { GitRepository } from '../../support/gitRepository.ts';
import { StrategyBench } from '../../support/strategyBench.ts';
import { never, startSyntax } from '../syntax/samples.ts';

const MANIFEST = JSON.stringify({ name: 'shop', type: 'module', scripts: { test: 'node --test' } });

const TOTAL = (discount: string) => `/** What a basket costs. */
export function total(prices) {
  const sum = prices.reduce((all, price) => all + price, 0);
  if (prices.length >= 10) return sum * ${discount};
  return sum;
}
`;
const NAMES = `
/** The names, one after the other. */
export function names(people) {
  const found = [];
  for (const { name } of people) found.push(name);
  return found.join(', ');
}
`;
const testsOf = (
  imports: string,
  ...cases: readonly string[]
) => `import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ${imports} } from './basket.js';
${cases.map((one, at) => `it('case ${at + 1}', () => ${one});`).join('\n')}
`;
const ADDS = 'assert.equal(total([1, 2]), 3)';
const DISCOUNT = 'assert.equal(total(Array.from({ length: 20 }, () => 1)), 18)';
const JOINS = "assert.equal(names([{ name: 'a' }, { name: 'b' }]), 'a, b')";

describe('cases of a history', function () {
  this.timeout(120_000);
  const syntax = startSyntax();
  const bench = new StrategyBench();
  const repositories: GitRepository[] = [];
  const watch = { isOver: () => false, onTried: () => undefined };

  after(() => {
    bench.dispose();
    return syntax.dispose();
  });
  afterEach(() => {
    for (const one of repositories.splice(0)) one.remove();
    bench.answer = true;
    assert.deepEqual(bench.troubles, []);
  });

  function repository(): GitRepository {
    const made = new GitRepository();
    repositories.push(made);
    return made;
  }

  function historyOf(folder: string, keptBack = (_path: string) => false): History {
    const git = gitProgram('git', folder, process.env);
    const runnerOf = bench.runnerIn(folder);
    return { git, syntax, keptBack: { matches: keptBack }, runnerOf };
  }

  /** Its functions have changed with their tests, and with other things. */
  function shop(): GitRepository {
    const made = repository();
    made.commit('Start', {
      'package.json': MANIFEST,
      'src/basket.js': TOTAL('0.8'),
      'src/basket.test.js': testsOf('total', ADDS),
    });
    made.commit('A larger discount', {
      'src/basket.js': TOTAL('0.9'),
      'src/basket.test.js': testsOf('total', ADDS, DISCOUNT),
    });
    made.commit('Names', {
      'src/basket.js': TOTAL('0.9') + NAMES,
      'src/basket.test.js': testsOf('names, total', ADDS, DISCOUNT, JOINS),
    });
    made.commit('Only a text', { 'README.md': '# Shop\n' });
    made.commit('Without tests', { 'src/other.js': NAMES });
    return made;
  }

  it('are the last functions that were changed with their tests, each as it was then', async () => {
    const made = shop();
    // What is there now is neither tested nor touched.
    made.write({
      'src/basket.js': 'broken(',
      'src/basket.test.js': null,
      'src/new.js': 'nobody has committed this',
    });
    const before = made.fingerprint();
    const { cases, lack } = await historyCases(historyOf(made.folder), 5, watch, never);
    assert.equal(made.fingerprint(), before);
    assert.equal(lack, 'noCandidates');
    assert.deepEqual(
      cases.map(({ name, task }) => `${task} ${name}`),
      ['fix names', 'fix total'],
    );
    const [names, total] = cases;
    const { input, judging, project } = names ?? assert.fail();
    assert.match(input.source, /names\(people\) \{ throw new Error\('emptied'\); \}/);
    assert.match(input.source, /The names, one after the other/);
    assert.doesNotMatch(input.source, /found\.push/);
    assert.match(input.source, /sum \* 0\.9/);
    assert.deepEqual(
      input.shownBy?.map((one) => one.cases),
      [['case 3']],
    );
    assert.deepEqual(judging.by === 'tests' && judging.tests.map(({ keys }) => keys.size), [3]);
    assert.equal(project.isLeftOut('src/new.js'), true);
    // At its own commit there were no names yet.
    assert.doesNotMatch(total?.input.source ?? '', /names/);
    assert.deepEqual(
      total?.input.shownBy?.map((one) => one.cases),
      [['case 1', 'case 2']],
    );
  });

  it('are as many as were asked for, the newest first, and the same at every look', async () => {
    const { folder } = shop();
    const [one, again] = [
      await historyCases(historyOf(folder), 1, watch, never),
      await historyCases(historyOf(folder), 1, watch, never),
    ];
    assert.equal(one.lack, undefined);
    assert.deepEqual(
      one.cases.map(({ name }) => name),
      ['names'],
    );
    assert.deepEqual(
      again.cases.map(({ id }) => id),
      one.cases.map(({ id }) => id),
    );
  });

  it('are not tried again where every tier has done them', async () => {
    const { folder } = shop();
    const first = await historyCases(historyOf(folder), 5, watch, never);
    bench.answer = false;
    const ids = new Set(first.cases.map(({ id }) => id));
    const history = { ...historyOf(folder), isMeasured: (id: string) => ids.has(id) };
    const again = await historyCases(history, 5, watch, never);
    assert.deepEqual(
      again.cases.map(({ id, name }) => `${id} ${name}`),
      first.cases.map(({ id, name }) => `${id} ${name}`),
    );
  });

  it('are none of what is never sent, of tests that pass anyway, and of what does not run', async () => {
    const made = shop();
    const hidden = historyOf(made.folder, (path) => path === 'src/basket.js');
    assert.deepEqual(await historyCases(hidden, 5, watch, never), {
      cases: [],
      tried: 0,
      lack: 'noCandidates',
    });
    const useless = repository();
    useless.commit('Start', { 'package.json': MANIFEST });
    useless.commit('Total', {
      'src/basket.js': TOTAL('0.9'),
      'src/basket.test.js': testsOf('total', 'assert.ok(total)'),
    });
    const found = await historyCases(historyOf(useless.folder), 5, watch, never);
    assert.deepEqual([found.cases, found.lack, found.tried], [[], 'useless', 1]);
    bench.answer = false;
    const declined = await historyCases(historyOf(made.folder), 5, watch, never);
    assert.deepEqual([declined.cases, declined.lack], [[], 'notRun']);
    assert.equal(bench.notRun[0]?.cause, 'declined');
  });

  it('end as soon as nobody wants them any more', async () => {
    const { folder } = shop();
    const over = { isOver: () => true, onTried: () => undefined };
    assert.equal((await historyCases(historyOf(folder), 5, over, never)).tried, 0);
    const controller = new AbortController();
    const reason = new Error('enough');
    const stopping = { isOver: () => false, onTried: () => controller.abort(reason) };
    await assert.rejects(historyCases(historyOf(folder), 5, stopping, controller.signal), reason);
  });

  it('are none without Git, without a repository and without a commit', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'tw-nogit-'));
    const none = { cases: [], tried: 0, lack: 'noCommits' };
    try {
      const outside = { ...historyOf(folder) };
      assert.deepEqual(await historyCases(outside, 5, watch, never), none);
      const missing = gitProgram(join(folder, 'no-such-git'), folder, process.env);
      await assert.rejects(historyCases({ ...outside, git: missing }, 5, watch, never), /ENOENT/);
    } finally {
      rmSync(folder, { recursive: true });
    }
    const empty = repository();
    assert.deepEqual(await historyCases(historyOf(empty.folder), 5, watch, never), none);
  });

  it('are cut off with a shallow history, and say so', async () => {
    const full = shop();
    const shallow = mkdtempSync(join(tmpdir(), 'tw-shallow-'));
    try {
      full.git('clone', '--quiet', '--depth=2', `file://${full.folder}`, shallow);
      const found = await historyCases(historyOf(shallow), 5, watch, never);
      assert.deepEqual([found.cases, found.lack], [[], 'shallow']);
    } finally {
      rmSync(shallow, { recursive: true, force: true });
    }
  });

  it('are found in a folder of the repository, by paths from there, beside a submodule', async () => {
    const inner = repository();
    inner.commit('Inner', { 'a.txt': 'inner' });
    const made = repository();
    made.commit('Start', { 'shop/package.json': MANIFEST, 'README.md': 'x' });
    made.git('submodule', '--quiet', 'add', `file://${inner.folder}`, 'shop/lib');
    made.commit('Submodule', {});
    made.commit('Total', {
      'shop/src/basket.js': TOTAL('0.9'),
      'shop/src/basket.test.js': testsOf('total', ADDS),
    });
    const before = made.fingerprint();
    const folder = join(made.folder, 'shop');
    const { cases } = await historyCases(historyOf(folder), 5, watch, never);
    assert.deepEqual(
      cases.map(({ input }) => input.path),
      ['src/basket.js'],
    );
    assert.equal(cases[0]?.project.isLeftOut('lib/a.txt'), false);
    assert.equal(made.fingerprint(), before);
    assert.equal(existsSync(join(folder, 'lib', 'a.txt')), true);
  });
});
