import { setTimeout as delay } from 'node:timers/promises';
import { kernelText } from './kernelText.ts';

/** How often a process that begins to run a program is asked again, a millisecond later each time. */
const MOST_LOOKS = 400;

/** Where in what follows the name in `/proc/<id>/stat` these stand; see proc_pid_stat(5). */
const FIELDS = { memory: 20, environmentStart: 47, environmentEnd: 48 } as const;

/**
 * The beginning of the environment of a process of Linux, `name=value` each, ended by a zero; empty where it has ended
 * or is somebody else's. Between the load of a program and its first step the kernel shows none, though
 * the process has one: it is asked again until it does.
 */
export async function environmentOf(id: number): Promise<string> {
  for (let look = 0; look < MOST_LOOKS; look++) {
    const environment = await kernelText(id, 'environ');
    if (environment !== '') return environment ?? '';
    if (!(await isBeginning(id))) return '';
    if (look > 0) await delay(1);
  }
  return '';
}

/** Whether a process that has shown no environment may have one: it has memory, and not an empty one. */
async function isBeginning(id: number): Promise<boolean> {
  const stat = (await kernelText(id, 'stat')) ?? '';
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const field = (name: keyof typeof FIELDS): string => fields[FIELDS[name]] ?? '0';
  if (field('memory') === '0') return false;
  const end = field('environmentEnd');
  return end === '0' || end !== field('environmentStart');
}
