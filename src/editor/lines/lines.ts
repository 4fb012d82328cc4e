import type { LineHunk } from '../../models/lineHunks.ts';

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

/** Where hunks of a text stand once others are applied, both in rising order. */
export function movedBy(
  applied: readonly LineHunk[],
  hunks: readonly LineHunk[],
): readonly LineHunk[] {
  let shift = 0;
  let next = 0;
  return hunks.map((hunk) => {
    for (; (applied[next]?.at ?? Infinity) < hunk.at; next += 1) {
      shift += (applied[next]?.insert.length ?? 0) - (applied[next]?.remove ?? 0);
    }
    return { ...hunk, at: hunk.at + shift };
  });
}
