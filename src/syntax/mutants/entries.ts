import type { Node, Tree } from '@vscode/tree-sitter-wasm';
import { lineAt, lineStartsOf } from '../lines.ts';
import type { LineRange, TextRange } from '../syntax.ts';

/** A part of the code that does nothing before it is entered: a block, or an expression that is a whole body. */
export interface Entry extends TextRange {
  readonly type: 'block' | 'value';
}

/** How it is known which parts of a text were entered when it ran. */
export interface Entries {
  /** The part of a node that is entered; undefined: it has none of which that can be told. */
  readonly partOf: (node: Node) => Entry | undefined;
  /** How a text tells it itself; left out: what runs it has each block tell its first line. */
  readonly marks?: EntryMarks;
}

/** What is written into a text, so that it tells. */
export interface EntryMarks {
  /** An expression that tells a line. */
  readonly call: (line: number) => string;
  /** What stands at the end of the text. */
  readonly tail: string;
}

/** The lines of which one is told when a part is entered. */
export function linesOf(
  { marks }: Entries,
  { start, end }: Entry,
  starts: readonly number[],
): LineRange {
  const firstLine = lineAt(starts, start);
  // Of one that tells itself only its first line is told.
  return { firstLine, lastLine: marks === undefined ? lineAt(starts, end) : firstLine };
}

/** The text in which each part tells the line it begins at when it is entered. */
export function markedText({ partOf, marks }: Entries, text: string, tree: Tree): string {
  if (marks === undefined) return text;
  const starts = lineStartsOf(text);
  const inserted: (readonly [at: number, what: string])[] = [];
  const open: Node[] = [tree.rootNode];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const part = partOf(node);
    if (part !== undefined) {
      const call = marks.call(lineAt(starts, part.start));
      if (part.type === 'block') inserted.push([part.start, ` ${call};`]);
      else inserted.push([part.start, `(${call}, `], [part.end, ')']);
    }
    for (const child of node.children.reverse()) if (child !== null) open.push(child);
  }
  return textWith(text, inserted) + marks.tail;
}

function textWith(
  text: string,
  inserted: readonly (readonly [at: number, what: string])[],
): string {
  let at = 0;
  let written = '';
  for (const [place, what] of inserted.toSorted(([one], [other]) => one - other)) {
    written += text.slice(at, place) + what;
    at = place;
  }
  return written + text.slice(at);
}
