import type { Finding } from '../../tasks/task.ts';
import { safeProse } from './safeText.ts';
import { visibleLine } from './visibleText.ts';

/** What the list of problems shows: plain text, one line and, where it is known, what goes wrong. */
export function findingMessage({
  title,
  consequence,
}: Pick<Finding, 'title' | 'consequence'>): string {
  return [visibleLine(title), visibleLine(consequence)].filter((line) => line !== '').join('\n');
}

/** Words that a hover needs, in the user's language. */
export interface FindingLabels {
  /** Empty where the reader knows which finding it is. */
  readonly title: string;
  readonly trigger: string;
  readonly suggestion: string;
  /** Severity and confidence in one line. */
  readonly weight: string;
}

/**
 * What a finding says beside its diagnostic, as markdown from which nothing can be followed, loaded
 * or run.
 */
export function findingMarkdown(
  finding: Pick<Finding, 'trigger' | 'suggestion'>,
  labels: FindingLabels,
): string {
  const title = safeProse(visibleLine(labels.title));
  const parts = [
    [labels.trigger, finding.trigger],
    [labels.suggestion, finding.suggestion],
  ] as const;
  return [
    ...(title === '' ? [] : [`**${title}**`]),
    ...parts
      .filter(([, text]) => text.trim() !== '')
      .map(([label, text]) => `${safeProse(label)} ${safeProse(visibleLine(text))}`),
    `*${safeProse(labels.weight)}*`,
  ].join('\n\n');
}
