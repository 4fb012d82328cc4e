/**
 * A name or text of somebody else, to stand in a notification. The editor makes links of
 * `[words](command:…)` there, and a click would run the command: a space ends that.
 */
export function unlinked(text: string): string {
  return text.replaceAll('](', '] (');
}
