import type { Estimate } from '../certainty/interval.ts';
import type { Behind } from './behind.ts';
import type { Format } from './format.ts';
import type { Cell } from './tables.ts';

/** An estimate as a cell: exact, about so much with its interval, or that too little is known. Never a bare number. */
export function estimateCell(
  estimate: Estimate,
  shown: (value: number) => string,
  format: Format,
  behind: Behind | undefined,
): Cell {
  switch (estimate.known) {
    case 'exactly':
      return {
        text: shown(estimate.estimate),
        sort: estimate.estimate,
        detail: format.text('exactly'),
        behind,
      };
    case 'about':
      return {
        text: `~${shown(estimate.estimate)}`,
        sort: estimate.estimate,
        detail: format.text('interval', {
          low: shown(estimate.low),
          high: shown(estimate.high),
        }),
        behind,
      };
    case 'tooLittle':
      return { text: format.text('tooLittle'), sort: null };
  }
}

/** The estimate that it would be of other units. */
export function mapped(estimate: Estimate, to: (value: number) => number): Estimate {
  switch (estimate.known) {
    case 'exactly':
      return { known: 'exactly', estimate: to(estimate.estimate) };
    case 'about': {
      const [one, other] = [to(estimate.low), to(estimate.high)];
      return {
        ...estimate,
        estimate: to(estimate.estimate),
        low: Math.min(one, other),
        high: Math.max(one, other),
      };
    }
    case 'tooLittle':
      return estimate;
  }
}
