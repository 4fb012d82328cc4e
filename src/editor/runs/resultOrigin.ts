import type { RunResult } from '../../routing/run/run.ts';
import type { CheckDetails } from '../input/checkDetails.ts';
import type { Gathered } from '../input/gather.ts';
import type { Offer, ResultOrigin } from '../results/shownResult.ts';
import { word } from '../wording/messages.ts';
import { messageWithin, within } from '../wording/wording.ts';
import { heeded } from './checkedText.ts';
import { resultTitle, shortTitle } from './resultTitle.ts';
import { survivorTexts } from './survivorTexts.ts';
import { targetText } from './targetText.ts';
import { withReason } from './unrunTests.ts';

/** Rules that lead one run away from where its task usually starts: the result says so. */
const DEPARTURES: readonly string[] = ['fit', 'priceBand', 'breaker', 'signal', 'classified'];

/** What the showing of a result needs to know of its run, in words. */
export function originOf(
  gathered: Gathered,
  result: RunResult,
  offers: readonly Offer[],
  checkDetails: CheckDetails = {},
): ResultOrigin {
  const { input, uri, place } = gathered;
  // A review tells by itself how many findings it hides.
  const told = result.notes.filter(({ code }) => code !== 'notes.hiddenFindings');
  const { reason } = result.route;
  const why = DEPARTURES.includes(reason.code) ? [word(within('route', reason))] : [];
  const notes = told
    .flatMap((note) => heeded(messageWithin('note', note), result, checkDetails.types) ?? [])
    .map((note) => word(withReason(note, checkDetails.notRun)));
  return {
    task: input.task,
    uri,
    baseText: input.source,
    target: input.target,
    workspaceFolder: place.root,
    place: targetText(gathered),
    offers,
    title: word(resultTitle(result, word, checkDetails.types)),
    shortTitle: word(shortTitle(result, word)),
    notes: [...why, ...new Set(notes), ...survivorTexts(result).map(word)],
  };
}
