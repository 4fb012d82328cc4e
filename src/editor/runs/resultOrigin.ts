import type { RunResult } from '../../routing/run/run.ts';
import type { CheckDetails } from '../input/checkDetails.ts';
import type { Gathered } from '../input/gather.ts';
import type { Offer, ResultOrigin } from '../results/shownResult.ts';
import { coded } from '../wording/editorCodes.ts';
import { word } from '../wording/messages.ts';
import { plain } from '../wording/plainLabel.ts';
import { messageWithin, within } from '../wording/wording.ts';
import { heeded } from './checkedText.ts';
import { resultTitle, shortTitle } from './resultTitle.ts';
import { targetText } from './targetText.ts';
import { withReason } from './unrunTests.ts';

/** Rules that lead one run away from where its task usually starts: the result says so. */
const DEPARTURES: readonly string[] = ['fit', 'priceBand', 'breaker', 'signal', 'classified'];

/** Changes that are told of, and characters of each side of one. */
const MOST_SURVIVORS = 5;
const LONGEST_CODE = 40;

/** What accepted tests do not notice, one sentence for each. */
function survivorNotes({ survivors = [] }: RunResult): readonly string[] {
  const shown = (code: string): string => {
    const line = plain(code.trim());
    const short = line.length > LONGEST_CODE ? `${line.slice(0, LONGEST_CODE)}…` : line;
    return `\`${short}\``;
  };
  return survivors.slice(0, MOST_SURVIVORS).map(({ line, before, after }) => {
    const was = { line, before: shown(before) };
    return after === ''
      ? word(coded('checked.survivorLeftOut', was))
      : word(coded('checked.survivor', { ...was, after: shown(after) }));
  });
}

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
    notes: [...why, ...new Set(notes), ...survivorNotes(result)],
  };
}
