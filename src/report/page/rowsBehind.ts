import type { TagFilter } from '../../models/tags/tagFilter.ts';
import type { Behind } from '../behind.ts';
import type { Format } from '../format.ts';
import type { FromPage, ToPage } from '../protocol/messages.ts';
import { rowsTable } from '../rowsTable.ts';
import type { Table, Words } from '../tables.ts';
import { html, textButton } from './elements.ts';

/** The parts of the page below which the rows behind a number can stand. */
export type Place =
  | 'hero'
  | 'answers'
  | 'measures'
  | 'chart'
  | 'tables'
  | 'fallbacks'
  | 'advice'
  | 'groups'
  | 'byModel'
  | 'exports'
  | 'quality'
  | 'starts'
  | 'changes'
  | 'certificates'
  | 'control'
  | 'models'
  | 'riskDial'
  | 'whatIf'
  | 'projection'
  | 'recent';

/** A number that opens the rows behind it. */
export interface OpeningNumber {
  readonly text: string;
  readonly behind: Behind;
  /** Which number it is, in words. */
  readonly name: string;
  /** Unique in its part of the page. */
  readonly id: string;
  /** What it is to the nano-dollar. */
  readonly exact?: string | undefined;
}

/** Draws a number that opens the rows behind it. */
export type NumberButton = (number: OpeningNumber) => HTMLElement;

/** What the rows behind a number need from the page. */
export interface RowsHost {
  readonly format: () => Format;
  readonly ask: (message: Extract<FromPage, { type: 'rows' }>) => void;
  readonly draw: () => void;
  /** Tells a screen reader. */
  readonly say: (text: string) => void;
  readonly table: (table: Table) => HTMLElement;
  /** The report's days; undefined while none are shown. */
  readonly period: () => Behind['filter']['period'];
  /** The tags of the runs that the report is of. */
  readonly tags: () => TagFilter;
  /** Whether there are rows of attempts; else those of their runs stand for them. */
  readonly hasAttempts: () => boolean;
  /** Whether single runs of the report's first days may be kept no more. */
  readonly isCut: () => boolean;
}

type RowsMessage = Extract<ToPage, { type: 'rows' | 'rowsProblem' }>;

/** The rows behind one number, as far as they have come. */
interface OpenRows extends Behind {
  readonly id: number;
  readonly name: string;
  readonly place: Place;
  /** Id of the number that opened them. */
  readonly opener: string;
  readonly rows: Extract<ToPage, { type: 'rows' }>['rows'];
  readonly next: string | null;
  readonly words: Words;
  readonly isLoading: boolean;
  readonly problem: string | undefined;
}

const HEADING = 'rows-heading';

/** The numbers that open the rows behind them, and the rows of the one that is open. */
export class RowsBehind {
  readonly #host: RowsHost;
  #open: OpenRows | undefined;
  #asked = 0;

  constructor(host: RowsHost) {
    this.#host = host;
  }

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  /** Puts the rows away without a word: their number is about to go. */
  drop(): void {
    this.#open = undefined;
  }

  /** The numbers of one part of the page. */
  numbersIn(place: Place): NumberButton {
    return ({ text, behind, name, id: number, exact }) => {
      const format = this.#host.format();
      const id = `number-${place}-${number}`;
      return html(
        'button',
        {
          class: 'value number-button',
          id,
          attributes: {
            type: 'button',
            title:
              exact === undefined ? format.text('showRows') : format.text('showRowsOf', { exact }),
            'aria-expanded': String(this.#open?.opener === id),
          },
          on: { click: () => this.#show(behind, name, place, id) },
        },
        text,
      );
    };
  }

  /** A part of the page, and below it the rows behind one of its numbers. */
  below(place: Place, part: HTMLElement): readonly HTMLElement[] {
    return this.#open?.place === place ? [part, this.#view(this.#open)] : [part];
  }

  /** Takes what the editor has answered. */
  receive(message: RowsMessage): void {
    const open = this.#open;
    // An answer for rows that were closed, or for another number's.
    if (open === undefined || message.id !== open.id) return;
    const { draw, format, say } = this.#host;
    if (message.type === 'rowsProblem') {
      this.#open = { ...open, isLoading: false, problem: message.text };
      say(message.text);
    } else {
      const rows = [...open.rows, ...message.rows];
      const words = { ...open.words, ...message.words };
      const { next } = message;
      this.#open = { ...open, rows, next, words, isLoading: false, problem: undefined };
      say(format().text('rowsShown', { count: format().count(rows.length) }));
    }
    const hadFocus = document.activeElement?.closest('.rows') !== null;
    draw();
    // The button for more is gone with the last page.
    if (hadFocus && document.activeElement === document.body) focusOn(HEADING);
  }

  #show({ kind, filter, file }: Behind, name: string, place: Place, opener: string): void {
    const period = this.#host.period();
    if (period === undefined) return;
    this.#asked += 1;
    this.#open = {
      id: this.#asked,
      kind: this.#host.hasAttempts() ? kind : 'runs',
      file,
      filter: { period, tags: this.#host.tags(), ...filter },
      name,
      place,
      opener,
      rows: [],
      next: null,
      words: {},
      isLoading: true,
      problem: undefined,
    };
    this.#host.draw();
    focusOn(HEADING);
    this.#ask(this.#open);
  }

  #showMore(): void {
    if (this.#open === undefined || this.#open.isLoading) return;
    this.#open = { ...this.#open, isLoading: true };
    this.#ask(this.#open);
  }

  #ask({ id, kind, filter, file, next: after }: OpenRows): void {
    this.#host.ask({ type: 'rows', id, kind, filter, file, after });
  }

  #close(): void {
    const opener = this.#open?.opener;
    this.#open = undefined;
    this.#host.draw();
    if (opener !== undefined) focusOn(opener);
  }

  #view({ kind, rows, words, next, isLoading, name, problem }: OpenRows): HTMLElement {
    const format = this.#host.format();
    const heading = html(
      'h2',
      { id: HEADING, attributes: { tabindex: -1 } },
      format.text('rowsHeading', { number: name }),
    );
    const close = () => this.#close();
    const none = format.text(isLoading ? 'rowsLoading' : 'rowsNone');
    return html(
      'section',
      {
        class: 'rows',
        attributes: { 'aria-busy': String(isLoading), 'aria-labelledby': HEADING },
        on: {
          keydown: (event) => {
            if (event instanceof KeyboardEvent && event.key === 'Escape') close();
          },
        },
      },
      html(
        'div',
        { class: 'rows-head' },
        heading,
        textButton('rows-close', format.text('rowsClose'), close),
      ),
      problem === undefined ? undefined : html('p', {}, problem),
      rows.length > 0
        ? this.#host.table(rowsTable(kind, rows, words, format))
        : html('p', { class: 'quiet' }, none),
      next === null
        ? undefined
        : textButton('rows-more', format.text('rowsMore'), () => this.#showMore()),
      next === null && !isLoading && this.#host.isCut()
        ? html('p', { class: 'quiet' }, format.text('rowsGone'))
        : undefined,
    );
  }
}

function focusOn(id: string): void {
  document.getElementById(id)?.focus();
}
