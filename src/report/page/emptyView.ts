import type { Format } from '../format.ts';
import { html, textButton } from './elements.ts';

/** What stands in the place of figures while there are none; `showAll` leads to those of all time. */
export function emptyView(
  format: Format,
  hasSeenRuns: boolean,
  showAll: (() => void) | undefined,
): HTMLElement {
  const steps = ['emptyKey', 'emptyRun', 'emptyLook'] as const;
  // Who has had runs before knows how to make one.
  const first =
    hasSeenRuns && showAll !== undefined
      ? []
      : [
          html('p', {}, format.text('emptyIntro')),
          html('ol', {}, ...steps.map((step) => html('li', {}, format.text(step)))),
        ];
  return html(
    'section',
    { class: 'empty' },
    html('h2', {}, emptyHeading(format, showAll === undefined)),
    ...first,
    showAll === undefined ? undefined : textButton('show-all', format.text('showAll'), showAll),
  );
}

/** What there is none of. */
export function emptyHeading(format: Format, isAllTime: boolean): string {
  return format.text(isAllTime ? 'emptyHeading' : 'emptyPeriodHeading');
}

/** What stands in the place of figures that cannot be had. */
export function problemView(text: string, format: Format, again: () => void): HTMLElement {
  return html(
    'section',
    { class: 'empty', attributes: { role: 'alert' } },
    html('p', {}, text),
    textButton('try-again', format.text('tryAgain'), again),
  );
}
