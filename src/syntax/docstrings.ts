import type { Node } from '@vscode/tree-sitter-wasm';
import type { TextRange } from './syntax.ts';

/** Start of a string that may be a docstring. */
export const STRING_START = /^[rRuU]?["']/;

/** What a first string documents. */
export const DOCUMENTED_BY_STRING = new Set(['module', 'class_definition', 'function_definition']);

/** A statement that is one string without prefix or interpolation. */
export function isPlainString(statement: Node): boolean {
  const string = statement.namedChildCount === 1 ? statement.firstNamedChild : null;
  return string?.type === 'string' && STRING_START.test(string.text);
}

/** The string that a body starts with. */
export function docstringOf(body: Node | null): TextRange | null {
  const first = body?.namedChildren.find((child) => child !== null && child?.type !== 'comment');
  if (first?.type !== 'expression_statement' || !isPlainString(first)) return null;
  return { start: first.startIndex, end: first.endIndex };
}
