import { readdir } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { environmentOf } from './environmentOf.ts';
import { childrenOf, eachOf, kernelText } from './kernelText.ts';

/** The variable that every process of a run has in its environment. */
export const MARK = 'TIERWISE_TEST_RUN';

/** How often what is not gone yet, or was made meanwhile, is looked for again: four seconds in all. */
const MOST_ROUNDS = 100;

/** Longest pause between two looks in ms; the first are shorter. */
const MOST_PAUSE_MS = 50;

/**
 * Ends all processes whose environment has a mark, however they have left their group and parent.
 * Only Linux shows environments. `own`: a process that stays.
 */
export async function endMarked(mark: string, own: number): Promise<void> {
  if (process.platform !== 'linux') return;
  await endAll(() => marked(mark, own));
}

/** Ends what is found until nothing is: a process is gone only some time after it was killed. */
async function endAll(find: () => Promise<readonly number[]>): Promise<void> {
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const found = await find();
    if (found.length === 0) return;
    for (const id of found) {
      try {
        process.kill(id, 'SIGKILL');
      } catch {
        // It has ended by itself.
      }
    }
    await delay(Math.min(round, MOST_PAUSE_MS));
  }
}

/** A process that waits for orders, and what belongs to it. */
export interface WaitingProcess {
  /** Its id as the system shows it here. */
  readonly id: number;
  /** All that belonged to it when it began to wait. */
  readonly known: ReadonlySet<number>;
  /**
   * The first process of the space that it counts its processes in, whose children all end up as that one's;
   * undefined: it has no space of its own.
   */
  readonly first: number | undefined;
  /** All that is started in that space is found below the first: to look at every process of the machine finds no other. */
  readonly isClosed: boolean;
}

/**
 * The process of a mark that knows itself by an id, be it in a space of its own; undefined where that
 * cannot be told, as everywhere but on Linux.
 */
export async function waitingProcess(
  mark: string,
  ownId: number,
): Promise<WaitingProcess | undefined> {
  if (process.platform !== 'linux') return undefined;
  const known = await marked(mark, process.pid);
  let deepest: { readonly id: number; readonly depth: number } | undefined;
  for (const id of known) {
    const ids = (await statusOf(id, 'NSpid')).split(/\s+/).map(Number);
    // An id may be in use inside and outside: the innermost is meant.
    if (ids.at(-1) === ownId && ids.length > (deepest?.depth ?? 0))
      deepest = { id, depth: ids.length };
  }
  if (deepest === undefined) return undefined;
  const { id } = deepest;
  const first = await firstOfSpace(id);
  const below = await descendants(first);
  return { id, first, known: new Set([...known, ...below]), isClosed: below.includes(id) };
}

/**
 * Ends what a run has left behind: all with the mark, and all in the same space of processes whatever their
 * environment is, that were not there before it. What the waiting process has started itself and whose command line is
 * its own is kept.
 */
export async function endStrays(
  mark: string,
  { id: parent, known, first, isClosed }: WaitingProcess,
  isOwn: (commandLine: string) => boolean,
): Promise<void> {
  await endAll(async () => {
    // Whose parent ends meanwhile may be passed over once.
    const one = isClosed ? await descendants(first) : await marked(mark, process.pid);
    const all = new Set([...one, ...(await descendants(first))]);
    const found = [...all].filter((id) => !known.has(id));
    const kept = await eachOf(found, async (id) => {
      if (Number(await statusOf(id, 'PPid')) !== parent) return false;
      return isOwn((await kernelText(id, 'cmdline')) ?? '');
    });
    return found.filter((_, index) => kept[index] !== true);
  });
}

/** The first process in the space of a process, as it is numbered here; undefined: that is our own space. */
async function firstOfSpace(id: number): Promise<number | undefined> {
  const depthOf = async (of: number): Promise<number> =>
    (await statusOf(of, 'NSpid')).split(/\s+/).filter((part) => part !== '').length;
  const own = await depthOf(process.pid);
  let first: number | undefined;
  for (let at = id; at > 1 && (await depthOf(at)) > own;) {
    first = at;
    at = Number(await statusOf(at, 'PPid'));
  }
  return first;
}

/** All processes below one. Whose parent has ended is a child of the first of its space. */
async function descendants(top: number | undefined): Promise<readonly number[]> {
  const found: number[] = [];
  for (const waiting = top === undefined ? [] : [top]; ;) {
    const id = waiting.pop();
    if (id === undefined) return found;
    const children = await childrenOf(id);
    found.push(...children);
    waiting.push(...children);
  }
}

/** What the kernel says of a process under a name; empty: nothing. */
async function statusOf(id: number, name: string): Promise<string> {
  const status = (await kernelText(id, 'status')) ?? '';
  const line = status.split('\n').find((one) => one.startsWith(`${name}:`));
  return line === undefined ? '' : line.slice(name.length + 1).trim();
}

async function marked(mark: string, own: number): Promise<readonly number[]> {
  const wanted = `${MARK}=${mark}`;
  const ids = (await readdir('/proc'))
    .map(Number)
    .filter((id) => Number.isInteger(id) && id !== own);
  // Only that is kept of each: together they may be large.
  const isMarked = await eachOf(ids, async (id) =>
    (await environmentOf(id)).split('\0').includes(wanted),
  );
  return ids.filter((_, index) => isMarked[index]);
}
