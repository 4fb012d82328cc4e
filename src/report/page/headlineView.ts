import type { Behind } from '../behind.ts';
import { BEHIND } from '../behind.ts';
import type { EscalationBand } from '../escalation.ts';
import { BAND_LIMITS } from '../escalation.ts';
import type { Format } from '../format.ts';
import type { Headline, Tone } from '../headline.ts';
import { SCALE_END } from '../headline.ts';
import type { ReportTextKey } from '../protocol/texts.ts';
import { html, svg } from './elements.ts';
import type { NumberButton } from './rowsBehind.ts';

const BAND_TEXTS = {
  excellent: 'bandExcellent',
  good: 'bandGood',
  review: 'bandReview',
} as const satisfies Record<EscalationBand, ReportTextKey>;

/** A number of the report's first lines under its name. */
interface Figure {
  readonly label: ReportTextKey;
  readonly text: string;
  readonly exact: string | undefined;
  readonly behind: Behind;
  readonly beside?: HTMLElement | undefined;
  readonly tone?: Tone;
}

/** Spent, always Opus and saved: in figures, as a bar, and read in a sentence. */
export function heroView(headline: Headline, format: Format, numberOf: NumberButton): HTMLElement {
  const { unpriced, savedPercent, bar, exact, tone } = headline;
  const unpricedToo =
    unpriced === undefined
      ? undefined
      : html(
          'span',
          { class: 'beside' },
          numberOf({ text: unpriced, behind: BEHIND.unpriced, name: unpriced, id: 'unpriced' }),
        );
  const percent =
    savedPercent === undefined ? undefined : html('span', { class: 'beside' }, savedPercent);
  return html(
    'section',
    { class: 'hero' },
    html(
      'dl',
      {},
      ...(
        [
          {
            label: 'spent',
            text: headline.spent,
            exact: exact.spent,
            behind: BEHIND.spent,
            beside: unpricedToo,
          },
          {
            label: 'baseline',
            text: headline.baseline,
            exact: exact.baseline,
            behind: BEHIND.compared,
          },
          {
            label: 'saved',
            text: headline.saved,
            exact: exact.saved,
            behind: BEHIND.compared,
            beside: percent,
            tone,
          },
        ] satisfies readonly Figure[]
      ).map((figure) => figureView(figure, format, numberOf)),
    ),
    bar === undefined ? undefined : shareOfBaseline(bar, tone),
    html('p', { class: 'sentence' }, headline.sentence),
    ...headline.notes.map((note) => html('p', { class: 'quiet' }, note)),
  );
}

function figureView(
  { label, text, exact, behind, beside, tone }: Figure,
  format: Format,
  numberOf: NumberButton,
): HTMLElement {
  const name = format.text(label);
  return html(
    'div',
    {},
    html('dt', {}, name),
    html('dd', { class: tone }, numberOf({ text, behind, name, id: label, exact }), beside),
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

/** A number with what it is a part of, and what is drawn of it. */
interface Measure {
  readonly label: ReportTextKey;
  readonly text: string;
  readonly detail: string;
  readonly behind: Behind;
  readonly beside?: HTMLElement | undefined;
  readonly drawn?: SVGElement | undefined;
}

/**
 * What a kept answer cost and what went to others, escalations and checks; where its attempts are known, those that failed
 * and the time that was added.
 */
export function measuresView(
  headline: Headline,
  format: Format,
  numberOf: NumberButton,
  hasAttempts: boolean,
): HTMLElement {
  const { kept, unkept, escalation, accepted, failed, added } = headline;
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
    ...(
      [
        { label: 'keptCost', text: kept.cost, detail: kept.detail, behind: BEHIND.kept },
        { label: 'wastedCost', text: unkept.cost, detail: unkept.detail, behind: BEHIND.unkept },
        {
          label: 'escalationRate',
          text: rate,
          detail,
          behind: BEHIND.escalated,
          beside: band,
          drawn: scale,
        },
        {
          label: 'accepted',
          text: accepted.rate,
          detail: accepted.detail,
          behind: BEHIND.accepted,
        },
        { label: 'failedCost', text: failed.cost, detail: failed.detail, behind: BEHIND.failed },
        { label: 'timeAdded', text: added.time, detail: added.detail, behind: BEHIND.later },
      ] satisfies readonly Measure[]
    )
      .slice(0, hasAttempts ? undefined : -2)
      .map((measure) => measureView(measure, format, numberOf)),
  );
}

function measureView(
  { label, text, detail, behind, beside, drawn }: Measure,
  format: Format,
  numberOf: NumberButton,
): HTMLElement {
  const name = format.text(label);
  return html(
    'div',
    {},
    html('dt', {}, name),
    html('dd', {}, numberOf({ text, behind, name, id: label }), beside),
    drawn === undefined ? undefined : html('dd', { class: 'drawn' }, drawn),
    html('dd', { class: 'quiet' }, detail),
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
  const mean = ([label, text]: (typeof means)[number]): HTMLElement =>
    measureView({ label, text, detail: runs, behind: BEHIND.compared }, format, numberOf);
  return html('dl', { class: 'measures' }, ...means.map(mean));
}
