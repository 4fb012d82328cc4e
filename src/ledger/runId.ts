/** Parts of a ms, and run ids in each of them. */
const PARTS = 64;
const SEQUENCES = 64;
const PER_MS = PARTS * SEQUENCES;
/** Run ids that a window with a part of its own makes in a ms; the rest of the part is for others. */
const OWN_SEQUENCES = 32;

/** Window numbers below this have a part of each ms of their own, and the others one run id in it. */
export const ROOMY_WINDOWS = PARTS;
/** Windows that can make run ids at the same time, each with a number below this. */
export const WINDOWS = PARTS + PARTS * (SEQUENCES - OWN_SEQUENCES);

/** The unix ms in which a run id was made. */
export function runIdTime(runId: number): number {
  return Math.floor(runId / PER_MS);
}

/** The least run id that can be made at or after a unix ms. */
export function firstRunIdAt(at: number): number {
  return at * PER_MS;
}

/**
 * Makes run ids: unix ms * 4096 + part * 64 + sequence, always rising and below 2^53 until the year
 * 2039. Windows with different numbers never make the same one, and a clock that is set back does
 * not make one twice.
 */
export function runIdMaker(window: number, now: () => number): () => number {
  const { offset, count } = shareOf(window);
  let lastMs = 0;
  let sequence = 0;
  return () => {
    const ms = Math.floor(now());
    sequence += 1;
    if (ms > lastMs || sequence >= count) {
      lastMs = Math.max(ms, lastMs + 1);
      sequence = 0;
    }
    return lastMs * PER_MS + offset + sequence;
  };
}

/** The run ids of each ms that a window may make: the first, and how many from there on. */
function shareOf(window: number): { readonly offset: number; readonly count: number } {
  if (window < ROOMY_WINDOWS) return { offset: window * SEQUENCES, count: OWN_SEQUENCES };
  const single = window - ROOMY_WINDOWS;
  const sequence = OWN_SEQUENCES + Math.floor(single / PARTS);
  return { offset: (single % PARTS) * SEQUENCES + sequence, count: 1 };
}
