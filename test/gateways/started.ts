import { once } from 'node:events';
import { createWriteStream, mkdtempSync } from 'node:fs';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cacheFolder, removeFolder } from '../host/folders.ts';
import { startGroup, stopGroup } from '../host/processes.ts';

/** A gateway's process. */
export interface Started {
  readonly url: string;
  readonly port: number;
  /** Ends it and removes what it has written. */
  stop(): Promise<void>;
}

/** How a gateway is started; `home` is a folder of its own, its only place to write. */
export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A gateway in Python reads thousands of files before it listens. */
const PATIENCE_MS = 240_000;

const homes = new Set<string>();

/** A folder for one process to write in; removed with it, and with this process at the latest. */
export function newHome(): string {
  if (homes.size === 0) process.on('exit', () => homes.forEach(removeFolder));
  const home = mkdtempSync(join(cacheFolder, 'gateway-home-'));
  homes.add(home);
  return home;
}

/** Whether somebody listens at a port. */
export function isTaken(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

/** Starts a gateway and waits until it listens. @throws Error when it does not. */
export async function startGateway(
  home: string,
  port: number,
  { command, args, env = {} }: Command,
): Promise<Started> {
  const log = createWriteStream(join(home, 'output.log'));
  await once(log, 'open');
  const child = startGroup(command, args, {
    cwd: home,
    stdio: ['ignore', log, log],
    // Nothing of this process' environment but its path: no keys, no proxies, no other home.
    env: { PATH: process.env['PATH'], HOME: home, USERPROFILE: home, TMPDIR: home, ...env },
  });
  const stop = async (): Promise<void> => {
    await stopGroup(child);
    log.close();
    removeFolder(home);
  };
  for (let waited = 0; waited < PATIENCE_MS; waited += 100) {
    if (await isTaken(port)) return { url: `http://127.0.0.1:${port}`, port, stop };
    if (child.exitCode !== null) break;
    await delay(100);
  }
  await stop();
  throw new Error('It did not start.');
}
