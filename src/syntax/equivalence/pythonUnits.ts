import type { PlainNode } from './plainTree.ts';
import { childAt } from './plainTree.ts';
import type { Unit } from './units.ts';

const LITERALS = new Set(['integer', 'float', 'true', 'false', 'none', 'ellipsis']);

/** The statements at the top of a Python file. */
export function pythonUnits(root: PlainNode, text: string): readonly Unit[] {
  const declared = new Set(root.children.flatMap((node) => declaredBy(node, text)?.name ?? []));
  // What is declared here may not be there yet when a definition that names it is met.
  return root.children.map((node) => {
    const found = declaredBy(node, text);
    if (found === undefined) return { node, kind: 'active', name: undefined };
    return {
      node,
      kind: isInert(found.node, declared, text) ? 'inert' : 'active',
      name: found.name,
    };
  });
}

function declaredBy(
  statement: PlainNode,
  text: string,
): { readonly node: PlainNode; readonly name: string } | undefined {
  const isDecorated = statement.type === 'decorated_definition';
  const inner = isDecorated
    ? childAt(statement, 'definition')
    : statement.type === 'expression_statement'
      ? statement.children[0]
      : statement;
  if (inner === undefined) return undefined;
  const name = childAt(inner, inner.type === 'assignment' ? 'left' : 'name');
  if (name?.type !== 'identifier') return undefined;
  // What decorates it is called with it at once.
  return { node: isDecorated ? statement : inner, name: text.slice(name.start, name.end) };
}

function isInert(node: PlainNode, declared: ReadonlySet<string>, text: string): boolean {
  switch (node.type) {
    case 'function_definition':
      return node.children.every(
        (child) =>
          child.type === 'block' || !child.isNamed || isInertSignature(child, declared, text),
      );
    case 'assignment': {
      const value = childAt(node, 'right');
      return value !== undefined && childAt(node, 'type') === undefined && isInertValue(value);
    }
    default:
      return false;
  }
}

/** Whether nothing in parameters and types is worked out that this file declares. */
function isInertSignature(node: PlainNode, declared: ReadonlySet<string>, text: string): boolean {
  if (node.type === 'call' || node.type === 'named_expression' || node.type === 'await')
    return false;
  if (node.type === 'identifier') {
    const isParameter = node.field === null || node.field === 'name';
    const isOwn = isParameter && /parameter|splat/.test(node.parent?.type ?? '');
    return isOwn || node.field === 'name' || !declared.has(text.slice(node.start, node.end));
  }
  return node.children.every((child) => isInertSignature(child, declared, text));
}

/** Whether a value is made without a look at anything else. */
function isInertValue(node: PlainNode): boolean {
  if (LITERALS.has(node.type)) return true;
  const parts = node.children.filter(({ isNamed }) => isNamed);
  switch (node.type) {
    case 'string':
      return parts.every(({ type }) => type !== 'interpolation');
    case 'tuple':
    case 'list':
    case 'dictionary':
    case 'pair':
    case 'parenthesized_expression':
      return parts.every(isInertValue);
    default:
      return false;
  }
}
