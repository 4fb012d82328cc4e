import { readFile } from 'node:fs/promises';

/** Lists of sockets as Linux writes them: of this process' network, and of the system's first. */
const LISTS = ['/proc/net/unix', '/proc/1/net/unix'];

/** Absolute paths of sockets on which services of this machine listen; a read-only folder closes none. */
export async function hostSockets(lists: readonly string[] = LISTS): Promise<readonly string[]> {
  const texts = await Promise.all(lists.map((path) => readFile(path, 'utf8').catch(() => '')));
  const found = texts
    .flatMap((text) => text.split('\n'))
    .map((line) => /^[0-9a-f]+: (?:\S+ +){6}(\/.*)$/i.exec(line)?.[1])
    .filter((path) => path !== undefined);
  return [...new Set(found)];
}
