import type { AttemptEnded, AttemptStarted, RunEnded } from '../../models/booking.ts';
import { startOfDayUtc } from '../../models/localDay.ts';
import type { PriceRecord } from '../../models/priceRecord.ts';
import type { Bookkeeper, Entry } from '../database/bookkeeper.ts';
import { LEDGER_SCHEMA } from '../database/ledgerSchema.ts';
import type { Sql } from '../database/sql.ts';
import { WordCodes } from '../database/wordCodes.ts';
import { runIdOf } from '../journal/journalRecord.ts';
import { firstRunIdAt } from '../runId.ts';
import { lastCertainDay } from './certainDay.ts';
import { forgetRuns, remembered } from './forgetting.ts';
import { Profiles } from './profiles.ts';
import { RunSums } from './runSums.ts';
import { bookAudit, bookEarlyVerdicts, bookVerdict } from './verdictBooking.ts';

const DAY_MS = 86_400_000;

/** Runs, attempts and the daily sums of one workspace. */
export class LedgerBookkeeper implements Bookkeeper {
  readonly schema = LEDGER_SCHEMA;
  readonly #retentionDays: number;
  readonly #words = new WeakMap<Sql, WordCodes>();
  readonly #profilesOf = new WeakMap<Sql, Profiles>();

  constructor(retentionDays: number) {
    this.#retentionDays = retentionDays;
  }

  /** The words of an opened database. */
  words(sql: Sql): WordCodes {
    let words = this.#words.get(sql);
    if (words === undefined) {
      words = new WordCodes(sql);
      this.#words.set(sql, words);
    }
    return words;
  }

  #profiles(sql: Sql): Profiles {
    let profiles = this.#profilesOf.get(sql);
    if (profiles === undefined) {
      profiles = new Profiles(sql, this.words(sql));
      this.#profilesOf.set(sql, profiles);
    }
    return profiles;
  }

  apply(sql: Sql, entries: readonly Entry[]): void {
    // A forget takes whole runs out: what stands before it is booked first.
    for (let from = 0; from < entries.length;) {
      const next = entries.findIndex(({ record }, index) => index >= from && record.t === 'forget');
      const to = next < 0 ? entries.length : next;
      this.#book(sql, remembered(sql, entries.slice(from, to)));
      const forget = entries[to]?.record;
      if (forget?.t === 'forget') {
        forgetRuns(sql, forget, () => new RunSums(sql, this.words(sql), this.#profiles(sql)));
      }
      from = to + 1;
    }
  }

  openWriters(sql: Sql): readonly string[] {
    return sql
      .all('SELECT writer FROM pending UNION SELECT writer FROM unfinished')
      .map(([writer]) => String(writer));
  }

  settle(sql: Sql, writers: ReadonlySet<string>): void {
    const runs = new Set<number>();
    for (const [runId, writer] of sql.all(
      'SELECT run_id, writer FROM pending UNION SELECT run_id, writer FROM unfinished',
    )) {
      if (writers.has(String(writer))) runs.add(Number(runId));
    }
    const sums = new RunSums(sql, this.words(sql), this.#profiles(sql));
    for (const runId of runs) sums.take(runId, -1);
    for (const runId of runs) this.#settleRun(sql, runId, writers);
    for (const runId of runs) sums.take(runId, 1);
    sums.write();
  }

  retire(sql: Sql, now: number): void {
    const days = sql.all('SELECT DISTINCT day FROM daily ORDER BY day DESC');
    const last = lastCertainDay(days.map(([day]) => Number(day)));
    if (last === undefined) return;
    // Every time zone's day has ended by then.
    const until = Math.min(now, startOfDayUtc(last) + 2 * DAY_MS);
    const before = firstRunIdAt(until - this.#retentionDays * DAY_MS);
    for (const table of ['attempts', 'early_verdicts']) {
      sql.run(`DELETE FROM ${table} WHERE run_id < ?`, [before]);
    }
    sql.run('DELETE FROM runs WHERE id < ?', [before]);
  }

  #book(sql: Sql, entries: readonly Entry[]): void {
    const runs = new Set<number>();
    for (const { record } of entries) {
      const runId = runIdOf(record);
      if (runId !== undefined) runs.add(runId);
    }
    const sums = new RunSums(sql, this.words(sql), this.#profiles(sql));
    for (const runId of runs) sums.take(runId, -1);
    for (const entry of entries) this.#applyOne(sql, entry);
    for (const runId of runs) sums.take(runId, 1);
    sums.write();
  }

  #applyOne(sql: Sql, { record, writer }: Entry): void {
    switch (record.t) {
      case 'attempt.started':
        return this.#attemptStarted(sql, record.attempt, record.day, writer);
      case 'attempt.ended':
        return this.#attemptEnded(sql, record.attempt, record.day, writer);
      case 'run.ended':
        return this.#runEnded(sql, record.run, record.day);
      case 'verdict':
        return bookVerdict(sql, this.words(sql), record.verdict);
      case 'audit':
        return bookAudit(sql, this.words(sql), record.audit);
      case 'prices':
        return writePrices(sql, record.prices);
      case 'forget':
      case 'spend.held':
      case 'spend.settled':
      case 'spend.released':
      case 'closed':
        return undefined;
    }
  }

  #attemptStarted(sql: Sql, attempt: AttemptStarted, day: number, writer: string): void {
    const { runId, ordinal } = attempt;
    if (hasAttempt(sql, runId, ordinal)) return;
    const lost = this.#profiles(sql).code({
      ...profileStart(attempt),
      outcome: 'lost',
      problems: '',
      usage: 'estimated',
      priceId: null,
      errorCode: null,
      httpStatus: null,
      serviceTier: null,
      isBatch: false,
    });
    sql.run(
      `INSERT OR IGNORE INTO pending (run_id, ordinal, writer, lost_profile, expected_nusd)
       VALUES (?, ?, ?, ?, ?)`,
      [runId, ordinal, writer, lost, attempt.expectedNusd],
    );
    this.#begin(sql, attempt, day, writer);
  }

  #attemptEnded(sql: Sql, attempt: AttemptEnded, day: number, writer: string): void {
    const { runId, ordinal, usage, terms } = attempt;
    const profile = this.#profiles(sql).code({
      ...profileStart(attempt),
      outcome: attempt.outcome,
      problems: attempt.problems.join(' '),
      usage: attempt.usageSource,
      priceId: attempt.priceId,
      errorCode: attempt.errorCode,
      httpStatus: attempt.httpStatus,
      serviceTier: terms.serviceTier,
      isBatch: terms.batch,
    });
    sql.run('DELETE FROM pending WHERE run_id = ? AND ordinal = ?', [runId, ordinal]);
    sql.run(
      'INSERT OR REPLACE INTO attempts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      [
        runId,
        ordinal,
        profile,
        usage.inputTokens,
        usage.cacheReadTokens,
        usage.cacheWrite5mTokens,
        usage.cacheWrite1hTokens,
        usage.outputTokens,
        usage.thinkingTokens,
        attempt.costNusd,
        attempt.retries,
        attempt.waitedMs,
        attempt.firstTokenMs,
        attempt.durationMs,
        shortRequestId(attempt.requestId),
      ],
    );
    this.#begin(sql, attempt, day, writer);
  }

  #begin(sql: Sql, attempt: AttemptStarted | AttemptEnded, day: number, writer: string): void {
    if (sql.get('SELECT 1 FROM runs WHERE id = ?', [attempt.runId]) !== undefined) return;
    const words = this.words(sql);
    sql.run(
      'INSERT OR IGNORE INTO unfinished (run_id, writer, day, task, purpose) VALUES (?, ?, ?, ?, ?)',
      [attempt.runId, writer, day, words.code(attempt.task), words.code(attempt.purpose)],
    );
  }

  #runEnded(sql: Sql, run: RunEnded, day: number): void {
    const words = this.words(sql);
    const args = JSON.stringify(run.reasonArgs);
    const endedAfterMs = run.endedAt - run.startedAt;
    sql.run(
      `INSERT INTO runs (id, day, task, language, purpose, start_tier, final_tier, outcome, strength,
         attempts, cost_nusd, unpriced, baseline_nusd, baseline_method, baseline_ratio,
         estimate_low_nusd, estimate_high_nusd, reason_code, reason_args, duration_ms,
         ended_after_ms, mutants_executed, mutants_killed, mutants_timed_out, final_model,
         propensity, policy, model_propensity)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET day = excluded.day, task = excluded.task,
         language = excluded.language, purpose = excluded.purpose, start_tier = excluded.start_tier,
         final_tier = excluded.final_tier, outcome = excluded.outcome, strength = excluded.strength,
         attempts = excluded.attempts, cost_nusd = excluded.cost_nusd, unpriced = excluded.unpriced,
         baseline_nusd = excluded.baseline_nusd, baseline_method = excluded.baseline_method,
         baseline_ratio = excluded.baseline_ratio, estimate_low_nusd = excluded.estimate_low_nusd,
         estimate_high_nusd = excluded.estimate_high_nusd, reason_code = excluded.reason_code,
         reason_args = excluded.reason_args, duration_ms = excluded.duration_ms,
         ended_after_ms = excluded.ended_after_ms, mutants_executed = excluded.mutants_executed,
         mutants_killed = excluded.mutants_killed, mutants_timed_out = excluded.mutants_timed_out,
         propensity = excluded.propensity, policy = excluded.policy,
         model_propensity = excluded.model_propensity
         WHERE coalesce(runs.ended_after_ms, runs.duration_ms) <=
           coalesce(excluded.ended_after_ms, excluded.duration_ms)`,
      [
        run.runId,
        day,
        words.code(run.task),
        words.code(run.language),
        words.code(run.purpose),
        words.code(run.startTier),
        words.code(run.finalTier),
        words.code(run.outcome),
        words.codeOrNull(run.strength),
        run.attempts,
        run.costNusd,
        run.unpriced,
        run.baselineNusd,
        words.code(run.baselineMethod),
        run.baselineRatio,
        run.estimateLowNusd,
        run.estimateHighNusd,
        words.code(run.reasonCode),
        args === '{}' ? null : args,
        run.durationMs,
        // Only a run that was gone on with ends later than it has worked.
        endedAfterMs === run.durationMs ? null : endedAfterMs,
        run.mutants?.executed ?? null,
        run.mutants?.killed ?? null,
        run.mutants?.timedOut ?? null,
        words.code(''),
        run.propensity ?? null,
        words.codeOrNull(run.policy ?? null),
        run.modelPropensity ?? null,
      ],
    );
    sql.run('DELETE FROM unfinished WHERE run_id = ?', [run.runId]);
    bookEarlyVerdicts(sql, words, run.runId);
  }

  #settleRun(sql: Sql, runId: number, writers: ReadonlySet<string>): void {
    const words = this.words(sql);
    for (const writer of writers) {
      sql.run(
        `INSERT OR IGNORE INTO attempts
         SELECT run_id, ordinal, lost_profile, 0, 0, 0, 0, 0, 0, expected_nusd, 0, 0, NULL, 0, NULL
         FROM pending WHERE run_id = ? AND writer = ?`,
        [runId, writer],
      );
      sql.run('DELETE FROM pending WHERE run_id = ? AND writer = ?', [runId, writer]);
    }
    const unfinished = sql.get(
      'SELECT writer, day, task, purpose FROM unfinished WHERE run_id = ?',
      [runId],
    );
    if (unfinished === undefined || !writers.has(String(unfinished[0]))) return;
    const tiers = sql.all(
      `SELECT tier FROM attempts JOIN profiles ON profiles.id = profile WHERE run_id = ?
       ORDER BY ordinal`,
      [runId],
    );
    const other = words.code('other');
    sql.run(
      `INSERT OR IGNORE INTO runs (id, day, task, language, purpose, start_tier, final_tier, outcome,
         attempts, cost_nusd, unpriced, baseline_method, baseline_ratio, reason_code, duration_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, 1, ?, 0)`,
      [
        runId,
        unfinished[1] ?? null,
        unfinished[2] ?? null,
        words.code(''),
        unfinished[3] ?? null,
        tiers[0]?.[0] ?? other,
        tiers.at(-1)?.[0] ?? other,
        words.code('failed'),
        words.code('none'),
        words.code('lost'),
      ],
    );
    sql.run('DELETE FROM unfinished WHERE run_id = ?', [runId]);
    bookEarlyVerdicts(sql, words, runId);
  }
}

function profileStart(attempt: AttemptStarted | AttemptEnded) {
  const { kind, provider, tier, model, effort } = attempt;
  return { kind, provider, tier, model, effort };
}

function hasAttempt(sql: Sql, runId: number, ordinal: number): boolean {
  const found = sql.get('SELECT 1 FROM attempts WHERE run_id = ? AND ordinal = ?', [
    runId,
    ordinal,
  ]);
  return found !== undefined;
}

function shortRequestId(id: string | null): string | null {
  if (id === null) return null;
  return id.startsWith('req_') ? id.slice(4) : `:${id}`;
}

function writePrices(sql: Sql, prices: readonly PriceRecord[]): void {
  for (const price of prices) {
    sql.run('INSERT OR REPLACE INTO prices VALUES (?, ?, ?, ?, ?, ?, ?)', [
      price.id,
      price.provider,
      price.model,
      price.validFrom,
      price.band,
      JSON.stringify(price.rates),
      price.source,
    ]);
  }
}
