/**
 * What the router costs: `npm run bench:router`, with `-- --json` one JSON object alone. A decision
 * with the evidence of 100,000 attempts; what a run adds to the same call made with the
 * bare SDK, with the books' real fsync on its way; and beside it, in the same rounds, what a proxy
 * that does nothing, Portkey's gateway and LiteLLM's proxy add. Prints, never fails; a gateway that cannot
 * be installed is left out, and it says so.
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
import { liteLlm, portkey } from '../gateways/gateways.ts';
import { LedgerFolder } from '../support/ledgerFolder.ts';
import { MemoryBooks, prepared, settings, tierEvidence } from '../unit/routing/support.ts';
import type { GatewayPeer } from './peers/processes.ts';
import { startInFront, startPeer } from './peers/processes.ts';

const ATTEMPTS = 100_000;
/** What else the machine does only adds to a time: of several rounds the quietest one is a decision's own. */
const DECISION_ROUNDS = 10;
const DECISIONS = 10_000;
/** Decisions before the code is compiled for speed, as most that a window makes. */
const COLD_DECISIONS = 100;
/** Rounds of short calls, for the first token, and of whole ones. */
const ROUNDS = 160;
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

/** Medians of what each caller takes, all of them in every round and in turn; by its name. */
async function measured(
  callers: Readonly<Record<string, Caller>>,
  rounds: number,
  deltas: number,
): Promise<ReadonlyMap<string, Times>> {
  const all = Object.entries(callers).map(([name, call]) => ({ name, call, times: [] as Times[] }));
  for (let round = 0; round < rounds; round += 1) {
    // In an order by chance, so that nobody always follows the same one: what a gateway still does after its
    // answer slows whoever comes next.
    const order = all.map((caller) => ({ caller, at: Math.random() }));
    for (const { caller } of order.toSorted((one, other) => one.at - other.at)) {
      caller.times.push(await caller.call(deltas));
    }
  }
  return new Map(
    all.map(({ name, times }) => {
      const first = median(times.map((one) => one.first));
      return [name, { first, whole: median(times.map((one) => one.whole)) }];
    }),
  );
}

const isJson = process.argv.includes('--json');
const say = (line: string): void => {
  if (!isJson) process.stderr.write(`${line}\n`);
};

const urlOf = (port: number) => `http://127.0.0.1:${port}`;
const folder = await LedgerFolder.create();
const server = await startPeer('deltaServer.ts');
const control = await startPeer('passThrough.ts', String(server.port));
const direct = urlOf(server.port);
const gateways = new Map<string, GatewayPeer>();
try {
  for (const gateway of [portkey, liteLlm]) {
    const peer = await startInFront(gateway, { url: direct }, say);
    if (peer) gateways.set(gateway.name, peer);
  }
  const figures = await allFigures(await folder.open());
  process.stdout.write(isJson ? `${JSON.stringify({ figures })}\n` : table(figures));
} finally {
  for (const peer of [...gateways.values(), control, server]) await peer.stop();
  await folder.remove();
}

async function allFigures(ledger: BookedLedger): Promise<readonly Figure[]> {
  const routed = routedCaller(direct, ledger);
  const cold = await routed(5);
  const others = Object.fromEntries(
    [...gateways].map(([name, { port, headers }]) => [name, sdkCaller(urlOf(port), headers)]),
  );
  const sdk = sdkCaller(direct);
  const callers: Readonly<Record<string, Caller>> = {
    sdk,
    routed,
    unbooked: routedCaller(direct, undefined),
    control: sdkCaller(urlOf(control.port)),
    ...others,
  };
  await measured(callers, 5, 3);
  say(`First token: ${ROUNDS} rounds of ${Object.keys(callers).length} callers.`);
  const short = await measured(callers, ROUNDS, 3);
  say(`Whole answers: ${WHOLE_ROUNDS} rounds of ${DELTAS} deltas.`);
  const long = await measured({ sdk, routed, ...others }, WHOLE_ROUNDS, DELTAS);
  const spent = Array.from({ length: DECISION_ROUNDS }, decisions);
  const quietest = (share: number) => Math.min(...spent.map((round) => quantile(round, share)));

  const bare = short.get('sdk')?.first ?? Number.NaN;
  const added = (name: string) => (short.get(name)?.first ?? Number.NaN) - bare;
  const wholeOver = (name: string) =>
    100 * ((long.get(name)?.whole ?? Number.NaN) / (long.get('sdk')?.whole ?? Number.NaN) - 1);
  const names = [...gateways.keys()];
  const compared = (name: string, value: number, unit: Figure['unit'] = 'ms'): Figure => ({
    name,
    value,
    unit,
    target: null,
  });
  return [
    { name: 'a decision, p99', value: quietest(0.99), unit: 'ms', target: 0.2 },
    compared('a decision, p99 of all rounds', quantile(spent.flat(), 0.99)),
    compared('a decision, median', quietest(0.5)),
    compared('a decision, cold', median(spent[0]?.slice(0, COLD_DECISIONS) ?? [])),
    compared('first token, bare SDK', bare),
    { name: 'first token, a run adds', value: added('routed'), unit: 'ms', target: 1 },
    compared('of that without the disk', added('unbooked')),
    compared('first token, a control proxy adds', added('control')),
    ...names.map((name) => compared(`first token, ${name} adds`, added(name))),
    ...names.map((name): Figure => {
      const value = added('routed') / added(name);
      return { name: `a run over ${name}`, value, unit: 'x', target: 1 / 20 };
    }),
    {
      name: 'a run over the control',
      value: added('routed') / added('control'),
      unit: 'x',
      target: 2,
    },
    {
      name: 'whole answer until the verdict, a run adds',
      value: wholeOver('routed'),
      unit: '%',
      target: 2,
    },
    ...names.map((name) => compared(`whole answer, ${name} adds`, wholeOver(name), '%')),
    compared('first token of the first run, cold', cold.first),
  ];
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
