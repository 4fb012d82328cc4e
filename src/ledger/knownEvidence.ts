import type { EvidenceLevels, OutputRatio } from '../models/evidence.ts';
import type { CellAbout, Learnt, LearntView } from '../models/learning/evidenceFold.ts';
import { levelsOf, viewOf } from '../models/learning/evidenceFold.ts';
import type { ModelRecord } from '../models/learning/modelRecord.ts';
import type { ExploreSpend } from '../models/spend.ts';
import type { TaskName } from '../models/task.ts';
import type { Tier } from '../models/tier.ts';
import type { TierSums } from './ledger.ts';

/** No spend that exploring could be a part of. */
export const NOTHING_SPENT: ExploreSpend = { spentNusd: 0, exploredNusd: 0 };

/** What the worker has last told of past runs, kept where runs begin, so that a route waits for nothing. */
export class KnownEvidence {
  #sums: Readonly<Record<string, TierSums>> = {};
  #explored: ExploreSpend = NOTHING_SPENT;
  #learnt: LearntView = viewOf({ cells: {}, models: {} });

  /** Takes what the worker tells. */
  learn(sums: Readonly<Record<string, TierSums>>, learnt: Learnt): void {
    this.#sums = sums;
    this.#learnt = viewOf(learnt);
    this.#explored = learnt.explored ?? NOTHING_SPENT;
  }

  sums(task: TaskName, tier: Tier): TierSums | undefined {
    return this.#sums[`${task} ${tier}`];
  }

  levels(about: CellAbout): EvidenceLevels {
    return levelsOf(this.#learnt, about);
  }

  models(task: TaskName, tier: Tier): readonly ModelRecord[] {
    return this.#learnt.models(task, tier);
  }

  /** Until the books have told, nothing was spent that exploring could be a part of. */
  explored(): ExploreSpend {
    return this.#explored;
  }

  outputRatio(task: TaskName, tier: Tier): OutputRatio | undefined {
    const known = this.sums(task, tier);
    return known && { pairs: known.pairs, ratio: known.opusOutputRatio };
  }
}
