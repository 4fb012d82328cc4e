import { mkdtempSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { LedgerOptions } from '../../src/ledger/ledgerOptions.ts';
import type { BookedLedger } from '../../src/ledger/openLedger.ts';
import { openLedger } from '../../src/ledger/openLedger.ts';

/** Folders for ledgers, the ledgers opened in them, and what these logged. Ends with `remove`. */
export class LedgerFolder {
  readonly path: string;
  readonly log: string[] = [];
  readonly #opened = new Set<BookedLedger>();

  private constructor(path: string) {
    this.path = path;
  }

  static async create(): Promise<LedgerFolder> {
    return new LedgerFolder(await mkdtemp(join(tmpdir(), 'tierwise-ledger-')));
  }

  get ledger(): string {
    return join(this.path, 'ledger');
  }

  get spend(): string {
    return join(this.path, 'spend');
  }

  /** Opens a ledger as a window would; other windows are looked for only when asked. */
  async open(changes: Partial<LedgerOptions> = {}): Promise<BookedLedger> {
    const ledger = await openLedger({
      folder: this.ledger,
      spendFolder: this.spend,
      ...ledgerParts,
      log: this.lines,
      pollMs: 0,
      ...changes,
    });
    this.#opened.add(ledger);
    return ledger;
  }

  /** A log that is kept in `log`. */
  get lines(): LedgerOptions['log'] {
    const add = (level: string) => (message: string, error?: unknown) => {
      const detail = error instanceof Error ? `: ${error.message}` : '';
      this.log.push(`${level}: ${message}${detail}`);
    };
    return { info: add('info'), warn: add('warn'), error: add('error') };
  }

  async remove(): Promise<void> {
    for (const ledger of this.#opened) await ledger.close();
    await rm(this.path, { recursive: true, force: true });
  }
}

/** Where the worker, bundled for the time of this process, and the engine are. */
export const ledgerParts = {
  workerPath: bundledWorker(),
  wasmDir: dirname(createRequire(import.meta.url).resolve('sql.js/dist/sql-wasm.wasm')),
} as const;

/** A worker starts twice as fast from one file without types, and there is one for every ledger. */
function bundledWorker(): string {
  const folder = mkdtempSync(join(tmpdir(), 'tierwise-worker-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const outfile = join(folder, 'ledgerWorker.cjs');
  buildSync({
    entryPoints: [
      fileURLToPath(new URL('../../src/ledger/worker/ledgerWorker.ts', import.meta.url)),
    ],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
  });
  return outfile;
}
