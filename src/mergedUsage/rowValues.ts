/** A million USD in nUSD, as in the ledger: with more in a row sums would no longer be exact. */
export const MOST_NUSD = 1e15;

/** A whole number from 0 to `most`, be it written as a text; -1 for anything else. */
export function whole(value: unknown, most: number): number {
  const number = typeof value === 'string' ? ofDigits(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 && number <= most
    ? number
    : -1;
}

const MOST_DIGITS = 16;
const ZERO = 48;

/** The number that a text of up to 16 digits is; -1 for any other text. */
function ofDigits(text: string): number {
  if (text.length === 0 || text.length > MOST_DIGITS) return -1;
  let number = 0;
  for (let at = 0; at < text.length; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

/** A count, or what it is taken for where it is not said. */
export function countOr(unsaid: number, value: unknown): number {
  return value === undefined || value === null || value === '' ? unsaid : whole(value, 1_000_000);
}

/** A share from 0 to 1, also with the comma of some languages; NaN for anything else. */
export function shareOf(value: unknown): number {
  const isText = typeof value === 'string' && value !== '';
  const share = isText ? Number(value.replace(',', '.')) : value;
  return typeof share === 'number' && share >= 0 && share <= 1 ? share : Number.NaN;
}

/** An amount in nUSD, or ms; NaN for anything else. */
export function wholeOrNone(value: unknown): number {
  const number = whole(value, MOST_NUSD);
  return number < 0 ? Number.NaN : number;
}

/** A local day `yyyymmdd`; -1 for anything else. */
export function dayOf(value: unknown): number {
  const day = whole(value, 9999_12_31);
  const [month, date] = [Math.floor(day / 100) % 100, day % 100];
  const isDay = day >= 1970_01_01 && month >= 1 && month <= 12 && date >= 1 && date <= 31;
  return isDay ? day : -1;
}
