import { csvCell } from '../../ledger/csvCell.ts';
import type { Format } from '../format.ts';
import { NO_FIGURE } from '../format.ts';
import type { Advice, Compared, Weekly } from './weekly.ts';
import type { WeeklyText } from './weeklyTexts.ts';

/** How the weekly report is written down. */
export type WeeklyForm = 'markdown' | 'csv' | 'json';

/** Says texts and names in the reader's language. */
export interface WeeklyWords {
  readonly format: Format;
  /** The tags of the runs that it is of, in words; empty or absent: of all. */
  readonly runs?: string;
  readonly text: (key: WeeklyText, values?: Readonly<Record<string, string>>) => string;
  /** A task's or a tier's name. */
  readonly name: (kind: 'task' | 'tier', key: string) => string;
}

/** The weekly report as a file's text. */
export const WEEKLY_FORMS: Readonly<
  Record<WeeklyForm, (weekly: Weekly, words: WeeklyWords) => string>
> = {
  markdown: markdownOf,
  csv: csvOf,
  json: (weekly) => `${JSON.stringify(weekly, null, 2)}\n`,
};

type Figures = Readonly<Record<string, Compared>>;

/** Headings, tables and sentences; but for tags names and numbers alone, so that there is nothing to escape. */
function markdownOf(weekly: Weekly, words: WeeklyWords): string {
  const { format, text, runs = '' } = words;
  const { period, before, totals, tiers, tasks, changes, advice } = weekly;
  const days = format.days(period.firstDay, period.lastDay);
  const head = [
    `# ${text('title', { days })}`,
    text('against', { days: format.days(before.firstDay, before.lastDay) }),
    ...(runs === '' ? [] : [text('runsWith', { tags: escaped(runs) })]),
  ];
  const sections = [
    ['all', totalsTable(totals, words)],
    ['byTier', groupTable('tier', tiers, words)],
    ['byTask', groupTable('task', tasks, words)],
    [
      'changed',
      listOr(
        changes.map((each) => changeText(each, words)),
        text('unchanged'),
      ),
    ],
    [
      'todo',
      listOr(
        advice.map((each) => adviceText(each, words)),
        text('nothingToDo'),
      ),
    ],
  ] as const;
  const isEmpty = totals.runs.now === 0 && totals.runs.before === 0;
  const body = isEmpty
    ? [text('nothing')]
    : sections.flatMap(([key, lines]) => [`## ${text(key)}`, lines]);
  return `${[...head, ...body].join('\n\n')}\n`;
}

/** A text of the user's own, as Markdown shows it as it is. */
function escaped(text: string): string {
  return text.replace(/[\\`*_{}[\]<>()#+.!|&~-]/g, String.raw`\$&`);
}

function totalsTable(totals: Weekly['totals'], words: WeeklyWords): string {
  const { text } = words;
  const rows = Object.entries<Compared>(totals).map(([name, { now, before }]) => [
    text(name as WeeklyText),
    figureText(name, now, words),
    figureText(name, before, words),
  ]);
  return table([text('figure'), text('thisWeek'), text('lastWeek')], rows);
}

function groupTable(
  kind: 'task' | 'tier',
  groups: readonly { readonly key: string; readonly figures: Figures }[],
  words: WeeklyWords,
): string {
  const { text, name } = words;
  const names = Object.keys(groups[0]?.figures ?? {});
  const rows = groups.map(({ key, figures }) => [
    name(kind, key),
    ...names.map((figure) => {
      const { now = null, before = null } = figures[figure] ?? {};
      const said = figureText(figure, now, words);
      if (before === null) return said;
      return text('before', { now: said, before: figureText(figure, before, words) });
    }),
  ]);
  return table([text(kind), ...names.map((figure) => text(figure as WeeklyText))], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (index === 0 ? '---' : '---:'));
  return [head, rule, ...rows].map(line).join('\n');
}

function listOr(lines: readonly string[], none: string): string {
  return lines.length === 0 ? none : lines.map((line) => `- ${line}`).join('\n');
}

function changeText(
  { task, figure, now, before }: Weekly['changes'][number],
  { format, text, name }: WeeklyWords,
): string {
  return text(now > before ? 'rose' : 'fell', {
    task: name('task', task),
    figure: text(figure),
    now: format.percent(now),
    before: format.percent(before),
  });
}

function adviceText(advice: Advice, { format, text, name }: WeeklyWords): string {
  switch (advice.code) {
    case 'startAtOpus': {
      const { task: id, lostNusd } = advice;
      return text('startAtOpus', { task: name('task', id), id, lost: format.usd(lostNusd) });
    }
    case 'lookAtEscalations':
    case 'lookAtUnkept':
      return text(advice.code, {
        task: name('task', advice.task),
        share: format.percent(advice.share),
      });
    case 'setPrices':
      return text('setPrices', { attempts: format.count(advice.attempts) });
  }
}

/** A figure by what its name says it is: money, a share or a count. */
function figureText(name: string, value: number | null, { format }: WeeklyWords): string {
  if (value === null) return NO_FIGURE;
  if (name.endsWith('Nusd')) return format.usd(value);
  return ['escalated', 'passed', 'keptShare'].includes(name)
    ? format.percent(value)
    : format.count(value);
}

/** A line for each figure, with codes and whole nano-dollars: for programs. */
function csvOf({ totals, tiers, tasks, period, before, tags = {} }: Weekly): string {
  const lines = (group: string, key: string, figures: Figures) =>
    Object.entries(figures).map(([figure, values]) => [
      group,
      key,
      figure,
      values.now,
      values.before,
    ]);
  const rows = [
    ['group', 'key', 'figure', 'this_week', 'week_before'],
    ['period', '', 'first_day', period.firstDay, before.firstDay],
    ['period', '', 'last_day', period.lastDay, before.lastDay],
    ...Object.entries(tags).map(([name, value]) => ['tag', name, value, null, null]),
    ...lines('all', '', totals),
    ...tiers.flatMap(({ key, figures }) => lines('tier', key, figures)),
    ...tasks.flatMap(({ key, figures }) => lines('task', key, figures)),
  ];
  return rows.map((row) => `${row.map((cell) => csvCell(cell)).join(',')}\r\n`).join('');
}
