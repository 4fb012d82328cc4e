import type { JournalRecord } from '../../src/ledger/journal/journalRecord.ts';
import type { AttemptEnded } from '../../src/models/booking.ts';
import { attemptEnded, attemptStarted, runEnded } from './ledgerRecords.ts';

const FROM = Date.parse('2026-10-24T09:00:00Z');

/** The days of the fixtures' runs. */
export const FIXTURE_PERIOD = { firstDay: 20_261_024, lastDay: 20_261_026 };

/** A time soon after them. */
export const FIXTURE_NOW = FROM + 4 * 86_400_000;

/** Runs of every kind that sums tell apart: escalated, compared, unpriced, unfinished, judged. */
export function fixtureRecords(): readonly JournalRecord[] {
  const written = (outputTokens: number, thinkingTokens: number) => ({
    usage: { ...attemptEnded(0).usage, outputTokens, thinkingTokens },
  });
  const haiku = { ...written(900, 100), outcome: 'rejected' } as const;
  const opus = {
    ...written(1_300, 300),
    kind: 'escalation',
    tier: 'opus',
    model: 'claude-opus-5-5',
  } as const;
  const judge = { kind: 'classify', outcome: 'accepted', costNusd: 70 } as const;
  const runs: readonly (readonly Partial<AttemptEnded>[])[] = [
    [{ ...written(500, 0) }],
    [haiku, opus],
    [haiku, { ...haiku, kind: 'repair', ...written(700, 0) }, opus],
    [judge, haiku, opus],
    [haiku, { ...opus, outcome: 'failed', ...written(0, 0) }],
    [{ ...opus, kind: 'first' }],
    [{ costNusd: null, priceId: null }],
    [haiku, { ...opus, outcome: 'rejected' }],
  ];
  const records = runs.flatMap((attempts, index): JournalRecord[] => {
    const at = FROM + index * 7 * 3_600_000;
    const id = at * 4096 + index;
    const day = FIXTURE_PERIOD.firstDay + Math.floor(index / 3);
    const last = attempts.at(-1);
    return [
      ...attempts.map((attempt, place) => ({
        t: 'attempt.ended' as const,
        day,
        attempt: attemptEnded(id, { ordinal: place + 1, ...attempt }),
      })),
      {
        t: 'run.ended',
        day,
        run: runEnded(id, {
          finalTier: last?.tier ?? 'haiku',
          outcome: last?.outcome === undefined ? 'accepted' : 'rejected',
          purpose: index === 5 ? 'compare' : 'use',
        }),
      },
      { t: 'verdict', verdict: { runId: id, at: at + 60_000, verdict: 'applied', keptShare: 0.5 } },
    ];
  });
  const open = (FROM + 60 * 3_600_000) * 4096;
  return [
    ...records,
    { t: 'attempt.ended', day: 20_261_026, attempt: attemptEnded(open, haiku) },
    { t: 'attempt.ended', day: 20_261_026, attempt: attemptEnded(open, { ...opus, ordinal: 2 }) },
    { t: 'attempt.started', day: 20_261_026, attempt: attemptStarted(open, { ordinal: 3 }) },
  ];
}
