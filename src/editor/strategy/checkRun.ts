import { l10n } from 'vscode';
import type { CheckTools } from '../../strategy/checkedTask.ts';
import { checkedTask } from '../../strategy/checkedTask.ts';
import type { AskedTier, KeptChecks, Measurement } from '../../strategy/measurements.ts';
import type { CheckEnd, StrategyCheck } from '../../strategy/strategyCheck.ts';
import { measureAll, missingOf } from '../../strategy/strategyCheck.ts';
import type { Ask } from '../question.ts';
import { TIER_NAMES } from '../wording/displayNames.ts';
import { say, word } from '../wording/messages.ts';
import { messageWithin } from '../wording/wording.ts';
import type { CheckConnection } from './checkConnection.ts';

/** A check may cost that many times what was said before. */
const MOST_OVER = 2;

/** What a check asks, of whom, and what is known already. */
export interface CheckPlan extends Pick<StrategyCheck, 'cases' | 'tiers' | 'known'> {
  readonly connection: CheckConnection;
  readonly tools: CheckTools;
}

/** Who is told and asked while a check runs. */
export interface CheckVoice {
  readonly ask: Ask;
  readonly report: (message: string) => void;
  readonly onMeasured: (one: Measurement) => void;
  /** Unix ms. */
  readonly now: () => number;
}

/** How it went: what was found is told apart. */
export type Carried =
  { readonly type: 'declined' } | { readonly type: 'over'; readonly remarks: readonly string[] };

/** Says what it costs, and asks all that is not known when that is agreed to. A cancelled one is over, too. */
export async function carriedOut(
  plan: CheckPlan,
  voice: CheckVoice,
  signal: AbortSignal,
): Promise<Carried> {
  const missing = missingOf(plan);
  const answers = missing.reduce((sum, { tiers }) => sum + tiers.length, 0);
  const before = plan.cases.length * plan.tiers.length - answers;
  const known = before === 0 ? [] : [say('strategy.kept', { count: before })];
  if (answers === 0) return { type: 'over', remarks: known };
  voice.report(say('strategy.estimating'));
  const estimate = await estimated(plan, signal);
  if (!(await isAgreed(plan.tiers, answers, estimate, voice.ask))) return { type: 'declined' };
  plan.connection.agree(estimate.nusd);
  let spent = 0;
  const ask: StrategyCheck['ask'] = async (...asked) => {
    const result = await plan.connection.ask(...asked);
    spent += result.costNusd ?? 0;
    return result;
  };
  const isPriced = estimate.unpriced === 0;
  const mostNusd = isPriced ? MOST_OVER * estimate.nusd : Infinity;
  const watch = {
    onCase: (index: number, name: string) =>
      voice.report(say('strategy.asking', { name, index: index + 1, cases: missing.length })),
    onMeasured: voice.onMeasured,
  };
  let end: readonly string[];
  try {
    const check = { ...plan, ask, mostNusd, now: voice.now };
    end = endTexts(await measureAll(check, watch, signal));
  } catch (error) {
    if (!signal.aborted) throw error;
    end = [say('strategy.cancelled')];
  }
  return { type: 'over', remarks: [...end, ...known, say('strategy.spent', { costNusd: spent })] };
}

interface Estimate {
  readonly nusd: number;
  /** Answers without a price. */
  readonly unpriced: number;
}

async function estimated(plan: CheckPlan, signal: AbortSignal): Promise<Estimate> {
  let [nusd, unpriced] = [0, 0];
  for (const { one, tiers } of missingOf(plan)) {
    const { prepared } = await checkedTask(one, plan.tools, signal);
    for (const { tier } of tiers) {
      const cost = plan.connection.estimate(prepared, tier);
      if (cost === null) unpriced += 1;
      else nusd += cost;
    }
  }
  return { nusd, unpriced };
}

async function isAgreed(
  tiers: readonly AskedTier[],
  answers: number,
  { nusd, unpriced }: Estimate,
  ask: Ask,
): Promise<boolean> {
  const names = tiersText(tiers);
  const question =
    unpriced > 0
      ? say('strategy.askUnpriced', { tiers: names, answers, unpriced })
      : say('strategy.ask', { tiers: names, answers, costNusd: nusd, mostNusd: MOST_OVER * nusd });
  const start = l10n.t('Start');
  return (await ask(question, start, l10n.t('Cancel'))) === start;
}

/** `Haiku, Sonnet and Opus`, as the language has it. */
export function tiersText(tiers: readonly AskedTier[], language = 'en'): string {
  return new Intl.ListFormat(language).format(tiers.map(({ tier }) => TIER_NAMES[tier]));
}

function endTexts(end: CheckEnd): readonly string[] {
  switch (end.type) {
    case 'done':
      return end.unknown === 0 ? [] : [say('strategy.unknown', { count: end.unknown })];
    case 'dearer':
      return [say('strategy.dearer')];
    case 'stopped': {
      const { failure } = end;
      const why = failure === undefined ? '' : word(messageWithin('failure', failure));
      return [say('strategy.stopped', { why }).trim()];
    }
  }
}

/** What is kept with a further measurement. */
export function withMeasurement(kept: KeptChecks, one: Measurement): KeptChecks {
  return { ...kept, measurements: [...kept.measurements, one] };
}
