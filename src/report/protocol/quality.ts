import type { PowerSums } from '../../certainty/spread.ts';
import type { Quality, TaskStart, TierQuality } from '../../ledger/quality.ts';
import { hasNumbers, isListOf, isRecord } from './shapes.ts';

const TIER_NUMBERS =
  'runs told satisfaction low kept edited undone discarded shared keptShare accepted'.split(' ');

const START_NUMBERS =
  'runs right escalated priced pricedRight pricedNusd comparable baselineNusd startNusd'.split(' ');

/** Whether a value is what the ledger knows of the quality of answers. */
export function isQuality(value: unknown): value is Quality {
  return (
    isRecord(value) &&
    isRecord(value['period']) &&
    hasNumbers(value['period'], ['firstDay', 'lastDay']) &&
    isPowerSums(value['saved']) &&
    isListOf(value['tiers'], isTier) &&
    isListOf(value['starts'], isStart)
  );
}

function isPowerSums(value: unknown): value is PowerSums {
  return (
    isRecord(value) &&
    hasNumbers(value, ['count']) &&
    Array.isArray(value['powers']) &&
    value['powers'].length === 4 &&
    value['powers'].every((power) => Number.isFinite(power))
  );
}

function isTier(value: unknown): value is TierQuality {
  return (
    isRecord(value) &&
    typeof value['tier'] === 'string' &&
    hasNumbers(value, TIER_NUMBERS) &&
    ['medianMs', 'mostMs'].every((name) => value[name] === null || Number.isFinite(value[name]))
  );
}

function isStart(value: unknown): value is TaskStart {
  return (
    isRecord(value) &&
    typeof value['task'] === 'string' &&
    typeof value['startTier'] === 'string' &&
    hasNumbers(value, START_NUMBERS)
  );
}
