import { csvCell } from '../csvCell.ts';

/** The columns of FOCUS 1.2 that can be filled from the books, in alphabetical order, and our own behind them. */
const COLUMNS = [
  'BilledCost',
  'BillingAccountId',
  'BillingAccountName',
  'BillingCurrency',
  'BillingPeriodEnd',
  'BillingPeriodStart',
  'ChargeCategory',
  'ChargeClass',
  'ChargeDescription',
  'ChargeFrequency',
  'ChargePeriodEnd',
  'ChargePeriodStart',
  'CommitmentDiscountStatus',
  'ConsumedQuantity',
  'ConsumedUnit',
  'ContractedCost',
  'ContractedUnitPrice',
  'EffectiveCost',
  'InvoiceId',
  'InvoiceIssuerName',
  'ListCost',
  'ListUnitPrice',
  'PricingCategory',
  'PricingCurrency',
  'PricingCurrencyContractedUnitPrice',
  'PricingCurrencyEffectiveCost',
  'PricingCurrencyListUnitPrice',
  'PricingQuantity',
  'PricingUnit',
  'ProviderName',
  'PublisherName',
  'ServiceCategory',
  'ServiceName',
  'ServiceSubcategory',
  'SkuId',
  'SkuMeter',
  'SkuPriceDetails',
  'SkuPriceId',
  'Tags',
  'x_Attempt',
  'x_Estimated',
  'x_Kind',
  'x_Outcome',
  'x_RunId',
  'x_Tier',
  'x_Unpriced',
] as const;

type Column = (typeof COLUMNS)[number];

/** What stands in each column. */
export type FocusRow = Readonly<Record<Column, string | number | null>>;

/** The header of an export by FOCUS 1.2. */
export function focusHead(): string {
  return `${COLUMNS.join(',')}\r\n`;
}

/** A charge as a line. */
export function focusLine(row: FocusRow): string {
  return `${COLUMNS.map((name) => csvCell(row[name])).join(',')}\r\n`;
}

/**
 * Lines that share what stands in most of their columns: it is written once. What differs is given to the function that
 * comes back, each a cell as it is written.
 */
export function focusLines<Varying extends Column>(
  shared: Omit<FocusRow, Varying>,
): (varying: Readonly<Record<Varying, string>>) => string {
  const parts: { readonly before: string; readonly name: Varying }[] = [];
  const fixed: Readonly<Partial<Record<Column, string | number | null>>> = shared;
  let text = '';
  COLUMNS.forEach((name, index) => {
    if (index > 0) text += ',';
    if (Object.hasOwn(fixed, name)) {
      text += csvCell(fixed[name] ?? null);
    } else {
      // What is not shared varies.
      parts.push({ before: text, name: name as Varying });
      text = '';
    }
  });
  const end = `${text}\r\n`;
  return (varying) => {
    let line = '';
    for (const { before, name } of parts) line += before + varying[name];
    return line + end;
  };
}

/** In UTC, without parts of a second. */
export function moment(at: number): string {
  return new Date(at).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** Places behind the point: rates are whole per thousand tokens; a twentieth of one has two places more. */
export const PLACES = 14;

/** USD of a whole number of 1e-14 USD, without an exponent and without zeros that say nothing. */
export function decimal(value: number | bigint): string {
  const digits = value.toString().padStart(PLACES + 1, '0');
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === ZERO && end > digits.length - PLACES) end -= 1;
  const whole = digits.slice(0, -PLACES);
  const fraction = digits.slice(digits.length - PLACES, end);
  return fraction === '' ? whole : `${whole}.${fraction}`;
}

const ZERO = 48;
