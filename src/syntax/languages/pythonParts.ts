import type { Node } from '@vscode/tree-sitter-wasm';

const NO_CODE: ReadonlySet<string> = new Set(['comment', 'line_continuation']);

/** Nodes that hold code of their own: what stands in them is not in what is around them. */
export const PYTHON_FUNCTIONS: ReadonlySet<string> = new Set(['function_definition', 'lambda']);

/** The named parts of a node that are code. */
export function pythonParts({ namedChildren }: Node): readonly Node[] {
  return namedChildren.filter((one) => one !== null).filter(({ type }) => !NO_CODE.has(type));
}

/** The innermost function or class around a node. */
export function pythonScope(node: Node): Node | undefined {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (PYTHON_FUNCTIONS.has(at.type) || at.type === 'class_definition') return at;
  }
  return undefined;
}
