import { localDay } from '../../calendar.ts';
import { NO_FIGURE } from '../../format.ts';
import type { ProjectedDays } from '../../projection.ts';
import { projectionOf } from '../../projection.ts';
import { fallbackTable, groupTable, recentTable } from '../../tables.ts';
import { html } from '../elements.ts';
import { meansView } from '../headlineView.ts';
import type { Section, Told } from './section.ts';
import { tableContent } from './section.ts';

/** What was used by tier and model, and attempt by attempt. */
export function useSections(told: Told): readonly Section[] {
  const { format } = told;
  const { figures, words } = told.shown;
  return [
    {
      place: 'groups',
      heading: format.text('byTier'),
      content: () =>
        tableContent(told, 'groups', groupTable('tier', figures.byTier, words, format)),
    },
    {
      place: 'byModel',
      heading: format.text('byModel'),
      content: () =>
        tableContent(told, 'byModel', groupTable('model', figures.byModel, words, format)),
    },
    ...attemptSections(told),
  ];
}

/** Attempt by attempt, which merged runs do not have. */
function attemptSections(told: Told): readonly Section[] {
  const { format } = told;
  const { exports, figures, words } = told.shown;
  if (exports !== undefined) return [];
  const content = (): readonly HTMLElement[] => [
    ...tableContent(told, 'fallbacks', fallbackTable(figures.fallbacks, words, format)),
    meansOf(told),
  ];
  return [{ place: 'fallbacks', heading: format.text('fallbacks'), content }];
}

/** The latest runs, where they come with the figures. */
export function recentSections(told: Told): readonly Section[] {
  const { format } = told;
  const { figures, words } = told.shown;
  if (figures.recent.length === 0) return [];
  return [
    {
      place: 'recent',
      heading: format.text('recent'),
      gist: format.text('recentGist', { count: format.count(figures.recent.length) }),
      content: () => tableContent(told, 'recent', recentTable(figures.recent, words, format)),
    },
  ];
}

/** The projection that was made last: it is the same until other figures come. */
let made:
  { readonly of: Told['shown']; readonly projection: ProjectedDays | undefined } | undefined;

/** What use like this would come to; undefined where too few days say nothing of that. */
export function projectionIn({ shown, format }: Told): ProjectedDays | undefined {
  if (made?.of !== shown) {
    made = { of: shown, projection: projectionOf(shown.figures, localDay(new Date()), format) };
  }
  return made.projection;
}

/** What use like this would come to, where enough days say something of that. */
export function projectionSections(told: Told): readonly Section[] {
  const { format } = told;
  const projection = projectionIn(told);
  if (projection === undefined) return [];
  return [
    {
      place: 'projection',
      heading: format.text('projection'),
      gist: format.text('projectionGist', {
        low: format.usd(projection.month.low),
        high: format.usd(projection.month.high),
      }),
      content: () =>
        tableContent(
          told,
          'projection',
          projection.table,
          format.text('projectionFloor'),
          format.text('projectionRule', { days: format.count(projection.days) }),
        ),
    },
  ];
}

/** A run's average beside that at Opus. */
function meansOf({ format, behind, shown }: Told): HTMLElement {
  const { meanNusd, meanOpusNusd, comparableRuns } = shown.figures.fallbacks;
  const mean = (nusd: number | null): string => (nusd === null ? NO_FIGURE : format.usd(nusd));
  const means = [
    ['meanCost', mean(meanNusd)],
    ['meanOpus', mean(meanOpusNusd)],
  ] as const;
  const numberOf = behind.numbersIn('fallbacks');
  return html('div', {}, meansView(means, format.runs(comparableRuns), format, numberOf));
}
