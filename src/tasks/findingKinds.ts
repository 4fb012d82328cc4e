/** What defects are about. */
export const FINDING_KINDS = [
  'result',
  'crash',
  'data',
  'race',
  'leak',
  'security',
  'api',
  'errors',
  'other',
] as const;

/** What a defect is about. */
export type FindingKind = (typeof FINDING_KINDS)[number];
