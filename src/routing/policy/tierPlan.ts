import type { Catalog, CatalogModel } from '../../models/catalog.ts';
import { modelNamed, resolveTier } from '../../models/catalog.ts';
import type { TierEvidence } from '../../models/evidence.ts';
import type { CallSize } from '../../models/forecast.ts';
import { expectedNusd, worstCaseNusd, worstPromptTokens } from '../../models/forecast.ts';
import type { PriceTable } from '../../models/prices.ts';
import { priceOf } from '../../models/prices.ts';
import type { TaskName } from '../../models/task.ts';
import type { ClaudeTier, Effort, Tier } from '../../models/tier.ts';
import { EFFORTS, isClaude, rankOf } from '../../models/tier.ts';
import { estimateTokens } from '../../models/tokens.ts';
import type { Prompt } from '../../tasks/task.ts';
import type { ChainStep, RoutingSettings } from '../settings.ts';
import { TASK_ROUTING } from '../taskTable.ts';

/** What a tier would be asked, and what that would cost. */
export interface TierPlan {
  /** `other`: a model of no Claude tier. */
  readonly tier: Tier;
  /** Its place on the run's ladder, from 0. */
  readonly position: number;
  /** Who runs the model, as in the ledger and the price table. */
  readonly provider: string;
  /** Another provider than the one that the run is connected to. */
  readonly isForeign: boolean;
  /** Calls are part of a subscription and cost nothing by themselves. */
  readonly isIncluded: boolean;
  readonly model: CatalogModel;
  /** null: the model's own default. */
  readonly effort: Effort | null;
  /** The effort that the user has set and the model does not take; null: there is none. */
  readonly unmetEffort: Effort | null;
  /** Most output tokens that the user has set for it; null: as for the task. */
  readonly ownLimit: number | null;
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
  /** Mean output of the tiers that are known at the task; null: none is. */
  readonly usualOutputTokens?: number | null;
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

/** Tokens of a prompt, by its length alone. */
export function promptTokens(prompt: Prompt): number {
  let tokens = estimateTokens(prompt.system, 'prose');
  for (const { blocks } of prompt.turns) {
    for (const { text } of blocks) tokens += estimateTokens(text, 'code');
  }
  return tokens;
}

/**
 * Output limit of a call: four times what 95 of 100 such answers had, at least 2K, at most
 * what the task may take, and never more than the model can. Thinking counts as output.
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
  const limit = Math.min(
    TASK_ROUTING[task].largestOutput,
    Math.max(LEAST_LIMIT, Math.ceil(wanted)),
  );
  return Math.min(limit, model.maxOutputTokens ?? limit);
}

/** A limit for an answer that did not fit into `limit`: four times as much, twice the usual most. */
export function raisedLimit(task: TaskName, model: CatalogModel, limit: number): number {
  const { largestOutput } = TASK_ROUTING[task];
  return Math.min(limit * 4, largestOutput * 2, model.maxOutputTokens ?? Infinity);
}

/** The effort that a user has set for a tier. */
function setEffort(tier: Tier, settings: RoutingSettings): Effort | 'auto' {
  return tier === 'other' ? 'auto' : settings.effort[tier];
}

/** The effort to send where one is set, or that it cannot be sent. */
function plannedEffort(
  set: Effort | 'auto',
  { efforts }: CatalogModel,
): Pick<TierPlan, 'effort' | 'unmetEffort'> {
  if (set === 'auto') return { effort: null, unmetEffort: null };
  const isTaken = efforts.includes(set);
  return { effort: isTaken ? set : null, unmetEffort: isTaken ? null : set };
}

/** The next higher effort that the model takes, or null; an effort that the user set stays. */
export function raisedEffort({ tier, model }: TierPlan, settings: RoutingSettings): Effort | null {
  const { defaultEffort } = model;
  if (setEffort(tier, settings) !== 'auto' || defaultEffort === null) return null;
  const above = EFFORTS.slice(EFFORTS.indexOf(defaultEffort) + 1);
  return above.find((effort) => model.efforts.includes(effort)) ?? null;
}

/** A plan with another size, priced anew: the size decides the price band. */
export function withSize(plan: TierPlan, size: CallSize, input: PlanInput): TierPlan {
  if (plan.isIncluded) return { ...plan, size, expectedNusd: 0, worstNusd: 0 };
  const { prices, at } = input;
  const called = { provider: plan.provider, model: plan.model.id, at };
  const priceFor = (tokens: number) => priceOf(prices, { ...called, promptTokens: tokens });
  const price = priceFor(size.promptTokens);
  const worstPrice = priceFor(worstPromptTokens(size));
  return {
    ...plan,
    size,
    expectedNusd: price && expectedNusd(price, size),
    worstNusd: worstPrice && worstCaseNusd(worstPrice, size),
  };
}

/** What a tier would be asked first, be it another model than stands for it; null: no model does. */
export function planTier(
  tier: ClaudeTier,
  input: PlanInput,
  evidence: TierEvidence | undefined,
  instead?: CatalogModel,
): TierPlan | null {
  const { settings, catalog, missing } = input;
  const model = instead ?? resolveTier(catalog, tier, settings.models, missing);
  if (!model) return null;
  const { provider, isIncluded = false } = catalog;
  const about = { tier, position: rankOf(tier), provider, isForeign: false, isIncluded, model };
  const planned = plannedEffort(setEffort(tier, settings), model);
  return planModel({ ...about, ...planned, ownLimit: null }, input, evidence);
}

/** What a step of a user's own chain would be asked. */
export interface StepPlanInput {
  readonly step: ChainStep;
  readonly position: number;
  /** The models of the step's provider. */
  readonly catalog: Catalog;
  readonly isForeign: boolean;
}

/** The tier that a step stands for. */
function tierOfStep({ step, isForeign }: StepPlanInput, model: CatalogModel): Tier {
  if (step.tier) return step.tier;
  const { line } = model;
  return isClaude(line) && !isForeign ? line : 'other';
}

/** Plans a step of a chain, or null when no model stands for it. */
export function planStep(
  about: StepPlanInput,
  input: PlanInput,
  evidence: (tier: Tier) => TierEvidence | undefined,
): TierPlan | null {
  const { step, position, catalog, isForeign } = about;
  const { settings, missing } = input;
  const model =
    step.model !== null
      ? modelNamed(catalog, step.model, step.tier)
      : step.tier && resolveTier(catalog, step.tier, settings.models, missing);
  if (!model) return null;
  const { provider, isIncluded = false } = catalog;
  const tier = tierOfStep(about, model);
  const planned = plannedEffort(step.effort ?? setEffort(tier, settings), model);
  const place = { tier, position, provider, isForeign, isIncluded, model };
  return planModel({ ...place, ...planned, ownLimit: step.limit }, input, evidence(tier));
}

/** Output that is likely by evidence: of the tier, else of the others; null: too little is known. */
function expectedOutput(
  { answerTokens, usualOutputTokens = null }: PlanInput,
  evidence: TierEvidence | undefined,
): number | null {
  const isKnown = evidence !== undefined && evidence.attempts >= ENOUGH_FOR_MEAN;
  const mean = isKnown ? evidence.meanOutputTokens : usualOutputTokens;
  return mean === null ? null : Math.max(answerTokens, Math.ceil(mean));
}

/** Mean output of an answer over the tiers of which enough is known; null: of none. */
export function usualOutput(evidence: readonly (TierEvidence | undefined)[]): number | null {
  let attempts = 0;
  let tokens = 0;
  for (const known of evidence) {
    if (!known || known.attempts < ENOUGH_FOR_MEAN) continue;
    attempts += known.attempts;
    tokens += known.attempts * known.meanOutputTokens;
  }
  return attempts === 0 ? null : tokens / attempts;
}

/** Gives a plan its size and its price. */
function planModel(
  asked: Omit<TierPlan, 'size' | 'expectedNusd' | 'worstNusd'>,
  input: PlanInput,
  evidence: TierEvidence | undefined,
): TierPlan {
  const { model, effort, ownLimit } = asked;
  const thinking = model.adaptiveThinking
    ? THINKING_TOKENS[effort ?? model.defaultEffort ?? 'medium']
    : 0;
  const expected = expectedOutput(input, evidence) ?? input.answerTokens + thinking;
  const size: CallSize = {
    promptTokens: input.promptTokens,
    expectedOutputTokens: expected,
    maxOutputTokens: ownLimit ?? outputLimit(input.task, model, expected, evidence),
    cacheWriteTokens: 0,
  };
  return withSize({ ...asked, size, expectedNusd: null, worstNusd: null }, size, input);
}

/** Whether prompt and answer fit the model's context. */
export function fits({ model, size }: TierPlan): boolean {
  const limit = model.maxInputTokens;
  return limit === null || size.promptTokens + size.maxOutputTokens <= limit;
}
