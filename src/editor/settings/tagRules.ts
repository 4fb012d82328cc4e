/** What runs are tagged with. */
export interface TagSettings {
  readonly repository: boolean;
  readonly branch: boolean;
  /** A pattern that finds a ticket in a branch's name; empty: no ticket. */
  readonly ticket: string;
}

/** No run is tagged unless its user wants that. */
export const NO_TAGS: TagSettings = { repository: false, branch: false, ticket: '' };

const LONGEST_PATTERN = 200;

/** Reads what runs are to be tagged with; undefined when a part of it cannot be used. */
export function parseTags(value: unknown): TagSettings | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if (Object.keys(value).some((key) => !Object.hasOwn(NO_TAGS, key))) return undefined;
  const { repository, branch, ticket }: Readonly<Record<keyof TagSettings, unknown>> = {
    ...NO_TAGS,
    ...value,
  };
  const isUsable = typeof repository === 'boolean' && typeof branch === 'boolean';
  return isUsable && isPattern(ticket) ? { repository, branch, ticket } : undefined;
}

function isPattern(value: unknown): value is string {
  if (typeof value !== 'string' || value.length > LONGEST_PATTERN) return false;
  try {
    return new RegExp(value, 'u').source !== '';
  } catch {
    // Not a pattern is an outcome here; the setting is named.
    return false;
  }
}
