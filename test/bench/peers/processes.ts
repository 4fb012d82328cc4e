import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { projectRoot } from '../../host/folders.ts';
import { freePort } from '../../support/freePort.ts';

/** A process that a bench talks to on loopback. */
export interface Peer {
  readonly port: number;
  stop(): Promise<void>;
}

function peerOf(child: ChildProcess, port: number): Peer {
  return {
    port,
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Starts a script of this folder that prints its port. */
export async function startPeer(script: string, ...args: readonly string[]): Promise<Peer> {
  const path = join(import.meta.dirname, script);
  const child = spawn(process.execPath, [path, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout });
  const [line] = (await once(lines, 'line')) as readonly unknown[];
  return peerOf(child, Number(line));
}

const GATEWAY = '1.15.2';
/** As its dependencies resolve today, the gateway answers 500 to streamed calls of Messages. */
const MANIFEST = {
  private: true,
  dependencies: { '@portkey-ai/gateway': GATEWAY },
  overrides: { '@hono/node-server': '1.14.1' },
};

/**
 * Starts Portkey's gateway as a local proxy. It is installed into the cache on first use, without
 * any install script, and is no dependency of the project.
 */
export async function startPortkey(): Promise<Peer> {
  const folder = join(projectRoot, '.cache', 'portkey');
  const script = join(folder, 'node_modules/@portkey-ai/gateway/build/start-server.js');
  if (!existsSync(script)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'package.json'), `${JSON.stringify(MANIFEST)}\n`);
    const install = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev'];
    execFileSync('npm', install, { cwd: folder, stdio: 'ignore' });
  }
  const port = await freePort();
  const child = spawn(process.execPath, [script, `--port=${port}`, '--headless'], {
    cwd: folder,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], HOME: folder, NODE_ENV: 'production' },
  });
  const peer = peerOf(child, port);
  for (let tries = 0; tries < 100; tries += 1) {
    if (await answers(port)) return peer;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await peer.stop();
  throw new Error('The gateway did not start.');
}

async function answers(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/`)).ok;
  } catch {
    // Not listening yet.
    return false;
  }
}
