import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

/** Bytes of a page of memory, as nearly all systems have it. */
const PAGE = 4_096;

/** Between two looks in ms: what takes a gigabyte a second is seen in time. */
const LOOK_MS = 400;

/**
 * Bytes that a process and all that it has started hold for themselves; undefined where the system does
 * not tell. What has left its parents is not counted.
 */
async function heldMemory(id: number): Promise<number | undefined> {
  const [, held, shared] = (await readFile(`/proc/${id}/statm`, 'latin1').catch(() => ''))
    .split(' ')
    .map(Number);
  if (held === undefined || shared === undefined) return undefined;
  const text = await readFile(`/proc/${id}/task/${id}/children`, 'latin1').catch(() => '');
  const children = text.split(' ').filter(Boolean).map(Number);
  const theirs = await Promise.all(children.map(heldMemory));
  return theirs.reduce<number>((sum, one) => sum + (one ?? 0), (held - shared) * PAGE);
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
