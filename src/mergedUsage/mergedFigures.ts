import type { Period } from '../ledger/figures.ts';
import type { Cell } from '../ledger/queries/dailyCells.ts';
import { SUMMED } from '../ledger/queries/dailyCells.ts';
import { figuresFrom } from '../ledger/queries/figuresFromCells.ts';
import { tagsIn } from '../models/tags/runTags.ts';
import type { TagValues } from '../models/tags/tagFilter.ts';
import { tagValuesIn } from '../models/tags/tagFilter.ts';
import { isAbove, tierOf } from '../models/tier.ts';
import { chosenRuns } from './chosenRuns.ts';
import type { FileSpend, MergedAsked, MergedFigures } from './mergedUsage.ts';
import { isKept, saidOf } from './runSaid.ts';
import type { RunStore } from './runStore.ts';

/** Sums of a run in the order of the ledger's; used again for the next. */
type RunSums = Float64Array;

/** What merged runs for use came to in a period. */
export function mergedFigures(
  store: RunStore,
  files: number,
  { period, tags }: MergedAsked,
): MergedFigures {
  const cells = new Map<number, Map<number, MutableCell>>();
  const byFile = Array.from({ length: files }, () => new FileSums());
  const isWanted = chosenRuns(store, period, tags);
  const ofRun: RunSums = new Float64Array(SUMMED.length);
  for (let index = 0; index < store.size; index += 1) {
    if (!isWanted(index)) continue;
    sumUp(store, index, ofRun);
    addTo(cellOf(store, index, cells).sums, ofRun);
    byFile[store.files[index] ?? 0]?.add(ofRun);
  }
  const all = [...cells.values()].flatMap((of) => [...of.values()]);
  return {
    figures: figuresFrom(all, [], period),
    tagValues: tagValuesOf(store, period),
    byFile: byFile.map((sums) => sums.spend()),
  };
}

interface MutableCell extends Cell {
  readonly sums: number[];
}

function addTo(all: number[], sums: RunSums): void {
  for (let at = 0; at < sums.length; at += 1) all[at] = (all[at] ?? 0) + (sums[at] ?? 0);
}

/** Writes what the ledger's daily sums would hold of a run, as far as its row says it. */
function sumUp(store: RunStore, index: number, sums: RunSums): void {
  const { cost, baseline, attempts, unpriced, estimated } = store.numbers;
  const word = (column: Uint16Array): string => store.word(column[index] ?? 0);
  const { startTier, finalTier } = store.words;
  const spent = cost[index] ?? 0;
  const baselineNusd = baseline[index] ?? Number.NaN;
  const isComparable = !Number.isNaN(baselineNusd) && unpriced[index] === 0;
  const { audit, outcome } = saidOf(store, index);
  const isWrong = audit === 'wrong';
  const isKeptRun = isKept(store, index);
  sums[AT.runs] = 1;
  sums[AT.accepted] = Number(outcome === 'accepted');
  sums[AT.attempts] = attempts[index] ?? 0;
  sums[AT.cost_nusd] = spent;
  sums[AT.unpriced] = unpriced[index] ?? 0;
  sums[AT.estimated] = estimated[index] ?? 0;
  sums[AT.comparable_runs] = Number(isComparable);
  sums[AT.comparable_cost_nusd] = isComparable ? spent : 0;
  sums[AT.baseline_nusd] = isComparable ? baselineNusd : 0;
  sums[AT.debited_nusd] = isComparable && isWrong ? baselineNusd : 0;
  sums[AT.audited] = Number(audit !== '');
  sums[AT.audited_wrong] = Number(isWrong);
  sums[AT.kept] = Number(isKeptRun);
  sums[AT.unkept_cost_nusd] = isKeptRun ? 0 : spent;
  sums[AT.escalations] = Number(isAbove(tierOf(word(finalTier)), tierOf(word(startTier))));
}

/** Where the sums of a run stand among the ledger's. */
const AT = {
  runs: SUMMED.indexOf('runs'),
  accepted: SUMMED.indexOf('accepted'),
  attempts: SUMMED.indexOf('attempts'),
  cost_nusd: SUMMED.indexOf('cost_nusd'),
  unpriced: SUMMED.indexOf('unpriced'),
  estimated: SUMMED.indexOf('estimated'),
  comparable_runs: SUMMED.indexOf('comparable_runs'),
  comparable_cost_nusd: SUMMED.indexOf('comparable_cost_nusd'),
  baseline_nusd: SUMMED.indexOf('baseline_nusd'),
  debited_nusd: SUMMED.indexOf('debited_nusd'),
  audited: SUMMED.indexOf('audited'),
  audited_wrong: SUMMED.indexOf('audited_wrong'),
  kept: SUMMED.indexOf('kept'),
  unkept_cost_nusd: SUMMED.indexOf('unkept_cost_nusd'),
  escalations: SUMMED.indexOf('escalations'),
} as const;

function cellOf(
  store: RunStore,
  index: number,
  cells: Map<number, Map<number, MutableCell>>,
): MutableCell {
  const { task, finalTier, model } = store.words;
  const day = store.numbers.day[index] ?? 0;
  const [ofTask, ofTier, ofModel] = [task, finalTier, model].map((column) => column[index] ?? 0);
  const key = ((ofTask ?? 0) * CODES + (ofTier ?? 0)) * CODES + (ofModel ?? 0);
  const ofDay = cells.get(day) ?? new Map<number, MutableCell>();
  cells.set(day, ofDay);
  const known = ofDay.get(key);
  if (known !== undefined) return known;
  const made = {
    day,
    task: store.word(ofTask ?? 0),
    tier: tierOf(store.word(ofTier ?? 0)),
    model: store.word(ofModel ?? 0),
    sums: SUMMED.map(() => 0),
  };
  ofDay.set(key, made);
  return made;
}

/** More than there are codes of words. */
const CODES = 65_536;

/** What the runs of one file came to. */
class FileSums {
  readonly #sums = SUMMED.map(() => 0);

  add(sums: RunSums): void {
    addTo(this.#sums, sums);
  }

  spend(): FileSpend {
    const sum = (name: keyof typeof AT): number => this.#sums[AT[name]] ?? 0;
    return {
      runs: sum('runs'),
      costNusd: sum('cost_nusd'),
      unpriced: sum('unpriced'),
      kept: sum('kept'),
      savedNusd: sum('baseline_nusd') - sum('debited_nusd') - sum('comparable_cost_nusd'),
      comparableRuns: sum('comparable_runs'),
    };
  }
}

function tagValuesOf(store: RunStore, period: Period): TagValues {
  const isWanted = chosenRuns(store, period, {});
  const costs = new Float64Array(store.tagSets.length);
  const isUsed = new Uint8Array(store.tagSets.length);
  for (let index = 0; index < store.size; index += 1) {
    if (!isWanted(index)) continue;
    const code = store.numbers.tags[index] ?? 0;
    costs[code] = (costs[code] ?? 0) + (store.numbers.cost[index] ?? 0);
    isUsed[code] = 1;
  }
  const sets = [...isUsed.keys()]
    .filter((code) => isUsed[code] === 1)
    .map((code) => ({ tags: tagsIn(store.tagSets[code] ?? ''), costNusd: costs[code] ?? 0 }));
  return tagValuesIn(sets);
}
