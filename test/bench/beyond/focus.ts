import { createWriteStream } from 'node:fs';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openLedger } from '../../../src/ledger/openLedger.ts';
import { ledgerParts } from '../../support/ledgerFolder.ts';
import { writeHistory } from '../../support/ledgerHistory.ts';
import type { Measured } from './figure.ts';

const ATTEMPTS = 100_000;

/** The export by FOCUS of a year's attempts, each at its tokens' prices, into a file. */
export async function measureFocus(): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'tierwise-focus-'));
  try {
    await writeHistory(join(folder, 'ledger'), ATTEMPTS, 365, { isPriced: true });
    const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
    const ledger = await openLedger({
      folder: join(folder, 'ledger'),
      spendFolder: join(folder, 'spend'),
      ...ledgerParts,
      log,
      pollMs: 0,
    });
    await ledger.figures({ firstDay: 0, lastDay: 1 });
    const target = join(folder, 'focus.csv');
    const begun = performance.now();
    await pipeline(
      Readable.from(ledger.exportRows('attempts', 'focus')),
      createWriteStream(target),
    );
    const seconds = (performance.now() - begun) / 1000;
    await ledger.close();
    const { size } = await stat(target);
    return [
      { name: 'FOCUS: 100,000 attempts into a file', value: seconds, unit: 's', target: 3 },
      { name: '  which has', value: size / 1e6, unit: 'MB', target: null },
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
