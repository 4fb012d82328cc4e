import { open, readdir } from 'node:fs/promises';

/** Bytes that are read of such a file: a program can have the kernel tell what it likes, gigabytes of it. */
const MOST_BYTES = 1 << 20;

/** Processes and threads that are looked at side by side. */
const AT_ONCE = 32;

/** Bytes that are asked for at a time; most is told in one piece. */
const PIECE = 16_384;

/**
 * The beginning of what the kernel tells of a process under a name, as it is told now; undefined: nothing,
 * as the process is gone or somebody else's.
 */
export async function kernelText(id: number, name: string): Promise<string | undefined> {
  try {
    const file = await open(`/proc/${id}/${name}`);
    try {
      const pieces: Buffer[] = [];
      for (let size = 0; size < MOST_BYTES;) {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(PIECE));
        if (bytesRead === 0) break;
        pieces.push(buffer.subarray(0, bytesRead));
        size += bytesRead;
      }
      return Buffer.concat(pieces).toString('latin1');
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** What a process has started, by whichever of its threads: the kernel lists it by these. */
export async function childrenOf(id: number): Promise<readonly number[]> {
  const threads = await readdir(`/proc/${id}/task`).catch(() => []);
  const lists = await eachOf(threads, (thread) => kernelText(id, `task/${thread}/children`));
  return lists.flatMap((list) => (list ?? '').split(' ').filter(Boolean).map(Number));
}

/** Asks of each, of few at a time. */
export async function eachOf<One, Told>(
  all: readonly One[],
  tell: (one: One) => Promise<Told>,
): Promise<readonly Told[]> {
  const told: Told[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE) {
    told.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(tell))));
  }
  return told;
}
