import type { Answer, Finding } from '../../tasks/task.ts';

/** What a person says of two answers whose makers are not named. */
export type Preference = 'first' | 'second' | 'both' | 'neither';

/** Two things in the order in which they are shown, left to right. */
export type Shown<T> = readonly [left: T, right: T];

/** Two answers in an order that chance decides: `random` gives a number from 0 to below 1. */
export function inBlindOrder<T>([one, other]: Shown<T>, random: () => number): Shown<T> {
  return random() < 0.5 ? [one, other] : [other, one];
}

/** What a preference says of each of the two, left and right. */
export function ratingsOf(preference: Preference): Shown<'up' | 'down'> {
  switch (preference) {
    case 'first':
      return ['up', 'down'];
    case 'second':
      return ['down', 'up'];
    case 'both':
      return ['up', 'up'];
    case 'neither':
      return ['down', 'down'];
  }
}

/** An answer as a text that can be read beside another. */
export function comparableText(answer: Answer): string {
  switch (answer.kind) {
    case 'edits':
    case 'newFile':
      return answer.text;
    case 'markdown':
      return answer.markdown;
    case 'findings':
      return answer.findings.map(findingText).join('\n\n');
  }
}

function findingText(finding: Finding): string {
  const { firstLine, lastLine, severity, title, trigger, consequence, suggestion, quote } = finding;
  const lines = [`${firstLine}–${lastLine} · ${severity} · ${title}`, quote];
  return [...lines, trigger, consequence, suggestion].filter((line) => line !== '').join('\n');
}
