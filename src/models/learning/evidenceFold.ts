import type { EvidenceLevels, Level, LevelEvidence, Place } from '../evidence.ts';
import { PLACES } from '../evidence.ts';
import { startOfDayUtc } from '../localDay.ts';
import type { ExploreSpend } from '../spend.ts';
import type { ModelRecord } from './modelRecord.ts';
import { predecessorOf } from './modelRecord.ts';
import { OutcomeRate } from './outcomeRate.ts';
import type { PastAttempt, PastRun } from './pastRun.ts';
import { isOnlyWeak, isTrial, labelOf } from './pastRun.ts';

/** Tasks whose gates look at the form alone: their passes say nothing of other tasks. */
const FORM_TASKS: readonly string[] = ['review', 'explain'];

const DAY_MS = 86_400_000;
/** Half of what a tier did so many days ago counts. */
export const HALF_LIFE_DAYS = 45;
/** How much of a mean is kept from one attempt to the next. */
const MEAN_PACE = 0.98;

/** How much is kept of what is known of a repair, whenever a failed answer is not given to one. */
const KEPT_WHEN_SKIPPED = 0.97;

/** What a cell is about; `*`: whatever it is. */
export interface CellAbout {
  readonly task: string;
  readonly tier: string;
  readonly model: string;
  /** null: the model's own default. */
  readonly effort: string | null;
  readonly language: string;
}

/** All that was learnt: cells by their key, and what each model has come to, the first that answered first. */
export interface Learnt {
  readonly cells: Readonly<Record<string, LevelEvidence>>;
  /** By `task tier`. */
  readonly models: Readonly<Record<string, readonly ModelRecord[]>>;
  /** What exploring has cost lately; absent: nothing was spent. */
  readonly explored?: ExploreSpend;
  /** What other workspaces have learnt, task by task under the same keys; absent: nothing is known. */
  readonly elsewhere?: Readonly<Record<string, LevelEvidence>>;
}

/** How the levels of evidence are looked up. */
export interface LearntView {
  cell(key: string): LevelEvidence | undefined;
  /** As `cell`, of other workspaces together. */
  elsewhere?(key: string): LevelEvidence | undefined;
  models(task: string, tier: string): readonly ModelRecord[];
}

const ANY = '*';

function keyOf({ task, tier, model, effort, language }: CellAbout): string {
  return `${task} ${tier} ${model} ${effort ?? ''} ${language}`;
}

/** A key of one task, in whatever language. */
const OF_TASK = /^[a-z]{1,20} (?:haiku|sonnet|opus|other) [^ ]{1,200} [a-z]{0,10} \*$/;

/** Whether a key is of one task, in whatever language. */
export function isOfTask(key: string): boolean {
  return OF_TASK.test(key);
}

/** What is known of a tier at each level, from what was learnt here. */
export function levelsOf(view: LearntView, about: CellAbout): EvidenceLevels {
  const { task, tier, model } = about;
  const before = predecessorOf(view.models(task, tier), model)?.model;
  const inTask = { ...about, language: ANY };
  const ofTask = keyOf(inTask);
  const levels: Partial<Record<Level, LevelEvidence>> = {};
  const take = (level: Level, known: LevelEvidence | undefined) => {
    if (known) levels[level] = known;
  };
  take('language', view.cell(keyOf(about)));
  take('task', view.cell(ofTask));
  take('allTasks', view.cell(keyOf({ ...inTask, task: ANY })));
  if (before !== undefined) take('predecessor', view.cell(keyOf({ ...inTask, model: before })));
  take('elsewhere', view.elsewhere?.(ofTask));
  return levels;
}

/** Looks up what was learnt. */
export function viewOf({ cells, models, elsewhere = {} }: Learnt): LearntView {
  return {
    cell: (key) => cells[key],
    elsewhere: (key) => elsewhere[key],
    models: (task, tier) => models[`${task} ${tier}`] ?? [],
  };
}

/** A mean that forgets. */
class RecentMean {
  #sum = 0;
  #weight = 0;

  add(value: number): void {
    this.#sum = this.#sum * MEAN_PACE + value;
    this.#weight = this.#weight * MEAN_PACE + 1;
  }

  get value(): number {
    return this.#weight === 0 ? 0 : this.#sum / this.#weight;
  }
}

/** What attempts at one place have come to. */
class PlaceSums {
  readonly rate = new OutcomeRate();
  readonly costNusd = new RecentMean();

  add(hasPassed: boolean, costNusd: number | null): void {
    this.rate.add(hasPassed);
    if (costNusd !== null) this.costNusd.add(costNusd);
  }
}

/** A model's record while it is being filled. */
type RecordSums = {
  readonly model: string;
} & Readonly<Record<'first' | 'above', { tried: number; passed: number }>>;

/** One cell while it is being filled. */
class Cell {
  readonly places: Readonly<Record<Place, PlaceSums>> = {
    first: new PlaceSums(),
    repair: new PlaceSums(),
    again: new PlaceSums(),
    above: new PlaceSums(),
  };
  readonly labels = new OutcomeRate();
  /** How many runs its task had had when one last started here. */
  startedAt = 0;
  #day = 0;

  /** Lets the days up to one go by. */
  ageTo(day: number): void {
    if (day <= this.#day) return;
    if (this.#day > 0) {
      const days = Math.round((startOfDayUtc(day) - startOfDayUtc(this.#day)) / DAY_MS);
      const kept = 0.5 ** (days / HALF_LIFE_DAYS);
      for (const place of PLACES) this.places[place].rate.age(kept);
      this.labels.age(kept);
    }
    this.#day = day;
  }

  known(runs: number): LevelEvidence {
    const at = (place: Place) => {
      const { rate, costNusd } = this.places[place];
      return { ...rate.outcomes, seen: rate.seen, meanCostNusd: costNusd.value };
    };
    return {
      places: {
        first: at('first'),
        repair: at('repair'),
        again: at('again'),
        above: at('above'),
      },
      labels: this.labels.outcomes,
      runsSince: runs - this.startedAt,
    };
  }
}

/** Where an answer stands after so many of its tier's own have failed. */
export function placeOf(failed: number, isAbove: boolean): Place {
  if (failed === 0) return isAbove ? 'above' : 'first';
  return failed === 1 ? 'repair' : 'again';
}

/**
 * Learns from runs, the oldest first, and takes the same time for each. What is said of a chance after
 * a failure is learnt after failures alone, as what fails once fails more often again.
 */
export class EvidenceFold implements LearntView {
  readonly #cells = new Map<string, Cell>();
  readonly #models = new Map<string, RecordSums[]>();
  readonly #runs = new Map<string, number>();

  /** Takes the next run. */
  add(run: PastRun): void {
    const runs = (this.#runs.get(run.task) ?? 0) + 1;
    this.#runs.set(run.task, runs);
    const failures = new Map<string, number>();
    const efforts = new Map<string, string | null>();
    let last: PastAttempt | undefined;
    for (const attempt of run.attempts) {
      if (!isTrial(attempt.kind)) continue;
      const isAccepted = attempt.outcome === 'accepted';
      if (!isAccepted && attempt.outcome !== 'rejected') continue;
      const { tier } = attempt;
      const own = failures.get(tier) ?? 0;
      if (!efforts.has(tier)) efforts.set(tier, attempt.effort);
      const about = { ...attempt, effort: efforts.get(tier) ?? null };
      // What is only weak is right, and is made stronger or given as it is: nothing has failed.
      const isWeak = !isAccepted && isOnlyWeak(attempt.problems);
      const cells = this.#cellsOf(run, about);
      const place = placeOf(own, failures.size > 0);
      if (own === 0) this.#skipRepairs(run, last, failures);
      for (const cell of cells) {
        cell.places[place].add(isAccepted || isWeak, attempt.costNusd);
        if (place === 'first') cell.startedAt = runs;
      }
      if (own === 0) this.#answered(run.task, attempt, place, isAccepted || isWeak);
      last = about;
      if (isAccepted || isWeak) break;
      failures.set(tier, own + 1);
    }
    const label = labelOf(run);
    if (!last || label === null) return;
    for (const cell of this.#cellsOf(run, last)) cell.labels.add(label === 'right');
  }

  cell(key: string): LevelEvidence | undefined {
    const task = key.slice(0, key.indexOf(' '));
    return this.#cells.get(key)?.known(this.#runs.get(task) ?? 0);
  }

  models(task: string, tier: string): readonly ModelRecord[] {
    return this.#models.get(`${task} ${tier}`) ?? [];
  }

  /** All of it, as data, as it counts on a day. */
  learnt(day: number): Learnt {
    const cells: Record<string, LevelEvidence> = {};
    for (const [key, cell] of this.#cells) {
      cell.ageTo(day);
      const known = this.cell(key);
      if (known) cells[key] = known;
    }
    return { cells, models: Object.fromEntries(this.#models) };
  }

  /** What is not tried is known less with every run: it is tried again once that pays by what else is known. */
  #skipRepairs(run: PastRun, last: PastAttempt | undefined, failures: Map<string, number>): void {
    const failed = last && failures.get(last.tier);
    if (!last || failed === undefined) return;
    for (const cell of this.#cellsOf(run, last)) {
      cell.places[placeOf(failed, false)].rate.age(KEPT_WHEN_SKIPPED);
    }
  }

  /** The cells that an attempt belongs to, as of its day. */
  #cellsOf({ task, language, day }: PastRun, { tier, model, effort }: PastAttempt): Cell[] {
    const about = { task, tier, model, effort, language };
    const keys = [keyOf(about), keyOf({ ...about, language: ANY })];
    if (!FORM_TASKS.includes(task)) keys.push(keyOf({ ...about, task: ANY, language: ANY }));
    return keys.map((key) => {
      let cell = this.#cells.get(key);
      if (!cell) {
        cell = new Cell();
        this.#cells.set(key, cell);
      }
      cell.ageTo(day);
      return cell;
    });
  }

  #answered(task: string, { tier, model }: PastAttempt, place: Place, hasPassed: boolean): void {
    const key = `${task} ${tier}`;
    const records = this.#models.get(key) ?? [];
    this.#models.set(key, records);
    let record = records.find((one) => one.model === model);
    if (!record) {
      record = { model, first: { tried: 0, passed: 0 }, above: { tried: 0, passed: 0 } };
      records.push(record);
    }
    const outcomes = place === 'first' ? record.first : record.above;
    outcomes.tried += 1;
    if (hasPassed) outcomes.passed += 1;
  }
}
