/**
 * Whether a run is one of the share whose user is asked if its answer was right: by the run's id alone, so that neither
 * what the answer was nor who looks when has a say, and who is in a share is in every larger one.
 */
export function isAudited(runId: number, share: number): boolean {
  return mixed(runId) < share;
}

/** A number from 0 to below 1 that looks as if it had nothing to do with the id (MurmurHash3's finalizer). */
function mixed(id: number): number {
  let hash = (id % 2 ** 32) ^ Math.imul(Math.floor(id / 2 ** 32), 0x9e37_79b1);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85eb_ca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2_ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
