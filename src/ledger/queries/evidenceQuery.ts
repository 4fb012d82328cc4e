import { brokenBound } from '../../certainty/certificate.ts';
import type { AuditLabel } from '../../models/booking.ts';
import type { AuditEvidence } from '../../models/evidence.ts';
import { addDays } from '../../models/localDay.ts';
import { bucketTop } from '../booking/outputSize.ts';
import type { Row, Sql } from '../database/sql.ts';
import type { WordCodes } from '../database/wordCodes.ts';
import type { TierSums } from '../ledger.ts';
import { mean } from './mean.ts';

/** What past runs say of a tier is what they said lately: models change. */
const EVIDENCE_DAYS = 90;

/** What the attempts of the last 90 days say of every tier at every task, by `task tier`. */
export function evidenceOf(sql: Sql, words: WordCodes, today: number): Record<string, TierSums> {
  const use = words.find('use');
  const evidence: Record<string, TierSums> = {};
  const audited = auditsSince(sql, words, addDays(today, -EVIDENCE_DAYS));
  for (const row of sql.rows(
    `SELECT task, tier, SUM(gated) AS gated, SUM(gated_accepted) AS accepted,
       SUM(gated_priced) AS priced, SUM(gated_cost_nusd) AS cost,
       SUM(gated_input_tokens) AS input, SUM(gated_output_tokens) AS output,
       SUM(starts) AS starts, SUM(starts_accepted) AS starts_accepted, SUM(proven) AS proven,
       SUM(pairs) AS pairs, SUM(pair_output_tokens) AS pair_output,
       SUM(pair_opus_tokens) AS pair_opus
     FROM daily WHERE day BETWEEN ? AND ? AND purpose = ? GROUP BY task, tier`,
    [addDays(today, -EVIDENCE_DAYS), 99_999_999, use],
  )) {
    const attempts = number(row, 'gated');
    if (attempts === 0) continue;
    const task = number(row, 'task');
    const tier = number(row, 'tier');
    const audits = audited.get(`${task} ${tier}`);
    evidence[`${words.word(task)} ${words.word(tier)}`] = {
      attempts,
      accepted: number(row, 'accepted'),
      starts: number(row, 'starts'),
      startsAccepted: number(row, 'starts_accepted'),
      proven: number(row, 'proven'),
      meanCostNusd: mean(number(row, 'cost'), number(row, 'priced')),
      meanInputTokens: mean(number(row, 'input'), attempts),
      meanOutputTokens: mean(number(row, 'output'), attempts),
      outputTokensP95: outputP95(sql, task, tier),
      pairs: number(row, 'pairs'),
      opusOutputRatio: number(row, 'pair_opus') / Math.max(1, number(row, 'pair_output')),
      ...(audits === undefined ? {} : { audits }),
    };
  }
  return evidence;
}

/** What audits say of each task and tier, of the model that was audited last. */
function auditsSince(
  sql: Sql,
  words: WordCodes,
  firstDay: number,
): ReadonlyMap<string, AuditEvidence> {
  const said = new Map<string, { readonly model: number; readonly labels: AuditLabel[] }>();
  for (const [task, tier, model, audit] of sql.all(
    `SELECT task, final_tier, final_model, audit FROM runs
     WHERE audit IS NOT NULL AND day >= ? AND outcome = ? AND purpose IN (?, ?, ?)
     ORDER BY id / 4096 + audit_after_ms, id`,
    [firstDay, ...['accepted', 'use', 'explore', 'control'].map((word) => words.find(word))],
  )) {
    const key = `${Number(task)} ${Number(tier)}`;
    const before = said.get(key);
    const labels = before?.model === Number(model) ? before.labels : [];
    labels.push(words.word(Number(audit)) as AuditLabel);
    said.set(key, { model: Number(model), labels });
  }
  return new Map(
    [...said].map(([key, { model, labels }]) => [
      key,
      {
        model: words.word(model),
        labels: labels.length,
        wrong: labels.filter((label) => label === 'wrong').length,
        isBroken: brokenBound(labels),
      },
    ]),
  );
}

function outputP95(sql: Sql, task: number, tier: number): number {
  const sizes = sql.all(
    `SELECT bucket, attempts FROM output_sizes WHERE task = ? AND tier = ? AND attempts > 0
     ORDER BY bucket`,
    [task, tier],
  );
  const all = sizes.reduce((sum, [, attempts]) => sum + Number(attempts), 0);
  let seen = 0;
  for (const [bucket, attempts] of sizes) {
    seen += Number(attempts);
    if (seen >= all * 0.95) return bucketTop(Number(bucket));
  }
  return 0;
}

function number(row: Row, name: string): number {
  return Number(row[name] ?? 0);
}
