import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { supervisorPath } from './builtSupervisor.ts';
import { keptBuilds } from './keptBuilds.ts';

/** What a real runner needs that is the same for all projects, without isolation. */
export function plainRunner(troubles: unknown[]) {
  return {
    temporary: tmpdir(),
    env: process.env,
    node: { command: process.execPath, env: {} },
    supervisorPath,
    isolation: async () => undefined,
    network: false,
    cache: async () => keptBuilds(),
    newMark: randomUUID,
    onTrouble: (error: unknown) => {
      troubles.push(error);
    },
  } as const;
}
