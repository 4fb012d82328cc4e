import type { Node } from '@vscode/tree-sitter-wasm';
import { partsOf } from './nodeParts.ts';
import { PYTHON_FUNCTIONS, pythonScope } from './pythonScopes.ts';

/** Where a name may not be given in passing without brackets. */
const NO_NAMING: ReadonlySet<string> = new Set([
  'expression_statement',
  'assignment',
  'augmented_assignment',
  'keyword_argument',
  'default_parameter',
  'typed_default_parameter',
  'lambda',
  'return_statement',
  'assert_statement',
  'raise_statement',
  'delete_statement',
  'yield',
  'await',
  'pair',
  'with_item',
  'expression_list',
  'not_operator',
  'conditional_expression',
  'for_statement',
  'interpolation',
]);

/** A name given in passing where none may be, or that a comprehension goes through itself. */
export function isWrongNaming(node: Node): boolean {
  if (NO_NAMING.has(node.parent?.type ?? '')) return true;
  const name = node.childForFieldName('name')?.text;
  for (let at: Node = node, up = at.parent; up !== null; at = up, up = at.parent) {
    if (PYTHON_FUNCTIONS.has(up.type)) return false;
    // What a comprehension goes through is worked out elsewhere.
    if (up.type === 'for_in_clause') return true;
    if (!isComprehension(up)) continue;
    if (goesThrough(up).includes(name ?? '')) return true;
    if (pythonScope(up)?.type === 'class_definition') return true;
  }
  return false;
}

function isComprehension({ type }: Node): boolean {
  return type.endsWith('_comprehension') || type === 'generator_expression';
}

/** The names that a comprehension gives, one after the other. */
function goesThrough(comprehension: Node): readonly string[] {
  return partsOf(comprehension)
    .filter(({ type }) => type === 'for_in_clause')
    .flatMap((clause) => {
      const left = clause.childForFieldName('left');
      if (left === null) return [];
      return left.type === 'identifier'
        ? [left.text]
        : left.descendantsOfType('identifier').flatMap((one) => one?.text ?? []);
    });
}

/** Whether a name stands in the same scope before it is said to be of another. */
export function isUsedBefore(node: Node): boolean {
  const names = new Set(partsOf(node).map(({ text }) => text));
  const scope = pythonScope(node);
  const body = scope === undefined ? root(node) : scope.childForFieldName('body');
  return body !== null && usesBefore(body, node, names);
}

function root(node: Node): Node {
  return node.parent === null ? node : root(node.parent);
}

function usesBefore(node: Node, end: Node, names: ReadonlySet<string>): boolean {
  for (const child of partsOf(node)) {
    if (child.startIndex >= end.startIndex) return false;
    if (child.type === 'identifier') {
      if (isUse(child) && names.has(child.text)) return true;
    } else if (PYTHON_FUNCTIONS.has(child.type) || child.type === 'class_definition') {
      if (names.has(child.childForFieldName('name')?.text ?? '')) return true;
    } else if (child.type !== 'global_statement' && child.type !== 'nonlocal_statement') {
      if (!isComprehension(child) && usesBefore(child, end, names)) return true;
    }
  }
  return false;
}

/** Whether it is a name of its own and no part of another. */
function isUse(node: Node): boolean {
  const { parent } = node;
  if (parent?.type === 'attribute') return parent.childForFieldName('object')?.id === node.id;
  if (parent?.type === 'keyword_argument') return parent.childForFieldName('value')?.id === node.id;
  return parent?.type !== 'dotted_name';
}
