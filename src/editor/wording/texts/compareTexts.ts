/** Two tiers side by side. */
export const COMPARE_TEXTS = {
  'compare.task': 'Compare tiers: what should both do?',
  'compare.tiers': 'Which tiers should answer?',
  'compare.pair': '{one} and {other}',
  'compare.ask': 'Ask {one} (about {oneCost}) and {other} (about {otherCost}) the same?',
  'compare.title': 'Two Answers, Without Names',
  'compare.which': 'Which answer is better?',
  'compare.same': 'Both answers are the same: {left} for {leftCost}, {right} for {rightCost}.',
  'compare.oneFailed':
    'There is nothing to compare: not both answers passed. {left}: {leftCost}, {right}: {rightCost}.',
  'compare.said.first': 'You preferred {left} ({leftCost}) to {right} ({rightCost}).',
  'compare.said.second': 'You preferred {right} ({rightCost}) to {left} ({leftCost}).',
  'compare.said.both': 'Both are good: {left} at the left ({leftCost}), {right} ({rightCost}).',
  'compare.said.neither':
    'Neither is good: {left} at the left ({leftCost}), {right} ({rightCost}).',
} as const satisfies Readonly<Record<string, string>>;
