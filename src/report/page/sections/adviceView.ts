import { adviceOf } from '../../quality/advice.ts';
import { html, textButton } from '../elements.ts';
import type { Told } from './section.ts';
import { projectionIn } from './useSections.ts';

/** What the figures advise, each with its rule, the rows that it looked at and one click; undefined: nothing. */
export function adviceView(told: Told): HTMLElement | undefined {
  const { quality: message, format, shown, behind, send } = told;
  // Of merged runs nothing says how they are set.
  if (message === undefined || shown.exports !== undefined) return undefined;
  const advice = adviceOf({
    figures: shown.figures,
    starts: message.quality.starts,
    settings: message.settings,
    month: projectionIn(told)?.month,
    words: { ...shown.words, ...message.words },
    format,
  });
  if (advice.length === 0) return undefined;
  const numberOf = behind.numbersIn('advice');
  return html(
    'section',
    { class: 'advice' },
    html('h2', {}, format.text('advice')),
    html(
      'ul',
      {},
      ...advice.map(({ id, text, rule, change, button, behind: rows }) =>
        html(
          'li',
          {},
          html(
            'div',
            {},
            html('p', {}, text),
            html(
              'p',
              { class: 'quiet' },
              rule,
              ' ',
              numberOf({ id, text: format.text('adviceRows'), name: text, behind: rows }),
            ),
          ),
          textButton(`advice-${id}`, button, () => send({ type: 'change', change })),
        ),
      ),
    ),
  );
}
