import type { Quality } from '../../ledger/quality.ts';
import { fieldsOf, isNumber, isText, listOf, numbers, orNull, shapeOf } from './shapes.ts';

const TIER_NUMBERS =
  'runs told satisfaction low kept edited undone discarded shared keptShare accepted'.split(' ');

const START_NUMBERS =
  'runs right escalated priced pricedRight pricedNusd comparable baselineNusd startNusd'.split(' ');

/** Whether a value is what the ledger knows of the quality of answers. */
export const isQuality = shapeOf<Quality>({
  period: shapeOf(numbers(['firstDay', 'lastDay'])),
  saved: shapeOf({ count: isNumber, powers: arePowers }),
  tiers: listOf(
    shapeOf({
      tier: isText,
      ...numbers(TIER_NUMBERS),
      ...fieldsOf(['medianMs', 'mostMs'], orNull(isNumber)),
    }),
  ),
  starts: listOf(shapeOf({ task: isText, startTier: isText, ...numbers(START_NUMBERS) })),
});

function arePowers(value: unknown): boolean {
  return listOf(isNumber)(value) && (value as readonly unknown[]).length === 4;
}
