import { readFile } from 'node:fs/promises';

/** ms of a tick in which Linux tells a process's time, whatever its own clock does. */
const TICK_MS = 10;

/** Places of the times after a process's name: its own in both modes, and those of children that it has waited for. */
const FIRST_TIME = 11;
const TIMES = 4;

/**
 * ms for which a process and all that it has started have been busy, on all processors together;
 * undefined where the system does not tell. What has left its parents is not counted.
 */
export async function busyTime(id: number): Promise<number | undefined> {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8').catch(() => '');
  // The name of a program may have anything in it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const times = fields.slice(FIRST_TIME, FIRST_TIME + TIMES).map(Number);
  if (times.length < TIMES || times.some(Number.isNaN)) return undefined;
  const own = times.reduce((sum, one) => sum + one, 0) * TICK_MS;
  const text = await readFile(`/proc/${id}/task/${id}/children`, 'utf8').catch(() => '');
  const children = text.split(' ').filter(Boolean).map(Number);
  const theirs = await Promise.all(children.map(busyTime));
  return theirs.reduce<number>((sum, one) => sum + (one ?? 0), own);
}
