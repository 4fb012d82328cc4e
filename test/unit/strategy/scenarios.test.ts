import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../src/editor/systemClock.ts';
import { checkedTask } from '../../../src/strategy/checkedTask.ts';
import { scenarioCases, SCENARIOS } from '../../../src/strategy/scenarios/scenarioCases.ts';
import { taskFor } from '../../../src/tasks/registry.ts';
import { StrategyBench } from '../../support/strategyBench.ts';
import { never, startSyntax } from '../syntax/samples.ts';

describe('the bundled scenarios', function () {
  this.timeout(300_000);
  const syntax = startSyntax();
  const bench = new StrategyBench();
  const folder = mkdtempSync(join(tmpdir(), 'tw-scenarios-'));
  const runnerOf = bench.runnerIn(folder);
  after(() => {
    assert.deepEqual(bench.troubles, []);
    bench.dispose();
    rmSync(folder, { recursive: true });
    return syntax.dispose();
  });

  it('are five of each kind, known by ids of their own', () => {
    const kinds = Map.groupBy(SCENARIOS, ({ task }) => task);
    assert.deepEqual(
      [...kinds].map(([task, all]) => `${task} ${all.length}`),
      ['fix 5', 'refactor 5', 'tests 5'],
    );
    assert.equal(new Set(SCENARIOS.map(({ id }) => id)).size, 15);
  });

  it('are all solved by what they ship with, and not by what is there', async () => {
    const watch = { isOver: () => false, onTried: () => undefined };
    const { cases, notRun } = await scenarioCases(SCENARIOS, runnerOf, watch, never);
    assert.deepEqual([cases.length, notRun], [15, 0]);
    const tools = { syntax, clock: systemClock, taskFor: async () => taskFor('fix'), runnerOf };
    assert.deepEqual(
      cases.map(({ id }) => id),
      SCENARIOS.map(({ id }) => id),
    );
    // A run of the tests has shown each of them; the gate is asked about one of each kind.
    const ofEachKind = [...Map.groupBy(SCENARIOS, ({ task }) => task).values()];
    const looks = ofEachKind.map(async ([scenario = assert.fail()]) => {
      const found = cases.find(({ id }) => id === scenario.id) ?? assert.fail();
      // All twenty mutants of each take two minutes.
      const one = { ...found, input: { ...found.input, mutation: { most: 4, score: 0.8 } } };
      const by = { ...tools, taskFor: async () => taskFor(one.task) };
      const { prepared, verdict } = await checkedTask(one, by, never);
      const gate = await prepared.check(solved(scenario), never);
      const told = JSON.stringify([gate.problems, gate.notes]);
      assert.equal(verdict(), 'right', `${scenario.id}: ${told}`);
      assert.equal(gate.strength, 'proves');
    });
    await Promise.all(looks);
  });
});

/** The shipped solution as a model would answer it. */
function solved(scenario: (typeof SCENARIOS)[number]): string {
  if (scenario.task === 'tests') return JSON.stringify({ code: scenario.tests });
  const before = scenario.source.trimEnd().split('\n');
  const edit = {
    from: 1,
    to: before.length,
    firstLine: before[0] ?? '',
    lastLine: before.at(-1) ?? '',
    replace: scenario.solution.trimEnd(),
  };
  return JSON.stringify({ edits: [edit], replacements: [], summary: 'Solved.' });
}
