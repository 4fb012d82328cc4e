import type { KeptFinding } from './keptFinding.ts';

/** The review that a finding is of. */
export function reviewOf({ runId, reviewId = runId }: KeptFinding): number {
  return reviewId;
}
