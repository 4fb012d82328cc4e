import type { Quality, TaskStart, TierQuality } from '../ledger/quality.ts';
import { LOW_SATISFACTION, MOST_TIMED } from '../ledger/quality.ts';
import type { AuditedAnswers } from '../ledger/trials.ts';
import type { AuditLabel, Strength } from '../models/booking.ts';
import type { TaskName } from '../models/task.ts';
import { TASK_NAMES } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import { isAbove, tierOf } from '../models/tier.ts';
import { chosenRuns } from './chosenRuns.ts';
import type { MergedAsked } from './mergedUsage.ts';
import { isKept, isRight, saidOf, satisfactionOf } from './runSaid.ts';
import type { RunStore } from './runStore.ts';

const ALL_TIME = { firstDay: 0, lastDay: 9999_12_31 };
const ANSWERS = ['use', 'explore', 'control'];

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] };

/**
 * How good the answers of merged runs were, as the ledger has it. What a run has spent where it started only its attempts
 * say: starts have no break-even here.
 */
export function mergedQuality(store: RunStore, { period, tags }: MergedAsked): Quality {
  const isWanted = chosenRuns(store, period, tags);
  const powers: [number, number, number, number] = [0, 0, 0, 0];
  let count = 0;
  const tiers = new Map<string, Mutable<TierQuality>>();
  const starts = new Map<string, Mutable<TaskStart>>();
  const timed: number[] = [];
  for (let index = 0; index < store.size; index += 1) {
    if (!isWanted(index)) continue;
    const saved = savedUsd(store, index);
    if (saved !== undefined) {
      count += 1;
      for (let power = 0; power < 4; power += 1)
        powers[power] = (powers[power] ?? 0) + saved ** (power + 1);
    }
    addTier(store, index, tiers);
    addStart(store, index, starts);
    if (saidOf(store, index).outcome === 'accepted') timed.push(index);
  }
  timeTiers(store, timed, tiers);
  return {
    period,
    saved: { count, powers },
    tiers: [...tiers.values()],
    starts: [...starts.values()],
  };
}

/** What was said of accepted answers of all time, in the order in which their runs began, by task, tier, model and strength. */
export function mergedAudits(store: RunStore, { tags }: MergedAsked): readonly AuditedAnswers[] {
  const isWanted = chosenRuns(store, ALL_TIME, tags, ANSWERS);
  const audited: number[] = [];
  for (let index = 0; index < store.size; index += 1) {
    const { outcome, audit } = saidOf(store, index);
    if (audit !== '' && outcome === 'accepted' && isWanted(index)) audited.push(index);
  }
  const { id } = store.numbers;
  const groups = new Map<string, AuditedAnswers & { readonly labels: AuditLabel[] }>();
  for (const index of audited.toSorted((one, other) => (id[one] ?? 0) - (id[other] ?? 0))) {
    const word = (column: keyof RunStore['words']) => store.word(store.words[column][index] ?? 0);
    const task = taskAt(store, index);
    const strength = word('strength');
    if (task === undefined || strength === '') continue;
    const [tier, model] = [tierOf(word('finalTier')), word('model')];
    const key = [task, tier, model, strength].join(' ');
    const group = groups.get(key) ?? {
      task,
      tier,
      model,
      strength: strength as Strength,
      labels: [],
    };
    group.labels.push(word('audit') as AuditLabel);
    groups.set(key, group);
  }
  return [...groups.values()];
}

/** What a run has saved, in USD; undefined where it cannot be compared. */
function savedUsd(store: RunStore, index: number): number | undefined {
  const { baseline, cost, unpriced } = store.numbers;
  const known = baseline[index] ?? Number.NaN;
  if (Number.isNaN(known) || unpriced[index] !== 0) return undefined;
  const isWrong = saidOf(store, index).audit === 'wrong';
  return ((isWrong ? 0 : known) - (cost[index] ?? 0)) / 1e9;
}

function addTier(store: RunStore, index: number, tiers: Map<string, Mutable<TierQuality>>): void {
  const tier = tierAt(store, 'finalTier', index);
  const of = tiers.get(tier) ?? noQuality(tier);
  tiers.set(tier, of);
  const { outcome, verdict } = saidOf(store, index);
  const content = satisfactionOf(store, index);
  const share = store.numbers.keptShare[index] ?? Number.NaN;
  of.runs += 1;
  of.told += Number(content !== undefined);
  of.satisfaction += content ?? 0;
  of.low += Number(content !== undefined && content < LOW_SATISFACTION);
  of.kept += Number(isKept(store, index));
  of.edited += Number(verdict === 'edited');
  of.undone += Number(verdict === 'undone');
  of.discarded += Number(verdict === 'discarded');
  of.shared += Number(!Number.isNaN(share));
  of.keptShare += Number.isNaN(share) ? 0 : share;
  of.accepted += Number(outcome === 'accepted');
}

function noQuality(tier: Tier): Mutable<TierQuality> {
  return {
    tier,
    runs: 0,
    told: 0,
    satisfaction: 0,
    low: 0,
    kept: 0,
    edited: 0,
    undone: 0,
    discarded: 0,
    shared: 0,
    keptShare: 0,
    accepted: 0,
    medianMs: null,
    mostMs: null,
  };
}

function addStart(store: RunStore, index: number, starts: Map<string, Mutable<TaskStart>>): void {
  const task = taskAt(store, index);
  if (task === undefined) return;
  const startTier = tierAt(store, 'startTier', index);
  const key = `${task} ${startTier}`;
  const of = starts.get(key) ?? noStart(task, startTier);
  starts.set(key, of);
  const isPriced = store.numbers.unpriced[index] === 0;
  const right = Number(isRight(store, index));
  of.runs += 1;
  of.right += right;
  of.escalated += Number(isAbove(tierAt(store, 'finalTier', index), startTier));
  of.priced += Number(isPriced);
  of.pricedRight += isPriced ? right : 0;
  of.pricedNusd += isPriced ? (store.numbers.cost[index] ?? 0) : 0;
}

function noStart(task: TaskName, startTier: Tier): Mutable<TaskStart> {
  return {
    task,
    startTier,
    runs: 0,
    right: 0,
    escalated: 0,
    priced: 0,
    pricedRight: 0,
    pricedNusd: 0,
    comparable: 0,
    baselineNusd: 0,
    startNusd: 0,
  };
}

/** How long half of the newest accepted runs of each tier took at most, and 19 in 20. */
function timeTiers(
  store: RunStore,
  accepted: readonly number[],
  tiers: ReadonlyMap<string, Mutable<TierQuality>>,
): void {
  const { id, duration } = store.numbers;
  const newest =
    accepted.length <= MOST_TIMED
      ? accepted
      : accepted.toSorted((one, other) => (id[other] ?? 0) - (id[one] ?? 0)).slice(0, MOST_TIMED);
  const byTier = Map.groupBy(newest, (index) => tierAt(store, 'finalTier', index));
  for (const [tier, indexes] of byTier) {
    const times = Float64Array.from(indexes, (index) => duration[index] ?? Number.NaN)
      .filter((ms) => !Number.isNaN(ms))
      .toSorted();
    const of = tiers.get(tier);
    if (of === undefined || times.length === 0) continue;
    const at = (percent: number): number =>
      times[Math.ceil((times.length * percent) / 100) - 1] ?? 0;
    of.medianMs = at(50);
    of.mostMs = at(95);
  }
}

function taskAt(store: RunStore, index: number): TaskName | undefined {
  const word = store.word(store.words.task[index] ?? 0);
  return TASK_NAMES.find((name) => name === word);
}

function tierAt(store: RunStore, column: 'startTier' | 'finalTier', index: number): Tier {
  return tierOf(store.word(store.words[column][index] ?? 0));
}
