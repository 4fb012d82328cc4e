import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeHistory } from './ledgerHistory.ts';

/** A history is made anew when this changes. */
const HISTORY_VERSION = 5;

/** A history that benchmarks keep in the system's temporary folder. */
export interface KeptHistory {
  readonly attempts: number;
  /** The attempts lie evenly over so many days before now. */
  readonly days: number;
  /** Opens and closes the ledger of a folder, as a window does that leaves it. */
  readonly close: (folder: string) => Promise<void>;
}

/** A history's folder; made when it is not there. */
export async function keptHistory({ attempts, days, close }: KeptHistory): Promise<string> {
  const folder = join(tmpdir(), `tierwise-bench-${HISTORY_VERSION}-${attempts}-${days}`);
  if (fs.existsSync(join(folder, 'ledger.sqlite'))) return folder;
  fs.rmSync(folder, { recursive: true, force: true });
  await writeHistory(folder, attempts, days);
  await close(folder);
  return folder;
}
