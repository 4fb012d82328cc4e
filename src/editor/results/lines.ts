/** A replacement of whole lines. Indices are 0-based and count the lines of the text that it changes. */
export interface LineHunk {
  readonly at: number;
  readonly remove: number;
  readonly insert: readonly string[];
}

/** The lines of a text in the form that all of this folder compares: `\n`, no byte order mark. */
export function linesOf(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/);
}

/** `lines` with `hunks` (in rising order, apart from each other) applied. */
export function applyHunks(
  lines: readonly string[],
  hunks: readonly LineHunk[],
): readonly string[] {
  const pieces: (readonly string[])[] = [];
  let next = 0;
  for (const { at, remove, insert } of hunks) {
    pieces.push(lines.slice(next, at), insert);
    next = at + remove;
  }
  pieces.push(lines.slice(next));
  return pieces.flat();
}
