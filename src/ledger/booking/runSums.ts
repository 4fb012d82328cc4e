import type { SqlValue } from 'sql.js';
import { isAnswering } from '../../models/booking.ts';
import { isKeptAnswer, isTrial, labelOf } from '../../models/learning/pastRun.ts';
import { isAbove } from '../../models/tier.ts';
import type { Sql } from '../database/sql.ts';
import type { SumName } from '../database/sums.ts';
import { NO_EXTRA_KINDS, SUM_KEYS, SUMS } from '../database/sums.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import { outputBucket } from './outputSize.ts';
import type { Profiles } from './profiles.ts';

interface RunRow {
  readonly day: number;
  readonly task: number;
  readonly purpose: number;
  /** What only an ended run has. */
  readonly ended:
    | {
        readonly language: number;
        readonly startTier: string;
        readonly finalTier: string;
        readonly outcome: string;
        readonly strength: string;
        readonly baselineNusd: number | null;
        readonly durationMs: number;
        readonly verdict: string;
        readonly lateProblems: number;
        readonly rating: string;
        readonly audit: string;
        /** 0: none. */
        readonly tags: number;
      }
    | undefined;
}

interface AttemptRow {
  readonly ordinal: number;
  readonly kind: string;
  readonly tier: number;
  readonly model: number;
  readonly outcome: string;
  readonly isEstimated: boolean;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Output without thinking. */
  readonly writtenTokens: number;
  readonly costNusd: number | null;
  readonly durationMs: number;
}

/** Where an attempt stands in its run. */
interface AttemptPlace {
  readonly isFirst: boolean;
  /** It is the first, and its answer is the one that the user was left with. */
  readonly isKept: boolean;
}

/**
 * What runs add to the daily sums. A run is taken out before it changes and put in afterwards, so
 * the sums are those of the rows in whatever order the records come. All sums are whole numbers
 * below 2^53; beyond, `write` throws a RangeError.
 */
export class RunSums {
  readonly #sql: Sql;
  readonly #words: WordCodes;
  readonly #profiles: Profiles;
  readonly #daily = new Map<string, number[]>();
  readonly #sizes = new Map<string, number>();

  constructor(sql: Sql, words: WordCodes, profiles: Profiles) {
    this.#sql = sql;
    this.#words = words;
    this.#profiles = profiles;
  }

  /** Adds what a run has to the sums (1), or takes it out (-1). */
  take(runId: number, sign: 1 | -1): void {
    const run = this.#run(runId);
    if (run === undefined) return;
    const attempts = this.#attempts(runId);
    if (sign === 1 && run.ended !== undefined) {
      this.#writeTotals(runId, attempts, run.ended);
    }
    const first = attempts.find(({ kind }) => isAnswering(kind));
    const isKept = first !== undefined && first === finalAttempt(attempts, run.ended);
    for (const attempt of attempts) {
      const isFirst = attempt === first;
      this.#takeAttempt(run, attempt, { isFirst, isKept: isFirst && isKept }, sign);
    }
    this.#takePairs(run, attempts, sign);
    if (run.ended !== undefined) this.#takeRun(run, run.ended, attempts, sign);
  }

  /** Writes what has come together. */
  write(): void {
    const columns = [...SUM_KEYS, ...SUMS];
    const upsert = `INSERT INTO daily (${columns.join(', ')})
      VALUES (${columns.map(() => '?').join(', ')}) ON CONFLICT DO UPDATE SET
      ${SUMS.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')}`;
    for (const [key, sums] of this.#daily) {
      if (sums.every((sum) => sum === 0)) continue;
      if (!sums.every(Number.isSafeInteger)) throw new RangeError('A daily sum is beyond 2^53');
      this.#sql.run(upsert, [...key.split(' ').map(Number), ...sums]);
    }
    for (const [key, attempts] of this.#sizes) {
      if (attempts === 0) continue;
      this.#sql.run(
        `INSERT INTO output_sizes (task, tier, bucket, attempts) VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET attempts = attempts + excluded.attempts`,
        [...key.split(' ').map(Number), attempts],
      );
    }
    this.#daily.clear();
    this.#sizes.clear();
  }

  #takeRun(
    run: RunRow,
    ended: NonNullable<RunRow['ended']>,
    attempts: readonly AttemptRow[],
    sign: 1 | -1,
  ): void {
    const final = finalAttempt(attempts, ended);
    const tier = this.#words.code(ended.finalTier);
    const model = final?.model ?? this.#words.code('');
    const cost = sumOf(attempts, ({ costNusd }) => costNusd ?? 0);
    const isComparable =
      ended.baselineNusd !== null && attempts.every(({ costNusd }) => costNusd !== null);
    const isWrong = ended.audit === 'wrong';
    const isKept = isKeptAnswer(this.#words.word(run.task), ended);
    this.#add(run, { tier, model }, sign, {
      runs: 1,
      accepted: count(ended.outcome === 'accepted'),
      comparable_runs: count(isComparable),
      comparable_cost_nusd: isComparable ? cost : 0,
      baseline_nusd: isComparable ? (ended.baselineNusd ?? 0) : 0,
      escalations: count(isAbove(ended.finalTier, ended.startTier)),
      run_ms: ended.durationMs,
      applied: count(ended.verdict === 'applied'),
      edited: count(ended.verdict === 'edited'),
      undone: count(ended.verdict === 'undone'),
      discarded: count(ended.verdict === 'discarded'),
      rated_up: count(ended.rating === 'up'),
      rated_down: count(ended.rating === 'down'),
      late_problem_runs: count(ended.lateProblems > 0),
      audited: count(ended.audit !== ''),
      audited_wrong: count(isWrong),
      debited_nusd: isComparable && isWrong ? (ended.baselineNusd ?? 0) : 0,
      kept: count(isKept),
      unkept_cost_nusd: isKept ? 0 : cost,
    });
  }

  #takeAttempt(run: RunRow, attempt: AttemptRow, place: AttemptPlace, sign: 1 | -1): void {
    const { isFirst, isKept } = place;
    const isAccepted = attempt.outcome === 'accepted';
    const isGated = isTrial(attempt.kind) && (isAccepted || attempt.outcome === 'rejected');
    const cost = attempt.costNusd ?? 0;
    this.#add(run, attempt, sign, {
      attempts: 1,
      cost_nusd: cost,
      unpriced: count(attempt.costNusd === null),
      estimated: count(attempt.isEstimated),
      failed_cost_nusd: isAccepted ? 0 : cost,
      extra_ms: NO_EXTRA_KINDS.includes(attempt.kind) ? 0 : attempt.durationMs,
      input_tokens: attempt.inputTokens,
      output_tokens: attempt.outputTokens,
      gated: count(isGated),
      gated_accepted: count(isGated && isAccepted),
      gated_priced: count(isGated && attempt.costNusd !== null),
      gated_cost_nusd: isGated ? cost : 0,
      gated_input_tokens: isGated ? attempt.inputTokens : 0,
      gated_output_tokens: isGated ? attempt.outputTokens : 0,
      starts: count(isGated && isFirst),
      starts_accepted: count(isGated && isFirst && isAccepted),
      // What is said of a run is said of its last answer.
      proven: count(isGated && isAccepted && isKept && isProven(run.ended)),
    });
    if (!isGated || this.#words.word(run.purpose) !== 'use') return;
    const key = `${run.task} ${attempt.tier} ${outputBucket(attempt.outputTokens)}`;
    this.#sizes.set(key, (this.#sizes.get(key) ?? 0) + sign);
  }

  /** What each cheaper tier wrote in a run, beside what Opus then wrote for the same work. */
  #takePairs(run: RunRow, attempts: readonly AttemptRow[], sign: 1 | -1): void {
    const opus = this.#words.code('opus');
    // A follow-up asks for something else.
    const followUp = attempts.findIndex(({ kind }) => kind === 'refine');
    const answers = (followUp < 0 ? attempts : attempts.slice(0, followUp)).filter(
      ({ kind, writtenTokens }) => isAnswering(kind) && writtenTokens > 0,
    );
    const accepted = answers.find(({ tier, outcome }) => tier === opus && outcome === 'accepted');
    if (accepted === undefined) return;
    const whole = answers.filter(
      ({ tier, outcome }) => tier !== opus && (outcome === 'accepted' || outcome === 'rejected'),
    );
    for (const tier of new Set(whole.map((answer) => answer.tier))) {
      const last = whole.findLast((answer) => answer.tier === tier);
      if (last === undefined) continue;
      this.#add(run, last, sign, {
        pairs: 1,
        pair_output_tokens: last.writtenTokens,
        pair_opus_tokens: accepted.writtenTokens,
      });
    }
  }

  #add(
    run: RunRow,
    { tier, model }: Pick<AttemptRow, 'tier' | 'model'>,
    sign: 1 | -1,
    values: Readonly<Partial<Record<SumName, number>>>,
  ): void {
    const language = run.ended?.language ?? this.#words.code('');
    const key = `${run.day} ${run.purpose} ${run.task} ${language} ${tier} ${model} ${run.ended?.tags ?? 0}`;
    let sums = this.#daily.get(key);
    if (sums === undefined) {
      sums = SUMS.map(() => 0);
      this.#daily.set(key, sums);
    }
    SUMS.forEach((name, index) => {
      const value = values[name];
      if (value !== undefined) sums[index] = (sums[index] ?? 0) + sign * value;
    });
  }

  #run(runId: number): RunRow | undefined {
    const word = (code: SqlValue | undefined) => this.#words.word(Number(code));
    const row = this.#sql.get(
      `SELECT day, task, purpose, language, start_tier, final_tier, outcome, strength,
         baseline_nusd, duration_ms, verdict, late_problems, rating, audit, coalesce(tags, 0)
       FROM runs WHERE id = ?`,
      [runId],
    );
    if (row !== undefined) {
      return {
        day: Number(row[0]),
        task: Number(row[1]),
        purpose: Number(row[2]),
        ended: {
          language: Number(row[3]),
          startTier: word(row[4]),
          finalTier: word(row[5]),
          outcome: word(row[6]),
          strength: word(row[7]),
          baselineNusd: row[8] === null ? null : Number(row[8]),
          durationMs: Number(row[9]),
          verdict: word(row[10]),
          lateProblems: Number(row[11]),
          rating: word(row[12]),
          audit: word(row[13]),
          tags: Number(row[14]),
        },
      };
    }
    const open = this.#sql.get('SELECT day, task, purpose FROM unfinished WHERE run_id = ?', [
      runId,
    ]);
    if (open === undefined) return undefined;
    return {
      day: Number(open[0]),
      task: Number(open[1]),
      purpose: Number(open[2]),
      ended: undefined,
    };
  }

  #attempts(runId: number): AttemptRow[] {
    return this.#sql
      .all(
        `SELECT ordinal, profile,
           input_tokens + cache_read_tokens + cache_write_5m_tokens + cache_write_1h_tokens,
           output_tokens, cost_nusd, duration_ms, output_tokens - thinking_tokens
         FROM attempts WHERE run_id = ? ORDER BY ordinal`,
        [runId],
      )
      .map((row) => {
        const { kind, tier, model, outcome, usage } = this.#profiles.profile(Number(row[1]));
        return {
          ordinal: Number(row[0]),
          kind,
          tier: this.#words.code(tier),
          model: this.#words.code(model),
          outcome,
          isEstimated: usage === 'estimated',
          inputTokens: Number(row[2]),
          outputTokens: Number(row[3]),
          costNusd: row[4] === null ? null : Number(row[4]),
          durationMs: Number(row[5]),
          writtenTokens: Number(row[6]),
        };
      });
  }

  /** A run's cost is the sum of its attempts, and its model theirs, whatever it was said to be. */
  #writeTotals(runId: number, attempts: readonly AttemptRow[], ended: RunRow['ended']): void {
    const cost = sumOf(attempts, ({ costNusd }) => costNusd ?? 0);
    const unpriced = sumOf(attempts, ({ costNusd }) => count(costNusd === null));
    const model = finalAttempt(attempts, ended)?.model ?? this.#words.code('');
    this.#sql.run(
      `UPDATE runs SET attempts = ?1, cost_nusd = ?2, unpriced = ?3, final_model = ?5
       WHERE id = ?4 AND (attempts <> ?1 OR cost_nusd <> ?2 OR unpriced <> ?3
         OR final_model IS NOT ?5)`,
      [attempts.length, cost, unpriced, runId, model],
    );
  }
}

/**
 * The attempt whose model answered: the last accepted one, else the last. An answer that was taken
 * in spite of its doubts was rejected at first.
 */
function finalAttempt(
  attempts: readonly AttemptRow[],
  ended: RunRow['ended'],
): AttemptRow | undefined {
  const answers = attempts.filter(({ kind }) => isAnswering(kind));
  const last = (wanted: string) => answers.findLast(({ outcome }) => outcome === wanted);
  const doubted = ended?.outcome === 'accepted' ? last('rejected') : undefined;
  return last('accepted') ?? doubted ?? answers.at(-1);
}

/** Whether an accepted answer is known to have been right, and not only well-formed. */
function isProven(ended: RunRow['ended']): boolean {
  return ended !== undefined && labelOf({ ...ended, outcome: 'accepted' }) === 'right';
}

function count(condition: boolean): number {
  return condition ? 1 : 0;
}

function sumOf<T>(items: readonly T[], value: (item: T) => number): number {
  let sum = 0;
  for (const item of items) sum += value(item);
  return sum;
}
