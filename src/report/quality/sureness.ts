import { LEAST_EFFECTIVE } from '../../certainty/interval.ts';
import type { PowerSums } from '../../certainty/spread.ts';
import { intervalOf, spreadOfSum } from '../../certainty/spread.ts';
import type { Format } from '../format.ts';

const NUSD = 1_000_000_000;

/** How sure it is that something was saved, or lost. */
export interface Sureness {
  /** Between which amounts as many runs like these would save. */
  readonly text: string;
  /** Neither nothing nor the contrary is among them. */
  readonly isSure: boolean;
}

/** How sure some savings are; undefined where no run can be compared. */
export function surenessOf(saved: PowerSums, format: Format): Sureness | undefined {
  if (saved.count === 0) return undefined;
  const runs = format.runs(saved.count);
  if (saved.count < LEAST_EFFECTIVE) {
    const text = format.text('sureFew', { runs, enough: format.count(LEAST_EFFECTIVE) });
    return { text, isSure: false };
  }
  const { low, high } = intervalOf(spreadOfSum(saved));
  const usd = (amount: number): string => format.usd(Math.round(amount * NUSD));
  const isSure = low > 0 || high < 0;
  const text = format.text(isSure ? 'sureYes' : 'sureNo', { runs, low: usd(low), high: usd(high) });
  return { text, isSure };
}
