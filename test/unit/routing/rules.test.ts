import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Rule } from '../../../src/routing/policy/rules.ts';
import { placeOf, RULES, TOLD_FIRST } from '../../../src/routing/policy/rules.ts';
import { findStart } from '../../../src/routing/policy/start.ts';
import { ROUTE_REASONS } from '../../../src/routing/reasons.ts';
import type { Situation } from './policyFixture.ts';
import { input } from './policyFixture.ts';
import { settings, tierEvidence } from './support.ts';

/** What a rule says in a situation, and where the start is once all rules have spoken. */
function applied(name: Rule['name'], situation: Situation) {
  const start = findStart(input(situation));
  const said = start.considered.filter(({ code }) => code === name);
  return { said: said.map(({ args }) => args), start: placeOf(start).tier, hold: start.hold };
}

const SET_OPUS = { start: { ...settings().start, docs: 'opus' as const } };
const SMALL_HAIKU = { models: { haiku: 'claude-haiku-4-5', sonnet: null, opus: null } };
const LONG = { promptTokens: 250_000, settings: SMALL_HAIKU };

describe('the rules of the policy', () => {
  it('are named once each in both orders', () => {
    const names = RULES.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    assert.equal(new Set(TOLD_FIRST).size, TOLD_FIRST.length);
    assert.deepEqual(names.toSorted(), TOLD_FIRST.toSorted());
    // The classifier has two things to say, and so has a new model.
    const more = ['unsure', 'predecessor'];
    const codes = Object.keys(ROUTE_REASONS).filter((code) => !more.includes(code));
    assert.deepEqual(names.toSorted(), codes.toSorted());
  });

  it('chosen: holds the start at the tier of this run, whatever else is set', () => {
    const only = { ...settings().only, docs: 'haiku' as const };
    const { said, start, hold } = applied('chosen', { chosen: 'opus', settings: { only } });
    assert.deepEqual(said, [{ tier: 'opus' }]);
    assert.deepEqual([start, hold], ['opus', 'only']);
  });

  it('only: holds the start at the tier of the task', () => {
    const only = { ...settings().only, docs: 'sonnet' as const };
    const { said, start, hold } = applied('only', { settings: { only }, shut: ['sonnet'] });
    assert.deepEqual(said, [{ tier: 'sonnet' }]);
    assert.deepEqual([start, hold], ['sonnet', 'only']);
  });

  it("chain: starts at the first of the user's own steps", () => {
    const { said, start, hold } = applied('chain', { chain: ['opus', 'haiku'] });
    assert.deepEqual(said, [{ tier: 'opus', steps: 2 }]);
    assert.deepEqual([start, hold], ['opus', 'set']);
    const none = applied('chain', { chain: ['haiku'], settings: { floor: 'opus' } });
    assert.deepEqual([none.said, none.start], [[], 'opus']);
  });

  it("default: starts at the task's own tier, and leaves it open", () => {
    const { said, start, hold } = applied('default', { task: 'review' });
    assert.deepEqual(said, [{ tier: 'sonnet' }]);
    assert.deepEqual([start, hold], ['sonnet', 'open']);
  });

  it('answered: goes on at who gave the answer, by the model on a chain', () => {
    const sonnet = { tier: 'sonnet', model: 'claude-sonnet-5-5' } as const;
    const { said, start, hold } = applied('answered', { answered: sonnet, settings: SET_OPUS });
    assert.deepEqual(said, [{ tier: 'sonnet' }]);
    assert.deepEqual([start, hold], ['sonnet', 'set']);
    const chained = applied('answered', { answered: sonnet, chain: ['haiku', 'sonnet', 'opus'] });
    assert.deepEqual([chained.said, chained.start], [[{ tier: 'sonnet' }], 'sonnet']);
    const unknown = { tier: 'other', model: 'gpt-large' } as const;
    assert.deepEqual(applied('answered', { answered: unknown }).said, []);
  });

  it('start: starts at the tier that is set, against what is merely expected', () => {
    const instruction = 'security audit';
    const low = { start: { ...settings().start, review: 'haiku' as const } };
    const situation: Situation = { task: 'review', instruction, settings: low };
    const { said, start, hold } = applied('start', situation);
    assert.deepEqual(said, [{ tier: 'haiku' }]);
    assert.deepEqual([start, hold], ['haiku', 'set']);
    assert.deepEqual(applied('signal', situation).said, []);
  });

  it('evidence: starts where past runs cost least', () => {
    const hopeless = tierEvidence({ attempts: 60, starts: 40, startsAccepted: 1, accepted: 1 });
    const good = tierEvidence({ attempts: 40, starts: 40, startsAccepted: 39, accepted: 39 });
    const { said, start } = applied('evidence', {
      task: 'refactor',
      evidence: { sonnet: hopeless, opus: good },
    });
    const measured = { at: 'sonnet', passPercent: 3, runs: 40 };
    assert.deepEqual(said, [{ tier: 'opus', from: 'sonnet', ...measured }]);
    assert.equal(start, 'opus');
  });

  it('audits: goes back to a tier whose answers people did not find wrong, of the same model', () => {
    const audits = { model: 'claude-haiku-5-5', labels: 20, wrong: 9, isBroken: true };
    const haiku = tierEvidence({ attempts: 40, audits });
    const { said, start, hold } = applied('audits', { evidence: { haiku } });
    assert.deepEqual(said, [{ from: 'haiku', tier: 'sonnet', wrong: 9, labels: 20 }]);
    assert.deepEqual([start, hold], ['sonnet', 'open']);
    const sonnet = tierEvidence({ audits: { ...audits, model: 'claude-sonnet-5-5' } });
    assert.equal(applied('audits', { evidence: { haiku, sonnet } }).start, 'opus');
    const other = tierEvidence({ audits: { ...audits, model: 'claude-haiku-4-5' } });
    assert.deepEqual(applied('audits', { evidence: { haiku: other } }).said, []);
    const sound = tierEvidence({ audits: { ...audits, isBroken: false } });
    assert.deepEqual(applied('audits', { evidence: { haiku: sound } }).said, []);
    // What the user has set is theirs, and above Opus there is nothing.
    const set = { start: { ...settings().start, docs: 'haiku' as const } };
    assert.equal(applied('audits', { evidence: { haiku }, settings: set }).start, 'haiku');
    const opus = tierEvidence({ audits: { ...audits, model: 'claude-opus-5-5' } });
    assert.deepEqual(
      applied('audits', { evidence: { opus }, instruction: 'security audit' }).said,
      [],
    );
  });

  it('signal: raises step by step, the last said first, and never lowers', () => {
    const own = [
      { id: 'mild', tasks: ['docs'], tier: 'sonnet', minLines: 1 },
      { id: 'wild', tasks: ['docs'], tier: 'opus', minLines: 1 },
      { id: 'low', tasks: ['docs'], tier: 'haiku', minLines: 1 },
    ] as const;
    const { said, start } = applied('signal', { settings: { signals: own } });
    assert.deepEqual(said, [
      { tier: 'opus', from: 'sonnet', signal: 'wild' },
      { tier: 'sonnet', from: 'haiku', signal: 'mild' },
    ]);
    assert.equal(start, 'opus');
  });

  it('classified: raises to what a small model asks for, sure or not', () => {
    const hard = { tier: 'opus', isSure: true, confidencePercent: 90 } as const;
    const { said, start } = applied('classified', { classified: hard });
    assert.deepEqual(said, [{ tier: 'opus', from: 'haiku', confidencePercent: 90 }]);
    assert.equal(start, 'opus');
    const unsure = findStart(input({ classified: { ...hard, isSure: false } }));
    assert.equal(unsure.reason.code, 'unsure');
    const easy = { tier: null, isSure: true, confidencePercent: 90 } as const;
    assert.deepEqual(applied('classified', { classified: easy }).said, []);
  });

  it('floor: raises what lies below it, and leaves out the steps of a chain that do', () => {
    const { said, start } = applied('floor', { settings: { floor: 'sonnet' } });
    assert.deepEqual(said, [{ tier: 'sonnet', from: 'haiku' }]);
    assert.equal(start, 'sonnet');
    const floored: Situation = { chain: ['haiku', 'opus', 'haiku'], settings: { floor: 'sonnet' } };
    const chained = applied('floor', floored);
    assert.deepEqual(chained.said, [{ tier: 'opus', from: 'haiku' }]);
    assert.deepEqual(
      findStart(input(floored)).ladder.places.map(({ tier }) => tier),
      ['opus'],
    );
  });

  it('noModel: takes the nearest tier of a subscription, a higher one first', () => {
    const { said, start } = applied('noModel', { lacks: ['haiku'], isIncluded: true });
    assert.deepEqual(said, [{ tier: 'sonnet', from: 'haiku' }]);
    assert.equal(start, 'sonnet');
    const lacks = ['sonnet', 'opus'] as const;
    const low = applied('noModel', { task: 'review', lacks, isIncluded: true });
    assert.deepEqual([low.said, low.start], [[{ tier: 'haiku', from: 'sonnet' }], 'haiku']);
    // At a gateway the user can set one.
    assert.deepEqual(applied('noModel', { lacks: ['haiku'] }).said, []);
  });

  it('fit: goes where the prompt fits, be it to one that is skipped for now', () => {
    const { said, start } = applied('fit', LONG);
    const sizes = { promptTokens: 250_000, limitTokens: 200_000 };
    assert.deepEqual(said, [{ tier: 'sonnet', from: 'haiku', ...sizes }]);
    assert.equal(start, 'sonnet');
    assert.equal(applied('fit', { ...LONG, shut: ['sonnet', 'opus'] }).start, 'sonnet');
    const chained = applied('fit', { ...LONG, chain: ['haiku', 'opus'] });
    assert.deepEqual([chained.said.length, chained.start], [1, 'opus']);
    assert.deepEqual(applied('fit', { promptTokens: 5_000_000 }).said, []);
  });

  it('breaker: skips a tier for one that can take the prompt, else waits for it', () => {
    const { said, start } = applied('breaker', { shut: ['haiku'] });
    assert.deepEqual(said, [{ tier: 'sonnet', from: 'haiku', opensForMs: 30_000 }]);
    assert.equal(start, 'sonnet');
    const chained = applied('breaker', { chain: ['sonnet', 'haiku'], shut: ['sonnet'] });
    assert.deepEqual([chained.said.length, chained.start], [1, 'haiku']);
    // Nothing above could answer at all.
    const alone = applied('breaker', { shut: ['haiku'], lacks: ['sonnet', 'opus'] });
    assert.deepEqual([alone.said, alone.start], [[], 'haiku']);
  });

  it('priceBand: passes over a tier that costs no less than the next', () => {
    const dear = { models: { haiku: 'claude-opus-4-8', sonnet: null, opus: null } };
    const { said, start } = applied('priceBand', { settings: dear });
    assert.deepEqual(said, [{ tier: 'sonnet', from: 'haiku', promptTokens: 2_000 }]);
    assert.equal(start, 'sonnet');
    assert.deepEqual(applied('priceBand', { settings: dear, shut: ['sonnet'] }).said, []);
    const docs = { ...settings().start, docs: 'haiku' as const };
    assert.deepEqual(applied('priceBand', { settings: { ...dear, start: docs } }).said, []);
  });

  it('tell first of what the user has set, and give as the reason what names the start', () => {
    const { considered, reason } = findStart(
      input({
        settings: { ...SMALL_HAIKU, floor: 'haiku', start: { ...settings().start, docs: 'haiku' } },
        promptTokens: 250_000,
        shut: ['sonnet'],
      }),
    );
    assert.deepEqual(
      considered.map(({ code }) => code),
      ['start', 'fit', 'breaker', 'default'],
    );
    assert.equal(reason.code, 'breaker');
  });
});
