import type { Finding } from '../../../tasks/task.ts';
import { plainLine } from '../../wording/safeText.ts';
import { visibleLine } from '../../wording/visibleText.ts';

/** What the list of problems shows: plain text, one line and, where it is known, what goes wrong. */
export function findingMessage({
  title,
  consequence,
}: Pick<Finding, 'title' | 'consequence'>): string {
  return [visibleLine(title), visibleLine(consequence)].filter((line) => line !== '').join('\n');
}

/** What a hover shows of one text, in characters: the editor renders it on the window's own thread. */
const LONGEST = 4000;

/** Words that a hover needs, in the user's language. */
export interface FindingLabels {
  /** Empty where the reader knows which finding it is. */
  readonly title: string;
  /** What goes wrong. Empty where it stands beside. */
  readonly consequence: string;
  readonly trigger: string;
  readonly suggestion: string;
  /** What a second look said of it; empty: nothing. */
  readonly secondLook: string;
  /** What came of a test that was to show it; empty: there was none. */
  readonly showing: string;
  /** Severity and confidence in one line. */
  readonly weight: string;
}

/**
 * What a finding says beside its diagnostic, as markdown from which nothing can be followed, loaded
 * or run: paragraphs of plain text, without any markup, whose end a text could bring about.
 */
export function findingMarkdown(
  finding: Pick<Finding, 'trigger' | 'suggestion'>,
  labels: FindingLabels,
): string {
  const labelled = [
    [labels.trigger, finding.trigger],
    [labels.suggestion, finding.suggestion],
  ] as const;
  const parts = labelled
    .filter(([, text]) => text.trim() !== '')
    .map(([label, text]) => `${label} ${text}`);
  return [
    labels.title,
    labels.consequence,
    ...parts,
    labels.secondLook,
    labels.showing,
    labels.weight,
  ]
    .map((text) => plainLine(text.slice(0, LONGEST)))
    .filter((line) => line !== '')
    .join('\n\n');
}
