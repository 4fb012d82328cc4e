import { TAG_NAMES } from '../../models/tags/runTags.ts';
import type { TagFilter } from '../../models/tags/tagFilter.ts';
import { isOfAll } from '../../models/tags/tagFilter.ts';
import { chartOf } from '../chart.ts';
import { MERGED_TEXTS } from '../exportsTable.ts';
import { Format } from '../format.ts';
import { headlineOf } from '../headline.ts';
import { isToPage } from '../protocol/messageChecks.ts';
import type { FromPage, LaterPart, ReportPeriod, ToPage } from '../protocol/messages.ts';
import { LATER_PARTS } from '../protocol/messages.ts';
import type { ReportTextKey } from '../protocol/texts.ts';
import { surenessOf } from '../quality/sureness.ts';
import type { Table, Words } from '../tables.ts';
import { CHART_HEADINGS, chartTable, groupTable } from '../tables.ts';
import { chartView } from './chartView.ts';
import { claudeCodeView } from './claudeCodeView.ts';
import { html } from './elements.ts';
import { emptyHeading, emptyView, problemView } from './emptyView.ts';
import { exportsView } from './exportsView.ts';
import type { HeaderParts } from './headerView.ts';
import { headerView, markPeriod } from './headerView.ts';
import { heroView, measuresView } from './headlineView.ts';
import { methodView } from './methodView.ts';
import type { PageState } from './pageState.ts';
import { pageStateFrom } from './pageState.ts';
import { redraw, WhilePressed } from './redraw.ts';
import type { Place } from './rowsBehind.ts';
import { RowsBehind } from './rowsBehind.ts';
import { adviceView } from './sections/adviceView.ts';
import { answersView } from './sections/answersView.ts';
import { certaintySections, modelSections, whatIfSections } from './sections/certaintySections.ts';
import { changesSections, fellView } from './sections/changesSection.ts';
import { qualitySections, startSections } from './sections/qualitySections.ts';
import { riskDialSections } from './sections/riskDialSection.ts';
import type { Folds, Section, Told } from './sections/section.ts';
import { foldView } from './sections/section.ts';
import { projectionSections, recentSections, useSections } from './sections/useSections.ts';
import type { TableHost } from './tableView.ts';
import { tableView } from './tableView.ts';
import { tagFilterView } from './tagFilterView.ts';

/** What VS Code gives a webview's script. */
interface EditorApi {
  postMessage(message: FromPage): void;
  getState(): unknown;
  setState(state: PageState): void;
}

/** What is shown until a period is chosen, as the editor does it. */
const FIRST_PERIOD: ReportPeriod = '30days';

/** A little more than the time between two pictures of a screen. */
const FRAME_MS = 20;

declare function acquireVsCodeApi(): EditorApi;

type FiguresMessage = Extract<ToPage, { type: 'figures' }>;
/** What comes after the figures, by its name. */
type Later = { readonly [Part in LaterPart]?: Extract<ToPage, { type: Part }> };

/** What stands folded below the first figures, in this order: what belongs together in one. */
const FOLDS = {
  changes: ['changes', changesSections],
  tiers: ['byTierAndModel', qualitySections, useSections],
  starts: ['whereToStart', startSections, modelSections, riskDialSections],
  recent: ['recent', recentSections],
  wouldBe: ['wouldBe', projectionSections, whatIfSections],
  sure: ['howSure', certaintySections],
} as const satisfies Readonly<
  Record<string, readonly [ReportTextKey, ...((told: Told) => readonly Section[])[]]>
>;

const editor = acquireVsCodeApi();
const main = document.querySelector('main') ?? document.body.appendChild(html('main'));
const status = html('div', { class: 'only-heard', attributes: { role: 'status' } });
document.body.append(status);

let state = pageStateFrom(editor.getState());
/** The period that is waited for or shown. */
let wanted = state.period;
/** The tags of the runs that are waited for or shown. */
let tags = state.tags;
let shown: FiguresMessage | undefined;
/** What has come after the figures. */
let later: Later = {};
/** The periods of which it could not be had. */
let failed: Readonly<Partial<Record<LaterPart, ReportPeriod>>> = {};
let problem: string | undefined;
let claudeCode: Extract<ToPage, { type: 'claudeCode' }> | undefined;
let format = new Format(document.documentElement.lang, {});
let isScrollRestored = false;
/** The timer of what will be drawn. */
let planned: ReturnType<typeof setTimeout> | undefined;
const pressed = new WhilePressed();

const behind = new RowsBehind({
  format: () => format,
  ask: (message) => editor.postMessage(message),
  draw,
  say,
  table: (table) => tableView(table, tableHost(), undefined),
  period: () => shown?.figures.period,
  tags: () => tags,
  hasAttempts: () => shown?.exports === undefined,
  isCut: () => shown !== undefined && shown.figures.period.firstDay < shown.keptFrom,
});

addEventListener('message', (event: MessageEvent<unknown>) => {
  if (isToPage(event.data)) receive(event.data);
  else editor.postMessage({ type: 'failed', detail: 'The page got an unknown message.' });
});
addEventListener('error', (event) => {
  editor.postMessage({ type: 'failed', detail: event.message });
});
addEventListener('scroll', rememberScroll, { passive: true });
askForFigures();

function askForFigures(): void {
  editor.postMessage({ type: 'ready' });
  const period = wanted ?? (isOfAll(tags) ? undefined : FIRST_PERIOD);
  if (period !== undefined) editor.postMessage({ type: 'period', period, tags });
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
      if (isStale(message)) return;
      wanted = message.period;
      shown = message;
      problem = undefined;
      if (main.childElementCount === 0 && state.scroll === 0) main.append(...firstParts(message));
      break;
    case 'claudeCode':
      if (isStale(message)) return;
      claudeCode = message;
      break;
    case 'tags':
    case 'machine':
    case 'before':
    case 'quality':
    case 'trials':
    case 'riskDial':
      if (isStale(message)) return;
      later = { ...later, [message.type]: message };
      failed = { ...failed, [message.type]: undefined };
      break;
    case 'partFailed':
      if (isStale(message)) return;
      failed = { ...failed, [message.part]: message.period };
      break;
    case 'rows':
    case 'rowsProblem':
      pressed.after(() => behind.receive(message));
      return;
  }
  if (shown !== undefined || problem !== undefined) drawSoon();
}

/** Draws once what comes at short intervals: what is drawn meanwhile keeps the first numbers from the eye. */
function drawSoon(): void {
  clearTimeout(planned);
  planned = setTimeout(() => pressed.after(draw), FRAME_MS);
}

/** Whether a message answers a question that is no longer asked: of another period, or of runs with other tags. */
function isStale({
  period,
  tags: of,
}: {
  readonly period: ReportPeriod;
  readonly tags?: TagFilter;
}): boolean {
  if (of !== undefined && TAG_NAMES.some((name) => of[name] !== tags[name])) return true;
  return wanted !== undefined && period !== wanted;
}

function remember(change: Partial<PageState>): void {
  state = { ...state, ...change };
  editor.setState(state);
}

function rememberScroll(): void {
  if (isScrollRestored) remember({ scroll: scrollY });
}

function choose(period: ReportPeriod): void {
  wanted = period;
  behind.drop();
  remember({ period });
  main.setAttribute('aria-busy', 'true');
  editor.postMessage({ type: 'period', period, tags });
  markPeriod(period);
}

function chooseTags(chosen: TagFilter): void {
  tags = chosen;
  // What has come is of other runs, but for what can be chosen.
  later = { ...(later.tags && { tags: later.tags }) };
  remember({ tags });
  choose(wanted ?? FIRST_PERIOD);
}

function draw(): void {
  // What was opened just now is not told yet.
  for (const { id, open } of main.querySelectorAll('details')) rememberOpen(id, open);
  redraw(main, pageParts(), isScrollRestored ? undefined : state.scroll);
  main.setAttribute('aria-busy', 'false');
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
  const { exports, figures, words, period } = shown;
  const told = toldOf(shown);
  const files = exportsView(told);
  const top = topOf(shown);
  if (figures.totals.runs === 0) {
    const isAll = period === 'all' && isOfAll(tags) && exports === undefined;
    say(emptyHeading(format, isAll));
    const showAll = isAll ? undefined : showEverything;
    const empty = emptyView(format, state.hasSeenRuns || exports !== undefined, showAll);
    return [...top, empty, ...files, ...claudeCodePart()];
  }
  if (!state.hasSeenRuns) remember({ hasSeenRuns: true });
  const sure = told.quality && surenessOf(told.quality.quality.saved, format);
  const headline = headlineOf(figures.totals, format, sure?.isSure === true);
  if (!behind.isOpen) say(headline.sentence);
  const fell = fellView(told);
  const advice = adviceView(told);
  return [
    ...top,
    ...behind.below('hero', heroView(headline, format, behind.numbersIn('hero'))),
    ...behind.below('answers', answersView(told, sure)),
    ...files,
    ...(fell === undefined ? [] : [fell]),
    ...(advice === undefined ? [] : behind.below('advice', advice)),
    ...behind.below(
      'measures',
      measuresView(headline, format, behind.numbersIn('measures'), exports === undefined),
    ),
    ...behind.below('chart', chartPart(shown, words)),
    ...behind.below(
      'tables',
      tablePart(groupTable('task', figures.byTask, words, format), 'tables'),
    ),
    html('div', { class: 'folds' }, ...foldsOf(told)),
    ...claudeCodePart(),
    methodView(exports, format, kept),
  ];
}

/** The first numbers alone: they are seen while the rest is made. */
function firstParts(figures: FiguresMessage): readonly HTMLElement[] {
  if (figures.figures.totals.runs === 0) return [];
  const headline = headlineOf(figures.figures.totals, format, false);
  return [...topOf(figures), heroView(headline, format, behind.numbersIn('hero'))];
}

function topOf({ notices }: FiguresMessage): readonly HTMLElement[] {
  return [header(), ...notices.map((notice) => html('p', { class: 'notice' }, notice))];
}

/** What the sections are made of: of what has come, that of the period that is shown. */
function toldOf(figures: FiguresMessage): Told {
  const ofPeriod = <Message extends { readonly period: ReportPeriod }>(
    message: Message | undefined,
  ): Message | undefined => (message?.period === figures.period ? message : undefined);
  return {
    shown: figures,
    machine: ofPeriod(later.machine),
    before: ofPeriod(later.before),
    quality: ofPeriod(later.quality),
    trials: ofPeriod(later.trials),
    riskDial: ofPeriod(later.riskDial),
    failed: new Set(LATER_PARTS.filter((part) => failed[part] === figures.period)),
    format,
    behind,
    tableHost,
    send: (message) => editor.postMessage(message),
  };
}

function foldsOf(told: Told): readonly HTMLElement[] {
  const folds: Folds = {
    isOpen: (id) => state.open.includes(id),
    onToggle: (id, isOpen) => {
      rememberOpen(id, isOpen);
      draw();
    },
  };
  return Object.entries(FOLDS).flatMap(([id, [heading, ...parts]]) => {
    const sections = parts.flatMap((of) => of(told));
    const fold = { id, heading: format.text(heading), sections };
    return sections.length === 0 ? [] : [foldView(fold, folds)];
  });
}

/** What another program has spent, beside all that is ours. */
function claudeCodePart(): readonly HTMLElement[] {
  return claudeCodeView(claudeCode, tableHost(), format);
}

function showEverything(): void {
  wanted = 'all';
  chooseTags({});
}

function exportUsage(): void {
  editor.postMessage({ type: 'export', tags });
}

/** Tells a screen reader what changed, once. */
function say(text: string): void {
  if (status.textContent !== text) status.textContent = text;
}

function header(): HTMLElement {
  const { firstDay, lastDay } = shown?.figures.period ?? {};
  const hasDays = wanted !== 'all' && firstDay !== undefined && lastDay !== undefined;
  const parts: HeaderParts = {
    period: wanted,
    days: hasDays ? format.days(firstDay, lastDay) : undefined,
    choose,
    heading: shown?.exports === undefined ? 'heading' : MERGED_TEXTS[shown.exports.of].heading,
    exportUsage: shown?.exports === undefined ? exportUsage : undefined,
    tags: tagFilterView({ values: later.tags?.values, chosen: tags, choose: chooseTags }, format),
  };
  return headerView(parts, format);
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

/** A part that stays open or closed as the user left it. */
function kept(details: HTMLDetailsElement): HTMLDetailsElement {
  const { id } = details;
  details.open = state.open.includes(id);
  details.addEventListener('toggle', () => rememberOpen(id, details.open));
  return details;
}

function rememberOpen(id: string, isOpen: boolean): void {
  if (isOpen === state.open.includes(id)) return;
  const others = state.open.filter((other) => other !== id);
  remember({ open: isOpen ? [...others, id] : others });
}
