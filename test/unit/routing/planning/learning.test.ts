import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { CellAbout } from '../../../../src/models/learning/evidenceFold.ts';
import { EvidenceFold, levelsOf, viewOf } from '../../../../src/models/learning/evidenceFold.ts';
import { OutcomeRate } from '../../../../src/models/learning/outcomeRate.ts';
import type { PastAttempt, PastRun } from '../../../../src/models/learning/pastRun.ts';

const HAIKU: PastAttempt = {
  kind: 'first',
  tier: 'haiku',
  model: 'claude-haiku-5-5',
  effort: null,
  outcome: 'accepted',
  problems: [],
  costNusd: 1_000,
};
const OPUS: PastAttempt = { ...HAIKU, tier: 'opus', model: 'claude-opus-5-5', costNusd: 40_000 };
const failed = (attempt: PastAttempt, ...problems: readonly string[]): PastAttempt => ({
  ...attempt,
  outcome: 'rejected',
  problems: problems.length > 0 ? problems : ['tests.failed'],
});

const ABOUT: CellAbout = { ...HAIKU, task: 'tests', language: 'go' };

function run(attempts: readonly PastAttempt[], more: Partial<PastRun> = {}): PastRun {
  return {
    task: 'tests',
    language: 'go',
    day: 20_261_120,
    outcome: attempts.at(-1)?.outcome === 'accepted' ? 'accepted' : 'rejected',
    strength: 'proves',
    verdict: null,
    rating: null,
    lateProblems: 0,
    audit: null,
    attempts,
    ...more,
  };
}

/** The levels after some runs, the oldest first. */
function learnt(runs: readonly PastRun[], about: Partial<CellAbout> = {}) {
  const fold = new EvidenceFold();
  for (const one of runs) fold.add(one);
  return levelsOf(fold, { ...ABOUT, ...about });
}

function rateOf(outcomes: readonly boolean[]): number {
  const rate = new OutcomeRate();
  for (const outcome of outcomes) rate.add(outcome);
  const { tried, passed } = rate.outcomes;
  return passed / tried;
}

describe('what runs teach', () => {
  it('is learnt by the place of an attempt: what follows a failure is no first answer', () => {
    const { task } = learnt([
      run([failed(HAIKU), failed({ ...HAIKU, kind: 'repair' }), { ...OPUS, kind: 'escalation' }]),
      run([failed(HAIKU), { ...HAIKU, kind: 'repair' }]),
    ]);
    assert.equal(task?.places.first.seen, 1 * 0.998 + 1);
    assert.equal(task?.places.first.passed, 0);
    const { repair } = task?.places ?? {};
    assert.ok(repair && repair.passed > 0 && repair.passed < repair.tried);
    assert.equal(task?.places.above.tried, 0);
    const above = learnt([run([failed(HAIKU), { ...OPUS, kind: 'escalation' }])], OPUS);
    assert.equal(above.task?.places.above.passed, 1);
    // What reached Opus by escalation says nothing of how its starts do.
    assert.equal(above.task?.places.first.tried, 0);
  });

  it('takes a weak answer for a right one, and what makes it stronger for no repair', () => {
    const weak = failed(HAIKU, 'tests.survived');
    const { task } = learnt([run([weak, { ...HAIKU, kind: 'repair' }], { strength: 'checks' })]);
    assert.equal(task?.places.first.passed, 1);
    assert.equal(task?.places.repair.tried, 0);
  });

  it('keeps the labels apart: proofs, verdicts and audits, never a pass of the form', () => {
    const labels = (more: Partial<PastRun>) => learnt([run([HAIKU], more)]).task?.labels;
    assert.deepEqual(labels({ strength: 'proves' }), { tried: 1, passed: 1 });
    assert.deepEqual(labels({ strength: 'form' }), { tried: 0, passed: 0 });
    assert.deepEqual(labels({ strength: 'form', verdict: 'applied' }), { tried: 1, passed: 1 });
    assert.deepEqual(labels({ verdict: 'undone' }), { tried: 1, passed: 0 });
    assert.deepEqual(labels({ lateProblems: 2 }), { tried: 1, passed: 0 });
    // Contradictory words: what was said when asked counts.
    assert.deepEqual(labels({ verdict: 'undone', audit: 'right' }), { tried: 1, passed: 1 });
    assert.deepEqual(labels({ strength: 'proves', audit: 'wrong' }), { tried: 1, passed: 0 });
  });

  it('is looked up from the language to all tasks, and at the model before this one', () => {
    const runs = [
      run([HAIKU]),
      run([HAIKU], { language: 'rust' }),
      run([HAIKU], { task: 'docs' }),
      run([HAIKU], { task: 'explain', strength: 'form' }),
    ];
    const seen = (levels: ReturnType<typeof learnt>) =>
      [levels.language, levels.task, levels.allTasks].map((level) =>
        Math.round(level?.places.first.seen ?? 0),
      );
    // Explain's gate sees the form alone: its passes say nothing of other tasks.
    assert.deepEqual(seen(learnt(runs)), [1, 2, 3]);
    const newer = learnt(runs, { model: 'claude-haiku-6' });
    assert.deepEqual(seen(newer), [0, 0, 0]);
    assert.equal(Math.round(newer.predecessor?.places.first.seen ?? 0), 2);
  });

  it('follows a change within a few outcomes, and is steady without one', () => {
    const bad = Array.from({ length: 200 }, () => false);
    assert.ok(rateOf(bad) < 0.01);
    const better = [...bad, ...Array.from({ length: 6 }, () => true)];
    assert.ok(rateOf(better) > 0.6, String(rateOf(better)));
    const mixed = Array.from({ length: 300 }, (_, index) => index % 10 !== 0);
    assert.ok(Math.abs(rateOf(mixed) - 0.9) < 0.08, String(rateOf(mixed)));
  });

  it('grows old by days, and a clock that went back takes nothing away', () => {
    const old = new EvidenceFold();
    for (let count = 0; count < 20; count += 1) old.add(run([HAIKU], { day: 20_260_901 }));
    const seen = (fold: EvidenceFold, day: number) =>
      levelsOf(viewOf(fold.learnt(day)), ABOUT).task?.places.first.seen ?? 0;
    const before = seen(old, 20_260_901);
    old.add(run([HAIKU], { day: 20_260_101 }));
    assert.ok(seen(old, 20_260_901) > before);
    assert.ok(seen(old, 20_261_120) < before / 2);
  });

  it('of nothing is nothing', () => {
    assert.deepEqual(learnt([]), {});
    assert.deepEqual(learnt([run([{ ...HAIKU, outcome: 'failed' }])]), {});
  });
});
