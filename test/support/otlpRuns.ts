import type { LedgerRow } from '../../src/ledger/rows.ts';
import type { RunRows } from '../../src/otlp/runSpans.ts';

/** A run as the books give it to a collector: a first answer that was refused, and one of Opus; tagged where that is asked for. */
export function otlpRun(runId: number, tags: string | null = null): RunRows {
  const attempt = (ordinal: number, more: LedgerRow): LedgerRow => ({
    run_id: runId,
    ordinal,
    kind: 'first',
    provider: 'anthropic',
    tier: 'haiku',
    model: 'claude-haiku-5-5',
    effort: null,
    outcome: 'rejected',
    problems: 'parse',
    usage: 'reported',
    input_tokens: 100,
    cache_read_tokens: 20,
    cache_write_5m_tokens: 3,
    cache_write_1h_tokens: 0,
    output_tokens: 50,
    cost_nusd: 1_000_000,
    error_code: null,
    http_status: 200,
    retries: 0,
    waited_ms: 10,
    duration_ms: 1_500,
    request_id: 'req_1',
    tags,
    ...more,
  });
  return {
    run: {
      id: runId,
      task: 'docs',
      language: 'go',
      purpose: 'use',
      start_tier: 'haiku',
      final_tier: 'opus',
      outcome: 'accepted',
      strength: 'checks',
      attempts: 2,
      cost_nusd: 3_000_000,
      baseline_nusd: null,
      unpriced: 0,
      reason_code: 'default',
      duration_ms: 4_000,
      tags,
    },
    attempts: [
      attempt(1, {}),
      attempt(2, {
        kind: 'escalation',
        tier: 'opus',
        model: 'claude-opus-5-5',
        outcome: 'accepted',
        problems: '',
        cost_nusd: 2_000_000,
      }),
    ],
  };
}
