import { LEAST_EFFECTIVE } from '../../certainty/interval.ts';
import type { PowerSums } from '../../certainty/spread.ts';
import { intervalOf, spreadOfSum } from '../../certainty/spread.ts';
import type { Format } from '../format.ts';

const NUSD = 1_000_000_000;

/** Between which amounts as many runs like these would save; undefined where none can be compared. */
export function surenessOf(saved: PowerSums, format: Format): string | undefined {
  if (saved.count === 0) return undefined;
  const runs = format.runs(saved.count);
  if (saved.count < LEAST_EFFECTIVE)
    return format.text('sureFew', { runs, enough: format.count(LEAST_EFFECTIVE) });
  const { low, high } = intervalOf(spreadOfSum(saved));
  const usd = (amount: number): string => format.usd(Math.round(amount * NUSD));
  const isSure = low > 0 || high < 0;
  return format.text(isSure ? 'sureYes' : 'sureNo', { runs, low: usd(low), high: usd(high) });
}
