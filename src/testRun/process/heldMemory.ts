import { setTimeout as delay } from 'node:timers/promises';
import { childrenOf, eachOf, kernelText } from './kernelText.ts';

/** Bytes of what the kernel calls a kB. */
const KB = 1_024;

/** Between two looks in ms: what takes a gigabyte a second is seen in time. */
const LOOK_MS = 400;

/**
 * Of so much memory that a process shares with others its own part is asked for, which takes long where
 * it is much; of less all of it counts for each.
 */
const MUCH_SHARED = 32 << 20;

/**
 * Bytes that a process and all that it has started hold, in the memory or swapped out, files that they
 * have open aside; what several of them share counts once. Undefined where the system does not tell.
 * What has left its parents is not counted.
 */
export async function heldMemory(id: number): Promise<number | undefined> {
  let held = await ownMemory(id);
  if (held === undefined) return undefined;
  const seen = new Set([id]);
  let parents: readonly number[] = [id];
  while (parents.length > 0) {
    const found = (await eachOf(parents, childrenOf)).flat();
    // A number may be given anew while it is looked for.
    parents = [...new Set(found)].filter((child) => !seen.has(child));
    for (const child of parents) seen.add(child);
    for (const theirs of await eachOf(parents, ownMemory)) held += theirs ?? 0;
  }
  return held;
}

/** Bytes of one process; undefined: it is gone, or nobody tells. */
async function ownMemory(id: number): Promise<number | undefined> {
  const status = await kernelText(id, 'status');
  if (status === undefined) return undefined;
  const shared = bytesOf(status, 'RssShmem');
  const own = bytesOf(status, 'RssAnon') + bytesOf(status, 'VmSwap');
  return own + (shared > MUCH_SHARED ? await ownPart(id, shared) : shared);
}

/** A process's part of what it shares; all of it where that cannot be told. */
async function ownPart(id: number, shared: number): Promise<number> {
  const sums = (await kernelText(id, 'smaps_rollup')) ?? '';
  return sums.includes('\nPss_Shmem:') ? bytesOf(sums, 'Pss_Shmem') : shared;
}

/** What a file of the kernel says under a name. */
function bytesOf(text: string, name: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${name}:`)) ?? '';
  return (Number.parseInt(line.slice(name.length + 1), 10) || 0) * KB;
}

/**
 * Resolves when a process and what it has started hold more than so many bytes; never where the system
 * does not tell.
 * @throws when the signal is aborted
 */
export async function growsOver(id: number, bytes: number, signal: AbortSignal): Promise<void> {
  for (;;) {
    await delay(LOOK_MS, undefined, { signal, ref: false });
    const held = process.platform === 'linux' ? await heldMemory(id) : undefined;
    if (held !== undefined && held > bytes) return;
  }
}
