import type { Catalog, CatalogModel, ClaudeTier } from '../models/catalog.ts';
import { resolveTier } from '../models/catalog.ts';
import type { CallSize } from '../models/forecast.ts';
import { expectedNusd, worstCaseNusd, worstPromptTokens } from '../models/forecast.ts';
import type { PriceTable } from '../models/prices.ts';
import { priceOf } from '../models/prices.ts';
import type { TaskName } from '../models/task.ts';
import type { Effort } from '../models/tier.ts';
import { EFFORTS } from '../models/tier.ts';
import { estimateTokens } from '../models/tokens.ts';
import type { Prompt } from '../tasks/task.ts';
import type { TierEvidence } from './ports.ts';
import type { RoutingSettings } from './settings.ts';

/** What a tier would be asked, and what that would cost. */
export interface TierPlan {
  readonly tier: ClaudeTier;
  readonly model: CatalogModel;
  /** null: the model's own default. */
  readonly effort: Effort | null;
  readonly size: CallSize;
  /** null: unpriced, as is `worstNusd`. */
  readonly expectedNusd: number | null;
  readonly worstNusd: number | null;
}

/** What a plan is made from. */
export interface PlanInput {
  readonly task: TaskName;
  readonly settings: RoutingSettings;
  readonly catalog: Catalog;
  readonly prices: PriceTable;
  /** Unix ms. */
  readonly at: number;
  readonly promptTokens: number;
  /** Tokens of a good answer, thinking not counted. */
  readonly answerTokens: number;
  /** Models that the provider has not found. */
  readonly missing: ReadonlySet<string>;
}

/** Tokens that a model is likely to think, by effort, where evidence does not tell. */
const THINKING_TOKENS: Readonly<Record<Effort, number>> = {
  low: 200,
  medium: 600,
  high: 1_500,
  xhigh: 4_000,
  max: 10_000,
};

const LEAST_LIMIT = 2_048;
const ENOUGH_FOR_MEAN = 5;
const ENOUGH_FOR_P95 = 20;

function largestLimit(task: TaskName): number {
  return task === 'tests' ? 32_768 : 16_384;
}

/** Tokens of a prompt, by its length alone. */
export function promptTokens(prompt: Prompt): number {
  let tokens = estimateTokens(prompt.system, 'prose');
  for (const { blocks } of prompt.turns) {
    for (const { text } of blocks) tokens += estimateTokens(text, 'code');
  }
  return tokens;
}

/**
 * Output limit of a call: four times what 95 of 100 such answers had, at least 2K, at most 16K
 * (tests 32K) and never more than the model can. Thinking counts as output.
 */
function outputLimit(
  task: TaskName,
  model: CatalogModel,
  expected: number,
  evidence: TierEvidence | undefined,
): number {
  const isKnown = evidence !== undefined && evidence.attempts >= ENOUGH_FOR_P95;
  // Evidence is of other inputs: a larger one than usual must not be cut off for it.
  const wanted = 4 * Math.max(expected, isKnown ? evidence.outputTokensP95 : 0);
  const limit = Math.min(largestLimit(task), Math.max(LEAST_LIMIT, Math.ceil(wanted)));
  return Math.min(limit, model.maxOutputTokens ?? limit);
}

/** A limit for an answer that did not fit into `limit`: four times as much, twice the usual most. */
export function raisedLimit(task: TaskName, model: CatalogModel, limit: number): number {
  return Math.min(limit * 4, largestLimit(task) * 2, model.maxOutputTokens ?? Infinity);
}

/** The effort to send for a tier; null: none, the model's default. */
function plannedEffort(
  tier: ClaudeTier,
  model: CatalogModel,
  settings: RoutingSettings,
): Effort | null {
  const set = settings.effort[tier];
  return set !== 'auto' && model.efforts.includes(set) ? set : null;
}

/** The next higher effort that the model takes, or null; an effort that the user set stays. */
export function raisedEffort(
  tier: ClaudeTier,
  model: CatalogModel,
  settings: RoutingSettings,
): Effort | null {
  const { defaultEffort } = model;
  if (settings.effort[tier] !== 'auto' || defaultEffort === null) return null;
  const above = EFFORTS.slice(EFFORTS.indexOf(defaultEffort) + 1);
  return above.find((effort) => model.efforts.includes(effort)) ?? null;
}

/** A plan with another size, priced anew: the size decides the price band. */
export function withSize(plan: TierPlan, size: CallSize, input: PlanInput): TierPlan {
  const { catalog, prices, at } = input;
  const priceFor = (tokens: number) => priceOf(prices, catalog.provider, plan.model.id, at, tokens);
  const price = priceFor(size.promptTokens);
  const worstPrice = priceFor(worstPromptTokens(size));
  return {
    ...plan,
    size,
    expectedNusd: price && expectedNusd(price, size),
    worstNusd: worstPrice && worstCaseNusd(worstPrice, size),
  };
}

/** What a tier would be asked first, or null when no model stands for it. */
export function planTier(
  tier: ClaudeTier,
  input: PlanInput,
  evidence: TierEvidence | undefined,
): TierPlan | null {
  const { task, settings, catalog, missing } = input;
  const model = resolveTier(catalog, tier, settings.models, missing);
  if (!model) return null;
  const effort = plannedEffort(tier, model, settings);
  const thinking = model.adaptiveThinking
    ? THINKING_TOKENS[effort ?? model.defaultEffort ?? 'medium']
    : 0;
  const expected =
    evidence && evidence.attempts >= ENOUGH_FOR_MEAN
      ? Math.max(input.answerTokens, Math.ceil(evidence.meanOutputTokens))
      : input.answerTokens + thinking;
  const size: CallSize = {
    promptTokens: input.promptTokens,
    expectedOutputTokens: expected,
    maxOutputTokens: outputLimit(task, model, expected, evidence),
    cacheWriteTokens: 0,
  };
  const blank = { tier, model, effort, size, expectedNusd: null, worstNusd: null };
  return withSize(blank, size, input);
}

/** Whether prompt and answer fit the model's context. */
export function fits({ model, size }: TierPlan): boolean {
  const limit = model.maxInputTokens;
  return limit === null || size.promptTokens + size.maxOutputTokens <= limit;
}
