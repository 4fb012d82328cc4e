import type { Format } from '../format.ts';
import type { ReportPeriod } from '../protocol/messages.ts';
import { REPORT_PERIODS } from '../protocol/messages.ts';
import type { ReportTextKey } from '../protocol/texts.ts';
import { html, textButton } from './elements.ts';

const PERIOD_TEXTS = {
  today: 'today',
  '7days': 'last7Days',
  '30days': 'last30Days',
  all: 'allTime',
} as const satisfies Record<ReportPeriod, ReportTextKey>;

/** What the header shows and does. */
export interface HeaderParts {
  /** undefined until one was chosen or shown. */
  readonly period: ReportPeriod | undefined;
  /** The days of the period in words; undefined where they say nothing. */
  readonly days: string | undefined;
  readonly choose: (period: ReportPeriod) => void;
  /** The choice of tags, where there is one. */
  readonly tags: HTMLElement | undefined;
  readonly heading: ReportTextKey;
  /** Absent: what is shown cannot be exported from here. */
  readonly exportUsage: (() => void) | undefined;
}

/** The page's title, its periods, and the export. */
export function headerView(parts: HeaderParts, format: Format): HTMLElement {
  const choices = REPORT_PERIODS.map((period) => {
    const radio = html('input', {
      id: radioId(period),
      attributes: { type: 'radio', name: 'period', value: period },
      on: { change: () => parts.choose(period) },
    });
    radio.checked = period === parts.period;
    return html('label', {}, radio, html('span', {}, format.text(PERIOD_TEXTS[period])));
  });
  return html(
    'header',
    {},
    html(
      'div',
      {},
      html('h1', {}, format.text(parts.heading)),
      parts.days === undefined ? undefined : html('p', { class: 'quiet' }, parts.days),
    ),
    parts.exportUsage === undefined
      ? undefined
      : textButton('export', format.text('export'), parts.exportUsage),
    html(
      'fieldset',
      { class: 'periods' },
      html('legend', { class: 'only-heard' }, format.text('period')),
      ...choices,
    ),
    parts.tags,
  );
}

/** Shows a period as chosen before its figures come. */
export function markPeriod(period: ReportPeriod): void {
  const radio = document.getElementById(radioId(period));
  if (radio instanceof HTMLInputElement) radio.checked = true;
}

function radioId(period: ReportPeriod): string {
  return `period-${period}`;
}
