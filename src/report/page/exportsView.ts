import { chartOf } from '../chart.ts';
import { exportsSentences, exportsTable } from '../exportsTable.ts';
import type { Format } from '../format.ts';
import { headlineOf } from '../headline.ts';
import type { ToPage } from '../protocol/messages.ts';
import type { Words } from '../tables.ts';
import { CHART_HEADINGS, chartTable, groupTable } from '../tables.ts';
import { chartView } from './chartView.ts';
import { html } from './elements.ts';
import { heroView } from './headlineView.ts';
import type { NumberButton } from './rowsBehind.ts';
import type { TableHost } from './tableView.ts';
import { tableView } from './tableView.ts';

/** The rows behind a number of exports are in their files: it opens nothing. */
const plainNumber: NumberButton = ({ text, exact }) =>
  html('span', { class: 'value', attributes: { title: exact } }, text);

/**
 * The parts of a report that is made of exports; none where it is of this machine's own books. What only attempts say is
 * not there: exports of runs do not have them.
 */
export function exportsParts(
  { figures, exports, words, period }: Extract<ToPage, { type: 'figures' }>,
  host: TableHost,
  format: Format,
): readonly HTMLElement[] | undefined {
  if (exports === undefined) return undefined;
  const lines = exportsSentences(exports, format);
  const files = html(
    'section',
    { id: 'exports-section' },
    tableView(exportsTable(exports, format), host, html('h2', {}, format.text('exportsFiles'))),
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
    return html('section', {}, tableView(table, host, html('h2', {}, table.caption)));
  });
  return [
    heroView(headlineOf(figures.totals, format), format, plainNumber),
    files,
    chartPart(figures, { period, words }, host, format),
    html('div', { class: 'tables' }, ...groups),
    html('p', { class: 'quiet' }, format.text('exportsMethod')),
  ];
}

function chartPart(
  figures: Extract<ToPage, { type: 'figures' }>['figures'],
  { period, words }: { readonly period: string; readonly words: Words },
  host: TableHost,
  format: Format,
): HTMLElement {
  const chart = chartOf(figures.byDay, figures.period, period === 'all');
  const heading = format.text(CHART_HEADINGS[chart.unit]);
  return html(
    'section',
    {},
    html('h2', {}, heading),
    chartView(chart, words, format),
    html(
      'details',
      { id: 'chart-details' },
      html('summary', { id: 'chart-summary' }, format.text('showTable')),
      tableView(chartTable(chart, words, format), host, heading),
    ),
  );
}
