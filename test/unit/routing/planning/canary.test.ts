import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describe, it } from 'mocha';
import { BUNDLED_CATALOG } from '../../../../src/models/catalog.ts';
import type { Outcomes } from '../../../../src/models/evidence.ts';
import type { ModelRecord } from '../../../../src/models/learning/modelRecord.ts';
import { modelChange } from '../../../../src/routing/policy/canary.ts';
import { policyHash } from '../../../../src/routing/policy/policyHash.ts';
import type { EvidenceView } from '../../../../src/routing/ports.ts';
import type { RoutingSettings } from '../../../../src/routing/settings.ts';
import { Bench, prepared, settings } from '../support.ts';

const NEW = 'claude-sonnet-5-5';
const OLD = 'claude-sonnet-5';
const NONE: Outcomes = { tried: 0, passed: 0 };

function record(model: string, tried: number, passed = tried): ModelRecord {
  return { model, first: { tried, passed }, above: NONE };
}

/** Evidence in which a line has had these models, at refactoring alone. */
function evidenceOf(records: readonly ModelRecord[]): EvidenceView {
  return {
    evidence: () => undefined,
    models: (task, tier) => (task === 'refactor' && tier === 'sonnet' ? records : []),
  };
}

/** What a run of a refactoring asks first, where chance draws a number. */
async function asked(
  records: readonly ModelRecord[],
  draw: number,
  more: { readonly settings?: Partial<RoutingSettings>; readonly deps?: object } = {},
) {
  const deps = { evidence: evidenceOf(records), random: () => draw, ...more.deps };
  const bench = new Bench([{ text: 'good' }], deps);
  const result = await bench.run({
    prepared: prepared({ name: 'refactor' }),
    settings: settings(more.settings),
  });
  const { propensity, modelPropensity } = bench.books.runs[0] ?? {};
  return {
    model: bench.provider.requests[0]?.model,
    why: result.route.reason.code,
    propensity,
    modelPropensity,
    notes: result.notes,
    bench,
  };
}

describe('a new model of a line', () => {
  it('is tried in a share of the runs until it has given 30 answers, and each stores its chance', async () => {
    const records = [record(OLD, 40), record(NEW, 10)];
    const tried = await asked(records, 0.09);
    assert.deepEqual([tried.model, tried.why], [NEW, 'canary']);
    assert.deepEqual([tried.propensity, tried.modelPropensity], [1, 0.1]);
    const stays = await asked(records, 0.11);
    assert.deepEqual([stays.model, stays.why], [OLD, 'predecessor']);
    assert.equal(stays.modelPropensity, 0.9);
    const known = await asked([record(OLD, 40), record(NEW, 30)], 0.9);
    assert.deepEqual([known.model, known.why], [NEW, 'default']);
    assert.equal(known.modelPropensity, undefined);
    // One that nobody has asked yet is as new.
    assert.equal((await asked([record(OLD, 40)], 0.9)).model, OLD);
  });

  it('leaves alone what a person has chosen, and changes no start', async () => {
    const records = [record(OLD, 40)];
    const model = async (more: Partial<RoutingSettings>) =>
      (await asked(records, 0.9, { settings: more })).model;
    assert.equal(await model({ canary: 1 }), NEW);
    assert.equal(await model({ models: { ...settings().models, sonnet: NEW } }), NEW);
    assert.equal(await model({ only: { ...settings().only, refactor: 'sonnet' } }), NEW);
    const bench = new Bench([{ text: 'good' }], { evidence: evidenceOf(records) });
    await bench.run({ prepared: prepared({ name: 'refactor' }), chosenTier: 'sonnet' });
    assert.equal(bench.provider.requests[0]?.model, NEW);
    // A start that is set is a tier: the model is still new.
    assert.equal(await model({ start: { ...settings().start, refactor: 'sonnet' } }), OLD);
    assert.notEqual(policyHash(settings({ canary: 0.2 })), policyHash(settings()));
  });

  it('is asked at once where there is nothing to stay with', async () => {
    const at = async (records: readonly ModelRecord[], deps = {}) =>
      (await asked(records, 0.9, { deps })).model;
    assert.equal(await at([]), NEW);
    // The one before it is not known either, or the same by another name.
    assert.equal(await at([record(OLD, 29)]), NEW);
    assert.equal(await at([record(`${NEW}-20260928`, 90)]), NEW);
    // It has been retired, or nobody offers it any more.
    const without = (change: (id: string) => object | undefined) => ({
      catalog: () => ({
        ...BUNDLED_CATALOG,
        models: BUNDLED_CATALOG.models.flatMap((one) => {
          const changed = one.id === OLD ? change(one.id) : {};
          return changed ? [{ ...one, ...changed }] : [];
        }),
      }),
    });
    assert.equal(
      await at(
        [record(OLD, 40)],
        without(() => undefined),
      ),
      NEW,
    );
    assert.equal(
      await at(
        [record(OLD, 40)],
        without(() => ({ lifecycle: 'deprecated' })),
      ),
      NEW,
    );
    assert.equal(
      await at(
        [record(OLD, 40)],
        without(() => ({ line: 'opus' })),
      ),
      NEW,
    );
    assert.equal(await at([record('claude-opus-5-5', 40)]), NEW);
    // Haiku 4.5 costs more than Haiku 5.5.
    const evidence: EvidenceView = {
      evidence: () => undefined,
      models: () => [record('claude-haiku-4-5', 40)],
    };
    const bench = new Bench([{ text: 'good' }], { evidence, random: () => 0.9 });
    await bench.run();
    assert.equal(bench.provider.requests[0]?.model, 'claude-haiku-5-5');
  });

  it('is taken where the one before it is gone in the middle of a run', async () => {
    const gone = { kind: 'http', status: 404 } as const;
    const script = ({ model }: { readonly model: string }) =>
      model === OLD ? { failure: gone } : { text: 'good' };
    const evidence = evidenceOf([record(OLD, 40)]);
    const bench = new Bench(script, { evidence, random: () => 0.9 });
    const result = await bench.run({ prepared: prepared({ name: 'refactor' }) });
    assert.equal(result.outcome, 'accepted');
    assert.deepEqual(
      bench.provider.requests.map(({ model }) => model),
      [OLD, NEW],
    );
  });

  it('that passes less is told of once, and stays at its share', async () => {
    const records = [record(OLD, 200, 180), record(NEW, 40, 20)];
    const { bench, model, notes } = await asked(records, 0.9);
    assert.equal(model, OLD);
    assert.deepEqual(
      notes.map(({ code, args }) => [
        code,
        args['model'],
        args['passPercent'],
        args['beforePercent'],
      ]),
      [['modelFell', NEW, 50, 90]],
    );
    const again = await bench.run({ prepared: prepared({ name: 'refactor' }) });
    assert.deepEqual(again.notes, []);
    // As good, or of too few answers, says nothing.
    assert.deepEqual((await asked([record(OLD, 200, 180), record(NEW, 40, 34)], 0.9)).notes, []);
    assert.deepEqual((await asked([record(OLD, 200, 180), record(NEW, 20, 4)], 0.9)).notes, []);
  });

  it('is compared at the same tasks: what is hard makes nobody worse', () => {
    const easy = [record(OLD, 300, 285), record(NEW, 10, 10)];
    const hard = [record(OLD, 20, 8), record(NEW, 100, 42)];
    assert.equal(modelChange([easy, hard], NEW)?.fall, undefined);
    assert.ok(modelChange([[record(OLD, 320, 293), record(NEW, 110, 52)]], NEW)?.fall);
  });

  it('is picked as often as the setting says, whatever is on record', () => {
    const counts = fc.nat({ max: 60 });
    return fc.assert(
      fc.asyncProperty(
        fc.record({
          before: counts,
          now: counts,
          canary: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        async ({ before, now, canary }) => {
          let chance = 0;
          for (const draw of [0, canary, 0.999_999]) {
            const { model, modelPropensity = 1 } = await asked(
              [record(OLD, before), record(NEW, now)],
              Math.min(draw, 0.999_999),
              { settings: { canary } },
            );
            assert.ok(model === OLD || model === NEW);
            assert.ok(modelPropensity !== null && modelPropensity > 0 && modelPropensity <= 1);
            if (draw === 0) chance = model === NEW ? modelPropensity : 0;
          }
          const isPicking = before >= 30 && now < 30 && canary > 0;
          assert.ok(
            Math.abs(chance - (isPicking ? canary : before >= 30 && now < 30 ? 0 : 1)) < 1e-9,
          );
        },
      ),
      { numRuns: 30 },
    );
  });
});
