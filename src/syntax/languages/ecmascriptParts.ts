import type { Node } from '@vscode/tree-sitter-wasm';
import type { PartOf, PatternAt } from '../mutants/mutantTable.ts';

const body = (node: Node): Node | null => blockIn(node, 'body');

/**
 * Blocks that may do nothing where no other change does the same: a branch without an opposite one is never
 * taken then, a loop with a condition never entered. A whole function that does nothing is no small change.
 */
export const EMPTIED: Readonly<Record<string, PartOf>> = {
  for_in_statement: body,
  catch_clause: body,
  finally_clause: body,
  else_clause: (node) => node.namedChildren.find((one) => one?.type === 'statement_block') ?? null,
  if_statement: (node) =>
    node.childForFieldName('alternative') === null ? null : blockIn(node, 'consequence'),
};

function blockIn(node: Node, field: string): Node | null {
  const block = node.childForFieldName(field);
  return block?.type === 'statement_block' ? block : null;
}

/** A regular expression as such, or in a string of which one is made. */
export function patternOf(node: Node): PatternAt | undefined {
  if (node.type === 'regex') {
    const pattern = node.childForFieldName('pattern');
    const flags = node.childForFieldName('flags')?.text ?? '';
    return pattern === null
      ? undefined
      : { start: pattern.startIndex, text: pattern.text, flags, isDoubled: false };
  }
  if (node.type !== 'string') return undefined;
  const list = node.parent;
  const made = list?.type === 'arguments' ? list.parent : null;
  const callee = made?.childForFieldName('constructor') ?? made?.childForFieldName('function');
  const [first, second] = list?.namedChildren ?? [];
  if (callee?.text !== 'RegExp' || first?.id !== node.id) return undefined;
  const flags =
    second === undefined || second === null ? '' : /^["'](\w{0,8})["']$/.exec(second.text)?.[1];
  const text = node.text.slice(1, -1);
  // Of other escapes it is not known where what they stand for begins and ends.
  if (flags === undefined || text.replaceAll('\\\\', '').includes('\\')) return undefined;
  return { start: node.startIndex + 1, text, flags, isDoubled: true };
}
