import { readdir, readFile } from 'node:fs/promises';

/** Between two looks, in ms. */
const EVERY_MS = 250;
const KILO = 1024;

/** What a piece of work took beside what was there before it. */
export interface Memory {
  /** Bytes at the worst moment: processes that were started, and what this one has grown by. */
  readonly peak: number;
  /** Of them those of the processes that were started. */
  readonly started: number;
}

/**
 * Watches the memory of this process and of all that it starts while something is done. What processes
 * share is shared out among them (PSS). Linux alone; elsewhere undefined.
 */
export async function withMemory<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly memory: Memory | undefined }> {
  const own = await pssOf(String(process.pid));
  if (own === undefined) return { result: await work(), memory: undefined };
  let [peak, started] = [0, 0];
  const look = async (): Promise<void> => {
    const now = (await pssOf(String(process.pid))) ?? own;
    const below = await pssBelow(String(process.pid));
    started = Math.max(started, below);
    peak = Math.max(peak, below + Math.max(0, now - own));
  };
  let isLooking = false;
  const timer = setInterval(() => {
    if (isLooking) return;
    isLooking = true;
    void look().finally(() => {
      isLooking = false;
    });
  }, EVERY_MS);
  try {
    const result = await work();
    return { result, memory: { peak, started } };
  } finally {
    clearInterval(timer);
  }
}

/** Of all processes that came of one, in bytes. */
async function pssBelow(root: string): Promise<number> {
  const parents = new Map<string, string>();
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    // The name of a program may have anything in it.
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (parent !== undefined) parents.set(pid, parent);
  }
  const isBelow = (pid: string): boolean => {
    for (let at = parents.get(pid); at !== undefined; at = parents.get(at)) {
      if (at === root) return true;
    }
    return false;
  };
  const all = await Promise.all([...parents.keys()].filter(isBelow).map(pssOf));
  return all.reduce<number>((sum, one) => sum + (one ?? 0), 0);
}

async function pssOf(pid: string): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '');
  const pages = /^Pss:\s+(\d+) kB$/m.exec(text)?.[1];
  return pages === undefined ? undefined : Number(pages) * KILO;
}
