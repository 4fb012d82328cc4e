import { execFile } from 'node:child_process';
import { onPath } from '../command/projectPrograms.ts';
import { realHome } from '../command/testEnvironment.ts';
import { LeftOutPackages } from '../copy/leftOutPackages.ts';
import { findIsolation, KINDS } from './findIsolation.ts';
import { hostSockets } from './hostSockets.ts';
import type { Isolation, IsolationKind } from './isolation.ts';
import { runView } from './runView.ts';

/** How long a try may take, in ms. */
const TRY_MS = 5_000;

/** Finds out, at the first call only, how this system can keep a program apart. `temporary`: the folder for temporary files. */
export function systemIsolation(
  env: Readonly<Record<string, string | undefined>>,
  temporary: string,
  kinds: readonly IsolationKind[] = KINDS,
): () => Promise<Isolation | undefined> {
  let found: Promise<Isolation | undefined> | undefined;
  return () => (found ??= find(env, temporary, kinds).catch(() => undefined));
}

async function find(
  env: Readonly<Record<string, string | undefined>>,
  temporary: string,
  kinds: readonly IsolationKind[],
): Promise<Isolation | undefined> {
  const home = realHome(env);
  const none = { writable: [], packages: [], leftOut: new LeftOutPackages(() => false) };
  const places = { ...none, home, root: home, temporary, program: '/bin/sh' };
  const parts = {
    platform: process.platform,
    arch: process.arch,
    find: (program: string) => onPath(program, env),
    view: async () => runView({ env, ...places, sockets: await hostSockets() }),
    user: process.getuid?.() ?? 0,
    group: process.getgid?.() ?? 0,
    succeeds,
  };
  return findIsolation(parts, kinds);
}

function succeeds(command: string, args: readonly string[]): Promise<boolean> {
  return new Promise((resolve) => {
    const options = { env: {}, timeout: TRY_MS, killSignal: 'SIGKILL' } as const;
    execFile(command, args, options, (error) => resolve(error === null));
  });
}
