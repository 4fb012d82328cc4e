/**
 * What the router costs: `node test/bench/router.ts`. A decision with evidence in memory, and the
 * time that a run adds to the same call made with the bare SDK, against a loopback server that sends
 * 400 deltas at 10 ms. Prints, never fails.
 */
import { createServer } from 'node:http';
import Anthropic from '@anthropic-ai/sdk';
import { BUNDLED_CATALOG } from '../../src/models/catalog.ts';
import { BUNDLED_PRICES } from '../../src/models/prices.ts';
import { createAnthropicProvider } from '../../src/providers/anthropic.ts';
import { policy } from '../../src/routing/policy.ts';
import { createRunner } from '../../src/routing/runner.ts';
import { planTier } from '../../src/routing/tierPlan.ts';
import { MemoryBooks, prepared, settings, tierEvidence } from '../unit/routing/support.ts';

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const DELTAS = 400;
const MS_PER_DELTA = 10;
const PAIRS = 12;
const DECISIONS = 20_000;

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function decisions(): readonly number[] {
  const evidence = tierEvidence({
    attempts: 100_000,
    accepted: 90_000,
    starts: 80_000,
    startsAccepted: 75_000,
    proven: 60_000,
    meanOutputTokens: 400,
    outputTokensP95: 900,
  });
  const closed = { state: 'closed', failures: 0, opensForMs: 0 } as const;
  const all = settings();
  return Array.from({ length: DECISIONS }, () => {
    const from = performance.now();
    const plan = (tier: 'haiku' | 'sonnet' | 'opus') =>
      planTier(
        tier,
        {
          task: 'review',
          settings: all,
          catalog: BUNDLED_CATALOG,
          prices: BUNDLED_PRICES,
          at: Date.now(),
          promptTokens: 4_000,
          answerTokens: 500,
          missing: new Set(),
        },
        evidence,
      );
    policy({
      task: 'review',
      signals: { lines: 400, declarations: 12, instruction: 'look for races in the cache' },
      chosenTier: undefined,
      settings: all,
      plans: { haiku: plan('haiku'), sonnet: plan('sonnet'), opus: plan('opus') },
      evidence: { haiku: evidence, sonnet: evidence, opus: evidence },
      breakers: {
        haiku: { tier: 'haiku', ...closed },
        sonnet: { tier: 'sonnet', ...closed },
        opus: { tier: 'opus', ...closed },
      },
    });
    return performance.now() - from;
  });
}

function sse(event: Readonly<Record<string, unknown>>): string {
  return `event: ${String(event['type'])}\ndata: ${JSON.stringify(event)}\n\n`;
}

const usage = { input_tokens: 900, output_tokens: 1 };
const server = createServer((request, response) => {
  request.resume().on('end', () => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(
      sse({
        type: 'message_start',
        message: { model: 'claude-haiku-5-5', content: [], usage },
      }),
    );
    let sent = 0;
    const delta = {
      type: 'content_block_delta',
      index: 0,
      delta: { type: 'text_delta', text: 'word ' },
    };
    const timer = setInterval(() => {
      sent += 1;
      response.write(sse(delta));
      if (sent < DELTAS) return;
      clearInterval(timer);
      const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' }, usage };
      response.end(sse(end) + sse({ type: 'message_stop' }));
    }, MS_PER_DELTA);
    response.write(sse(delta));
    response.on('close', () => clearInterval(timer));
  });
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('no port');
const baseUrl = `http://127.0.0.1:${address.port}`;

interface Times {
  readonly first: number;
  readonly whole: number;
}

const sdk = new Anthropic({ apiKey: 'demo-key', baseURL: baseUrl, maxRetries: 0 });

async function bareSdk(): Promise<Times> {
  const from = performance.now();
  let first = 0;
  const stream = await sdk.messages.create({
    model: 'claude-haiku-5-5',
    max_tokens: 2_048,
    stream: true,
    messages: [{ role: 'user', content: 'x'.repeat(2_000) }],
  });
  for await (const event of stream) {
    if (event.type === 'content_block_delta') first ||= performance.now() - from;
  }
  return { first, whole: performance.now() - from };
}

const books = new MemoryBooks();
const provider = createAnthropicProvider({
  apiKey: 'demo-key',
  baseUrl,
  fetch: globalThis.fetch,
});
const silent = () => undefined;
const runner = createRunner({
  sink: books,
  spend: books,
  evidence: { evidence: () => undefined },
  provider: async () => provider,
  catalog: () => BUNDLED_CATALOG,
  prices: () => BUNDLED_PRICES,
  clock: { now: Date.now, wait: async () => undefined },
  random: Math.random,
  log: { info: silent, warn: silent, error: silent },
  localDay: () => 20_261_120,
});

async function routed(): Promise<Times> {
  const from = performance.now();
  let first = 0;
  await runner.run(
    {
      prepared: prepared(),
      settings: settings(),
      purpose: 'use',
      chosenTier: undefined,
      draft: undefined,
    },
    { wait: async () => 'stop', spend: async () => 'go' },
    (event) => {
      if (event.type === 'text') first ||= performance.now() - from;
    },
    new AbortController().signal,
  );
  return { first, whole: performance.now() - from };
}

const spent = decisions();
print(
  `a decision: median ${quantile(spent, 0.5).toFixed(4)} ms, p99 ${quantile(spent, 0.99).toFixed(4)} ms`,
);
const cold = await routed();
print(`first run, cold: first token after ${cold.first.toFixed(2)} ms`);
await bareSdk();
const pairs: (readonly [Times, Times])[] = [];
for (let pair = 0; pair < PAIRS; pair += 1) pairs.push([await bareSdk(), await routed()]);
for (const part of ['first', 'whole'] as const) {
  const [bare, ours] = [0, 1].map((which) =>
    quantile(
      pairs.map((pair) => pair[which]?.[part] ?? Number.NaN),
      0.5,
    ),
  );
  print(`${part}: SDK ${bare?.toFixed(2)} ms, routed ${ours?.toFixed(2)} ms (medians)`);
}
server.close();
server.closeAllConnections();
