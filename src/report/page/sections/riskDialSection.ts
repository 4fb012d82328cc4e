import { isOfAll } from '../../../models/tags/tagFilter.ts';
import type { Format } from '../../format.ts';
import { wordKey } from '../../protocol/codes.ts';
import type { DialPoint, RiskDial, Starts } from '../../protocol/frontier.ts';
import type { Words } from '../../tables.ts';
import { html, svg, textButton } from '../elements.ts';
import type { Section, Told } from './section.ts';
import { laterContent } from './section.ts';

const WIDTH = 360;
const HEIGHT = 150;
const MARGIN = { top: 12, right: 16, bottom: 24, left: 16 };

/** What the dial needs from the page. */
interface DialHost {
  readonly words: Words;
  readonly format: Format;
  /** How it is made, in words. */
  readonly rule: string;
  /** Asks the editor to start tasks elsewhere, which it asks the user about. */
  readonly set: (starts: Starts) => void;
}

/** Weekly cost against wrong answers: what evidence supports, with the point of today on it. */
function riskDialView(dial: RiskDial, host: DialHost): readonly HTMLElement[] {
  const { format } = host;
  const quiet = (text: string): HTMLElement => html('p', { class: 'quiet' }, text);
  const { points, unknown } = dial;
  if (points.length === 0) return [quiet(format.text('riskDialUnknown'))];
  const names = unknown.map((task) => host.words[wordKey('task', task)] ?? task).join(', ');
  return [
    drawing(points, host),
    html('ol', { class: 'dial-points' }, ...points.map((point, at) => item(point, at, host))),
    quiet(host.rule),
    ...(unknown.length > 0 ? [quiet(format.text('riskDialLeftOut', { tasks: names }))] : []),
  ];
}

function item(point: DialPoint, at: number, host: DialHost): HTMLElement {
  const { format, words } = host;
  const word = (kind: 'task' | 'tier', code: string): string => words[wordKey(kind, code)] ?? code;
  const changes = point.changes.map(({ task, from, to }) =>
    format.text('riskDialChange', {
      task: word('task', task),
      from: word('tier', from),
      to: word('tier', to),
    }),
  );
  const said = point.isToday ? format.text('riskDialToday') : changes.join(', ');
  return html(
    'li',
    {},
    html('span', { class: 'value' }, costOf(point, format)),
    html('span', {}, wrongOf(point, format)),
    html('span', { class: 'quiet' }, said),
    point.isToday
      ? undefined
      : textButton(`risk-dial-set-${at}`, format.text('riskDialSet'), () => setPoint(point, host)),
  );
}

function setPoint({ changes }: DialPoint, { set }: DialHost): void {
  set(Object.fromEntries(changes.map(({ task, to }) => [task, to])));
}

function costOf({ weeklyNusd }: DialPoint, format: Format): string {
  return format.text('riskDialCost', { cost: format.usd(weeklyNusd) });
}

function wrongOf({ wrong }: DialPoint, format: Format): string {
  return format.text('riskDialWrong', {
    share: format.percent(wrong.estimate),
    low: format.percent(wrong.low),
    high: format.percent(wrong.high),
  });
}

/** The points from cheap to dear and, upwards, from right to wrong. Its list says the same in words. */
function drawing(points: readonly DialPoint[], host: DialHost): HTMLElement {
  const most = Math.max(...points.map(({ weeklyNusd }) => weeklyNusd), 1);
  const worst = Math.max(...points.map(({ wrong }) => wrong.high), 0.01);
  const bottom = HEIGHT - MARGIN.bottom;
  const x = (nusd: number) => MARGIN.left + (nusd / most) * (WIDTH - MARGIN.left - MARGIN.right);
  const y = (share: number) => bottom - (share / worst) * (bottom - MARGIN.top);
  const { format } = host;
  const marks = points.flatMap((point) => {
    const { weeklyNusd, wrong, isToday } = point;
    const cx = x(weeklyNusd);
    const title = svg('title', {}, `${costOf(point, format)}, ${wrongOf(point, format)}`);
    return [
      svg('line', {
        class: 'spread',
        attributes: { x1: cx, x2: cx, y1: y(wrong.low), y2: y(wrong.high) },
      }),
      svg(
        'circle',
        {
          class: isToday ? 'point today' : 'point',
          attributes: { cx, cy: y(wrong.estimate), r: isToday ? 6 : 5 },
          ...(isToday ? {} : { on: { click: () => setPoint(point, host) } }),
        },
        title,
      ),
    ];
  });
  const path = points.map((point, at) => {
    const to = `${x(point.weeklyNusd)} ${y(point.wrong.estimate)}`;
    return `${at === 0 ? 'M' : 'L'}${to}`;
  });
  const axis = { x1: MARGIN.left, x2: WIDTH - MARGIN.right, y1: bottom, y2: bottom };
  return html(
    'div',
    { class: 'dial-plot', attributes: { 'aria-hidden': 'true' } },
    svg(
      'svg',
      { attributes: { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, width: WIDTH, height: HEIGHT } },
      svg('line', { class: 'axis', attributes: axis }),
      svg('path', { class: 'frontier', attributes: { d: path.join('') } }),
      ...marks,
      svg('text', { attributes: { x: MARGIN.left, y: HEIGHT - 6 } }, format.text('riskDialAxis')),
    ),
  );
}

/** What other first tiers would cost and get wrong; nothing where nobody says which models there are. */
export function riskDialSections(told: Told): readonly Section[] {
  const { format, riskDial: message, send } = told;
  if (told.shown.exports !== undefined) return [];
  const part = { place: 'riskDial', heading: format.text('riskDial') } as const;
  if (message === undefined) return [{ ...part, content: () => laterContent(told, 'riskDial') }];
  const { dial, words, tags } = message;
  if (dial === null) return [];
  const set = (starts: Starts): void => send({ type: 'starts', starts });
  const rule = format.text(isOfAll(tags) ? 'riskDialRule' : 'riskDialTagged');
  return [{ ...part, content: () => riskDialView(dial, { words, format, rule, set }) }];
}
