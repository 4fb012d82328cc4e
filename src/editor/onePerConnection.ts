import type { Runner } from '../routing/run.ts';
import type { Connection } from './connections.ts';
import type { RunnerFor } from './runs.ts';

/**
 * Makes a runner once for each connection and hands it out again while the connection stays, so that
 * what a runner has learnt (breakers, the model list) lasts. Only the latest is kept.
 */
export function onePerConnection(make: (connection: Connection) => Promise<Runner>): RunnerFor {
  let latest: { readonly connection: Connection; readonly runner: Promise<Runner> } | undefined;
  return async (connection) => {
    if (latest === undefined || !isSame(latest.connection, connection)) {
      latest = { connection, runner: make(connection) };
    }
    const kept = latest;
    try {
      return await kept.runner;
    } catch (error) {
      // What could not be made is tried anew by the next run.
      if (latest === kept) latest = undefined;
      throw error;
    }
  };
}

function isSame(one: Connection, other: Connection): boolean {
  return one.address.baseUrl === other.address.baseUrl && one.apiKey === other.apiKey;
}
