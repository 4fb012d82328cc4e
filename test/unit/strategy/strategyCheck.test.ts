import assert from 'node:assert/strict';
import { askedOnce, checkRequest } from '../../../src/editor/strategy/checkRequest.ts';
import { systemClock } from '../../../src/editor/systemClock.ts';
import type { ClaudeTier } from '../../../src/models/tier.ts';
import type { RunQuestions } from '../../../src/routing/run/run.ts';
import type { RoutingSettings } from '../../../src/routing/settings.ts';
import { historyCases } from '../../../src/strategy/cases/historyCases.ts';
import type { CheckCase, RunnerOf } from '../../../src/strategy/checkCase.ts';
import { gitProgram } from '../../../src/strategy/git/gitProgram.ts';
import type { AskedTier, Measurement } from '../../../src/strategy/measurements.ts';
import { keptIn, keptText } from '../../../src/strategy/measurements.ts';
import { resultTables } from '../../../src/strategy/resultTable.ts';
import type { AskTier, CheckEnd, StrategyCheck } from '../../../src/strategy/strategyCheck.ts';
import { measureAll, missingOf } from '../../../src/strategy/strategyCheck.ts';
import { taskFor } from '../../../src/tasks/registry.ts';
import { GitRepository } from '../../support/gitRepository.ts';
import { LedgerFolder } from '../../support/ledgerFolder.ts';
import { StrategyBench } from '../../support/strategyBench.ts';
import { Bench, NO_BUDGET, settings, START } from '../routing/support.ts';
import { never, startSyntax } from '../syntax/samples.ts';

const source = (factor: number): string => `/** So many times the count; below zero one less. */
export function times${factor}(count) {
  const product = count * ${factor};
  if (count < 0) return product - 1;
  return product;
}
`;
const tests = (factor: number): string => `import assert from 'node:assert/strict';
import { it } from 'node:test';
import { times${factor} } from './times${factor}.js';

it('multiplies', () => assert.equal(times${factor}(3), ${3 * factor}));
it('is one less below zero', () => assert.equal(times${factor}(-1), ${-factor - 1}));
`;

const answer = (replace: string): string =>
  JSON.stringify({
    edits: [],
    replacements: [{ line: 2, find: "throw new Error('emptied');", replace }],
    summary: 'Written.',
  });
const right = (factor: number): string =>
  answer(`const product = count * ${factor}; return count < 0 ? product - 1 : product;`);

const TIERS: readonly AskedTier[] = [
  { tier: 'haiku', model: 'h' },
  { tier: 'opus', model: 'o' },
];
const COST: Readonly<Record<ClaudeTier, number>> = { haiku: 1, sonnet: 3, opus: 5 };

describe('a check of the strategy', function () {
  this.timeout(120_000);
  const syntax = startSyntax();
  const bench = new StrategyBench();
  const repository = new GitRepository();
  let runnerOf: RunnerOf;
  let cases: readonly CheckCase[] = [];

  before(async () => {
    const manifest = { name: 'shop', type: 'module', scripts: { test: 'node --test' } };
    repository.commit('Start', { 'package.json': JSON.stringify(manifest) });
    for (const factor of [3, 2]) {
      repository.commit(`Times ${factor}`, {
        [`src/times${factor}.js`]: source(factor),
        [`src/times${factor}.test.js`]: tests(factor),
      });
    }
    runnerOf = bench.runnerIn(repository.folder);
    const git = gitProgram('git', repository.folder, process.env);
    const keptBack = { matches: () => false };
    const watch = { isOver: () => false, onTried: () => undefined };
    ({ cases } = await historyCases({ git, syntax, keptBack, runnerOf }, 2, watch, never));
    assert.deepEqual(
      cases.map(({ name }) => name),
      ['times2', 'times3'],
    );
  });
  after(() => {
    assert.deepEqual(bench.troubles, []);
    bench.dispose();
    repository.remove();
    return syntax.dispose();
  });

  /** Tiers that answer by a table; a missing answer means that they cannot be asked. */
  function asking(replies: Partial<Record<string, string>>, asked: string[] = []): AskTier {
    return async (prepared, tier, signal) => {
      const name = /times\d/.exec(JSON.stringify(prepared.prompt))?.[0] ?? '';
      asked.push(`${name} ${tier}`);
      const reply = replies[`${name} ${tier}`] ?? replies[name];
      if (reply === undefined) return { type: 'stopped', failure: undefined, costNusd: 0 };
      await prepared.check(reply, signal);
      return { type: 'answered', costNusd: COST[tier], model: 'm' };
    };
  }

  async function measure(
    given: Partial<StrategyCheck> & Pick<StrategyCheck, 'ask'>,
    signal = never,
  ): Promise<{ readonly end: CheckEnd; readonly found: readonly Measurement[] }> {
    const found: Measurement[] = [];
    const check: StrategyCheck = {
      cases,
      tiers: TIERS,
      known: [],
      tools: { syntax, clock: systemClock, taskFor: async (name) => taskFor(name), runnerOf },
      mostNusd: Infinity,
      now: () => 1_000,
      ...given,
    };
    const watch = { onCase: () => undefined, onMeasured: (one: Measurement) => found.push(one) };
    return { end: await measureAll(check, watch, signal), found };
  }

  const told = (found: readonly Measurement[]) =>
    found.map(({ caseId, tier, isRight, costNusd }) => {
      const { name } = cases.find(({ id }) => id === caseId) ?? assert.fail();
      return `${name} ${tier} ${isRight ? 'right' : 'wrong'} ${costNusd}`;
    });

  it('takes for right what passes all tests that pass on the solution, and nothing else', async () => {
    const { end, found } = await measure({
      ask: asking({
        'times2 haiku': answer('return count * 2;'),
        'times2 opus': right(2),
        'times3 haiku': 'no answer',
        'times3 opus': answer('process.exit(0); // passes nothing'),
      }),
    });
    assert.deepEqual(end, { type: 'done', unknown: 0 });
    assert.deepEqual(told(found), [
      'times2 haiku wrong 1',
      'times2 opus right 5',
      'times3 haiku wrong 1',
      'times3 opus wrong 5',
    ]);
  });

  it('asks each tier with the tests, without the solution, and shows it which cases fail', async () => {
    let prompt = '';
    await measure({
      tiers: TIERS.slice(0, 1),
      ask: async (prepared, tier, signal) => {
        prompt ||= JSON.stringify(prepared.prompt);
        return asking({ times2: right(2), times3: right(3) })(prepared, tier, signal);
      },
    });
    assert.match(prompt, /emptied/);
    assert.match(prompt, /is one less below zero/);
    assert.match(prompt, /The body of times2 is missing/);
    assert.doesNotMatch(prompt, /product - 1/);
  });

  it('goes on where it ended: what is known of a model is not asked again', async () => {
    const asked: string[] = [];
    const stopped = await measure({ ask: asking({ times2: right(2) }, asked) });
    assert.deepEqual(stopped.end, { type: 'stopped', failure: undefined });
    assert.deepEqual(told(stopped.found), ['times2 haiku right 1', 'times2 opus right 5']);
    const again: string[] = [];
    const ask = asking({ times3: right(3) }, again);
    const { end, found } = await measure({ known: stopped.found, ask });
    assert.equal(end.type, 'done');
    assert.deepEqual(again, ['times3 haiku', 'times3 opus']);
    const known = [...stopped.found, ...found];
    assert.deepEqual(missingOf({ cases, tiers: TIERS, known }), []);
    const newer = [{ tier: 'haiku', model: 'newer' } as const];
    assert.equal(missingOf({ cases, tiers: newer, known }).length, 2);
  });

  it('ends when it has cost what may be spent, and keeps what it knows', async () => {
    const ask = asking({ times2: right(2), times3: right(3) });
    const { end, found } = await measure({ ask, mostNusd: 5 });
    assert.deepEqual(end, { type: 'dearer' });
    assert.equal(found.length, 2);
  });

  it('ends at once when it is cancelled, and keeps what was measured before', async () => {
    const controller = new AbortController();
    const reason = new Error('enough');
    const answering = asking({ times2: right(2), times3: right(3) });
    const found: Measurement[] = [];
    const tools = { syntax, clock: systemClock, taskFor: async () => taskFor('fix'), runnerOf };
    const check = {
      cases,
      tiers: TIERS,
      known: [],
      tools,
      mostNusd: Infinity,
      now: () => 1,
      ask: (async (prepared, tier, signal) => {
        if (found.length > 0) controller.abort(reason);
        signal.throwIfAborted();
        return answering(prepared, tier, signal);
      }) satisfies AskTier,
    };
    const watch = { onCase: () => undefined, onMeasured: (one: Measurement) => found.push(one) };
    await assert.rejects(measureAll(check, watch, controller.signal), reason);
    assert.deepEqual(told(found), ['times2 haiku right 1', 'times2 opus right 5']);
  });

  it('counts an answer for nothing that could not be run', async () => {
    const declined = new StrategyBench();
    declined.answer = false;
    const tools = {
      syntax,
      clock: systemClock,
      taskFor: async () => taskFor('fix'),
      runnerOf: declined.runnerIn(repository.folder),
    };
    const ask = asking({ times2: right(2), times3: right(3) });
    const { end, found } = await measure({ ask, tools });
    assert.deepEqual([end, found], [{ type: 'done', unknown: 4 }, []]);
    declined.dispose();
  });

  describe('under a budget', () => {
    const asked: readonly AskedTier[] = [
      { tier: 'haiku', model: 'claude-haiku-5-5' },
      { tier: 'opus', model: 'claude-opus-5-5' },
    ];
    const questions: RunQuestions = { wait: async () => 'stop', spend: async () => 'go' };
    const folders: LedgerFolder[] = [];
    after(() => Promise.all(folders.map((folder) => folder.remove())));

    /** Models that answer rightly and use most of what they may, by the real runner on some books. */
    function window(books: Partial<ConstructorParameters<typeof Bench>[1]> = {}) {
      return new Bench(({ turns, maxTokens }) => {
        const factor = Number(/times(\d)/.exec(JSON.stringify(turns))?.[1]);
        return { text: right(factor), usage: { outputTokens: Math.floor(0.8 * maxTokens) } };
      }, books);
    }

    function askingIn({ runner }: Bench, limit: Partial<RoutingSettings['budget']> = {}): AskTier {
      const budget = { ...NO_BUDGET, ...limit, action: 'stop' } as const;
      return (prepared, tier, signal) => {
        const request = checkRequest(prepared, tier, settings({ budget }), Infinity);
        return askedOnce(runner, request, questions, signal);
      };
    }

    const budgets = [
      { setting: 'perDayNusd', name: 'day', budget: 'budgetDay' },
      { setting: 'workspacePerDayNusd', name: 'workspaceDay', budget: 'budgetWorkspaceDay' },
    ] as const;

    for (const { setting, name, budget } of budgets) {
      it(`is ended by it half-way with nothing spent beyond it, and goes on with a larger one (${budget})`, async () => {
        const limit = (nusd: number) => ({ [setting]: nusd });
        const free = window();
        await measure({ tiers: asked, cases: cases.slice(0, 1), ask: askingIn(free) });
        const worst = free.books.started.map(({ reservedNusd }) => reservedNusd ?? 0);
        // The first case fits, and of the second Haiku alone.
        const budgetNusd = Math.ceil(1.2 * worst.reduce((sum, nusd) => sum + nusd, 0));

        const folder = await LedgerFolder.create();
        folders.push(folder);
        const first = await folder.open();
        const books = { sink: first, spend: first, evidence: first };
        const early = window(books);
        const half = await measure({ tiers: asked, ask: askingIn(early, limit(budgetNusd)) });
        assert.equal(half.end.type, 'stopped');
        const failure = half.end.type === 'stopped' ? half.end.failure : undefined;
        assert.equal(failure?.code, 'budgetStopped');
        assert.equal(failure.args['budget'], budget);
        assert.deepEqual(early.provider.models.toSorted(), ['haiku', 'haiku', 'opus']);
        const costs = (found: readonly Measurement[]) =>
          found.reduce((sum, { costNusd }) => sum + (costNusd ?? 0), 0);
        const spent = await first.spent(name, START);
        assert.deepEqual([spent.spentNusd, spent.reservedNusd], [costs(half.found), 0]);
        assert.ok(spent.spentNusd > 0 && spent.spentNusd <= budgetNusd);

        // What is known is shown as far as it goes.
        const [table] = resultTables(cases, asked, half.found);
        assert.deepEqual([table?.cases, table?.complete], [2, 1]);
        assert.deepEqual(
          table?.rows.map(({ tier, right: isRight, of }) => `${tier} ${isRight} of ${of}`),
          ['haiku 2 of 2', 'opus 1 of 1'],
        );
        for (const { share } of table?.rows ?? []) assert.ok(share.low < 1 && share.high === 1);

        // The same budget, in another window and after a restart: nothing more is asked or spent.
        const { measurements: known } = keptIn(
          keptText({ measurements: half.found, last: undefined }),
        );
        const other = await folder.open();
        const late = window({ sink: other, spend: other, evidence: other });
        const same = await measure({ tiers: asked, known, ask: askingIn(late, limit(budgetNusd)) });
        assert.deepEqual([same.end.type, same.found], ['stopped', []]);
        assert.deepEqual(late.provider.requests, []);
        assert.deepEqual(await other.spent(name, START), spent);

        const rest = await measure({
          tiers: asked,
          known,
          ask: askingIn(late, limit(2 * budgetNusd)),
        });
        assert.deepEqual(rest.end, { type: 'done', unknown: 0 });
        assert.deepEqual(late.provider.models, ['opus']);
        const [whole] = resultTables(cases, asked, [...known, ...rest.found]);
        assert.equal(whole?.complete, 2);
        const all = await other.spent(name, START);
        assert.equal(all.spentNusd, costs(half.found) + costs(rest.found));
        assert.ok(all.spentNusd <= 2 * budgetNusd);
      });
    }
  });
});
