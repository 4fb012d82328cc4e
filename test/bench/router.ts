/**
 * What the router costs: `npm run bench:router`, with `-- --json` one JSON object alone. A decision
 * with the evidence of 100,000 attempts; what a run adds to the same call made with the
 * bare SDK, with the books' real fsync on its way; and beside it, in the same rounds, what a proxy
 * that does nothing and Portkey's gateway add. Prints, never fails.
 */
import Anthropic from '@anthropic-ai/sdk';
import type { BookedLedger } from '../../src/ledger/openLedger.ts';
import { BUNDLED_CATALOG } from '../../src/models/catalog.ts';
import type { LevelEvidence } from '../../src/models/evidence.ts';
import { BUNDLED_PRICES } from '../../src/models/prices.ts';
import { createAnthropicProvider } from '../../src/providers/anthropic.ts';
import { policy } from '../../src/routing/policy/policy.ts';
import { planTier } from '../../src/routing/policy/tierPlan.ts';
import { createRunner } from '../../src/routing/run/runner.ts';
import type { Prompt } from '../../src/tasks/task.ts';
import { LedgerFolder } from '../support/ledgerFolder.ts';
import { MemoryBooks, prepared, settings, tierEvidence } from '../unit/routing/support.ts';
import { startPeer, startPortkey } from './peers/processes.ts';

const ATTEMPTS = 100_000;
const DECISIONS = 20_000;
/** Rounds of short calls, for the first token, and of whole ones. */
const ROUNDS = 40;
const WHOLE_ROUNDS = 6;
const DELTAS = 400;

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | '%' | 'x';
  /** The value should be at most this; null: for comparison. */
  readonly target: number | null;
}

interface Times {
  readonly first: number;
  readonly whole: number;
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? Number.NaN;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

const PLACE = { tried: 400, passed: 240, seen: 500, meanCostNusd: 2_000_000 };
const LEVEL: LevelEvidence = {
  places: { first: PLACE, repair: PLACE, again: PLACE, above: PLACE },
  labels: { tried: 400, passed: 390 },
  runsSince: 3,
};

/**
 * Times of decisions in ms. The ledger answers evidence from sums that it holds in memory, so this
 * is what 100,000 attempts look like to a decision.
 */
function decisions(): readonly number[] {
  const known = tierEvidence({
    attempts: ATTEMPTS,
    accepted: 90_000,
    starts: 80_000,
    startsAccepted: 75_000,
    proven: 60_000,
    meanOutputTokens: 400,
    outputTokensP95: 900,
    levels: { language: LEVEL, task: LEVEL, allTasks: LEVEL, predecessor: LEVEL },
  });
  const closed = { state: 'closed', failures: 0, opensForMs: 0 } as const;
  const all = settings();
  return Array.from({ length: DECISIONS }, () => {
    const from = performance.now();
    const evidence = { haiku: { ...known }, sonnet: { ...known }, opus: { ...known } };
    const input = {
      task: 'review',
      settings: all,
      catalog: BUNDLED_CATALOG,
      prices: BUNDLED_PRICES,
      at: Date.now(),
      promptTokens: 4_000,
      answerTokens: 500,
      missing: new Set<string>(),
    } as const;
    const plan = (tier: 'haiku' | 'sonnet' | 'opus') => planTier(tier, input, evidence[tier]);
    policy({
      task: 'review',
      signals: { lines: 400, declarations: 12, instruction: 'look for races in the cache' },
      chosenTier: undefined,
      settings: all,
      plans: { haiku: plan('haiku'), sonnet: plan('sonnet'), opus: plan('opus') },
      evidence,
      breakers: {
        haiku: { tier: 'haiku', ...closed },
        sonnet: { tier: 'sonnet', ...closed },
        opus: { tier: 'opus', ...closed },
      },
    });
    return performance.now() - from;
  });
}

/** The same prompt for all: 2,000 characters and how many deltas to answer with. */
function textFor(deltas: number): string {
  return `${'x'.repeat(2_000)} deltas:${deltas}`;
}

type Caller = (deltas: number) => Promise<Times>;

function sdkCaller(baseURL: string, headers: Record<string, string> = {}): Caller {
  const client = new Anthropic({
    apiKey: 'demo-key',
    baseURL,
    maxRetries: 0,
    defaultHeaders: headers,
  });
  return async (deltas) => {
    const from = performance.now();
    let first = 0;
    const stream = await client.messages.create({
      model: 'claude-haiku-5-5',
      max_tokens: 2_048,
      stream: true,
      messages: [{ role: 'user', content: textFor(deltas) }],
    });
    for await (const event of stream) {
      if (event.type === 'content_block_delta') first ||= performance.now() - from;
    }
    return { first, whole: performance.now() - from };
  };
}

/** Runs on real books; on books in memory to see what the disk's part is. */
function routedCaller(baseUrl: string, ledger: BookedLedger | undefined): Caller {
  const provider = createAnthropicProvider({
    apiKey: 'demo-key',
    baseUrl,
    fetch: globalThis.fetch,
  });
  const silent = () => undefined;
  const books = ledger ?? new MemoryBooks();
  const runner = createRunner({
    sink: books,
    spend: books,
    evidence: ledger ?? { evidence: () => undefined },
    provider: async () => provider,
    catalog: () => BUNDLED_CATALOG,
    prices: () => BUNDLED_PRICES,
    clock: { now: Date.now, ticks: () => performance.now(), wait: async () => undefined },
    random: Math.random,
    log: { info: silent, warn: silent, error: silent },
    localDay: () => 20_261_120,
  });
  return async (deltas) => {
    const blocks = [{ text: textFor(deltas), stable: false }];
    const prompt: Prompt = { system: '', turns: [{ role: 'user', blocks }], schema: undefined };
    const request = {
      prepared: prepared({ prompt }),
      // The usual budget, so that what other windows spend is looked up before the call.
      settings: settings({
        budget: { ...settings().budget, perDayNusd: 5_000_000_000, action: 'ask' },
      }),
      purpose: 'check',
      chosenTier: undefined,
      draft: undefined,
    } as const;
    const from = performance.now();
    let first = 0;
    const result = await runner.run(
      request,
      { wait: async () => 'stop', spend: async () => 'go' },
      (event) => {
        if (event.type === 'text') first ||= performance.now() - from;
      },
      new AbortController().signal,
    );
    const whole = performance.now() - from;
    if (result.outcome !== 'accepted') throw new Error(`a run ended ${result.outcome}`);
    return { first, whole };
  };
}

/** Medians of what each caller takes, all of them in every round and in turn. */
async function measured<Name extends string>(
  callers: Readonly<Record<Name, Caller>>,
  rounds: number,
  deltas: number,
): Promise<Readonly<Record<Name, Times>>> {
  const names = Object.keys(callers) as Name[];
  const times = new Map<Name, Times[]>(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    // Who goes first changes, so that nobody always follows the same one.
    const order = [...names.slice(round % names.length), ...names.slice(0, round % names.length)];
    for (const name of order) times.get(name)?.push(await callers[name](deltas));
  }
  const entries = names.map((name) => {
    const all = times.get(name) ?? [];
    const first = median(all.map((one) => one.first));
    return [name, { first, whole: median(all.map((one) => one.whole)) }] as const;
  });
  return Object.fromEntries(entries) as Record<Name, Times>;
}

const isJson = process.argv.includes('--json');
const say = (line: string): void => {
  if (!isJson) process.stderr.write(`${line}\n`);
};

const folder = await LedgerFolder.create();
const server = await startPeer('deltaServer.ts');
const control = await startPeer('passThrough.ts', String(server.port));
say("Starting Portkey's gateway, which is installed first where it is not.");
const portkey = await startPortkey();
try {
  const urlOf = (port: number) => `http://127.0.0.1:${port}`;
  const direct = urlOf(server.port);
  const ledger = await folder.open();
  const routed = routedCaller(direct, ledger);
  const cold = await routed(5);
  const callers = {
    sdk: sdkCaller(direct),
    routed,
    unbooked: routedCaller(direct, undefined),
    control: sdkCaller(urlOf(control.port)),
    portkey: sdkCaller(urlOf(portkey.port), {
      'x-portkey-provider': 'anthropic',
      'x-portkey-custom-host': `${direct}/v1`,
    }),
  };
  await measured(callers, 5, 3);
  say(`First token: ${ROUNDS} rounds of five callers.`);
  const short = await measured(callers, ROUNDS, 3);
  say(`Whole answers: ${WHOLE_ROUNDS} rounds of ${DELTAS} deltas.`);
  const { sdk, portkey: gateway } = callers;
  const long = await measured({ sdk, routed, portkey: gateway }, WHOLE_ROUNDS, DELTAS);
  const spent = decisions();

  const added = (name: 'routed' | 'unbooked' | 'control' | 'portkey') =>
    short[name].first - short.sdk.first;
  const figures: readonly Figure[] = [
    { name: 'a decision, p99', value: quantile(spent, 0.99), unit: 'ms', target: 0.2 },
    { name: 'a decision, median', value: median(spent), unit: 'ms', target: null },
    { name: 'first token, bare SDK', value: short.sdk.first, unit: 'ms', target: null },
    { name: 'first token, a run adds', value: added('routed'), unit: 'ms', target: 1 },
    { name: 'of that without the disk', value: added('unbooked'), unit: 'ms', target: null },
    {
      name: 'first token, a control proxy adds',
      value: added('control'),
      unit: 'ms',
      target: null,
    },
    { name: 'first token, Portkey adds', value: added('portkey'), unit: 'ms', target: null },
    {
      name: 'a run over Portkey',
      value: added('routed') / added('portkey'),
      unit: 'x',
      target: 1 / 20,
    },
    {
      name: 'a run over the control',
      value: added('routed') / added('control'),
      unit: 'x',
      target: 2,
    },
    {
      name: 'whole answer until the verdict, a run adds',
      value: 100 * (long.routed.whole / long.sdk.whole - 1),
      unit: '%',
      target: 2,
    },
    {
      name: 'whole answer, Portkey adds',
      value: 100 * (long.portkey.whole / long.sdk.whole - 1),
      unit: '%',
      target: null,
    },
    { name: 'first token of the first run, cold', value: cold.first, unit: 'ms', target: null },
  ];
  process.stdout.write(isJson ? `${JSON.stringify({ figures })}\n` : table(figures));
} finally {
  await portkey.stop();
  await control.stop();
  await server.stop();
  await folder.remove();
}

function table(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length));
  const lines = figures.map(({ name, value, unit, target }) => {
    const shown = `${value.toFixed(3)} ${unit}`.padStart(12);
    if (target === null) return `${name.padEnd(width)} ${shown}`;
    const isReached = value <= target ? 'reached' : 'MISSED';
    return `${name.padEnd(width)} ${shown}   at most ${target} ${unit}: ${isReached}`;
  });
  return `${lines.join('\n')}\n`;
}
