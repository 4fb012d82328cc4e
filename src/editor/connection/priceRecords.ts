import type { Ledger } from '../../ledger/ledger.ts';
import type { Log } from '../../models/ports.ts';
import type { PriceRecord } from '../../models/priceRecord.ts';
import type { PriceTable, Rates } from '../../models/prices.ts';
import { priceId } from '../../models/prices.ts';

/** Rates are kept per thousand tokens, so that they are whole. */
const TOKENS = 1_000;

/** The price table as the books keep it: rates in nUSD per token. */
export function priceRecords({ rows }: PriceTable): readonly PriceRecord[] {
  return rows.map((row) => {
    return {
      id: priceId(row),
      provider: row.provider,
      model: row.model,
      validFrom: row.validFrom === null ? 0 : Number(row.validFrom.replaceAll('-', '')),
      band: `0-${row.maxPromptTokens ?? 'any'}`,
      rates: { ...perToken('', row.rates), ...(row.fast && perToken('fast.', row.fast)) },
      source: row.checked === null ? row.source : `${row.source} (${row.checked})`,
    };
  });
}

function perToken(prefix: string, rates: Rates): Record<string, number> {
  const named = Object.entries<number>({ ...rates });
  return Object.fromEntries(named.map(([name, rate]) => [prefix + name, rate / TOKENS]));
}

/** Keeps each price table in the books before it is used: once, and again when the user changes it. */
export function priceKeeper(
  ledger: Pick<Ledger, 'recordPrices'>,
  log: Log,
): (table: () => PriceTable) => Promise<void> {
  let kept = '';
  return async (table) => {
    try {
      const records = priceRecords(table());
      const text = JSON.stringify(records);
      if (text === kept) return;
      kept = text;
      await ledger.recordPrices(records);
    } catch (error) {
      // A run is worth more than the sources of its prices.
      log.error('The prices could not be written down.', error);
    }
  };
}
