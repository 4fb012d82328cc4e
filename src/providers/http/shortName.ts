/**
 * A name or id as a server gives it, or null for anything else: what is kept of a reply, in the log
 * and in the books, must be unable to repeat code, whoever answers.
 */
export function shortName(value: unknown): string | null {
  return typeof value === 'string' && /^[\w.:@/-]{1,100}$/.test(value) ? value : null;
}
