/** What a run may be tagged with, where its user wants that, in the order in which tags are shown. */
export const TAG_NAMES = ['repository', 'branch', 'ticket'] as const;

/** The name of a tag. */
export type TagName = (typeof TAG_NAMES)[number];

/** The tags of a run; what is absent was not wanted or could not be known. */
export type RunTags = Readonly<Partial<Record<TagName, string>>>;

/** Longest value of a tag that is kept. */
export const LONGEST_TAG = 200;

/** Tags of the known names alone, in their order, as one line each; undefined where there is none. */
export function cleanTags(tags: RunTags | null | undefined): RunTags | undefined {
  const kept = TAG_NAMES.flatMap((name) => {
    const value: unknown = tags?.[name];
    const clean = typeof value === 'string' ? cleanTag(value) : '';
    return clean === '' ? [] : [[name, clean] as const];
  });
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** What a text says of tags, as the ledger writes them; of any other text nothing. */
export function tagsIn(text: unknown): RunTags {
  if (typeof text !== 'string' || !text.startsWith('{')) return {};
  try {
    return cleanTags(JSON.parse(text) as RunTags) ?? {};
  } catch {
    return {};
  }
}

/** Without signs that are not seen or turn others round. */
function cleanTag(value: string): string {
  return value
    .slice(0, 4 * LONGEST_TAG)
    .replace(/[\p{C}\p{Zl}\p{Zp}]/gu, ' ')
    .trim()
    .slice(0, LONGEST_TAG);
}
