import { MERGED_TEXTS } from '../exportsTable.ts';
import type { Format } from '../format.ts';
import type { ToPage } from '../protocol/messages.ts';
import { html } from './elements.ts';

/** How each figure is reckoned, folded; of merged exports too. */
export function methodView(
  exports: Extract<ToPage, { type: 'figures' }>['exports'],
  format: Format,
  kept: (details: HTMLDetailsElement) => HTMLElement,
): HTMLElement {
  const lines = [
    'methodSpent',
    'methodBaseline',
    'methodSaved',
    'methodCompared',
    'methodWasted',
    'methodEscalated',
    'methodPassed',
  ] as const;
  const details = html(
    'details',
    { id: 'method-details' },
    html('summary', { id: 'method-summary' }, format.text('method')),
    html('ul', {}, ...lines.map((line) => html('li', {}, format.text(line)))),
  );
  const of = exports && html('p', { class: 'quiet' }, format.text(MERGED_TEXTS[exports.of].method));
  return html('footer', {}, kept(details), of);
}
