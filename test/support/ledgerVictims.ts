import { spawn, spawnSync } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Period } from '../../src/ledger/figures.ts';
import { ledgerParts } from './ledgerFolder.ts';
import type { ReportOrders } from './ledgerReport.ts';
import type { VictimOrders } from './ledgerVictim.ts';

/** What a victim said before it ended. */
export interface VictimReport {
  readonly isKilled: boolean;
  /** Lines `kind run` that were about to be booked, and that were acknowledged. */
  readonly begun: ReadonlySet<string>;
  readonly acknowledged: ReadonlySet<string>;
  readonly errors: string;
}

/** Where a victim dies: at the n-th change to a file in one of its threads. */
export interface VictimDeath {
  readonly thread: 'main' | 'worker';
  readonly change: number;
}

/** A process that is soon killed compiles nothing twice: optimizing took a third of its time. */
const SHORT_LIVED = ['--liftoff-only', '--no-opt', '--no-maglev', '--no-sparkplug'];

/** Windows as processes of their own, bundled once so that they start quickly. */
export class Victims {
  readonly #folder: string;
  #runs = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static async build(): Promise<Victims> {
    const folder = await mkdtemp(join(tmpdir(), 'tierwise-victims-'));
    await build({
      entryPoints: [
        import.meta.resolve('./ledgerVictim.ts'),
        import.meta.resolve('./ledgerKill.ts'),
        import.meta.resolve('./ledgerReport.ts'),
        import.meta.resolve('../../src/ledger/worker/ledgerWorker.ts'),
      ].map((url) => fileURLToPath(url)),
      outdir: folder,
      outExtension: { '.js': '.cjs' },
      bundle: true,
      minify: true,
      platform: 'node',
      // As the extension's own: a module of this kind also starts quicker.
      format: 'cjs',
      logLevel: 'silent',
    });
    const victims = new Victims(folder);
    await victims.#warm();
    return victims;
  }

  /** A report of these days by a process of its own; ms from its start to its end. */
  report(folder: string, period: Period): number {
    const orders: ReportOrders = { ...ledgerParts, folder, period, workerPath: this.workerPath };
    const start = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      [join(this.#folder, 'test/support/ledgerReport.cjs'), JSON.stringify(orders)],
      { encoding: 'utf8' },
    );
    const ms = performance.now() - start;
    if (status !== 0) throw new Error(stderr);
    return ms;
  }

  /** The bundled worker. */
  get workerPath(): string {
    return join(this.#folder, 'src/ledger/worker/ledgerWorker.cjs');
  }

  /** Runs one window to its end; with `fileBlocks` no file can grow beyond so many half kB. */
  run(
    orders: Omit<VictimOrders, 'workerPath' | 'wasmDir'>,
    death?: VictimDeath,
    fileBlocks?: number,
  ): Promise<VictimReport> {
    const all: VictimOrders = { ...orders, ...ledgerParts, workerPath: this.workerPath };
    // A file takes every line at once; a pipe would not while this process is busy.
    const told = join(this.#folder, `told-${(this.#runs += 1)}`);
    const output = openSync(told, 'w');
    const limit = fileBlocks === undefined ? [] : ['-c', `ulimit -f ${fileBlocks}; exec "$0" "$@"`];
    const child = spawn(
      fileBlocks === undefined ? process.execPath : 'sh',
      [
        ...limit,
        ...(fileBlocks === undefined ? [] : [process.execPath]),
        ...(death === undefined ? [] : SHORT_LIVED),
        '--require',
        join(this.#folder, 'test/support/ledgerKill.cjs'),
        join(this.#folder, 'test/support/ledgerVictim.cjs'),
        JSON.stringify(all),
      ],
      {
        stdio: ['ignore', output, 'pipe'],
        env: {
          ...process.env,
          NODE_COMPILE_CACHE: join(this.#folder, 'compiled'),
          ...(death === undefined
            ? {}
            : { [`TIERWISE_KILL_${death.thread.toUpperCase()}`]: String(death.change) }),
        },
      },
    );
    closeSync(output);
    let errors = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (errors += text));
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (_code, signal) => {
        const lines = readFileSync(told, 'utf8').split('\n');
        const having = (mark: string) =>
          new Set(lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(2)));
        resolve({
          isKilled: signal === 'SIGKILL',
          begun: having('? '),
          acknowledged: having('! '),
          errors,
        });
      });
    });
  }

  /** Lets one window run to its end: those that are killed find the code that it compiled. */
  async #warm(): Promise<void> {
    const folder = join(this.#folder, 'warm');
    await this.run(
      { folder, runs: 1, journalBytes: 1_000, lookEvery: 1 },
      { thread: 'worker', change: Infinity },
    );
    await rm(folder, { recursive: true, force: true });
  }

  async remove(): Promise<void> {
    await rm(this.#folder, { recursive: true, force: true });
  }
}
