import type { Bar, Chart } from '../chart.ts';
import { namedBars } from '../chart.ts';
import type { Format } from '../format.ts';
import { NO_FIGURE } from '../format.ts';
import { wordKey } from '../protocol/codes.ts';
import type { Words } from '../tables.ts';
import { html, svg } from './elements.ts';
import { swatch } from './tableView.ts';

const HEIGHT = 232;
const MARGIN = { top: 10, right: 4, bottom: 26, left: 58 };
const WIDEST_BAR = 72;
const MARK_GAP = 62;

/** The chart and its legend; the legend reads the bar under the pointer, else the whole period. */
export function chartView(chart: Chart, words: Words, format: Format): HTMLElement {
  const legend = html('ul', { class: 'legend' });
  const read = (bar: Bar | undefined): void => {
    legend.replaceChildren(...legendItems(chart, bar, words, format));
  };
  read(undefined);
  const frame = html('div', { class: 'plot' });
  const figure = html(
    'div',
    {
      class: 'chart',
      attributes: { role: 'img', 'aria-label': format.text('chartSummary') },
    },
    legend,
    frame,
  );
  let drawnWidth = 0;
  // Drawn at its real width, so that letters and lines keep their size.
  const observer = new ResizeObserver((entries) => {
    const width = Math.floor(entries[0]?.contentRect.width ?? 0);
    if (width === drawnWidth || width <= 0) return;
    drawnWidth = width;
    frame.replaceChildren(plot(chart, width, format, read));
  });
  observer.observe(frame);
  return figure;
}

function legendItems(
  chart: Chart,
  bar: Bar | undefined,
  words: Words,
  format: Format,
): readonly HTMLElement[] {
  const bars = bar === undefined ? chart.bars : [bar];
  const sum = (valueOf: (one: Bar) => number): number =>
    bars.reduce((total, one) => total + valueOf(one), 0);
  const title =
    bar === undefined ? format.text('total') : format.bar(chart.unit, bar.firstDay, bar.lastDay);
  const tiers = chart.tiers.map((tier) => {
    const cost = sum((one) => one.segments.find((part) => part.tier === tier)?.costNusd ?? 0);
    const name = words[wordKey('tier', tier)] ?? tier;
    return html(
      'li',
      {},
      swatch(tier),
      html('span', {}, name),
      html('span', { class: 'value' }, cost === 0 ? NO_FIGURE : format.usd(cost)),
    );
  });
  const line = svg(
    'svg',
    { class: 'swatch', attributes: { viewBox: '0 0 10 10', 'aria-hidden': 'true' } },
    svg('path', { class: 'baseline', attributes: { d: 'M0 5h10' } }),
  );
  return [
    html('li', { class: 'of' }, title),
    ...tiers,
    html(
      'li',
      {},
      line,
      html('span', {}, format.text('alwaysOpus')),
      html('span', { class: 'value' }, format.usd(sum((one) => one.baselineNusd))),
    ),
  ];
}

/** Where things stand in the drawing, in its own units. */
interface Scale {
  readonly width: number;
  readonly left: number;
  readonly right: number;
  readonly bottom: number;
  readonly height: number;
  /** The width that one bar has for itself. */
  readonly band: number;
  readonly heightOf: (nusd: number) => number;
  readonly leftOf: (index: number) => number;
}

function scaleOf(chart: Chart, width: number): Scale {
  const height = HEIGHT - MARGIN.top - MARGIN.bottom;
  const left = MARGIN.left;
  const right = width - MARGIN.right;
  const band = (right - left) / Math.max(1, chart.bars.length);
  return {
    width,
    left,
    right,
    bottom: MARGIN.top + height,
    height,
    band,
    heightOf: (nusd) => (nusd / chart.topNusd) * height,
    leftOf: (index) => left + index * band,
  };
}

function plot(
  chart: Chart,
  width: number,
  format: Format,
  read: (bar: Bar | undefined) => void,
): SVGElement {
  const scale = scaleOf(chart, width);
  const line = baselinePath(chart, scale);
  const area = `${line}V${scale.bottom}H${scale.left}Z`;
  return svg(
    'svg',
    { attributes: { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}` } },
    svg('path', { class: 'area', attributes: { d: area } }),
    ...axisOf(chart, scale, format),
    ...stacksOf(chart, scale),
    svg('path', { class: 'baseline', attributes: { d: line } }),
    ...marksOf(chart, scale, format),
    ...columnsOf(chart, scale, read),
  );
}

/** The lines and amounts at the side. */
function axisOf(chart: Chart, scale: Scale, format: Format): readonly SVGElement[] {
  return chart.ticks.flatMap((tick) => {
    const y = Math.round(scale.bottom - scale.heightOf(tick)) + 0.5;
    return [
      svg('line', {
        class: tick === 0 ? 'axis' : 'grid',
        attributes: { x1: scale.left, x2: scale.right, y1: y, y2: y },
      }),
      svg(
        'text',
        { attributes: { x: scale.left - 8, y, 'text-anchor': 'end', dy: '0.32em' } },
        format.usd(tick),
      ),
    ];
  });
}

/** The steps of what Opus would have cost, as a path. */
function baselinePath(chart: Chart, { bottom, heightOf, leftOf }: Scale): string {
  const steps = chart.bars.map((bar, index) => {
    const y = bottom - heightOf(bar.baselineNusd);
    return `${index === 0 ? 'M' : 'L'}${leftOf(index)} ${y}H${leftOf(index + 1)}`;
  });
  return steps.join('');
}

/** What each bar cost, tier on tier. */
function stacksOf(chart: Chart, { band, bottom, heightOf, leftOf }: Scale): readonly SVGElement[] {
  const width = Math.min(WIDEST_BAR, Math.max(1, band * 0.64));
  return chart.bars.flatMap((bar, index) =>
    bar.segments.map((segment) => {
      const height = Math.max(1, heightOf(segment.costNusd));
      const x = leftOf(index) + (band - width) / 2;
      const y = bottom - heightOf(segment.fromNusd) - height;
      return svg('rect', { class: `tier-${segment.tier}`, attributes: { x, y, width, height } });
    }),
  );
}

/** The names below as many bars as have room for one. */
function marksOf(chart: Chart, scale: Scale, format: Format): readonly SVGElement[] {
  const { band, left, leftOf, right } = scale;
  const named = new Set(namedBars(chart.bars.length, right - left, MARK_GAP));
  return chart.bars.flatMap((bar, index) => {
    if (!named.has(index)) return [];
    const attributes = {
      // The last name stays whole where its bar is narrower than half of it.
      x: Math.min(leftOf(index) + band / 2, right - MARK_GAP * 0.3),
      y: HEIGHT - 8,
      'text-anchor': 'middle',
    };
    return [svg('text', { attributes }, format.barMark(chart.unit, bar.firstDay))];
  });
}

/** What the pointer meets over each bar. */
function columnsOf(
  chart: Chart,
  { band, height, leftOf }: Scale,
  read: (bar: Bar | undefined) => void,
): readonly SVGElement[] {
  return chart.bars.map((bar, index) =>
    svg('rect', {
      class: 'column',
      attributes: { x: leftOf(index), y: MARGIN.top, width: band, height },
      on: { pointerenter: () => read(bar), pointerleave: () => read(undefined) },
    }),
  );
}
