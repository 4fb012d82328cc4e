import assert from 'node:assert/strict';
import { createAnthropicProvider } from '../../../src/providers/anthropic.ts';
import type { KeyHeader, ModelProvider } from '../../../src/providers/port.ts';
import type { RunResult } from '../../../src/routing/run/run.ts';
import type { RoutingSettings } from '../../../src/routing/settings.ts';
import type { GateResult, PreparedTask, Problem, Prompt } from '../../../src/tasks/task.ts';
import { Bench, NO_BUDGET, prepared, settings } from '../../unit/routing/support.ts';
import { billOf } from '../bill.ts';
import type { RecordedRequest } from '../demoApi/record.ts';
import { deltasOf } from '../demoApi/reply.ts';
import type { DemoApi } from '../demoApi/server.ts';

/** A gateway in front of a demo API, and what is known of it. */
export interface Place {
  readonly api: DemoApi;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly keyHeader: KeyHeader;
  /** Whether it passes on all that the books need; else they estimate. */
  readonly isCounted: boolean;
  /** Whether text comes while it is written. */
  readonly isStreaming: boolean;
  /** Whether a cancel reaches who answers; else that goes on, and is billed for what nobody sees. */
  readonly isCancelPassedOn: boolean;
  /** ms to wait that it passes on after a 429 that asks for 3,000; null: it passes on nothing. */
  readonly waitMs: number | null;
  /** Whether it passes on the shape that an answer is to have. */
  readonly isShaped: boolean;
  /** Whether it can list models. */
  readonly hasModels: boolean;
  /** Headers that the gateway cannot do without and no setting sends. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** One thing that is done through a gateway; throws where it did not go as it has to. */
export interface Scene {
  readonly name: string;
  readonly play: (place: Place) => Promise<void>;
}

const CODE = Array.from({ length: 120 }, (_, line) => `${line + 1}|const value${line} = ${line};`);

function promptOf(name: 'explain' | 'review', schema: Prompt['schema']): Prompt {
  const code = `<code-0123abcd language="typescript" lines="1-120">\n${CODE.join('\n')}\n</code-0123abcd>\n`;
  const asked = `<request-0123abcd task="${name}" first="1" last="120">\n</request-0123abcd>\n`;
  const blocks = [
    { text: code, stable: true },
    { text: asked, stable: false },
  ];
  return { system: 'Review the code. '.repeat(20), turns: [{ role: 'user', blocks }], schema };
}

const SCHEMA = {
  type: 'object',
  properties: { findings: { type: 'array', items: { type: 'string' } } },
  required: ['findings'],
  additionalProperties: false,
};

const PINS = {
  haiku: 'claude-haiku-5-5',
  sonnet: 'claude-sonnet-5-5',
  opus: 'claude-opus-5-5',
};
export const TEXT = 'The value is kept for the next call. '.repeat(40);
/** An estimate may be off by so much. */
const TOLERANCE = 0.15;

type Spot = Pick<Place, 'baseUrl' | 'apiKey' | 'keyHeader' | 'headers'>;

export function providerAt({ baseUrl, apiKey, keyHeader, headers = {} }: Spot): ModelProvider {
  const fetch: typeof globalThis.fetch = (input, init = {}) => {
    const all = new Headers(init.headers);
    for (const [name, value] of Object.entries(headers)) all.set(name, value);
    return globalThis.fetch(input, { ...init, headers: all });
  };
  return createAnthropicProvider({ apiKey, keyHeader, baseUrl, fetch });
}

/** A task whose gate lets the first `rejected` answers fail. */
function task(rejected = 0): PreparedTask {
  let calls = 0;
  const problem: Problem = {
    code: 'answer.empty',
    args: {},
    detail: 'It is wrong.',
    repairable: true,
  };
  const check = async (reply: string): Promise<GateResult> => {
    calls += 1;
    return {
      answer: { kind: 'markdown', markdown: reply, names: [] },
      problems: calls <= rejected ? [problem] : [],
      strength: 'form',
      notes: [],
    };
  };
  return prepared({ name: 'explain', prompt: promptOf('explain', undefined), check });
}

export interface Ran {
  readonly bench: Bench;
  readonly result: RunResult;
}

/** A run at Haiku whose gate lets the first `rejected` answers fail. */
export async function runAt(
  place: Spot,
  rejected = 0,
  more: Partial<RoutingSettings> = {},
  watch: (bench: Bench) => void = () => undefined,
  one: PreparedTask = task(rejected),
): Promise<Ran> {
  const adapter = providerAt(place);
  const bench = new Bench([], { provider: async () => adapter });
  watch(bench);
  const start = { ...settings().start, explain: 'haiku', review: 'haiku' } as const;
  const all = settings({ start, models: PINS, ...more });
  return { bench, result: await bench.run({ prepared: one, settings: all }) };
}

function begin({ api }: Place): void {
  api.reset();
  api.setBehaviour('*', { text: TEXT });
}

const billedOf = ({ api }: Place): readonly RecordedRequest[] =>
  api.requests.filter(({ endpoint, usage }) => endpoint === 'messages' && usage !== null);

export function assertNear(booked: number, right: number): void {
  const error = Math.abs(booked - right) / right;
  assert.ok(error <= TOLERANCE, `booked ${booked}, billed ${right}`);
}

/** Compares the books with the bill: to the nano-dollar where usage came through, else nearly. */
function assertBooked(place: Place, { bench, result }: Ran): void {
  const billed = billedOf(place).map(billOf);
  const paid = bench.books.ended.filter(({ costNusd }) => costNusd !== 0);
  assert.equal(paid.length, billed.length, JSON.stringify(bench.booked));
  for (const [index, attempt] of paid.entries()) {
    const right = billed[index] ?? 0;
    const booked = attempt.costNusd ?? -1;
    const isWhole = attempt.outcome === 'accepted' || attempt.outcome === 'rejected';
    assert.equal(attempt.usageSource === 'reported', place.isCounted && isWhole);
    if (attempt.usageSource === 'reported') assert.equal(booked, right);
    else assertNear(booked, right);
  }
  const sum = bench.books.ended.reduce((all, { costNusd }) => all + (costNusd ?? 0), 0);
  assert.equal(result.costNusd, sum);
  const told = JSON.stringify([result, bench.books, bench.logged]);
  assert.ok(!told.includes(place.apiKey), 'the key is in what was kept');
}

function assertAccepted({ result }: Ran): void {
  assert.equal(result.outcome, 'accepted', JSON.stringify(result.failure));
  assert.equal(result.reply, TEXT);
}

const NO_SETTINGS: Partial<RoutingSettings> = {};

/** What every gateway is put through. */
export const SCENES: readonly Scene[] = [
  {
    name: 'a review',
    async play(place) {
      const text = JSON.stringify({ findings: [TEXT] });
      place.api.reset();
      place.api.setBehaviour('*', { text });
      const review = { ...task(), name: 'review', prompt: promptOf('review', SCHEMA) } as const;
      const ran = await runAt(place, 0, NO_SETTINGS, undefined, review);
      assert.equal(ran.result.outcome, 'accepted', JSON.stringify(ran.result.failure));
      assert.equal(ran.result.reply, text);
      const [seen] = billedOf(place);
      const isShaped = seen?.rawBody.includes('"json_schema"');
      assert.equal(isShaped, place.isShaped, seen?.rawBody.slice(-300));
      assertBooked(place, ran);
    },
  },
  {
    name: 'a run that ends well',
    async play(place) {
      begin(place);
      const ran = await runAt(place);
      assertAccepted(ran);
      assert.deepEqual(ran.bench.booked, ['first haiku accepted']);
      assertBooked(place, ran);
    },
  },
  {
    name: 'a repair',
    async play(place) {
      begin(place);
      const ran = await runAt(place, 1);
      assertAccepted(ran);
      assert.deepEqual(ran.bench.booked, ['first haiku rejected', 'repair haiku accepted']);
      assertBooked(place, ran);
    },
  },
  {
    name: 'an escalation',
    async play(place) {
      begin(place);
      const ran = await runAt(place, 2);
      assertAccepted(ran);
      assert.deepEqual(ran.bench.booked.slice(-1), ['escalation opus accepted']);
      assert.equal(ran.bench.booked.length, 3);
      assertBooked(place, ran);
    },
  },
  {
    name: 'a 429',
    async play(place) {
      begin(place);
      place.api.setBehaviour('haiku', { text: TEXT, status: 429, retryAfter: 3, times: 1 });
      place.api.setBehaviour('*', { text: TEXT });
      const ran = await runAt(place);
      assertAccepted(ran);
      const [wait = 0, ...more] = ran.bench.clock.waits;
      assert.equal(more.length, 0);
      const most = place.waitMs ?? 1_000;
      assert.ok(wait > most - 2_000 && wait <= most && wait > 0, `waited ${wait}`);
      assertBooked(place, ran);
    },
  },
  {
    name: 'a cut stream',
    async play(place) {
      begin(place);
      // Not at once: what never came through a gateway would be its own error, and no cut stream.
      const broken = { connection: 'cut', afterDeltas: 60, msPerDelta: 2, times: 1 } as const;
      const cut = { text: TEXT, ...broken };
      place.api.setBehaviour('haiku', cut);
      const ran = await runAt(place);
      assertAccepted(ran);
      assert.deepEqual(ran.bench.booked, ['first haiku failed', 'first haiku accepted']);
      if (place.isStreaming) assertBooked(place, ran);
      const [first] = ran.bench.books.ended;
      assert.equal(first?.usageSource, 'estimated');
      assert.ok((first.costNusd ?? 0) > 0);
    },
  },
  {
    name: 'a cancel',
    async play(place) {
      begin(place);
      const text = 'The value is kept for the next call. '.repeat(200);
      const deltas = 150;
      const stall = { text, thinkingTokens: 0, connection: 'stall', afterDeltas: deltas } as const;
      place.api.setBehaviour('*', stall);
      const shown = deltasOf(text).slice(0, deltas).join('').length;
      const ran = await runAt(place, 0, {}, (bench) => {
        bench.onEvent = (event) => {
          if (event.type === 'text' && event.characters >= shown) bench.abort.abort();
        };
        if (place.isStreaming) return;
        const isServed = ({ status }: RecordedRequest) => status === 200;
        void place.api.waitFor(isServed).then(() => bench.abort.abort());
      });
      assert.equal(ran.result.outcome, 'cancelled');
      const [booked] = ran.bench.books.ended;
      assert.equal(booked?.usageSource, 'estimated');
      assert.ok((booked.costNusd ?? 0) > 0);
      const seen = place.isStreaming ? shown / 2.5 : 0;
      const right = booked.usage.inputTokens * 100 + seen * 500;
      if (place.isStreaming) assertNear(booked.costNusd ?? 0, right);
      if (!place.isCancelPassedOn) return;
      const served = await place.api.waitFor(({ outcome }) => outcome === 'aborted');
      if (place.isStreaming) assertNear(booked.costNusd ?? 0, billOf(served));
    },
  },
  {
    name: 'the list of models',
    async play(place) {
      place.api.reset();
      const listed = await providerAt(place).listModels(new AbortController().signal);
      if (place.hasModels) {
        assert.ok(!('kind' in listed), JSON.stringify(listed));
        assert.ok(listed.some(({ id }) => id === PINS.haiku));
      } else {
        assert.ok('kind' in listed);
      }
      assert.ok(place.api.requests.length <= 3);
    },
  },
  {
    name: 'a budget',
    async play(place) {
      begin(place);
      const stop = { ...NO_BUDGET, action: 'stop' } as const;
      const refused = await runAt(place, 0, { budget: { ...stop, perRunNusd: 1_000 } });
      assert.equal(refused.result.outcome, 'failed');
      assert.equal(place.api.requests.length, 0);

      const first = await runAt(place);
      const reserved = first.bench.books.started[0]?.reservedNusd ?? 0;
      begin(place);
      const most = reserved + 1;
      const ran = await runAt(place, 3, { budget: { ...stop, perRunNusd: most } });
      assert.notEqual(ran.result.outcome, 'accepted');
      assert.deepEqual(ran.bench.booked, ['first haiku rejected']);
      assert.ok(ran.result.costNusd <= most);
      assertBooked(place, ran);
    },
  },
];
