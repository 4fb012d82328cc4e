import { localDay } from '../calendar.ts';
import { certificateTable } from '../certificateTable.ts';
import { chartOf } from '../chart.ts';
import { controlTable, measuredSavings } from '../controlTable.ts';
import { Format, NO_FIGURE } from '../format.ts';
import { headlineOf } from '../headline.ts';
import { modelChangeTable } from '../modelChangeTable.ts';
import { projectionOf } from '../projection.ts';
import type { Starts } from '../protocol/frontier.ts';
import type { FromPage, ReportPeriod, ToPage } from '../protocol/messages.ts';
import { isToPage } from '../protocol/messages.ts';
import type { Table, Words } from '../tables.ts';
import { CHART_HEADINGS, chartTable, fallbackTable, groupTable, recentTable } from '../tables.ts';
import { whatIfTable } from '../whatIfTable.ts';
import { chartView } from './chartView.ts';
import { claudeCodeView } from './claudeCodeView.ts';
import { html } from './elements.ts';
import { emptyHeading, emptyView, problemView } from './emptyView.ts';
import { headerView, markPeriod } from './headerView.ts';
import { heroView, meansView, measuresView } from './headlineView.ts';
import type { PageState } from './pageState.ts';
import { pageStateFrom } from './pageState.ts';
import { riskDialView } from './riskDialView.ts';
import type { Place } from './rowsBehind.ts';
import { RowsBehind } from './rowsBehind.ts';
import type { TableHost } from './tableView.ts';
import { tableView } from './tableView.ts';

/** What VS Code gives a webview's script. */
interface EditorApi {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: PageState): void;
}

declare function acquireVsCodeApi(): EditorApi;

type FiguresMessage = Extract<ToPage, { type: 'figures' }>;

const editor = acquireVsCodeApi();
const main = document.querySelector('main') ?? document.body.appendChild(html('main'));
const status = html('div', { class: 'only-heard', attributes: { role: 'status' } });
document.body.append(status);

let state = pageStateFrom(editor.getState());
/** The period that is waited for or shown. */
let wanted = state.period;
let shown: FiguresMessage | undefined;
/** What certificates, control group and what-if are made of, once it has come. */
let tried: Extract<ToPage, { type: 'trials' }> | undefined;
let dial: Extract<ToPage, { type: 'riskDial' }> | undefined;
let problem: string | undefined;
let claudeCode: Extract<ToPage, { type: 'claudeCode' }> | undefined;
let format = new Format(document.documentElement.lang, {});
let isScrollRestored = false;

const behind = new RowsBehind({
  format: () => format,
  ask: (message) => editor.postMessage(message),
  draw,
  say,
  table: (table) => tableView(table, tableHost(), undefined),
  period: () => shown?.figures.period,
  isCut: () => shown !== undefined && shown.figures.period.firstDay < shown.keptFrom,
});

window.addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isToPage(event.data)) receive(event.data);
  else editor.postMessage({ type: 'failed', detail: 'The page did not understand a message.' });
});
window.addEventListener('error', (event) => {
  editor.postMessage({ type: 'failed', detail: event.message });
});
window.addEventListener('scroll', rememberScroll, { passive: true });
askForFigures();

function askForFigures(): void {
  editor.postMessage({ type: 'ready' });
  if (wanted !== undefined) editor.postMessage({ type: 'period', period: wanted });
}

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
    case 'claudeCode':
      if (wanted !== undefined && message.period !== wanted) return;
      claudeCode = message;
      break;
    case 'trials':
      if (wanted !== undefined && message.period !== wanted) return;
      tried = message;
      break;
    case 'riskDial':
      dial = message;
      break;
    case 'rows':
    case 'rowsProblem':
      behind.receive(message);
      return;
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
  behind.drop();
  remember({ period });
  main.setAttribute('aria-busy', 'true');
  editor.postMessage({ type: 'period', period });
  markPeriod(period);
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
  if (problem !== undefined) {
    const again = (): void => {
      main.setAttribute('aria-busy', 'true');
      askForFigures();
    };
    return [header(), problemView(problem, format, again)];
  }
  if (shown === undefined) return [];
  const { figures, words, notices, period } = shown;
  const noticeParts = notices.map((notice) => html('p', { class: 'notice' }, notice));
  if (figures.totals.runs === 0) {
    say(emptyHeading(format, period === 'all'));
    const showAll = period === 'all' ? undefined : () => choose('all');
    const empty = emptyView(format, state.hasSeenRuns, showAll);
    return [header(), ...noticeParts, empty, ...claudeCodePart()];
  }
  if (!state.hasSeenRuns) remember({ hasSeenRuns: true });
  const headline = headlineOf(figures.totals, format);
  if (!behind.isOpen) say(headline.sentence);
  const tables = html(
    'div',
    { class: 'tables' },
    tablePart(groupTable('task', figures.byTask, words, format), 'tables'),
    tablePart(groupTable('tier', figures.byTier, words, format), 'tables'),
    tablePart(groupTable('model', figures.byModel, words, format), 'tables'),
  );
  const recent = tablePart(recentTable(figures.recent, words, format), 'recent');
  return [
    header(),
    ...noticeParts,
    ...behind.below('hero', heroView(headline, format, behind.numbersIn('hero'))),
    ...behind.below('measures', measuresView(headline, format, behind.numbersIn('measures'))),
    ...behind.below('chart', chartPart(shown, words)),
    ...behind.below('tables', tables),
    ...behind.below('fallbacks', fallbacksPart(shown, words)),
    ...certaintyParts(shown),
    ...riskDialPart(),
    ...projectionPart(figures),
    ...behind.below('recent', recent),
    ...claudeCodePart(),
    methodPart(),
  ];
}

/** What another program has spent, beside all that is ours. */
function claudeCodePart(): readonly HTMLElement[] {
  return claudeCodeView(claudeCode, tableHost(), format);
}

/** What other first tiers would cost and get wrong, once that has come. */
function riskDialPart(): readonly HTMLElement[] {
  if (!dial?.dial) return [];
  const set = (starts: Starts): void => editor.postMessage({ type: 'starts', starts });
  const view = riskDialView(dial.dial, { words: dial.words, format, set });
  return [html('section', {}, kept(view))];
}

/** Tells a screen reader what changed, once. */
function say(text: string): void {
  if (status.textContent !== text) status.textContent = text;
}

function header(): HTMLElement {
  const { firstDay, lastDay } = shown?.figures.period ?? {};
  const hasDays = wanted !== 'all' && firstDay !== undefined && lastDay !== undefined;
  const parts = {
    period: wanted,
    days: hasDays ? format.days(firstDay, lastDay) : undefined,
    choose,
    exportUsage: () => editor.postMessage({ type: 'export' }),
  };
  return headerView(parts, format);
}

/** Tier by tier what was tried and what passed, and a run's average beside that at Opus. */
function fallbacksPart({ figures: { fallbacks } }: FiguresMessage, words: Words): HTMLElement {
  const { meanNusd, meanOpusNusd, comparableRuns } = fallbacks;
  const shownMean = (nusd: number | null): string => (nusd === null ? NO_FIGURE : format.usd(nusd));
  const means = [
    ['meanCost', shownMean(meanNusd)],
    ['meanOpus', shownMean(meanOpusNusd)],
  ] as const;
  const part = tablePart(fallbackTable(fallbacks, words, format), 'fallbacks');
  const numberOf = behind.numbersIn('fallbacks');
  part.append(meansView(means, format.runs(comparableRuns), format, numberOf));
  return part;
}

/** How sure one may be of all that: certificates, the control group, and what would have been. */
function certaintyParts({ figures, period }: FiguresMessage): readonly HTMLElement[] {
  if (tried === undefined || tried.period !== period) return [];
  const { trials, words } = tried;
  const withRule = (table: Table, place: Place, ...lines: readonly string[]) => {
    const part = tablePart(table, place);
    part.append(...lines.map((line) => html('p', { class: 'quiet' }, line)));
    return behind.below(place, part);
  };
  const control = controlTable(trials, format);
  const models = modelChangeTable(trials.models, words, format);
  const measured = measuredSavings(trials, format);
  const certificates = certificateTable(trials.audits, words, format);
  return [
    ...(trials.audits.length === 0
      ? [
          html(
            'section',
            {},
            html('h2', {}, certificates.caption),
            html('p', { class: 'quiet' }, format.text('certificatesNone')),
          ),
        ]
      : withRule(certificates, 'certificates', format.text('certificatesRule'))),
    ...(control === undefined
      ? []
      : withRule(
          control,
          'control',
          ...(measured === undefined ? [] : [measured.saved, measured.baseline]),
          format.text('controlRule'),
        )),
    ...(models === undefined ? [] : withRule(models, 'models', format.text('modelChangesRule'))),
    ...withRule(
      whatIfTable({ figures, trials, words, format }),
      'whatIf',
      format.text('whatIfRule'),
    ),
  ];
}

/** What use like this would come to, where enough days say something of that. */
function projectionPart(figures: FiguresMessage['figures']): readonly HTMLElement[] {
  const projection = projectionOf(figures, localDay(new Date()), format);
  if (projection === undefined) return [];
  const part = tablePart(projection.table, 'projection');
  const rule = format.text('projectionRule', { days: format.count(projection.days) });
  part.append(html('p', { class: 'quiet' }, rule));
  return behind.below('projection', part);
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
    ...(place === undefined ? {} : { numberOf: behind.numbersIn(place) }),
    language: format.language,
    sortOf: (table) => state.sorts[table.id] ?? table.sort,
    onSort: (table, sort) => {
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
    'methodCompared',
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
