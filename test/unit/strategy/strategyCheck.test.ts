import assert from 'node:assert/strict';
import { systemClock } from '../../../src/editor/systemClock.ts';
import type { ClaudeTier } from '../../../src/models/tier.ts';
import { historyCases } from '../../../src/strategy/cases/historyCases.ts';
import type { CheckCase, RunnerOf } from '../../../src/strategy/checkCase.ts';
import { gitProgram } from '../../../src/strategy/git/gitProgram.ts';
import type { AskedTier, Measurement } from '../../../src/strategy/measurements.ts';
import type { AskTier, CheckEnd, StrategyCheck } from '../../../src/strategy/strategyCheck.ts';
import { measureAll, missingOf } from '../../../src/strategy/strategyCheck.ts';
import { taskFor } from '../../../src/tasks/registry.ts';
import { GitRepository } from '../../support/gitRepository.ts';
import { StrategyBench } from '../../support/strategyBench.ts';
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
});
