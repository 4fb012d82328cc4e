import type { Trials } from '../../ledger/trials.ts';
import type { Check } from './shapes.ts';
import { listOf, numbers, oneOf, shapeOf, texts } from './shapes.ts';

const OUTCOMES = ['costNusd', 'kept', 'proven', 'baselineNusd'];

/** Lists of what has these texts and these numbers. */
function rows(named: readonly string[], counted: readonly string[]): Check {
  return listOf(shapeOf({ ...texts(named), ...numbers(counted) }));
}

/** Whether a value is what the ledger knows beyond the sums. */
export const isTrials = shapeOf<Trials>({
  audits: listOf(
    shapeOf({
      ...texts(['task', 'tier', 'model', 'strength']),
      labels: listOf(oneOf(['right', 'wrong', 'unsure'])),
    }),
  ),
  tried: rows(['task', 'startTier', 'purpose'], ['propensity', ...OUTCOMES]),
  certain: rows(['task', 'startTier'], ['runs', ...OUTCOMES]),
  byAnswer: rows([], ['nth', 'costNusd', 'kept']),
  capped: rows(['scope'], ['capNusd', 'costNusd', 'kept']),
  models: rows(['task', 'tier', 'model'], ['answers', 'passed', 'costNusd', 'priced']),
  triedModels: rows(['startTier', 'model'], ['propensity', ...OUTCOMES]),
  certainModels: rows(['startTier', 'model'], ['runs', ...OUTCOMES]),
});
