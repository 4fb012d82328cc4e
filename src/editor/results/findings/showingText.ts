import { say } from '../../wording/messages.ts';
import { visibleLine } from '../../wording/visibleText.ts';
import { hasWords } from '../../wording/wording.ts';
import type { Showing } from './showing.ts';

/** What a finding says of the test that was to show it; empty: there was none. */
export function showingText(showing: Showing | undefined): string {
  switch (showing?.type) {
    case 'shown':
      return say('show.shown', { path: visibleLine(showing.path) });
    case 'notShown':
      return hasWords(showing.problem)
        ? say('show.notShown', { problem: showing.problem })
        : say('show.notShownBare');
    case 'notRun':
      return notRunText(showing);
    case undefined:
      return '';
  }
}

/** The line that a finding has in the list of problems. */
export function shownLine(showing: Showing | undefined): string {
  return showing?.type === 'shown' ? say('show.line', { path: visibleLine(showing.path) }) : '';
}

function notRunText({
  cause,
  framework = '',
}: Extract<Showing, { readonly type: 'notRun' }>): string {
  switch (cause) {
    case 'noRunner':
      return say('show.notRunNoRunner', { framework });
    case 'notStarted':
      return say('show.notRunNotStarted', { framework });
    case 'isolation':
      return say('show.notRunIsolation');
    default:
      return say('show.notRun', { cause });
  }
}
