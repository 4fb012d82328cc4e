/** What is said of findings at their lines, and of what a review suggests. */
export const FINDING_TEXTS = {
  'finding.showSuggestion': 'Show the Suggested Change',
  'finding.weight': '{severity}, confidence {confidence} %',
  'finding.high': 'High severity',
  'finding.medium': 'Medium severity',
  'finding.low': 'Low severity',
  'suggestion.checking': 'Checking the suggested change',
  'suggestion.gone': 'The lines of this finding are others by now, so its suggestion does not fit.',
  'suggestion.rejected':
    'The suggested change did not pass its check, so it is not shown: {problem}',
  'suggestion.rejectedBare': 'The suggested change did not pass its check, so it is not shown.',
  'suggestion.title': 'Suggested by the review · checked: {checked} · nothing was charged',
  'suggestion.shortTitle': 'Suggestion',
} as const satisfies Readonly<Record<string, string>>;
