import type { Behind } from '../behind.ts';
import { BEHIND } from '../behind.ts';
import type { EscalationBand } from '../escalation.ts';
import { BAND_LIMITS } from '../escalation.ts';
import type { Format } from '../format.ts';
import type { ReportTextKey } from '../protocol/texts.ts';
import type { Summary } from '../summary.ts';
import { SCALE_END } from '../summary.ts';
import { html, svg } from './elements.ts';
import type { NumberButton } from './rowsBehind.ts';

const BAND_TEXTS = {
  excellent: 'bandExcellent',
  good: 'bandGood',
  review: 'bandReview',
} as const satisfies Record<EscalationBand, ReportTextKey>;

/** Spent, always Opus and saved: in figures, as a bar, and read in a sentence. */
export function heroView(summary: Summary, format: Format, numberOf: NumberButton): HTMLElement {
  const figure = (
    label: ReportTextKey,
    value: string,
    exact: string | undefined,
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
        numberOf(value, behind, format.text(label), label, exact),
        beside,
      ),
    );
  const { unpriced, savedPercent, bar, exact, tone } = summary;
  const unpricedToo =
    unpriced === undefined
      ? undefined
      : html(
          'span',
          { class: 'beside' },
          numberOf(unpriced, BEHIND.unpriced, unpriced, 'unpriced'),
        );
  const percent =
    savedPercent === undefined ? undefined : html('span', { class: 'beside' }, savedPercent);
  return html(
    'section',
    { class: 'hero' },
    html(
      'dl',
      {},
      figure('spent', summary.spent, exact.spent, BEHIND.spent, unpricedToo),
      figure('baseline', summary.baseline, exact.baseline, BEHIND.compared),
      figure('saved', summary.saved, exact.saved, BEHIND.compared, percent, tone),
    ),
    bar === undefined ? undefined : shareOfBaseline(bar, tone),
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

/** Escalations, checks, failed attempts and the time that was added. */
export function measuresView(
  summary: Summary,
  format: Format,
  numberOf: NumberButton,
): HTMLElement {
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
      html('dd', {}, numberOf(value, behind, format.text(label), label), more[0]),
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
  const scale = escalation.share === undefined ? undefined : bandScale(escalation.share, format);
  const { rate, detail } = escalation;
  return html(
    'dl',
    { class: 'measures' },
    measure('escalationRate', rate, detail, BEHIND.escalated, band, scale),
    measure('accepted', accepted.rate, accepted.detail, BEHIND.accepted),
    measure('failedCost', failed.cost, failed.detail, BEHIND.failed),
    measure('timeAdded', added.time, added.detail, BEHIND.later),
  );
}

function bandScale(share: number, format: Format): SVGElement {
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

/** What a run that can be compared cost on average, and would have cost at Opus. */
export function meansView(
  means: readonly (readonly [label: ReportTextKey, shown: string])[],
  runs: string,
  format: Format,
  numberOf: NumberButton,
): HTMLElement {
  const mean = ([label, shown]: (typeof means)[number]): HTMLElement =>
    html(
      'div',
      {},
      html('dt', {}, format.text(label)),
      html('dd', {}, numberOf(shown, BEHIND.compared, format.text(label), label)),
      html('dd', { class: 'quiet' }, runs),
    );
  return html('dl', { class: 'measures' }, ...means.map(mean));
}
