const NUSD_PER_USD = 1_000_000_000;

/**
 * An amount for display: `$1,234.50`, `$0.42`; below ten cents with two significant digits, so that
 * a small amount never reads as nothing: `$0.041`, `$0.0004`. A loss has a real minus sign.
 * Takes nUSD. Other languages than English write it their own way, say `1.234,50 $`.
 */
export function formatUsd(nusd: number, language = 'en'): string {
  const usd = Math.abs(nusd) / NUSD_PER_USD;
  const isSmall = usd > 0 && usd < 0.0995;
  return written(nusd, language, isSmall ? Math.min(9, 1 - Math.floor(Math.log10(usd))) : 2);
}

/** An amount to the nano-dollar, for whoever adds up: `$0.042137`. Takes nUSD. */
export function exactUsd(nusd: number, language = 'en'): string {
  return written(nusd, language, 9);
}

function written(nusd: number, language: string, mostDecimals: number): string {
  const sign = nusd < 0 ? '\u2212' : '';
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    // Two decimals at least; beyond them a trailing zero says nothing.
    minimumFractionDigits: 2,
    maximumFractionDigits: mostDecimals,
  });
  return `${sign}${format.format(Math.abs(nusd) / NUSD_PER_USD)}`;
}
