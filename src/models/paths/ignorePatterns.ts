import type { Ignore } from 'ignore';
import ignore from 'ignore';

/** Patterns made ready to look paths up, as .gitignore means them, letter case aside. */
export function ignorePatterns(patterns: readonly string[]): Ignore {
  return ignore({ ignorecase: true }).add(patterns.map((pattern) => pattern.normalize('NFC')));
}
