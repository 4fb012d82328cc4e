import type { CaseResult } from '../../tasks/task.ts';

/** Characters of what a case that failed says. */
export const MOST_SAID = 1_500;

/** How a case did, and how long it took in ms where that is known; what it said is kept where it failed. */
export function result(
  name: string,
  outcome: CaseResult['outcome'],
  said: string | undefined,
  durationMs?: unknown,
): CaseResult {
  const took = Number(durationMs ?? Number.NaN);
  const time = Number.isFinite(took) && took >= 0 ? { durationMs: took } : {};
  return outcome === 'failed' && said !== undefined && /\S/.test(said)
    ? { name, outcome, output: said.slice(0, MOST_SAID).trim(), ...time }
    : { name, outcome, ...time };
}
