import type { RunResult } from '../../routing/run.ts';
import type { Gathered } from '../gather.ts';
import { word } from '../messages.ts';
import type { Offer, ResultOrigin } from '../results/results.ts';
import type { NotRun } from '../testRun/notRun.ts';
import { within } from '../wording.ts';
import { lookedAt } from './lookedAt.ts';
import { withReason } from './unrunTests.ts';
import { resultTitle } from './resultTitle.ts';

/** Rules that lead one run away from where its task usually starts: the result says so. */
const DEPARTURES: readonly string[] = ['fit', 'priceBand', 'breaker', 'signal', 'classified'];

/** What the showing of a result needs to know of its run, in words. */
export function originOf(
  gathered: Gathered,
  result: RunResult,
  offers: readonly Offer[],
  notRun?: NotRun,
): ResultOrigin {
  const { input, uri, place } = gathered;
  // A review tells by itself how many findings it hides.
  const told = result.notes.filter(({ code }) => code !== 'notes.hiddenFindings');
  const { reason } = result.route;
  const why = DEPARTURES.includes(reason.code) ? [word(within('route', reason))] : [];
  const notes = told.map((note) => word(within('note', withReason(note, notRun))));
  return {
    task: input.task,
    uri,
    baseText: input.source,
    target: input.target,
    workspaceFolder: place.root,
    place: lookedAt(gathered),
    offers,
    title: word(resultTitle(result, word)),
    notes: [...why, ...new Set(notes)],
  };
}
