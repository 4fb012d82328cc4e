import type { Node } from '@vscode/tree-sitter-wasm';
import { isTwice, partsOf } from './nodeParts.ts';

/** Patterns that are made of others. */
const MADE_OF_OTHERS: ReadonlySet<string> = new Set([
  'case_pattern',
  'tuple_pattern',
  'list_pattern',
  'class_pattern',
  'keyword_pattern',
  'dict_pattern',
  'as_pattern',
]);

/** The pattern in what is only around it. */
function inner(pattern: Node): Node {
  const [part, ...others] = partsOf(pattern);
  if (part === undefined || others.length > 0) return pattern;
  const isAround =
    pattern.type === 'case_pattern' ||
    (pattern.type === 'tuple_pattern' && !pattern.children.some((one) => one?.type === ','));
  return isAround ? inner(part) : pattern;
}

/** Whether a pattern takes whatever comes: a lone name or `_`, which the grammar gives no node. */
function takesAll(pattern: Node): boolean {
  const found = inner(pattern);
  if (found.text === '_' || isName(found)) return true;
  if (found.type === 'union_pattern') return alternativesOf(found).some(takesAll);
  return found.type === 'as_pattern' && partsOf(found).slice(0, 1).some(takesAll);
}

function alternativesOf({ children }: Node): readonly Node[] {
  return children.filter((one) => one !== null).filter(({ type }) => type !== '|');
}

/** A name that a pattern gives, no constant of a module. */
function isName({ type, namedChildCount }: Node): boolean {
  return type === 'identifier' || (type === 'dotted_name' && namedChildCount === 1);
}

/** The names that a pattern gives, each as often as it does. */
function namesOf(node: Node): readonly string[] {
  if (isName(node)) return node.text === '_' ? [] : [node.text];
  const parts = partsOf(node);
  switch (node.type) {
    case 'splat_pattern':
      return parts.map(({ text }) => text).filter((text) => text !== '_');
    case 'class_pattern':
    case 'keyword_pattern':
      // What it is called by is no name that it gives.
      return parts.slice(1).flatMap(namesOf);
    case 'union_pattern':
      return parts.slice(0, 1).flatMap(namesOf);
    default:
      return MADE_OF_OTHERS.has(node.type) ? parts.flatMap(namesOf) : [];
  }
}

/** A case behind one that takes all. */
export function hasLateCases(node: Node): boolean {
  const body = node.childForFieldName('body');
  const cases = body === null ? [] : partsOf(body).filter(({ type }) => type === 'case_clause');
  return cases.slice(0, -1).some((one) => {
    const patterns = partsOf(one).filter(({ type }) => type === 'case_pattern');
    const isOne = !one.children.some((child) => child?.type === ',');
    return isOne && one.childForFieldName('guard') === null && patterns.some(takesAll);
  });
}

/** One name given twice. */
export function givesTwice(node: Node): boolean {
  const patterns = partsOf(node).filter(({ type }) => type === 'case_pattern');
  return isTwice(patterns.flatMap(namesOf));
}

/** Alternatives that give other names, or one that takes all before others. */
export function hasWrongAlternatives(node: Node): boolean {
  const all = alternativesOf(node);
  const names = all.map((one) => namesOf(one).toSorted().join(' '));
  return new Set(names).size > 1 || all.slice(0, -1).some(takesAll);
}

/** A name of a class twice, or a pattern without one behind those that have one. */
export function hasWrongClassParts(node: Node): boolean {
  const parts = partsOf(node)
    .slice(1)
    .map((one) => inner(one));
  const named = parts.filter(({ type }) => type === 'keyword_pattern');
  const first = parts.findIndex(({ type }) => type === 'keyword_pattern');
  if (first >= 0 && parts.length - first > named.length) return true;
  return isTwice(named.map((one) => one.firstNamedChild?.text ?? ''));
}

/** The rest before the end, or a key twice. */
export function hasWrongKeys(node: Node): boolean {
  const parts = partsOf(node);
  const rest = parts.findIndex(({ type }) => type === 'splat_pattern');
  if (rest >= 0 && rest < parts.length - 1) return true;
  const keys = node.childrenForFieldName('key').filter((one) => one !== null);
  return isTwice(keys.map(({ text }) => text));
}

/** More than one star in a row of patterns or names. */
export function hasTwoStars(node: Node): boolean {
  const stars = partsOf(node).filter((one) =>
    ['splat_pattern', 'list_splat_pattern'].includes(inner(one).type),
  );
  return stars.length > 1;
}
