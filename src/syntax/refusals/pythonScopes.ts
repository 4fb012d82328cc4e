import type { Node } from '@vscode/tree-sitter-wasm';
import { around } from './nodeParts.ts';

/** Nodes that hold code of their own: what stands in them is not in what is around them. */
export const PYTHON_FUNCTIONS: ReadonlySet<string> = new Set(['function_definition', 'lambda']);

const SCOPES: ReadonlySet<string> = new Set([...PYTHON_FUNCTIONS, 'class_definition']);

/** The innermost function or class around a node. */
export function pythonScope(node: Node): Node | undefined {
  return around(node, SCOPES);
}
