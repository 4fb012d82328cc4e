import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from '../support/freePort.ts';
import type { Ran } from '../support/gateways/scenes.ts';
import { assertNear, providerAt, runAt, SCENES, TEXT } from '../support/gateways/scenes.ts';
import { NO_BUDGET } from '../unit/routing/support.ts';
import { fromNpm } from './installs.ts';
import { isTaken, newHome, startGateway } from './started.ts';

/** A server of tests that says of all its answers that they used nothing. */
export const AIMOCK = { name: 'aimock', version: '1.43.0' };

type Fixture = Readonly<Record<string, unknown>>;

const ANSWER: Fixture = { match: {}, response: { content: TEXT } };
const BUSY: Fixture = {
  match: { sequenceIndex: 0 },
  response: { error: { message: 'Slow down.', type: 'rate_limit_error' }, status: 429 },
};
const CUT: Fixture = {
  match: { sequenceIndex: 0 },
  response: { content: TEXT },
  truncateAfterChunks: 30,
};
const SLOW: Fixture = { ...ANSWER, latency: 20 };

interface Spot {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly keyHeader: 'x-api-key';
}

function assertEstimated({ bench, result }: Ran, booked: readonly string[]): void {
  assert.equal(result.outcome, 'accepted', JSON.stringify(result.failure));
  assert.deepEqual(bench.booked, booked);
  assert.ok(result.estimated);
  for (const attempt of bench.books.ended.filter(({ httpStatus }) => httpStatus === null)) {
    assert.equal(attempt.usageSource, 'estimated');
    assert.ok((attempt.costNusd ?? 0) > 0);
  }
}

/** By name of the scene: what the server is told, and what is done. */
const PLAYS: Readonly<
  Record<string, { readonly fixtures: readonly Fixture[]; play(spot: Spot): Promise<void> }>
> = {
  'a review': {
    fixtures: [ANSWER],
    play: async (spot) => assertEstimated(await runAt(spot), ['first haiku accepted']),
  },
  'a run that ends well': {
    fixtures: [ANSWER],
    async play(spot) {
      const ran = await runAt(spot);
      assertEstimated(ran, ['first haiku accepted']);
      const [booked] = ran.bench.books.ended;
      // What Haiku's tokenizer makes of the answer and of a prompt of 1,400 tokens, as it is priced.
      const right = (booked?.usage.inputTokens ?? 0) * 100 + (TEXT.length / 2.5) * 500;
      assertNear(booked?.costNusd ?? 0, right);
      assert.ok((booked?.usage.inputTokens ?? 0) > 1_000);
    },
  },
  'a repair': {
    fixtures: [ANSWER],
    play: async (spot) =>
      assertEstimated(await runAt(spot, 1), ['first haiku rejected', 'repair haiku accepted']),
  },
  'an escalation': {
    fixtures: [ANSWER],
    play: async (spot) =>
      assertEstimated(await runAt(spot, 2), [
        'first haiku rejected',
        'repair haiku rejected',
        'escalation opus accepted',
      ]),
  },
  'a 429': {
    fixtures: [BUSY, ANSWER],
    async play(spot) {
      const ran = await runAt(spot);
      assertEstimated(ran, ['first haiku accepted']);
      assert.equal(ran.bench.clock.waits.length, 1);
    },
  },
  'a cut stream': {
    fixtures: [CUT, ANSWER],
    play: async (spot) =>
      assertEstimated(await runAt(spot), ['first haiku failed', 'first haiku accepted']),
  },
  'a cancel': {
    fixtures: [SLOW],
    async play(spot) {
      const ran = await runAt(spot, 0, {}, (bench) => {
        bench.onEvent = (event) => {
          if (event.type === 'text' && event.characters > 500) bench.abort.abort();
        };
      });
      assert.equal(ran.result.outcome, 'cancelled');
      const [booked] = ran.bench.books.ended;
      assert.equal(booked?.usageSource, 'estimated');
      assert.ok(booked.usage.outputTokens > 150 && booked.usage.outputTokens < 400);
    },
  },
  'the list of models': {
    fixtures: [{ ...ANSWER, match: { model: 'claude-haiku-5-5' } }],
    async play(spot) {
      const listed = await providerAt(spot).listModels(new AbortController().signal);
      assert.ok(!('kind' in listed) && listed.some(({ id }) => id === 'claude-haiku-5-5'));
    },
  },
  'a budget': {
    fixtures: [ANSWER],
    async play(spot) {
      const none = { ...NO_BUDGET, action: 'stop' } as const;
      const first = await runAt(spot);
      const most = (first.bench.books.started[0]?.reservedNusd ?? 0) + 1;
      const ran = await runAt(spot, 3, { budget: { ...none, perRunNusd: most } });
      assert.deepEqual(ran.bench.booked, ['first haiku rejected']);
      assert.ok(ran.result.costNusd > 0 && ran.result.costNusd <= most);
    },
  },
};

/** Plays every scene at a server of its own; by name, undefined or why it failed. */
export async function playAimock(): Promise<ReadonlyMap<string, unknown>> {
  const folder = await fromNpm('@copilotkit/aimock', AIMOCK.version);
  const results = new Map<string, unknown>();
  for (const { name } of SCENES) {
    const scene = PLAYS[name];
    if (!scene) throw new Error(`Nothing is told of ${name}.`);
    const home = newHome();
    const port = await freePort();
    const path = join(home, 'fixtures.json');
    writeFileSync(path, JSON.stringify({ fixtures: scene.fixtures }));
    const server = await startGateway(home, port, {
      command: process.execPath,
      args: [
        join(folder, 'node_modules/@copilotkit/aimock/dist/cli.js'),
        '-p',
        String(port),
        '-f',
        path,
      ],
    });
    try {
      await scene.play({ baseUrl: server.url, apiKey: 'demo-aimock', keyHeader: 'x-api-key' });
      results.set(name, undefined);
    } catch (error) {
      results.set(name, error);
    } finally {
      await server.stop();
      assert.equal(await isTaken(port), false, `aimock still listens at ${port}.`);
    }
  }
  return results;
}
