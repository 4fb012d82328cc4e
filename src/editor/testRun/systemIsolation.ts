import { execFile } from 'node:child_process';
import { homedir, tmpdir } from 'node:os';
import { findIsolation, type Isolation } from './isolation.ts';
import { runView } from './runView.ts';
import { onPath } from './testCommand.ts';

/** How long a try may take, in ms. */
const TRY_MS = 5_000;

/** Finds out, at the first call only, how this system can keep a program apart. */
export function systemIsolation(
  env: Readonly<Record<string, string | undefined>>,
): () => Promise<Isolation | undefined> {
  let found: Promise<Isolation | undefined> | undefined;
  return () => (found ??= find(env));
}

async function find(
  env: Readonly<Record<string, string | undefined>>,
): Promise<Isolation | undefined> {
  const home = env['HOME'] ?? homedir();
  const temporary = tmpdir();
  return findIsolation({
    platform: process.platform,
    find: (program) => onPath(program, env),
    view: () =>
      runView({
        env,
        home,
        root: home,
        temporary,
        writable: [],
        packages: [],
        program: '/bin/sh',
      }),
    user: process.getuid?.() ?? 0,
    group: process.getgid?.() ?? 0,
    succeeds: (command, args) =>
      new Promise((resolve) => {
        const options = { env: { PATH: env['PATH'] }, timeout: TRY_MS, killSignal: 'SIGKILL' } as const;
        execFile(command, args, options, (error) => resolve(error === null));
      }),
  });
}
