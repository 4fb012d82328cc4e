import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { until } from './until.ts';

/** Ids of processes that have a token among their arguments; none where the system has no list of them to read. */
export function processesWith(token: string): readonly string[] {
  if (!existsSync('/proc/self/cmdline')) return [];
  return readdirSync('/proc').filter((id) => {
    try {
      return /^\d+$/.test(id) && readFileSync(`/proc/${id}/cmdline`, 'latin1').includes(token);
    } catch {
      return false;
    }
  });
}

/** Waits until no process is left that has a token among its arguments: one that was killed is still seen for a moment. */
export function noneLeftWith(token: string): Promise<void> {
  return until(() => processesWith(token).length === 0);
}
