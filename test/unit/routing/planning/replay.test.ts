import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { fromBashkit } from '../../../support/replay/bashkit.ts';
import type { ReplayFigure } from '../../../support/replay/replay.ts';
import { replay } from '../../../support/replay/replay.ts';
import { readReplayFile } from '../../../support/replay/replayFile.ts';
import type { Scenario } from '../../../support/replay/simulation.ts';
import { drawnScenario, simulate } from '../../../support/replay/simulation.ts';
import { settings } from '../support.ts';

const HEADER = 'kind,instance,run,tier,accepted,right,input_tokens,output_tokens,cost_usd';
/** Nobody is there to be asked. */
const SETTINGS = settings({ confirmAboveNusd: 1e12 });

function csv(...rows: readonly string[]): string {
  return [HEADER, ...rows].join('\n');
}

function said(text: string): string {
  try {
    readReplayFile(text, 'own');
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
  return 'nothing';
}

/** Instances of two kinds: Haiku passes those of one, and fails those of the other. */
function recorded(): string {
  const rows: string[] = [];
  for (const run of ['a', 'b', 'c']) {
    for (let instance = 0; instance < 20; instance += 1) {
      for (const kind of ['easy', 'hard']) {
        const passes = { haiku: kind === 'easy', opus: instance % 10 !== 0 };
        for (const [tier, cost] of [
          ['haiku', 0.001],
          ['opus', 0.04],
        ] as const) {
          const flag = passes[tier] ? 1 : 0;
          rows.push(`${kind},${kind} ${instance},${run},${tier},${flag},${flag},10,10,${cost}`);
        }
      }
    }
  }
  return csv(...rows);
}

function named(figures: readonly ReplayFigure[], name: string): ReplayFigure {
  const found = figures.find((figure) => figure.name === name);
  assert.ok(found, name);
  return found;
}

describe('a replay', () => {
  it('names the line of what it cannot read', () => {
    const good = 'a,i,1,haiku,1,1,10,10,0.1';
    const lines: Readonly<Record<string, string>> = {
      'kind,instance,run\na,b,c': 'line 1: missing columns tier, accepted, right',
      [csv(good, 'a,i,1,gpt,1,1,10,10,0.1')]: 'line 3: unknown tier "gpt"',
      [csv(good, 'a,i,2,opus,1,1,-4,10,0.1')]: 'line 3: input_tokens is negative',
      [csv('a,i,2,opus,1,1,4,many,0.1')]: 'line 2: output_tokens is not a number',
      [csv('a,i,2,opus,1,1,4,4,-0.1')]: 'line 2: cost_usd is negative',
      [csv('a,i,2,opus,yes,1,4,4,0.1')]: 'line 2: accepted is neither 1 nor 0',
      [csv('a,i,2,opus,1,1,4,4')]: 'line 2: 8 fields where the header has 9',
      [csv('a,,2,opus,1,1,4,4,1')]: 'line 2: instance is empty',
      [csv(good, good)]: 'line 3: a second row of haiku for i in run 1',
      [csv()]: 'line 2: the file has no rows',
      '': 'line 1: missing columns',
      [csv(good)]: 'nothing',
    };
    for (const [text, start] of Object.entries(lines)) {
      assert.ok(said(text).startsWith(start), `${said(text)} for ${start}`);
    }
  });

  it('takes a given cost before tokens, and scales it by the prices of its tier', () => {
    const rows = csv('a,"i, 1",1,haiku,1,0,1000000,0,', 'a,"i, 1",1,opus,0,true,5,5,0.5');
    const at = (prices: 'own' | '5.5') =>
      readReplayFile(rows, prices).map(({ costUsd }) => Number(costUsd.toFixed(9)));
    assert.deepEqual(at('own'), [1, 0.5]);
    assert.deepEqual(at('5.5'), [0.1, 0.4]);
    const [first] = readReplayFile(rows, 'own');
    assert.deepEqual([first?.instance, first?.accepted, first?.right], ['i, 1', true, false]);
  });

  it('goes through the policy, which learns which kind is worth a cheap start', async () => {
    const about = { seeds: 2, firstSeed: 1, prices: 'own', settings: SETTINGS } as const;
    const { policy, others, works } = await replay(readReplayFile(recorded(), 'own'), about);
    assert.equal(works, 120);
    assert.equal(named(others, 'always Opus').costOverOpus.value, 1);
    const fixed = named(others, 'Haiku > Haiku > Opus');
    const oracle = named(others, 'oracle');
    assert.ok(policy.costOverOpus.value <= fixed.costOverOpus.value * 1.03);
    assert.ok(policy.costOverOpus.value >= oracle.costOverOpus.value);
    assert.ok(policy.rightOverOpus.value >= 1);
    const { low, value, high } = policy.costOverOpus;
    assert.ok(low <= value && value <= high);
    // One answer of Haiku each, whatever the gate says.
    assert.equal(named(others, 'always Haiku').costOverOpus.value.toFixed(3), '0.025');
  });

  it('leaves out what lacks a tier, and needs no middle one', async () => {
    const rows = csv(
      'a,whole,1,haiku,1,1,10,10,0.1',
      'a,whole,1,opus,1,1,10,10,0.4',
      'a,half,1,haiku,1,1,10,10,0.1',
    );
    const about = { seeds: 1, firstSeed: 1, prices: 'own', settings: SETTINGS } as const;
    const { policy, leftOut, works } = await replay(readReplayFile(rows, 'own'), about);
    assert.deepEqual([leftOut, works], [['half'], 1]);
    assert.equal(policy.costOverOpus.value.toFixed(3), '0.250');
  });

  it('reads the layout of bashkit, with a gate that is wrong as often as it is said to be', () => {
    const rows = Array.from(
      { length: 400 },
      (_, index) =>
        `2026-05-26-012523,x,claude-haiku-4-5,task${index},cat,1,2,${index % 2},1,10,20,1,1,1`,
    );
    const head =
      'run,harness,model,task,category,prompt_chars,n_checks,passed,score,in_tok,out_tok,turns,tool_calls,dur_ms';
    const text = [head, ...rows, rows[0]?.replace('2026-05-26-012523', 'other')].join('\n');
    const read = (falseAccepts: number, falseRejects: number) =>
      readReplayFile(fromBashkit(text, { falseAccepts, falseRejects, seed: 1 }), 'own');
    assert.equal(read(0, 0).length, 400);
    assert.ok(read(0, 0).every(({ accepted, right }) => accepted === right));
    const wrong = read(0.1, 0.05).filter(({ accepted, right }) => accepted !== right);
    assert.ok(wrong.some(({ accepted }) => accepted) && wrong.some(({ accepted }) => !accepted));
    assert.ok(wrong.length > 15 && wrong.length < 50, String(wrong.length));
    assert.throws(
      () => fromBashkit('a,b\n1,2', { falseAccepts: 0, falseRejects: 0, seed: 1 }),
      /missing/,
    );
  });
});

describe('a simulated history', () => {
  const size = { seeds: 2, runs: 250 };
  const within = async (scenario: Scenario) => {
    const { costOverBetter, rightShare, opusShare } = await simulate(scenario, SETTINGS, size);
    assert.ok(costOverBetter <= 1.1, `cost ${costOverBetter}`);
    assert.ok(rightShare >= opusShare - 0.02, `right ${rightShare} of ${opusShare}`);
  };

  it('costs little more than the better of always-Opus and the default, whatever the tiers do', async () => {
    for (const seed of [2, 7, 22]) await within(drawnScenario(seed));
  });

  it('so after a change: a tier that fails from a day on, or no longer', async () => {
    const bad = { haiku: 0.05, sonnet: 0.3, opus: 0.9 };
    const good = { haiku: 0.9, sonnet: 0.9, opus: 0.9 };
    const about = { costRatio: 0.3, hopeless: 0.3, sigma: 0.5 };
    await within({ ...about, passes: good, change: { at: 0.4, passes: bad } });
    await within({ ...about, passes: bad, change: { at: 0.4, passes: good } });
  });
});
