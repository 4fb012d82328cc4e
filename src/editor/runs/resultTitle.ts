import type { Coded } from '../../models/codes.ts';
import { formatUsd } from '../../models/money.ts';
import type { RunResult } from '../../routing/run/run.ts';
import type { TypesLooked } from '../../typeCheck/typesLooked.ts';
import { checkedText } from './checkedText.ts';
import type { Word } from './progressText.ts';
import { shownModel } from './progressText.ts';

/** Who answered, what of it was checked and what it cost, to be worded. */
export function resultTitle(result: RunResult, word: Word, types?: TypesLooked): Coded {
  const model = shownModel({ tier: result.finalTier, model: result.finalModel });
  const cost = costText(result, word);
  return result.strength === undefined || result.outcome !== 'accepted'
    ? { code: 'result.titleRejected', args: { model, cost } }
    : { code: 'result.title', args: { model, cost, checked: word(checkedText(result, types)) } };
}

/** Who answered and what it cost, for where there is little room. */
export function shortTitle(result: RunResult, word: Word): Coded {
  const model = shownModel({ tier: result.finalTier, model: result.finalModel });
  return result.outcome === 'accepted'
    ? { code: 'result.shortTitle', args: { model, cost: costText(result, word) } }
    : { code: 'result.shortTitleRejected', args: { model } };
}

/** What to say of a run that was cancelled. */
export function cancelledText(result: RunResult, word: Word): Coded {
  return isFree(result)
    ? { code: 'result.cancelledIncluded', args: {} }
    : { code: 'result.cancelled', args: { cost: costText(result, word) } };
}

/** Whether there is no amount to show, since all of it was part of a subscription. */
function isFree({ included = false, costNusd }: Pick<RunResult, 'included' | 'costNusd'>): boolean {
  return included && costNusd === 0;
}

/** A run's cost: `~` where tokens were estimated, and attempts without a price beside it. */
function costText(
  result: Pick<RunResult, 'costNusd' | 'estimated' | 'unpriced' | 'included'>,
  word: Word,
): string {
  if (isFree(result)) return word({ code: 'cost.included', args: {} });
  const spent = `${result.estimated ? '~' : ''}${formatUsd(result.costNusd)}`;
  return result.unpriced === 0
    ? spent
    : word({ code: 'cost.unpriced', args: { spent, count: result.unpriced } });
}
