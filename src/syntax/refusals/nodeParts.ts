import type { Node } from '@vscode/tree-sitter-wasm';

const NO_CODE: ReadonlySet<string> = new Set(['comment', 'line_continuation']);

/** The named parts of a node that are code. */
export function partsOf({ namedChildren }: Node): readonly Node[] {
  return namedChildren.filter((one) => one !== null).filter(({ type }) => !NO_CODE.has(type));
}

/** Whether a text occurs more than once. */
export function isTwice(texts: readonly string[]): boolean {
  return new Set(texts).size < texts.length;
}

/** The innermost node of some types around a node; undefined: it is in none. */
export function around(node: Node, types: ReadonlySet<string>): Node | undefined {
  for (let at = node.parent; at !== null; at = at.parent) if (types.has(at.type)) return at;
  return undefined;
}
