import { changesOf } from '../../quality/changes.ts';
import { html } from '../elements.ts';
import type { Section, Told } from './section.ts';
import { tableContent } from './section.ts';

/** Which tasks fell against the period before, said at once; undefined where there is none to compare with. */
export function fellView(told: Told): HTMLElement | undefined {
  const changes = changesIn(told);
  if (changes === undefined || changes.fell.length === 0) return undefined;
  const { format } = told;
  return html(
    'section',
    { class: 'fell' },
    html('h2', {}, format.text('changes')),
    html('ul', {}, ...changes.fell.map((line) => html('li', {}, line))),
  );
}

/** The period beside the one before it. */
export function changesSections(told: Told): readonly Section[] {
  const { format } = told;
  const changes = changesIn(told);
  const days = told.before?.figures?.period;
  if (changes === undefined || days === undefined) return [];
  const against = format.text('changesAgainst', { days: format.days(days.firstDay, days.lastDay) });
  const { fell, table } = changes;
  return [
    {
      place: 'changes',
      heading: table.caption,
      gist: against,
      content: () =>
        tableContent(
          told,
          'changes',
          table,
          ...(fell.length === 0 ? [format.text('changesNone')] : fell),
        ),
    },
  ];
}

function changesIn({ before, shown, format }: Told): ReturnType<typeof changesOf> {
  if (!before?.figures) return undefined;
  const words = { ...before.words, ...shown.words };
  return changesOf(shown.figures, before.figures, words, format);
}
