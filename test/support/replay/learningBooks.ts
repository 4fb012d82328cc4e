import type { AttemptEnded, RunEnded } from '../../../src/models/booking.ts';
import type { EvidenceLevels, TierEvidence } from '../../../src/models/evidence.ts';
import { NO_EVIDENCE } from '../../../src/models/evidence.ts';
import type { CellAbout } from '../../../src/models/learning/evidenceFold.ts';
import { EvidenceFold, levelsOf } from '../../../src/models/learning/evidenceFold.ts';
import { isTrial } from '../../../src/models/learning/pastRun.ts';
import type { TaskName } from '../../../src/models/task.ts';
import type { Tier } from '../../../src/models/tier.ts';
import type { AttemptSink, EvidenceView, SpendView } from '../../../src/routing/ports.ts';

/** Books in memory whose evidence is there at once: the ledger's own learning, without its files. */
export class LearningBooks implements AttemptSink, SpendView, EvidenceView {
  readonly #fold = new EvidenceFold();
  readonly #output = new Map<string, { attempts: number; tokens: number }>();
  readonly #isLearning: boolean;
  #attempts: AttemptEnded[] = [];
  #lastId = 0;

  /** Without learning nothing is ever known. */
  constructor({ isLearning }: { readonly isLearning: boolean }) {
    this.#isLearning = isLearning;
  }

  newRunId(): number {
    this.#lastId += 1;
    return this.#lastId;
  }

  async attemptStarted(): Promise<null> {
    return null;
  }

  async attemptEnded(attempt: AttemptEnded): Promise<void> {
    this.#attempts.push(attempt);
  }

  async runEnded(run: RunEnded): Promise<void> {
    const attempts = this.#attempts;
    this.#attempts = [];
    if (!this.#isLearning) return;
    for (const { kind, tier, outcome, usage } of attempts) {
      const isGated = outcome === 'accepted' || outcome === 'rejected';
      if (!isTrial(kind) || !isGated) continue;
      const key = `${run.task} ${tier}`;
      const sums = this.#output.get(key) ?? { attempts: 0, tokens: 0 };
      this.#output.set(key, {
        attempts: sums.attempts + 1,
        tokens: sums.tokens + usage.outputTokens,
      });
    }
    const said = { verdict: null, rating: null, lateProblems: 0, audit: null };
    this.#fold.add({ ...run, ...said, day: 20_261_120, attempts });
  }

  async spent(): ReturnType<SpendView['spent']> {
    return { spentNusd: 0, reservedNusd: 0, unpriced: 0 };
  }

  evidence(task: TaskName, tier: Tier): TierEvidence | undefined {
    const sums = this.#output.get(`${task} ${tier}`);
    if (!sums) return undefined;
    const meanOutputTokens = sums.tokens / sums.attempts;
    return { ...NO_EVIDENCE, attempts: sums.attempts, meanOutputTokens };
  }

  levels(about: CellAbout): EvidenceLevels {
    return levelsOf(this.#fold, about);
  }
}
