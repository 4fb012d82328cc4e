import { chartOf } from '../chart.ts';
import { BAND_LIMITS, type EscalationBand } from '../escalation.ts';
import { Format, NO_FIGURE } from '../format.ts';
import {
  type FromPage,
  isToPage,
  REPORT_PERIODS,
  type ReportPeriod,
  type ReportTextKey,
  type ToPage,
} from '../protocol.ts';
import { rowsTable } from '../rowsTable.ts';
import type { Sort } from '../sorting.ts';
import { SCALE_END, type Summary, summaryOf } from '../summary.ts';
import {
  type Behind,
  CHART_HEADINGS,
  chartTable,
  fallbackTable,
  groupTable,
  recentTable,
  type Table,
  type Words,
} from '../tables.ts';
import { chartView } from './chartView.ts';
import { html, svg } from './elements.ts';
import { type PageState, pageStateFrom } from './pageState.ts';
import { type TableHost, tableView } from './tableView.ts';

/** What VS Code gives a webview's script. */
interface EditorApi {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): EditorApi;

/** The parts of the page below which the rows behind a number can stand. */
type Place = 'hero' | 'measures' | 'chart' | 'tables' | 'fallbacks' | 'recent';

/** The rows behind a number, as far as they have come. */
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

type FiguresMessage = Extract<ToPage, { type: 'figures' }>;

const PERIOD_TEXTS = {
  today: 'today',
  '7days': 'last7Days',
  '30days': 'last30Days',
  all: 'allTime',
} as const satisfies Record<ReportPeriod, ReportTextKey>;

const BAND_TEXTS = {
  excellent: 'bandExcellent',
  good: 'bandGood',
  review: 'bandReview',
} as const satisfies Record<EscalationBand, ReportTextKey>;

const editor = acquireVsCodeApi();
const main = document.querySelector('main') ?? document.body.appendChild(html('main'));
const status = html('div', { class: 'only-heard', attributes: { role: 'status' } });
document.body.append(status);

let state = pageStateFrom(editor.getState());
/** The period that is waited for or shown. */
let wanted = state.period;
let shown: FiguresMessage | undefined;
let problem: string | undefined;
let openRows: OpenRows | undefined;
let rowsAsked = 0;
let format = new Format(document.documentElement.lang, {});
let isScrollRestored = false;

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isToPage(event.data)) receive(event.data);
  else editor.postMessage({ type: 'failed', detail: 'The page did not understand a message.' });
});
window.addEventListener('error', (event) => {
  editor.postMessage({ type: 'failed', detail: event.message });
});
window.addEventListener('scroll', rememberScroll, { passive: true });
editor.postMessage({ type: 'ready' });
if (wanted !== undefined) editor.postMessage({ type: 'period', period: wanted });

function receive(message: ToPage): void {
  switch (message.type) {
    case 'texts':
      format = new Format(document.documentElement.lang, message.texts);
      break;
    case 'problem':
      problem = message.text;
      break;
    case 'figures':
      // The answer to a question that is no longer asked.
      if (wanted !== undefined && message.period !== wanted) return;
      wanted = message.period;
      shown = message;
      problem = undefined;
      break;
    case 'rows':
    case 'rowsProblem':
      receiveRows(message);
      return;
  }
  if (shown !== undefined || problem !== undefined) draw();
}

function askForRows(): void {
  if (openRows === undefined) return;
  const { id, kind, filter, next: after } = openRows;
  editor.postMessage({ type: 'rows', id, kind, filter, after });
}

/** Opens the rows behind a number below the part of the page that it stands in. */
function openBehind({ kind, filter }: Behind, name: string, place: Place, opener: string): void {
  if (shown === undefined) return;
  rowsAsked += 1;
  openRows = {
    id: rowsAsked,
    kind,
    filter: { period: shown.figures.period, ...filter },
    name,
    place,
    opener,
    rows: [],
    next: null,
    words: {},
    isLoading: true,
    problem: undefined,
  };
  draw();
  document.getElementById('rows-heading')?.focus();
  askForRows();
}

function closeRows(): void {
  const opener = openRows?.opener;
  openRows = undefined;
  draw();
  if (opener !== undefined) document.getElementById(opener)?.focus();
}

function receiveRows(message: Extract<ToPage, { type: 'rows' | 'rowsProblem' }>): void {
  // An answer for rows that were closed, or for another number's.
  if (openRows === undefined || message.id !== openRows.id) return;
  if (message.type === 'rowsProblem') {
    openRows = { ...openRows, isLoading: false, problem: message.text };
    say(message.text);
  } else {
    openRows = {
      ...openRows,
      rows: [...openRows.rows, ...message.rows],
      next: message.next,
      words: { ...openRows.words, ...message.words },
      isLoading: false,
      problem: undefined,
    };
    say(format.text('rowsShown', { count: format.count(openRows.rows.length) }));
  }
  const hadFocus = document.activeElement?.closest('.rows') !== null;
  draw();
  // The button for more is gone with the last page.
  if (hadFocus && document.activeElement === document.body) {
    document.getElementById('rows-heading')?.focus();
  }
}

function remember(change: Partial<PageState>): void {
  state = { ...state, ...change };
  editor.setState(state);
}

function rememberScroll(): void {
  if (isScrollRestored) remember({ scroll: window.scrollY });
}

function choose(period: ReportPeriod): void {
  wanted = period;
  openRows = undefined;
  remember({ period });
  main.setAttribute('aria-busy', 'true');
  editor.postMessage({ type: 'period', period });
  const radio = document.getElementById(`period-${period}`);
  if (radio instanceof HTMLInputElement) radio.checked = true;
}

function draw(): void {
  const focused = document.activeElement?.id ?? '';
  const sideways = new Map(
    [...document.querySelectorAll('.scroller')].map(({ id, scrollLeft }) => [id, scrollLeft]),
  );
  const top = isScrollRestored ? window.scrollY : state.scroll;

  main.replaceChildren(...pageParts());
  main.setAttribute('aria-busy', 'false');

  for (const [id, left] of sideways) document.getElementById(id)?.scrollTo({ left });
  if (focused !== '') document.getElementById(focused)?.focus({ preventScroll: true });
  window.scrollTo({ top });
  isScrollRestored = true;
}

function pageParts(): readonly HTMLElement[] {
  if (problem !== undefined) return [header(), problemPart(problem)];
  if (shown === undefined) return [];
  const { figures, words, notices, period } = shown;
  const noticeParts = notices.map((notice) => html('p', { class: 'notice' }, notice));
  if (figures.totals.runs === 0) {
    say(format.text(period === 'all' ? 'emptyHeading' : 'emptyPeriodHeading'));
    return [header(), ...noticeParts, emptyPart(period)];
  }
  if (!state.hasSeenRuns) remember({ hasSeenRuns: true });
  const summary = summaryOf(figures.totals, format);
  if (openRows === undefined) say(summary.sentence);
  const tables = html(
    'div',
    { class: 'tables' },
    tablePart(groupTable('task', figures.byTask, words, format), 'tables'),
    tablePart(groupTable('tier', figures.byTier, words, format), 'tables'),
    tablePart(groupTable('model', figures.byModel, words, format), 'tables'),
  );
  return [
    header(),
    ...noticeParts,
    ...withRows('hero', heroPart(summary)),
    ...withRows('measures', measuresPart(summary)),
    ...withRows('chart', chartPart(shown, words)),
    ...withRows('tables', tables),
    ...withRows('fallbacks', fallbacksPart(shown, words)),
    ...withRows('recent', tablePart(recentTable(figures.recent, words, format), 'recent')),
    methodPart(),
  ];
}

/** A part of the page, and below it the rows behind one of its numbers. */
function withRows(place: Place, part: HTMLElement): readonly HTMLElement[] {
  return openRows?.place === place ? [part, rowsPart(openRows)] : [part];
}

function rowsPart(open: OpenRows): HTMLElement {
  const { kind, rows, words, next, isLoading } = open;
  const more = (): void => {
    if (openRows === undefined || openRows.isLoading) return;
    openRows = { ...openRows, isLoading: true };
    askForRows();
  };
  const heading = html(
    'h2',
    { id: 'rows-heading', attributes: { tabindex: -1 } },
    format.text('rowsHeading', { number: open.name }),
  );
  const none = isLoading ? 'rowsLoading' : 'rowsNone';
  return html(
    'section',
    {
      class: 'rows',
      attributes: { 'aria-busy': String(isLoading), 'aria-labelledby': 'rows-heading' },
      on: {
        keydown: (event) => {
          if (event instanceof KeyboardEvent && event.key === 'Escape') closeRows();
        },
      },
    },
    html('div', { class: 'rows-head' }, heading, button('rows-close', 'rowsClose', closeRows)),
    open.problem === undefined ? undefined : html('p', {}, open.problem),
    rows.length > 0
      ? tableView(rowsTable(kind, rows, words, format), tableHost(), undefined)
      : html('p', { class: 'quiet' }, format.text(none)),
    next === null ? undefined : button('rows-more', 'rowsMore', more),
    next === null && wanted === 'all'
      ? html('p', { class: 'quiet' }, format.text('rowsGone'))
      : undefined,
  );
}

function button(id: string, label: ReportTextKey, press: () => void): HTMLElement {
  const attributes = { type: 'button' };
  return html(
    'button',
    { class: 'action', id, attributes, on: { click: press } },
    format.text(label),
  );
}

/** A number that opens the rows behind it. */
function numberButton(
  text: string,
  behind: Behind,
  name: string,
  place: Place,
  number: string,
): HTMLElement {
  const id = `number-${place}-${number}`;
  return html(
    'button',
    {
      class: 'value number-button',
      id,
      attributes: {
        type: 'button',
        title: format.text('showRows'),
        'aria-expanded': String(openRows?.opener === id),
      },
      on: { click: () => openBehind(behind, name, place, id) },
    },
    text,
  );
}

/** Tells a screen reader what changed, once. */
function say(text: string): void {
  if (status.textContent !== text) status.textContent = text;
}

function header(): HTMLElement {
  const choices = REPORT_PERIODS.map((period) => {
    const radio = html('input', {
      id: `period-${period}`,
      attributes: { type: 'radio', name: 'period', value: period },
      on: { change: () => choose(period) },
    });
    radio.checked = period === wanted;
    return html('label', {}, radio, html('span', {}, format.text(PERIOD_TEXTS[period])));
  });
  const days = shown === undefined || wanted === 'all' ? undefined : shown.figures.period;
  return html(
    'header',
    {},
    html(
      'div',
      {},
      html('h1', {}, format.text('heading')),
      days === undefined
        ? undefined
        : html('p', { class: 'quiet' }, format.days(days.firstDay, days.lastDay)),
    ),
    button('export', 'export', () => editor.postMessage({ type: 'export' })),
    html(
      'fieldset',
      { class: 'periods' },
      html('legend', { class: 'only-heard' }, format.text('period')),
      ...choices,
    ),
  );
}

function heroPart(summary: Summary): HTMLElement {
  const figure = (
    label: ReportTextKey,
    value: string,
    behind: Behind,
    beside?: HTMLElement,
    tone?: string,
  ): HTMLElement =>
    html(
      'div',
      {},
      html('dt', {}, format.text(label)),
      html(
        'dd',
        { class: tone },
        numberButton(value, behind, format.text(label), 'hero', label),
        beside,
      ),
    );
  const compared: Behind = { kind: 'runs', filter: { comparable: true } };
  const unpriced =
    summary.unpriced &&
    html(
      'span',
      { class: 'beside' },
      numberButton(
        summary.unpriced,
        { kind: 'attempts', filter: { unpriced: true } },
        summary.unpriced,
        'hero',
        'unpriced',
      ),
    );
  const percent = summary.savedPercent && html('span', { class: 'beside' }, summary.savedPercent);
  return html(
    'section',
    { class: 'hero' },
    html(
      'dl',
      {},
      figure('spent', summary.spent, { kind: 'attempts', filter: {} }, unpriced || undefined),
      figure('baseline', summary.baseline, compared),
      figure('saved', summary.saved, compared, percent || undefined, summary.tone),
    ),
    summary.bar === undefined ? undefined : shareOfBaseline(summary.bar, summary.tone),
    html('p', { class: 'sentence' }, summary.sentence),
    ...summary.notes.map((note) => html('p', { class: 'quiet' }, note)),
  );
}

/** Spent and baseline on one line: what is left of the longer one was saved, or lost. */
function shareOfBaseline(bar: { spent: number; baseline: number }, tone: string): SVGElement {
  const percent = (share: number): string => `${share * 100}%`;
  const shorter = Math.min(bar.spent, bar.baseline);
  const attributes = { height: '100%', rx: 3 };
  return svg(
    'svg',
    { class: `balance ${tone}`, attributes: { 'aria-hidden': 'true' } },
    svg('rect', { class: 'rest', attributes: { ...attributes, width: '100%' } }),
    svg('rect', { class: 'spent', attributes: { ...attributes, width: percent(shorter) } }),
  );
}

function measuresPart(summary: Summary): HTMLElement {
  const { escalation, accepted, failed, added } = summary;
  const measure = (
    label: ReportTextKey,
    value: string,
    detail: string,
    behind: Behind,
    ...more: readonly (Node | undefined)[]
  ): HTMLElement =>
    html(
      'div',
      {},
      html('dt', {}, format.text(label)),
      html('dd', {}, numberButton(value, behind, format.text(label), 'measures', label), more[0]),
      more[1] === undefined ? undefined : html('dd', { class: 'drawn' }, more[1]),
      html('dd', { class: 'quiet' }, detail),
    );
  const band =
    escalation.band === undefined
      ? undefined
      : html(
          'span',
          { class: `band ${escalation.band}`, attributes: { title: format.text('bands') } },
          format.text(BAND_TEXTS[escalation.band]),
        );
  const scale = escalation.share === undefined ? undefined : bandScale(escalation.share);
  return html(
    'dl',
    { class: 'measures' },
    measure(
      'escalationRate',
      escalation.rate,
      escalation.detail,
      { kind: 'runs', filter: { escalated: true } },
      band,
      scale,
    ),
    measure('accepted', accepted.rate, accepted.detail, {
      kind: 'runs',
      filter: { outcome: 'accepted' },
    }),
    measure('failedCost', failed.cost, failed.detail, {
      kind: 'attempts',
      filter: { failed: true },
    }),
    measure('timeAdded', added.time, added.detail, { kind: 'attempts', filter: { later: true } }),
  );
}

/** Tier by tier what was tried and what passed, and a run's average beside that at Opus. */
function fallbacksPart({ figures: { fallbacks } }: FiguresMessage, words: Words): HTMLElement {
  const mean = (label: ReportTextKey, nusd: number | null): HTMLElement =>
    html(
      'div',
      {},
      html('dt', {}, format.text(label)),
      html(
        'dd',
        {},
        numberButton(
          nusd === null ? NO_FIGURE : format.usd(nusd),
          { kind: 'runs', filter: { comparable: true } },
          format.text(label),
          'fallbacks',
          label,
        ),
      ),
      html('dd', { class: 'quiet' }, format.runs(fallbacks.comparableRuns)),
    );
  const part = tablePart(fallbackTable(fallbacks, words, format), 'fallbacks');
  part.append(
    html(
      'dl',
      { class: 'measures' },
      mean('meanCost', fallbacks.meanNusd),
      mean('meanOpus', fallbacks.meanOpusNusd),
    ),
  );
  return part;
}

function bandScale(share: number): SVGElement {
  const at = (rate: number): number => (rate / SCALE_END) * 100;
  const stretch = (name: EscalationBand, from: number, to: number): SVGElement =>
    svg('rect', {
      class: name,
      attributes: { x: `${from + 0.5}%`, width: `${to - from - 1}%`, y: 4, height: 4, rx: 2 },
    });
  return svg(
    'svg',
    { class: 'scale', attributes: { role: 'img', 'aria-label': format.text('bands') } },
    stretch('excellent', 0, at(BAND_LIMITS.good)),
    stretch('good', at(BAND_LIMITS.good), at(BAND_LIMITS.review)),
    stretch('review', at(BAND_LIMITS.review), 100),
    svg('circle', {
      class: 'pointer',
      attributes: { cx: `${Math.min(98, Math.max(2, share * 100))}%`, cy: 6, r: 5 },
    }),
  );
}

function chartPart({ figures, period }: FiguresMessage, words: Words): HTMLElement {
  const chart = chartOf(figures.byDay, figures.period, period === 'all');
  const heading = format.text(CHART_HEADINGS[chart.unit]);
  const details = html(
    'details',
    { id: 'chart-details' },
    html('summary', { id: 'chart-summary' }, format.text('showTable')),
    tableView(chartTable(chart, words, format), tableHost('chart'), heading),
  );
  return html(
    'section',
    {},
    html('h2', {}, heading),
    chartView(chart, words, format),
    kept(details),
  );
}

function tablePart(table: Table, place: Place): HTMLElement {
  return html('section', {}, tableView(table, tableHost(place), html('h2', {}, table.caption)));
}

/** `place` is where the rows behind the table's numbers are shown; without one they open nothing. */
function tableHost(place?: Place): TableHost {
  return {
    ...(place === undefined
      ? {}
      : {
          numberOf: (text, behind, name, id) => numberButton(text, behind, name, place, id),
        }),
    language: format.language,
    sortOf: (table) => state.sorts[table.id] ?? table.sort,
    onSort: (table, sort: Sort) => {
      remember({ sorts: { ...state.sorts, [table.id]: sort } });
      draw();
    },
  };
}

function methodPart(): HTMLElement {
  const lines = [
    'methodSpent',
    'methodBaseline',
    'methodSaved',
    'methodEscalated',
    'methodPassed',
  ] as const;
  const details = html(
    'details',
    { id: 'method-details' },
    html('summary', { id: 'method-summary' }, format.text('method')),
    html('ul', {}, ...lines.map((line) => html('li', {}, format.text(line)))),
  );
  return html('footer', {}, kept(details));
}

/** A part that stays open or closed as the user left it. */
function kept(details: HTMLDetailsElement): HTMLDetailsElement {
  const { id } = details;
  details.open = state.open.includes(id);
  details.addEventListener('toggle', () => {
    const others = state.open.filter((other) => other !== id);
    remember({ open: details.open ? [...others, id] : others });
  });
  return details;
}

function emptyPart(period: ReportPeriod): HTMLElement {
  const steps = ['emptyKey', 'emptyRun', 'emptyLook'] as const;
  // Who has had runs before knows how to make one.
  const first =
    state.hasSeenRuns && period !== 'all'
      ? []
      : [
          html('p', {}, format.text('emptyIntro')),
          html('ol', {}, ...steps.map((step) => html('li', {}, format.text(step)))),
        ];
  return html(
    'section',
    { class: 'empty' },
    html('h2', {}, format.text(period === 'all' ? 'emptyHeading' : 'emptyPeriodHeading')),
    ...first,
    period === 'all'
      ? undefined
      : html(
          'button',
          {
            class: 'action',
            id: 'show-all',
            attributes: { type: 'button' },
            on: { click: () => choose('all') },
          },
          format.text('showAll'),
        ),
  );
}

function problemPart(text: string): HTMLElement {
  const again = (): void => {
    main.setAttribute('aria-busy', 'true');
    editor.postMessage({ type: 'ready' });
    if (wanted !== undefined) editor.postMessage({ type: 'period', period: wanted });
  };
  return html(
    'section',
    { class: 'empty', attributes: { role: 'alert' } },
    html('p', {}, text),
    html(
      'button',
      {
        class: 'action',
        id: 'try-again',
        attributes: { type: 'button' },
        on: { click: again },
      },
      format.text('tryAgain'),
    ),
  );
}
