import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Behind, Gateway } from '../../gateways/gateways.ts';
import { newHome, startGateway } from '../../gateways/started.ts';
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

/** A gateway on loopback, and what a call to it says beside the request. */
export interface GatewayPeer extends Peer {
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Starts a gateway of somebody else's in front of who answers; it is installed into the cache on first use, and is no
 * dependency of the project. Undefined, and said, where it cannot be installed or does not start.
 */
export async function startInFront(
  gateway: Gateway,
  behind: Behind,
  say: (line: string) => void,
): Promise<GatewayPeer | undefined> {
  say(`Starting ${gateway.name} ${gateway.version}, which is installed first where it is not.`);
  try {
    const installed = await gateway.install();
    const home = newHome();
    const port = await freePort();
    const command = gateway.command(installed, home, port, behind);
    const started = await startGateway(home, port, command);
    const authorization = `Bearer ${gateway.place.apiKey}`;
    return {
      port,
      stop: () => started.stop(),
      headers: { authorization, ...gateway.headers?.(behind) },
    };
  } catch (error) {
    say(`${gateway.name} is left out: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}
