import type { Format } from '../../format.ts';
import type { FromPage, LaterPart, ToPage } from '../../protocol/messages.ts';
import type { Table } from '../../tables.ts';
import { html } from '../elements.ts';
import type { Place, RowsBehind } from '../rowsBehind.ts';
import type { TableHost } from '../tableView.ts';
import { tableView } from '../tableView.ts';

/** What is folded together, as it answers one question. */
export interface Fold {
  /** Names it where its state is kept. */
  readonly id: string;
  readonly heading: string;
  readonly sections: readonly Section[];
}

/** A part of the page that is folded until it is wanted; nothing of it is drawn before. */
export interface Section {
  /** Where the rows behind its numbers are shown; it names the part, too. */
  readonly place: Place;
  readonly heading: string;
  /** What it comes to in a few words, beside the heading of its fold. */
  readonly gist?: string | undefined;
  readonly content: () => readonly HTMLElement[];
}

/** What sections are made of and drawn with. */
export interface Told {
  readonly shown: Extract<ToPage, { type: 'figures' }>;
  /** What has come of the same period so far. */
  readonly machine: Extract<ToPage, { type: 'machine' }> | undefined;
  readonly before: Extract<ToPage, { type: 'before' }> | undefined;
  readonly quality: Extract<ToPage, { type: 'quality' }> | undefined;
  readonly trials: Extract<ToPage, { type: 'trials' }> | undefined;
  readonly riskDial: Extract<ToPage, { type: 'riskDial' }> | undefined;
  readonly failed: ReadonlySet<LaterPart>;
  readonly format: Format;
  readonly behind: RowsBehind;
  readonly tableHost: (place?: Place) => TableHost;
  readonly send: (message: FromPage) => void;
}

/** Which sections are open, by id. */
export interface Folds {
  readonly isOpen: (id: string) => boolean;
  readonly onToggle: (id: string, isOpen: boolean) => void;
}

/** Draws a fold, and what is in it if it is open. */
export function foldView({ id: name, heading, sections }: Fold, folds: Folds): HTMLElement {
  const id = `fold-${name}`;
  const isOpen = folds.isOpen(id);
  const gist = sections.map((section) => section.gist).find((said) => said !== undefined);
  const details = html(
    'details',
    { class: 'fold', id },
    html(
      'summary',
      { id: `${id}-summary` },
      html('h2', {}, heading),
      gist === undefined ? undefined : html('span', { class: 'quiet' }, gist),
    ),
    ...(isOpen ? sections.map((section) => sectionView(section, heading)) : []),
  );
  details.open = isOpen;
  details.addEventListener('toggle', () => {
    if (details.open !== folds.isOpen(id)) folds.onToggle(id, details.open);
  });
  return details;
}

function sectionView({ place, heading, content }: Section, ofFold: string): HTMLElement {
  const title = heading === ofFold ? undefined : html('h3', {}, heading);
  return html('div', { class: 'folded', id: `part-${place}` }, title, ...content());
}

/** A table with what is to be said below it, and the rows behind its numbers. */
export function tableContent(
  { behind, tableHost }: Told,
  place: Place,
  table: Table,
  ...lines: readonly string[]
): readonly HTMLElement[] {
  const part = html(
    'div',
    {},
    tableView(table, tableHost(place), undefined),
    ...lines.map((line) => html('p', { class: 'quiet' }, line)),
  );
  return behind.below(place, part);
}

/** What stands in the place of something that has not come, or does not come. */
export function laterContent({ failed, format }: Told, part: LaterPart): readonly HTMLElement[] {
  const text = format.text(failed.has(part) ? 'sectionFailed' : 'sectionLoading');
  return [html('p', { class: 'quiet' }, text)];
}
