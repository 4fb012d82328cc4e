import type { InspectableRunner } from '../../routing/run/runner.ts';
import type { Connection } from './connections.ts';

/** The runner of each connection, and the one that was used last. */
export interface KeptRunners {
  readonly runnerFor: (connection: Connection) => Promise<InspectableRunner>;
  /** undefined: there has been no run yet. */
  readonly latest: () => Promise<InspectableRunner> | undefined;
}

/**
 * Makes a runner once for each connection and hands it out again while the connection stays, so that
 * what a runner has learnt (breakers, the model list) lasts. Only the latest is kept.
 */
export function onePerConnection(
  make: (connection: Connection) => Promise<InspectableRunner>,
): KeptRunners {
  let latest:
    { readonly connection: Connection; readonly runner: Promise<InspectableRunner> } | undefined;
  const runnerFor: KeptRunners['runnerFor'] = async (connection) => {
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
  return { runnerFor, latest: () => latest?.runner };
}

function isSame(one: Connection, other: Connection): boolean {
  return (
    one.address.baseUrl === other.address.baseUrl &&
    one.apiKey === other.apiKey &&
    one.keyHeader === other.keyHeader &&
    one.project === other.project
  );
}
