import { stratifiedDifference } from '../../certainty/strata.ts';
import type { Coded } from '../../models/codes.ts';
import type { Outcomes } from '../../models/evidence.ts';
import type { ModelRecord } from '../../models/learning/modelRecord.ts';
import { answersOf, predecessorOf } from '../../models/learning/modelRecord.ts';
import { modelAlias } from '../../models/modelId.ts';
import type { ClaudeTier } from '../../models/tier.ts';
import { runNote } from '../coded.ts';
import type { RunNote } from '../reasons.ts';
import type { TierPlan } from './tierPlan.ts';

/** Answers of a model until it is as well known as it has to be, be it the new one or the one before it. */
const KNOWN_ANSWERS = 30;
/**
 * Standard errors that a fall is: looked at after each of the next 570 answers, models that are as good are called
 * worse in 3 of 100 histories at most.
 */
const FALL_QUANTILE = 2.6;

/** What a model passes less often than the one before it did. Shares are of first answers, 0 to 1. */
export interface Fall {
  readonly model: string;
  readonly before: string;
  readonly passed: number;
  readonly passedBefore: number;
}

/** A model that has taken another one's place at a tier. */
export interface ModelChange {
  readonly model: string;
  readonly before: string;
  /** Answers of the new one. */
  readonly answers: number;
  /** It is shown to pass less often at the same tasks; undefined: it is not. */
  readonly fall: Fall | undefined;
}

/** Which of two models stands for a tier in a run, as chance has decided. */
export interface CanaryPick {
  readonly model: string;
  readonly before: string;
  readonly isNew: boolean;
  /** Chance of the model that was picked. */
  readonly chance: number;
}

/** The picks of a run, where there is anything to pick. */
export type CanaryPicks = Readonly<Partial<Record<ClaudeTier, CanaryPick>>>;

function sumOf(outcomes: readonly Outcomes[]): Outcomes {
  return outcomes.reduce(
    (sum, { tried, passed }) => ({ tried: sum.tried + tried, passed: sum.passed + passed }),
    { tried: 0, passed: 0 },
  );
}

function passedOf(records: readonly ModelRecord[]): number {
  const { tried, passed } = sumOf(records.flatMap(({ first, above }) => [first, above]));
  return passed / Math.max(1, tried);
}

/**
 * The change of a tier's model, from the records of its models task by task; undefined: the model was the first, or the
 * one before it is itself not known well enough to compare with.
 */
export function modelChange(
  byTask: readonly (readonly ModelRecord[])[],
  model: string,
): ModelChange | undefined {
  const alias = modelAlias(model);
  const pairs = byTask.flatMap((records) => {
    const before = predecessorOf(records, model);
    return before ? [{ before, now: records.find((one) => modelAlias(one.model) === alias) }] : [];
  });
  const known = pairs.toSorted((one, other) => answersOf(other.before) - answersOf(one.before));
  const before = known[0]?.before.model;
  if (before === undefined) return undefined;
  const same = pairs.filter((pair) => modelAlias(pair.before.model) === modelAlias(before));
  const answersBefore = same.reduce((sum, pair) => sum + answersOf(pair.before), 0);
  if (answersBefore < KNOWN_ANSWERS) return undefined;
  const records = byTask.flat().filter((one) => modelAlias(one.model) === alias);
  const answers = records.reduce((sum, record) => sum + answersOf(record), 0);
  return { model, before, answers, fall: fallOf(same, { model, before, answers }) };
}

function fallOf(
  pairs: readonly { readonly before: ModelRecord; readonly now: ModelRecord | undefined }[],
  { model, before, answers }: Omit<ModelChange, 'fall'>,
): Fall | undefined {
  if (answers < KNOWN_ANSWERS) return undefined;
  const both = pairs.flatMap(({ before: other, now: one }) => (one ? [{ one, other }] : []));
  const strata = both.flatMap(({ one, other }) => [
    { one: one.first, other: other.first },
    { one: one.above, other: other.above },
  ]);
  const difference = stratifiedDifference(strata, FALL_QUANTILE);
  if (!difference || difference.high >= 0) return undefined;
  const passed = passedOf(both.map(({ one }) => one));
  return { model, before, passed, passedBefore: Math.min(1, passed - difference.estimate) };
}

/** What to say of a fall. */
export function fallNote({ tier }: Pick<TierPlan, 'tier'>, fall: Fall): Coded<RunNote> {
  const { model, before } = fall;
  const percent = (share: number) => Math.round(100 * share);
  const shares = { passPercent: percent(fall.passed), beforePercent: percent(fall.passedBefore) };
  return runNote('modelFell', { tier, model, before, ...shares });
}

/** Whether the model before a new one is still asked for most runs. */
export function isCanary({ answers, fall }: ModelChange): boolean {
  return answers < KNOWN_ANSWERS || fall !== undefined;
}

/** What a draw in [0, 1) leads to, where a share of the runs tries the new model. */
export function pickModel(
  { model, before }: Pick<ModelChange, 'model' | 'before'>,
  share: number,
  draw: number,
): CanaryPick {
  const isNew = draw < share;
  return { model, before, isNew, chance: isNew ? share : 1 - share };
}
