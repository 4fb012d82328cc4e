import type { RunResult } from '../../routing/run/run.ts';
import type { Gathered } from '../input/gather.ts';
import type { Looked } from '../input/looked.ts';
import type { Offer, ResultOrigin } from '../results/shownResult.ts';
import { word } from '../wording/messages.ts';
import { messageWithin, within } from '../wording/wording.ts';
import { heeded } from './checkedText.ts';
import { lookedAt } from './lookedAt.ts';
import { resultTitle, shortTitle } from './resultTitle.ts';
import { withReason } from './unrunTests.ts';

/** Rules that lead one run away from where its task usually starts: the result says so. */
const DEPARTURES: readonly string[] = ['fit', 'priceBand', 'breaker', 'signal', 'classified'];

/** What the showing of a result needs to know of its run, in words. */
export function originOf(
  gathered: Gathered,
  result: RunResult,
  offers: readonly Offer[],
  looked: Looked = {},
): ResultOrigin {
  const { input, uri, place } = gathered;
  // A review tells by itself how many findings it hides.
  const told = result.notes.filter(({ code }) => code !== 'notes.hiddenFindings');
  const { reason } = result.route;
  const why = DEPARTURES.includes(reason.code) ? [word(within('route', reason))] : [];
  const notes = told
    .flatMap((note) => heeded(messageWithin('note', note), result, looked.types) ?? [])
    .map((note) => word(withReason(note, looked.notRun)));
  return {
    task: input.task,
    uri,
    baseText: input.source,
    target: input.target,
    workspaceFolder: place.root,
    place: lookedAt(gathered),
    offers,
    title: word(resultTitle(result, word, looked.types)),
    shortTitle: word(shortTitle(result, word)),
    notes: [...why, ...new Set(notes)],
  };
}
