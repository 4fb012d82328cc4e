import { mkdirSync } from 'node:fs';
import { steadyRandom } from '../../src/certainty/steadyRandom.ts';
import { priceRecords } from '../../src/editor/connection/priceRecords.ts';
import { LedgerBookkeeper } from '../../src/ledger/booking/ledgerBookkeeper.ts';
import { Store } from '../../src/ledger/database/store.ts';
import { windowProcess } from '../../src/ledger/folder/windowProcess.ts';
import type { JournalRecord } from '../../src/ledger/journal/journalRecord.ts';
import { costOf } from '../../src/models/cost.ts';
import { systemLocalDay } from '../../src/models/localDay.ts';
import { BUNDLED_PRICES, priceOf } from '../../src/models/prices.ts';
import { TASK_NAMES } from '../../src/models/task.ts';
import { STANDARD_TERMS } from '../../src/models/usage.ts';
import { attemptEnded, runEnded } from './ledgerRecords.ts';
import { ledgerEngine } from './memoryBooks.ts';

const LANGUAGES = ['typescript', 'python', 'go', 'java', 'csharp', 'rust', 'cpp', 'php'] as const;
const MODELS = { haiku: 'claude-haiku-5-5', sonnet: 'claude-sonnet-5-5', opus: 'claude-opus-5-5' };
const DAY_MS = 86_400_000;

function priceFor(tier: keyof typeof MODELS, at: number, promptTokens: number) {
  const model = MODELS[tier];
  return priceOf(BUNDLED_PRICES, { provider: 'anthropic', model, at, promptTokens });
}

/**
 * Writes a ledger of many attempts, evenly over some days before now, four in five runs in one. Where they are priced, each
 * costs what its tokens do; else costs are made up.
 */
export async function writeHistory(
  folder: string,
  attempts: number,
  days: number,
  { isPriced = false } = {},
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const engine = await ledgerEngine();
  const now = Date.now();
  const fail = (message: string, error?: unknown) => {
    throw new Error(message, { cause: error });
  };
  const store = new Store({
    engine,
    folder,
    name: 'ledger',
    bookkeeper: new LedgerBookkeeper(3_650),
    process: windowProcess(),
    now: () => now,
    log: { info: () => undefined, warn: fail, error: fail },
  });
  if (isPriced) store.keep([{ t: 'prices', prices: priceRecords(BUNDLED_PRICES) }]);
  const random = steadyRandom(7);
  const step = (days * DAY_MS) / attempts;
  let made = 0;
  for (let records: JournalRecord[] = []; made < attempts; records = []) {
    while (records.length < 8_000 && made < attempts) {
      const at = Math.floor(now - days * DAY_MS + made * step);
      const run = runRecords(at, made, { random, left: attempts - made, isPriced });
      records.push(...run.records);
      made += run.attempts;
    }
    store.keep(records);
  }
  if (attempts > 0 && store.snapshot('now') !== 'written')
    throw new Error('The history could not be written');
  store.close();
}

interface Making {
  readonly random: () => number;
  readonly left: number;
  readonly isPriced: boolean;
}

function runRecords(at: number, made: number, { random, left, isPriced }: Making) {
  const id = at * 4096 + (made % 4096);
  const day = systemLocalDay(at);
  const pick = <T>(all: readonly T[]): T | undefined => all[Math.floor(random() * all.length)];
  const task = pick(TASK_NAMES) ?? 'docs';
  const language = pick(LANGUAGES) ?? 'go';
  const start = task === 'docs' || task === 'tests' || task === 'fix' ? 'haiku' : 'sonnet';
  const isEscalated = left > 1 && random() < 0.2;
  const tiers = isEscalated ? ([start, 'opus'] as const) : ([start] as const);
  const usage = () => ({
    inputTokens: 500 + Math.floor(random() * 20_000),
    cacheReadTokens: random() < 0.3 ? Math.floor(random() * 20_000) : 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: 100 + Math.floor(random() * 3_000),
    thinkingTokens: Math.floor(random() * 500),
  });
  const used = tiers.map((tier) => {
    const tokens = usage();
    const madeUp = Math.floor(random() * (tier === 'haiku' ? 4e6 : 9e7));
    const price = isPriced ? priceFor(tier, at, tokens.inputTokens) : undefined;
    const cost = price && costOf(price, tokens, STANDARD_TERMS)?.nusd;
    return { tokens, cost: cost ?? madeUp, ...(price ? { priceId: price.id } : {}) };
  });
  const records: JournalRecord[] = tiers.map((tier, index) => ({
    t: 'attempt.ended',
    day,
    attempt: attemptEnded(id, {
      ordinal: index + 1,
      kind: index === 0 ? 'first' : 'escalation',
      task,
      tier,
      model: MODELS[tier],
      outcome: index === tiers.length - 1 ? 'accepted' : 'rejected',
      problems: index === tiers.length - 1 ? [] : ['parse'],
      usage: used[index]?.tokens ?? usage(),
      costNusd: used[index]?.cost ?? 0,
      ...(used[index]?.priceId ? { priceId: used[index].priceId } : {}),
      firstTokenMs: 200 + Math.floor(random() * 3_000),
      durationMs: 1_000 + Math.floor(random() * 40_000),
      requestId: `req_011CS${id.toString(36).padStart(15, 'x')}`,
    }),
  }));
  const durationMs = 1_000 + Math.floor(random() * 40_000);
  records.push({
    t: 'run.ended',
    day,
    run: runEnded(id, {
      task,
      language,
      startTier: start,
      finalTier: tiers.at(-1) ?? start,
      baselineNusd: Math.floor(random() * 9e7),
      estimateLowNusd: Math.floor(random() * 4e6),
      estimateHighNusd: Math.floor(random() * 9e7),
      reasonArgs: { tokens: Math.floor(random() * 20_000) },
      costNusd: used.reduce((sum, { cost }) => sum + cost, 0),
      endedAt: at + durationMs,
      durationMs,
    }),
  });
  if (random() < 0.7) {
    records.push({
      t: 'verdict',
      verdict: { runId: id, at: at + 60_000, verdict: 'applied', keptShare: 1 },
    });
  }
  return { records, attempts: tiers.length };
}
