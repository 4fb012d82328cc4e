import type { Node } from '@vscode/tree-sitter-wasm';
import { isUnhandled } from '../languageTable.ts';
import { around, isTwice, partsOf } from './nodeParts.ts';
import {
  hasMembersTwice,
  hasWrongCases,
  isWrongClass,
  isWrongMethod,
  isWrongOptional,
  isWrongParameter,
  isWrongPromotion,
  isWrongProperty,
  isWrongUnion,
} from './phpClassRefusals.ts';

const FUNCTIONS: ReadonlySet<string> = new Set([
  'function_definition',
  'method_declaration',
  'anonymous_function',
  'arrow_function',
]);

const LOOPS: ReadonlySet<string> = new Set([
  'for_statement',
  'foreach_statement',
  'while_statement',
  'do_statement',
  'switch_statement',
]);

/** A way out of more loops than there are. */
function isOutsideLoops(node: Node): boolean {
  const wanted = Number(node.firstNamedChild?.text ?? '1');
  let loops = 0;
  for (let at = node.parent; at !== null && !FUNCTIONS.has(at.type); at = at.parent) {
    if (LOOPS.has(at.type)) loops += 1;
  }
  return Number.isInteger(wanted) && loops < wanted;
}

/** One name twice, the object itself, or something behind what takes all the rest. */
function hasWrongParameters(node: Node): boolean {
  const all = partsOf(node);
  const names = all.map((one) => one.childForFieldName('name')?.text ?? '');
  if (isTwice(names) || names.includes('$this')) return true;
  return all.slice(0, -1).some(({ type }) => type === 'variadic_parameter');
}

/** A value behind a named one or behind those of a list. */
function hasWrongArguments(node: Node): boolean {
  if (!/\.\.\.|\w\s*:/.test(node.text)) return false;
  let hasNamed = false;
  let hasList = false;
  for (const part of partsOf(node)) {
    const name = part.childForFieldName('name')?.text;
    const isList = part.firstNamedChild?.type === 'variadic_unpacking';
    if (name === undefined && (isList ? hasNamed : hasNamed || hasList)) return true;
    hasNamed ||= name !== undefined;
    hasList ||= isList;
  }
  return false;
}

/** What a closure takes along: not the object, not a parameter of its own, nothing twice. */
function hasWrongUses(node: Node): boolean {
  const names = partsOf(node).map(({ text }) => text.replace(/^&\s*/, ''));
  const parameters = node.parent?.childForFieldName('parameters');
  const own = parameters ? partsOf(parameters) : [];
  const taken = own.map((one) => one.childForFieldName('name')?.text ?? '');
  return isTwice([...names, ...taken]) || names.includes('$this');
}

/** A result where the type says that there is none, or none where it says that there is one. */
function isWrongReturn(node: Node): boolean {
  const type = around(node, FUNCTIONS)?.childForFieldName('return_type')?.text.toLowerCase();
  if (type === undefined) return false;
  const hasValue = partsOf(node).length > 0;
  if (type === 'never') return true;
  if (type === 'void') return hasValue;
  // What a generator gives back is not what its type says.
  return !hasValue && !GENERATORS.test(type);
}

const GENERATORS = /generator|iterator|iterable|traversable|mixed|object/;

function isNoGenerator(node: Node): boolean {
  const owner = around(node, FUNCTIONS);
  if (owner === undefined) return true;
  const type = owner.childForFieldName('return_type')?.text.toLowerCase();
  return type !== undefined && !GENERATORS.test(type);
}

/** Two ways for all that is left. */
function hasTwoDefaults(node: Node): boolean {
  const all = partsOf(node).filter(({ type }) => /^(?:match_)?default_/.test(type));
  return all.length > 1;
}

const COMPARISONS: ReadonlySet<string> = new Set('== != === !== <> <=> < > <= >='.split(' '));
const RANKS: readonly (readonly string[])[] = [
  ['==', '!=', '===', '!==', '<>', '<=>'],
  ['<', '>', '<=', '>='],
];

/** A comparison of a comparison, of the same rank and without brackets. */
function isChained(node: Node): boolean {
  const sign = node.childForFieldName('operator')?.text ?? '';
  if (!COMPARISONS.has(sign)) return false;
  const rank = RANKS.find((signs) => signs.includes(sign)) ?? [];
  return (['left', 'right'] as const).some((side) => {
    const part = node.childForFieldName(side);
    const own = part?.type === 'binary_expression' ? part.childForFieldName('operator')?.text : '';
    return rank.includes(own ?? '');
  });
}

/** A choice in the condition of another one, where brackets must say what is meant. */
function isNestedChoice(node: Node): boolean {
  const inner = node.childForFieldName('condition');
  if (inner?.type !== 'conditional_expression') return false;
  const isShort = (one: Node): boolean => one.childForFieldName('body') === null;
  return !(isShort(node) && isShort(inner));
}

const UNWRITABLE: ReadonlySet<string> = new Set([
  'function_call_expression',
  'member_call_expression',
  'nullsafe_member_call_expression',
  'nullsafe_member_access_expression',
  'scoped_call_expression',
  'integer',
  'string',
  'binary_expression',
]);

/** A value given to a call, the object itself or nothing. */
function isWrongTarget(node: Node): boolean {
  const left = node.childForFieldName('left');
  if (left === null) return false;
  return left.text === '$this' || UNWRITABLE.has(left.type) || isThroughNothing(left);
}

/** Whether the way to a place may end at nothing. */
function isThroughNothing(node: Node): boolean {
  const object = node.type === 'member_access_expression' ? node.childForFieldName('object') : null;
  return object?.type === 'nullsafe_member_access_expression';
}

/** What a row is taken apart into: with keys or without, and something. */
function isWrongList(node: Node): boolean {
  const signs = node.children.filter((one) => one !== null);
  if (partsOf(node).length === 0) return true;
  const items: Node[][] = [[]];
  for (const sign of signs.slice(0, -1)) {
    if (sign.type === ',') items.push([]);
    else items.at(-1)?.push(sign);
  }
  const filled = items.filter((item) => item.some(({ isNamed }) => isNamed));
  const keyed = filled.filter((item) => item.some(({ type }) => type === '=>'));
  return keyed.length > 0 && keyed.length < filled.length;
}

function isWrongLoop(node: Node): boolean {
  const [, ...targets] = partsOf(node).filter(
    ({ id }) => id !== node.childForFieldName('body')?.id,
  );
  return targets.some(
    (one) => one.text === '$this' || UNWRITABLE.has(one.type) || one.type === 'float',
  );
}

/** `isset` and `unset` of what is no place. */
function isNoPlace(node: Node): boolean {
  return partsOf(node).some(({ type }) => UNWRITABLE.has(type) || type === 'float');
}

function isWrongCall(node: Node): boolean {
  if (node.childForFieldName('function')?.text.toLowerCase() !== 'isset') return false;
  const list = node.childForFieldName('arguments');
  const values = list === null ? [] : partsOf(list).map((one) => one.firstNamedChild?.type ?? '');
  return values.some((type) => UNWRITABLE.has(type) && !type.includes('access'));
}

function hasBefore(node: Node, type: string): boolean {
  for (let at = node.previousNamedSibling; at !== null; at = at.previousNamedSibling) {
    if (at.type === type) return true;
  }
  return false;
}

/** A name of the file's own namespace or rules behind other code. */
function isLate(node: Node): boolean {
  const isRules = node.type === 'declare_statement';
  if (isRules && !/^declare\s*\(\s*strict_types\b/i.test(node.text)) return false;
  if (isRules && !/=\s*[01]\s*\)/.test(node.text)) return true;
  for (let at = node.previousNamedSibling; at !== null; at = at.previousNamedSibling) {
    if (['php_tag', 'comment', 'declare_statement'].includes(at.type)) continue;
    // Markup before the first tag is a blank or a line for the shell.
    if (at.type === 'text' && /^(?:#![^\n]*\n?)?$/.test(at.text)) continue;
    if (isRules || !hasBefore(node, 'namespace_definition')) return true;
    break;
  }
  return node.parent?.type !== 'program';
}

function namesObject(node: Node): boolean {
  return partsOf(node).some(({ text }) => text === '$this');
}

const CLASSES: ReadonlySet<string> = new Set([
  'class_declaration',
  'anonymous_class',
  'object_creation_expression',
  'trait_declaration',
]);

/** A call of the parent's in a class that has none; what a closure is bound to is not known. */
function hasNoParent(node: Node): boolean {
  if (node.text.toLowerCase() !== 'parent') return false;
  const owner = around(node, CLASSES);
  return owner?.type === 'class_declaration' && !/\bextends\b/i.test(headOf(owner));
}

function headOf(owner: Node): string {
  const body = owner.childForFieldName('body');
  return owner.text.slice(0, body === null ? undefined : body.startIndex - owner.startIndex);
}

/** A jump to where nothing is. */
function isLost(node: Node): boolean {
  const name = node.firstNamedChild?.text ?? '';
  const owner = around(node, FUNCTIONS) ?? node.tree.rootNode;
  return owner
    .descendantsOfType('named_label_statement')
    .every((one) => one?.firstNamedChild?.text !== name);
}

/** A new object of arguments that are still to come. */
function isPartlyMade(node: Node): boolean {
  const list = partsOf(node).find(({ type }) => type === 'arguments');
  return list !== undefined && partsOf(list).some(({ type }) => type === 'variadic_placeholder');
}

/** A key in quotes in a text, or a sign of no such number. */
function isWrongText(node: Node): boolean {
  return (
    node.hasError || /\\u\{(?!0*(?:10)?[0-9a-f]{1,5}\})/i.test(node.text.replaceAll('\\\\', ''))
  );
}

/** Forms that the grammar reads and PHP's compiler refuses, by the type of their node. */
export const PHP_REFUSALS: Readonly<Record<string, (node: Node) => boolean>> = {
  try_statement: isUnhandled,
  formal_parameters: hasWrongParameters,
  simple_parameter: isWrongParameter,
  property_promotion_parameter: isWrongPromotion,
  arguments: hasWrongArguments,
  anonymous_function_use_clause: hasWrongUses,
  return_statement: isWrongReturn,
  yield_expression: isNoGenerator,
  break_statement: isOutsideLoops,
  continue_statement: isOutsideLoops,
  match_block: hasTwoDefaults,
  switch_block: hasTwoDefaults,
  binary_expression: isChained,
  conditional_expression: isNestedChoice,
  assignment_expression: isWrongTarget,
  list_literal: isWrongList,
  foreach_statement: isWrongLoop,
  unset_statement: isNoPlace,
  function_call_expression: isWrongCall,
  namespace_definition: isLate,
  declare_statement: isLate,
  global_declaration: namesObject,
  relative_scope: hasNoParent,
  goto_statement: isLost,
  object_creation_expression: isPartlyMade,
  encapsed_string: isWrongText,
  class_declaration: isWrongClass,
  enum_declaration: hasWrongCases,
  declaration_list: hasMembersTwice,
  enum_declaration_list: hasMembersTwice,
  method_declaration: isWrongMethod,
  property_declaration: isWrongProperty,
  union_type: isWrongUnion,
  optional_type: isWrongOptional,
};
