import type { PlainNode } from './plainTree.ts';
import { childAt, hasA } from './plainTree.ts';
import type { Unit } from './units.ts';

const LITERALS = new Set([
  'number',
  'string',
  'true',
  'false',
  'null',
  'regex',
  'arrow_function',
  'function_expression',
  'generator_function',
]);

/** The statements at the top of a JavaScript file. */
export function javascriptUnits(root: PlainNode, text: string): readonly Unit[] {
  return root.children.map((node) => unitOf(node, text));
}

function unitOf(node: PlainNode, text: string): Unit {
  const declared = node.type === 'export_statement' ? (childAt(node, 'declaration') ?? node) : node;
  const nameOf = (holder: PlainNode): string | undefined => {
    const name = childAt(holder, 'name');
    return name?.type === 'identifier' ? text.slice(name.start, name.end) : undefined;
  };
  switch (declared.type) {
    case 'function_declaration':
    case 'generator_function_declaration':
      return { node, kind: 'hoisted', name: nameOf(declared) };
    case 'class_declaration':
      return { node, kind: isInertClass(declared) ? 'inert' : 'active', name: nameOf(declared) };
    case 'lexical_declaration': {
      const [declarator, ...others] = declared.children.filter(
        ({ type }) => type === 'variable_declarator',
      );
      if (declarator === undefined || others.length > 0) break;
      const value = childAt(declarator, 'value');
      const isInert = value !== undefined && isInertValue(value);
      return { node, kind: isInert ? 'inert' : 'active', name: nameOf(declarator) };
    }
  }
  return { node, kind: 'active', name: undefined };
}

/** Whether a value is made without a look at anything else. */
function isInertValue(node: PlainNode): boolean {
  if (LITERALS.has(node.type)) return true;
  const parts = node.children.filter(({ isNamed }) => isNamed);
  switch (node.type) {
    case 'parenthesized_expression':
    case 'array':
      return parts.every(isInertValue);
    case 'unary_expression':
      return parts.every(({ type }) => type === 'number') && !hasA(node, 'delete');
    case 'object':
      return parts.every((part) => {
        const key = childAt(part, 'key');
        const value = childAt(part, 'value');
        const isPlain = key?.type === 'property_identifier' || key?.type === 'string';
        return part.type === 'pair' && isPlain && value !== undefined && isInertValue(value);
      });
    default:
      return false;
  }
}

/** Whether a class is made without a look at anything else: no parent, nothing static, no computed name. */
function isInertClass(node: PlainNode): boolean {
  const body = childAt(node, 'body');
  if (body === undefined || hasA(node, 'class_heritage') || hasA(node, 'decorator')) return false;
  return body.children
    .filter(({ isNamed }) => isNamed)
    .every((member) => {
      const name = childAt(member, 'name') ?? childAt(member, 'property');
      const isPlain =
        name?.type === 'property_identifier' || name?.type === 'private_property_identifier';
      const isOwn = !hasA(member, 'decorator') && !hasA(member, 'static_get');
      if (!isPlain || !isOwn) return false;
      return member.type === 'method_definition' || !hasA(member, 'static');
    });
}
