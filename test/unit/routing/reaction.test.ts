import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { ProviderFailure } from '../../../src/providers/port.ts';
import type { FailureCode } from '../../../src/routing/failures.ts';
import { REACTIONS } from '../../../src/routing/failures.ts';
import type { TierPlan } from '../../../src/routing/policy/tierPlan.ts';
import type { FailedCall } from '../../../src/routing/run/reaction.ts';
import { endAfterFailure, reactionTo } from '../../../src/routing/run/reaction.ts';
import type { Step } from '../../../src/routing/run/step.ts';
import type { RoutingSettings } from '../../../src/routing/settings.ts';
import { input } from './policyFixture.ts';
import { settings } from './support.ts';

const FAILURE: ProviderFailure = {
  kind: 'http',
  status: 418,
  errorType: null,
  errorCode: null,
  retryAfterMs: null,
  requestId: null,
  detail: '',
};

const { haiku } = input({}).plans;
assert.ok(haiku);

interface About {
  readonly call?: Partial<FailedCall>;
  readonly plan?: Partial<TierPlan>;
  readonly settings?: Partial<RoutingSettings>;
}

function reaction(code: FailureCode, about: About = {}) {
  const call = { code, failure: FAILURE, isBilled: false, failures: [code], waitedMs: 0 };
  const plan = { ...haiku, ...about.plan } as TierPlan;
  return reactionTo({ ...call, ...about.call }, plan, settings(about.settings), () => 0);
}

function end(code: FailureCode, plan: Partial<TierPlan> = {}) {
  const all = { ...haiku, ...plan } as TierPlan;
  const step: Step = {
    type: 'step',
    kind: 'first',
    tier: all.tier,
    effort: null,
    plan: all,
    prompt: { system: '', turns: [], schema: undefined },
    reuseKey: null,
    reason: undefined,
    isConfirmed: false,
    samples: 1,
  };
  return endAfterFailure({ code, failure: FAILURE }, step).failure;
}

const asked = (retryAfterMs: number) => ({ failure: { ...FAILURE, retryAfterMs } });

describe('the reaction to a failed call', () => {
  it('is what the failure table says of its kind', () => {
    const types = Object.keys(REACTIONS).map((code) => [code, reaction(code as FailureCode).type]);
    assert.deepEqual(Object.fromEntries(types), {
      connection: 'retry',
      certificate: 'stop',
      timeout: 'stop',
      rateLimited: 'retry',
      overloaded: 'retry',
      serverError: 'retry',
      cut: 'again',
      malformed: 'again',
      keyRejected: 'stop',
      forbidden: 'stop',
      notTheApi: 'stop',
      noCredit: 'stop',
      noCredentials: 'stop',
      // Its prompt fits by far.
      badRequest: 'stop',
      redirected: 'stop',
      tooLarge: 'largerContext',
      modelNotFound: 'newerModel',
    });
  });

  it('to a host that cannot be reached is a bounded number of tries', () => {
    const twice: FailureCode[] = ['overloaded', 'connection', 'connection'];
    const again = reaction('connection', { call: { failures: twice } });
    assert.deepEqual(again, { type: 'retry', code: 'connection', ms: 2_000 });
    const thrice = [...twice, 'connection'] as const;
    assert.equal(reaction('connection', { call: { failures: thrice } }).type, 'stop');
    assert.equal(reaction('connection', { call: { isBilled: true } }).type, 'stop');
  });

  it('to a busy tier is a wait, as long as all waits together are within the bound', () => {
    const wait = { type: 'retry', code: 'overloaded', ms: 7_000 };
    assert.deepEqual(reaction('overloaded', { call: asked(7_000) }), wait);
    const waited = { call: { ...asked(7_000), waitedMs: 23_001 } };
    assert.deepEqual(reaction('overloaded', waited), { ...wait, type: 'offer' });
    // A reply that had begun is paid for: what was waited before it is another attempt's.
    const billed = { call: { ...waited.call, isBilled: true } };
    assert.deepEqual(reaction('overloaded', billed), wait);
  });

  it('tries nothing again that the user does not want tried again', () => {
    const none = { settings: { retry: { ...settings().retry, kinds: [] } } };
    const codes = ['connection', 'overloaded', 'cut'] as const;
    assert.deepEqual(
      codes.map((code) => reaction(code, none).type),
      ['stop', 'offer', 'stop'],
    );
  });

  it('to a 400 is a larger context only where the prompt may be what is wrong', () => {
    const size = { ...haiku.size, promptTokens: 900_000 };
    const model = { ...haiku.model, maxInputTokens: 1_000_000 };
    assert.equal(reaction('badRequest', { plan: { size, model } }).type, 'largerContext');
    const unknown = { ...model, maxInputTokens: null };
    assert.equal(reaction('badRequest', { plan: { size, model: unknown } }).type, 'stop');
  });

  it('to a model that is not there is another one, unless it is pinned or foreign', () => {
    const models = { haiku: 'claude-haiku-5-5', sonnet: null, opus: null };
    assert.equal(reaction('modelNotFound', { settings: { models } }).type, 'stop');
    assert.equal(reaction('modelNotFound', { plan: { isForeign: true } }).type, 'stop');
    assert.equal(reaction('modelNotFound', { plan: { tier: 'other' } }).type, 'stop');
  });

  it('ends a run with what it was', () => {
    const args = { tier: 'haiku', status: 418 };
    assert.deepEqual(end('overloaded'), { code: 'overloaded', args });
    assert.deepEqual(end('keyRejected'), { code: 'keyRejected', args });
    const foreign = { isForeign: true, provider: 'openai' };
    const refused = { provider: 'openai', cause: 'keyRejected' };
    assert.deepEqual(end('keyRejected', foreign), { code: 'stepRefused', args: refused });
    assert.deepEqual(end('redirected', foreign), { code: 'redirected', args });
    assert.equal(end('tooLarge')?.code, 'tooLong');
    const model = { tier: 'haiku', model: haiku.model.id };
    assert.deepEqual(end('modelNotFound'), { code: 'modelNotFound', args: model });
  });
});
