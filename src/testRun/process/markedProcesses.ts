import { readdir, readFile } from 'node:fs/promises';

/** The variable that every process of a run has in its environment. */
export const MARK = 'TIERWISE_TEST_RUN';

/** How often processes that are made while others are ended are looked for again. */
const MOST_ROUNDS = 20;

/**
 * Ends all processes whose environment has a mark, however they have left their group and parent.
 * Only Linux shows environments. `own`: a process that stays.
 */
export async function endMarked(mark: string, own: number): Promise<void> {
  if (process.platform !== 'linux') return;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = await marked(mark, own);
    if (found.length === 0) return;
    for (const id of found) {
      try {
        process.kill(id, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
  }
}

async function marked(mark: string, own: number): Promise<readonly number[]> {
  const wanted = `${MARK}=${mark}`;
  const found: number[] = [];
  for (const id of (await readdir('/proc')).map(Number)) {
    if (!Number.isInteger(id) || id === own) continue;
    // It may have ended, or be somebody else's.
    const environment = await readFile(`/proc/${id}/environ`, 'latin1').catch(() => '');
    if (environment.split('\0').includes(wanted)) found.push(id);
  }
  return found;
}
