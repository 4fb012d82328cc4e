import { formatUsd } from '../../models/money.ts';
import type { RunResult } from '../../routing/run/run.ts';
import type { TypesChecked } from '../../typeCheck/typesChecked.ts';
import { coded } from '../wording/editorCodes.ts';
import type { Message } from '../wording/messageTable.ts';
import { checkedText, noticedText } from './checkedText.ts';
import type { Word } from './progressText.ts';
import { shownModel } from './progressText.ts';

/** Who answered, what of it was checked and what it cost, to be worded. */
export function resultTitle(result: RunResult, word: Word, types?: TypesChecked): Message {
  const model = shownModel({ tier: result.finalTier, model: result.finalModel });
  const cost = costText(result, word);
  const noticed = result.outcome === 'accepted' ? noticedText(result) : undefined;
  if (noticed !== undefined) {
    return coded('result.titleProven', { model, cost, proven: word(noticed) });
  }
  return result.strength === undefined || result.outcome !== 'accepted'
    ? coded('result.titleRejected', { model, cost })
    : coded('result.title', { model, cost, checked: word(checkedText(result, types)) });
}

/** Who answered and what it cost, for where there is little room. */
export function shortTitle(result: RunResult, word: Word): Message {
  const model = shownModel({ tier: result.finalTier, model: result.finalModel });
  return result.outcome === 'accepted'
    ? coded('result.shortTitle', { model, cost: costText(result, word) })
    : coded('result.shortTitleRejected', { model });
}

/** What to say of a run that was cancelled. */
export function cancelledText(result: RunResult, word: Word): Message {
  return isFree(result)
    ? coded('result.cancelledIncluded')
    : coded('result.cancelled', { cost: costText(result, word) });
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
  if (isFree(result)) return word(coded('cost.included'));
  const spent = `${result.estimated ? '~' : ''}${formatUsd(result.costNusd)}`;
  return result.unpriced === 0
    ? spent
    : word(coded('cost.unpriced', { spent, count: result.unpriced }));
}
