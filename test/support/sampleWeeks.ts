import { steadyRandom } from '../../src/certainty/steadyRandom.ts';
import type { BookedLedger } from '../../src/ledger/openLedger.ts';
import { costOf } from '../../src/models/cost.ts';
import { BUNDLED_PRICES, priceOf } from '../../src/models/prices.ts';
import type { TaskName } from '../../src/models/task.ts';
import type { ClaudeTier } from '../../src/models/tier.ts';
import type { Usage } from '../../src/models/usage.ts';
import { STANDARD_TERMS } from '../../src/models/usage.ts';
import { attemptEnded, runEnded } from './ledgerRecords.ts';

const DAY_MS = 86_400_000;
const DAYS = 60;
const RUNS = 360;
const LANGUAGES = ['typescript', 'python', 'go'] as const;

/** How a task goes: where it starts, how much is read and written, and how often it escalates and is not kept. */
interface Habit {
  readonly task: TaskName;
  readonly start: ClaudeTier;
  readonly input: number;
  readonly output: number;
  readonly escalates: number;
  readonly fails: number;
}

const HABITS: readonly Habit[] = [
  { task: 'docs', start: 'haiku', input: 2500, output: 500, escalates: 0.05, fails: 0.05 },
  { task: 'tests', start: 'haiku', input: 6000, output: 3500, escalates: 0.35, fails: 0.35 },
  { task: 'review', start: 'sonnet', input: 9000, output: 1800, escalates: 0.04, fails: 0.2 },
  { task: 'fix', start: 'haiku', input: 3000, output: 600, escalates: 0.14, fails: 0.1 },
  { task: 'refactor', start: 'sonnet', input: 7000, output: 2500, escalates: 0.2, fails: 0.3 },
  { task: 'explain', start: 'sonnet', input: 4000, output: 1200, escalates: 0, fails: 0.05 },
];

/** Books some weeks of use before `now` (unix ms), at the prices of their days: a sample for pictures. */
export async function bookSampleWeeks(ledger: BookedLedger, now: number): Promise<void> {
  const random = steadyRandom(5);
  for (let made = 0; made < RUNS; made += 1) {
    const at = Math.floor(now - (RUNS - made - random() * 0.9) * (DAYS / RUNS) * DAY_MS) - 60_000;
    const habit = HABITS[Math.floor(random() * HABITS.length)] ?? HABITS[0];
    if (habit !== undefined) await bookRun(ledger, at * 4096 + made, habit, random);
  }
}

async function bookRun(
  ledger: BookedLedger,
  runId: number,
  habit: Habit,
  random: () => number,
): Promise<void> {
  const at = Math.floor(runId / 4096);
  const { task, start, escalates, fails } = habit;
  const isUp = random() < escalates;
  const tiers: readonly ClaudeTier[] = isUp ? [start, 'opus'] : [start];
  const tokens = tokensOf(habit, random);
  let costNusd = 0;
  for (const [place, tier] of tiers.entries()) {
    const attempt = pricedAttempt(tier, at, tokens);
    costNusd += attempt.costNusd;
    await ledger.attemptEnded(
      attemptEnded(runId, {
        ...attempt,
        ordinal: place + 1,
        task,
        kind: place === 0 ? 'first' : 'escalation',
        outcome: place === tiers.length - 1 ? 'accepted' : 'rejected',
        durationMs: 2500 + Math.round(random() * 9000),
      }),
    );
  }
  const ended = runEnded(runId, {
    task,
    language: LANGUAGES[runId % 3] ?? 'typescript',
    startTier: start,
    finalTier: tiers.at(-1) ?? start,
    attempts: tiers.length,
    costNusd,
    baselineNusd: pricedAttempt('opus', at, tokens).costNusd,
    strength: task === 'docs' || task === 'tests' ? 'proves' : 'checks',
  });
  await ledger.runEnded(ended);
  const verdict = random() < fails ? 'discarded' : random() < 0.2 ? 'edited' : 'applied';
  const keptShare = verdict === 'discarded' ? 0 : 0.9;
  await ledger.verdict({ runId, at: at + 60_000, verdict, keptShare });
}

function tokensOf({ input, output }: Habit, random: () => number): Usage {
  const size = 0.4 + random() * 1.6;
  return {
    inputTokens: Math.round(input * size),
    cacheReadTokens: 0,
    cacheWrite5mTokens: 0,
    cacheWrite1hTokens: 0,
    outputTokens: Math.round(output * size),
    thinkingTokens: 0,
  };
}

function pricedAttempt(tier: ClaudeTier, at: number, usage: Usage) {
  const model = `claude-${tier}-5-5`;
  const promptTokens = usage.inputTokens;
  const price = priceOf(BUNDLED_PRICES, { provider: 'anthropic', model, at, promptTokens });
  if (price === null) throw new Error(`${model} has no price.`);
  const costNusd = costOf(price, usage, STANDARD_TERMS)?.nusd ?? 0;
  return { priceId: price.id, tier, model, usage, costNusd };
}
