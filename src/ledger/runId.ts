/** Windows that can write at the same time; also run ids that one window can make in a ms. */
export const WINDOWS = 64;
const SEQUENCES = 64;
const PER_MS = WINDOWS * SEQUENCES;

/** The unix ms in which a run id was made. */
export function runIdTime(runId: number): number {
  return Math.floor(runId / PER_MS);
}

/** The least run id that can be made at or after a unix ms. */
export function firstRunIdAt(at: number): number {
  return at * PER_MS;
}

/**
 * Makes run ids: unix ms * 4096 + window * 64 + sequence, always rising and below 2^53 until the
 * year 2039. A clock that is set back does not make an id twice.
 */
export function runIdMaker(window: number, now: () => number): () => number {
  let lastMs = 0;
  let sequence = 0;
  return () => {
    const ms = Math.floor(now());
    if (ms > lastMs) {
      lastMs = ms;
      sequence = 0;
    } else {
      sequence += 1;
      if (sequence === SEQUENCES) {
        lastMs += 1;
        sequence = 0;
      }
    }
    return lastMs * PER_MS + window * SEQUENCES + sequence;
  };
}
