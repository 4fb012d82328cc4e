import type { FindingKind } from '../../../tasks/findingKinds.ts';

/** The rule that dismissed findings make, and what is said of it. */
export const RULE_TEXTS = {
  'rule.offer':
    'You dismissed three findings about {about}. A rule can keep reviews from reporting such.',
  'rule.show': 'Show the Rule',
  'rule.place': 'reviews of this project',
  'rule.title': 'a rule to change, accept or discard',
  'rule.shortTitle': 'a rule for reviews',
} as const satisfies Readonly<Record<string, string>>;

/** What findings are about, to stand in a sentence. */
export const FINDING_KIND_TEXTS = {
  'finding.result': 'wrong results',
  'finding.crash': 'crashes',
  'finding.data': 'lost data',
  'finding.race': 'races',
  'finding.leak': 'leaks',
  'finding.security': 'security',
  'finding.api': 'misused APIs',
  'finding.errors': 'error handling',
  'finding.other': 'other things',
} as const satisfies Readonly<Record<`finding.${FindingKind}`, string>>;
