import type { Sort } from '../sorting.ts';
import { nextSort, sortRows } from '../sorting.ts';
import type { Cell, Column, Table } from '../tables.ts';
import type { Child } from './elements.ts';
import { html, svg } from './elements.ts';
import type { NumberButton, OpeningNumber } from './rowsBehind.ts';

/** What a drawn table needs to know from the page. */
export interface TableHost {
  readonly language: string;
  readonly sortOf: (table: Table) => Sort;
  /** The user chose an order; the page keeps it and draws again. */
  readonly onSort: (table: Table, sort: Sort) => void;
  /** Without it numbers open nothing. */
  readonly numberOf?: NumberButton;
}

/** A table that is sorted by its column buttons and scrolls sideways where there is no room. */
export function tableView(table: Table, host: TableHost, heading: Child): HTMLElement {
  const sort = host.sortOf(table);
  const sorted = Math.max(
    0,
    table.columns.findIndex(({ key }) => key === sort.column),
  );
  const rows = sortRows(
    table.rows,
    (row) => row[sorted]?.sort ?? null,
    sort.descending,
    host.language,
  );
  const head = table.columns.map((column, index) =>
    headCell(table, column, index === sorted ? sort : undefined, host),
  );
  const body = rows.map((row, place) =>
    html(
      'tr',
      {},
      ...row.map((cell, index) => {
        const column = table.columns[index];
        const isFirst = index === 0;
        const name = `${row[0]?.text ?? ''} · ${column?.label ?? ''}`;
        const id = `${table.id}-${place}-${column?.key ?? ''}`;
        return bodyCell(cell, column, isFirst, valueOf(cell, { name, id }, host.numberOf));
      }),
    ),
  );
  return html(
    'div',
    { class: 'scroller', id: `${table.id}-scroller` },
    html(
      'table',
      { id: table.id },
      html('caption', {}, heading ?? table.caption),
      html('thead', {}, html('tr', {}, ...head)),
      html('tbody', {}, ...body),
    ),
  );
}

function headCell(
  table: Table,
  column: Column,
  sort: Sort | undefined,
  host: TableHost,
): HTMLElement {
  const direction = sort?.descending === true ? 'descending' : 'ascending';
  const press = (): void => {
    host.onSort(table, nextSort(host.sortOf(table), column.key, column.isNumber));
  };
  return html(
    'th',
    {
      class: column.isNumber ? 'number' : undefined,
      attributes: {
        scope: 'col',
        'aria-sort': sort === undefined ? undefined : direction,
        'data-column': column.key,
      },
    },
    html(
      'button',
      {
        id: `${table.id}-${column.key}`,
        attributes: { type: 'button' },
        on: { click: press },
      },
      html('span', {}, column.label),
      sort === undefined
        ? undefined
        : svg(
            'svg',
            { class: 'sort', attributes: { viewBox: '0 0 8 5', 'aria-hidden': 'true' } },
            svg('path', { attributes: { d: sort.descending ? 'M0 0h8L4 5z' : 'M0 5h8L4 0z' } }),
          ),
    ),
  );
}

/** What is read in a cell: a number that has rows behind it is a button. */
function valueOf(
  { behind, text, exact }: Cell,
  known: Pick<OpeningNumber, 'name' | 'id'>,
  numberOf: NumberButton | undefined,
): HTMLElement {
  if (behind === undefined || numberOf === undefined) {
    return html('span', { class: 'value', attributes: { title: exact } }, text);
  }
  return numberOf({ ...known, text, behind, exact });
}

function bodyCell(
  cell: Cell,
  column: Column | undefined,
  isFirst: boolean,
  value: HTMLElement,
): HTMLElement {
  const isNumber = column?.isNumber === true;
  const classes = [isNumber ? 'number' : '', cell.isNegative === true ? 'lost' : ''];
  return html(
    isFirst ? 'th' : 'td',
    {
      class: classes.filter((name) => name !== '').join(' ') || undefined,
      attributes: { scope: isFirst ? 'row' : undefined, 'data-column': column?.key },
    },
    cell.outcome === undefined ? undefined : outcomeMark(cell.outcome),
    cell.tier === undefined ? undefined : swatch(cell.tier),
    cell.share === undefined ? undefined : shareBar(cell.share),
    value,
    cell.detail === undefined ? undefined : html('span', { class: 'detail' }, cell.detail),
  );
}

/** A tier's colour. */
export function swatch(name: string): SVGElement {
  const box = svg('rect', {
    class: `tier-${name}`,
    attributes: { width: 10, height: 10, rx: 2 },
  });
  const attributes = { viewBox: '0 0 10 10', 'aria-hidden': 'true' };
  return svg('svg', { class: 'swatch', attributes }, box);
}

function shareBar(share: number): SVGElement {
  const width = `${Math.max(0, Math.min(100, share * 100))}%`;
  return svg(
    'svg',
    { class: 'share', attributes: { 'aria-hidden': 'true' } },
    svg('rect', { class: 'track', attributes: { width: '100%', height: '100%', rx: 2 } }),
    svg('rect', { class: 'part', attributes: { width, height: '100%', rx: 2 } }),
  );
}

const OUTCOME_MARKS: Readonly<Record<string, string>> = {
  accepted: 'M3 8.5 6.5 12 13 4.5',
  rejected: 'M4 4l8 8M12 4l-8 8',
  failed: 'M8 3v6M8 12v1',
  cancelled: 'M4 8h8',
};

function outcomeMark(outcome: string): SVGElement | undefined {
  const path = OUTCOME_MARKS[outcome];
  if (path === undefined) return undefined;
  return svg(
    'svg',
    {
      class: `mark outcome-${outcome}`,
      attributes: { viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    },
    svg('path', { attributes: { d: path } }),
  );
}
