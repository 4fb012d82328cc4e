import { exportsSentences, exportsTable, MERGED_TEXTS } from '../exportsTable.ts';
import type { Format } from '../format.ts';
import { headlineOf } from '../headline.ts';
import type { ToPage } from '../protocol/messages.ts';
import { groupTable } from '../tables.ts';
import { html } from './elements.ts';
import { heroView } from './headlineView.ts';
import type { Place, RowsBehind } from './rowsBehind.ts';
import type { TableHost } from './tableView.ts';
import { tableView } from './tableView.ts';

/** What the page gives its parts. */
export interface ExportsHost {
  readonly behind: RowsBehind;
  readonly chart: () => HTMLElement;
  /** `place`: where the rows behind a table's numbers stand. */
  readonly tableHost: (place: Place) => TableHost;
}

/**
 * The parts of a report that is made of exports; none where it is of this machine's own books. What only attempts say is
 * not there: exports of runs do not have them.
 */
export function exportsParts(
  { figures, exports, words }: Extract<ToPage, { type: 'figures' }>,
  { behind, chart, tableHost }: ExportsHost,
  format: Format,
): readonly HTMLElement[] | undefined {
  if (exports === undefined) return undefined;
  const lines = exportsSentences(exports, format);
  const files = html(
    'section',
    { id: 'exports-section' },
    tableView(
      exportsTable(exports, format),
      tableHost('exports'),
      html('h2', {}, format.text(MERGED_TEXTS[exports.of].caption)),
    ),
    ...lines.map((line, index) => html('p', index === 0 ? {} : { class: 'quiet' }, line)),
  );
  if (figures.totals.runs === 0) {
    return [
      html('section', { class: 'empty' }, html('h2', {}, format.text('emptyPeriodHeading'))),
      files,
    ];
  }
  const groups = (['task', 'tier', 'model'] as const).map((kind) => {
    const of = { task: figures.byTask, tier: figures.byTier, model: figures.byModel }[kind];
    const table = groupTable(kind, of, words, format);
    return html(
      'section',
      {},
      tableView(table, tableHost('tables'), html('h2', {}, table.caption)),
    );
  });
  return [
    ...behind.below(
      'hero',
      heroView(headlineOf(figures.totals, format, false), format, behind.numbersIn('hero')),
    ),
    ...behind.below('exports', files),
    ...behind.below('chart', chart()),
    ...behind.below('tables', html('div', { class: 'tables' }, ...groups)),
    html('p', { class: 'quiet' }, format.text(MERGED_TEXTS[exports.of].method)),
  ];
}
