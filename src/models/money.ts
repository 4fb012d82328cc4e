const NUSD_PER_USD = 1_000_000_000;

/**
 * An amount for display: `$1,234.50`, `$0.42`; below ten cents with two significant digits, so that
 * a small amount never reads as nothing: `$0.041`, `$0.0004`. A loss has a real minus sign.
 * Takes nUSD.
 */
export function formatUsd(nusd: number): string {
  const usd = Math.abs(nusd) / NUSD_PER_USD;
  const sign = nusd < 0 ? '\u2212' : '';
  if (usd === 0) return '$0.00';
  const digits = usd >= 0.0995 ? 2 : Math.min(9, 1 - Math.floor(Math.log10(usd)));
  const [whole = '0', fraction = ''] = usd.toFixed(digits).split('.');
  // Two decimals at least; beyond them a trailing zero says nothing.
  const trimmed = fraction.slice(0, 2) + fraction.slice(2).replace(/0+$/, '');
  return `${sign}$${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${trimmed}`;
}
