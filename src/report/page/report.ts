import { chartOf } from '../chart.ts';
import { BAND_LIMITS, type EscalationBand } from '../escalation.ts';
import { Format } from '../format.ts';
import {
  type FromPage,
  isToPage,
  REPORT_PERIODS,
  type ReportPeriod,
  type ReportTextKey,
  type ToPage,
} from '../protocol.ts';
import type { Sort } from '../sorting.ts';
import { SCALE_END, type Summary, summaryOf } from '../summary.ts';
import {
  CHART_HEADINGS,
  chartTable,
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
let format = new Format(document.documentElement.lang, {});
let isScrollRestored = false;

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isToPage(event.data)) receive(event.data);
  else editor.postMessage({ type: 'failed', detail: 'The page did not understand a message.' });
});
window.addEventListener('error', (event) => {
  editor.postMessage({ type: 'failed', detail: String(event.message) });
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
  }
  if (shown !== undefined || problem !== undefined) draw();
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
  say(summary.sentence);
  const tables = html(
    'div',
    { class: 'tables' },
    tablePart(groupTable('task', figures.byTask, words, format)),
    tablePart(groupTable('tier', figures.byTier, words, format)),
    tablePart(groupTable('model', figures.byModel, words, format)),
  );
  return [
    header(),
    ...noticeParts,
    heroPart(summary),
    measuresPart(summary),
    chartPart(shown, words),
    tables,
    tablePart(recentTable(figures.recent, words, format)),
    methodPart(),
  ];
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
    html(
      'fieldset',
      { class: 'periods' },
      html('legend', { class: 'only-heard' }, format.text('period')),
      ...choices,
    ),
  );
}

function heroPart(summary: Summary): HTMLElement {
  const figure = (label: string, value: string, beside?: string, tone?: string): HTMLElement =>
    html(
      'div',
      {},
      html('dt', {}, label),
      html(
        'dd',
        { class: tone },
        html('span', { class: 'value' }, value),
        beside === undefined ? undefined : html('span', { class: 'beside' }, beside),
      ),
    );
  return html(
    'section',
    { class: 'hero' },
    html(
      'dl',
      {},
      figure(format.text('spent'), summary.spent, summary.unpriced),
      figure(format.text('baseline'), summary.baseline),
      figure(format.text('saved'), summary.saved, summary.savedPercent, summary.tone),
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
    ...more: readonly (Node | undefined)[]
  ): HTMLElement =>
    html(
      'div',
      {},
      html('dt', {}, format.text(label)),
      html('dd', {}, html('span', { class: 'value' }, value), more[0]),
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
    measure('escalationRate', escalation.rate, escalation.detail, band, scale),
    measure('accepted', accepted.rate, accepted.detail),
    measure('failedCost', failed.cost, failed.detail),
    measure('timeAdded', added.time, added.detail),
  );
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
    tableView(chartTable(chart, words, format), tableHost(), heading),
  );
  return html(
    'section',
    {},
    html('h2', {}, heading),
    chartView(chart, words, format),
    kept(details),
  );
}

function tablePart(table: Table): HTMLElement {
  return html('section', {}, tableView(table, tableHost(), html('h2', {}, table.caption)));
}

function tableHost(): TableHost {
  return {
    language: format.language,
    sortOf: (table) => state.sorts[table.id] ?? table.sort,
    onSort: (table, sort: Sort) => {
      remember({ sorts: { ...state.sorts, [table.id]: sort } });
      draw();
    },
  };
}

function methodPart(): HTMLElement {
  const lines = ['methodSpent', 'methodBaseline', 'methodSaved', 'methodEscalated'] as const;
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
