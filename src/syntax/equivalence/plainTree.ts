import type { Tree } from '@vscode/tree-sitter-wasm';

/** A node of a syntax tree as a plain object: reading the parser's own is dear. */
export interface PlainNode {
  readonly type: string;
  /** Whether the grammar has a name for it; others are signs and words of the language. */
  readonly isNamed: boolean;
  /** The name of its place in its parent; null: none. */
  readonly field: string | null;
  readonly start: number;
  readonly end: number;
  readonly parent: PlainNode | undefined;
  readonly children: readonly PlainNode[];
  /** Where comments stood between them that are left out. */
  readonly comments: readonly { readonly start: number; readonly end: number }[];
}

/** Deeper trees are not compared: each level is a call on the stack. */
const MOST_DEPTH = 500;
/** More nodes than this are not read. */
const MOST_NODES = 400_000;

/** Which comments are left out. */
export interface CommentRule {
  readonly types: readonly string[];
  /** Whether a tool obeys the comment, so that it is part of the code. */
  isKept(comment: string): boolean;
}

/**
 * A tree as plain objects, in one walk.
 * @returns undefined where it has errors, or is too deep or too large
 */
export function plainTree(tree: Tree, text: string, comments: CommentRule): PlainNode | undefined {
  if (tree.rootNode.hasError) return undefined;
  const cursor = tree.walk();
  let count = 0;
  const read = (parent: PlainNode | undefined, depth: number): PlainNode | undefined => {
    count += 1;
    if (depth > MOST_DEPTH || count > MOST_NODES) return undefined;
    const children: PlainNode[] = [];
    const leftOut: { readonly start: number; readonly end: number }[] = [];
    const node: PlainNode = {
      type: cursor.nodeType,
      isNamed: cursor.nodeIsNamed,
      field: cursor.currentFieldName,
      start: cursor.startIndex,
      end: cursor.endIndex,
      parent,
      children,
      comments: leftOut,
    };
    if (!cursor.gotoFirstChild()) return node;
    do {
      const { nodeType: type, startIndex: start, endIndex: end } = cursor;
      if (comments.types.includes(type) && !comments.isKept(text.slice(start, end))) {
        leftOut.push({ start, end });
        continue;
      }
      const child = read(node, depth + 1);
      if (child === undefined) return undefined;
      children.push(child);
    } while (cursor.gotoNextSibling());
    cursor.gotoParent();
    return node;
  };
  try {
    return read(undefined, 0);
  } finally {
    cursor.delete();
  }
}

/** The child at a place of a node. */
export function childAt(node: PlainNode, field: string): PlainNode | undefined {
  return node.children.find((child) => child.field === field);
}

/** Whether a node has a direct child of that type. */
export function hasA(node: PlainNode, type: string): boolean {
  return node.children.some((child) => child.type === type);
}
