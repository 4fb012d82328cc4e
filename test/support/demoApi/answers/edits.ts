import type { Source } from '../source.ts';
import { lineAt } from '../source.ts';

/** An edit of whole lines, anchored by the text of its first and last line. */
export interface DemoEdit {
  readonly from: number;
  readonly to: number;
  readonly firstLine: string;
  readonly lastLine: string;
  readonly replace: string;
}

/** A few tokens inside one line. */
interface DemoReplacement {
  readonly line: number;
  readonly find: string;
  readonly replace: string;
}

/** The answer of the refactor and fix tasks. */
export interface EditsAnswer {
  readonly edits: readonly DemoEdit[];
  readonly replacements: readonly DemoReplacement[];
  readonly summary: string;
}

/** One change by which an answer may be made. */
export interface Change {
  readonly edits: readonly DemoEdit[];
  readonly replacements: readonly DemoReplacement[];
  /** A clause: what was done. */
  readonly summary: string;
}

/** An edit with its anchors taken from the code. */
export function edit(source: Source, from: number, to: number, replace: string): DemoEdit {
  return {
    from,
    to,
    firstLine: lineAt(source, from),
    lastLine: lineAt(source, to),
    replace,
  };
}

/** A change that writes some lines anew. */
export function rewritten(
  source: Source,
  from: number,
  to: number,
  replace: string,
  summary: string,
): Change {
  return { edits: [edit(source, from, to, replace)], replacements: [], summary };
}

/** Joins changes that touch different lines; the first to come keeps a line that two want. */
export function joined(changes: readonly Change[], most: number): EditsAnswer {
  const taken = new Set<number>();
  const kept: Change[] = [];
  for (const change of changes) {
    const lines = [
      ...change.edits.flatMap(({ from, to }) =>
        Array.from({ length: to - from + 1 }, (_item, index) => from + index),
      ),
      ...change.replacements.map(({ line }) => line),
    ];
    if (kept.length < most && !lines.some((line) => taken.has(line))) {
      kept.push(change);
      for (const line of lines) {
        taken.add(line);
      }
    }
  }
  const clauses = [...new Set(kept.map((change) => change.summary))];
  return {
    edits: kept.flatMap((change) => change.edits).toSorted((a, b) => a.from - b.from),
    replacements: kept.flatMap((change) => change.replacements).toSorted((a, b) => a.line - b.line),
    summary: clauses.join(' '),
  };
}
