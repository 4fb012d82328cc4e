import type { Node } from '@vscode/tree-sitter-wasm';
import { declaresRefused, fieldsOf, GO_FUNCTIONS, readNames } from './goNames.ts';
import { isMissingReturn, isWrongReturn } from './goReturns.ts';
import { around, isTwice, partsOf } from './nodeParts.ts';

const LOOPS: ReadonlySet<string> = new Set(['for_statement']);
const LEAVABLE: ReadonlySet<string> = new Set([
  'for_statement',
  'select_statement',
  'expression_switch_statement',
  'type_switch_statement',
]);

/** Whether a way out is in no statement that it leaves, or names one that is not around it. */
function isLost(node: Node, left: ReadonlySet<string>): boolean {
  const label = node.firstNamedChild?.text;
  for (let at = node.parent; at !== null && !GO_FUNCTIONS.has(at.type); at = at.parent) {
    const isMeant =
      label === undefined
        ? left.has(at.type)
        : at.type === 'labeled_statement' && at.childForFieldName('label')?.text === label;
    if (isMeant) return false;
  }
  return true;
}

/** The labels in a function, and those that are named in it. */
function labelsOf(node: Node, type: string): readonly string[] {
  const owner = around(node, GO_FUNCTIONS);
  const found = owner === undefined ? [] : owner.descendantsOfType(type);
  return found.flatMap((one) => one?.firstNamedChild?.text ?? []);
}

function isUnusedLabel(node: Node): boolean {
  const label = node.childForFieldName('label')?.text ?? '';
  const used = ['break_statement', 'continue_statement', 'goto_statement'].flatMap((type) =>
    labelsOf(node, type),
  );
  return label !== '_' && !used.includes(label);
}

/** The way into the next case behind other statements, or where no case follows. */
function isWrongFall(node: Node): boolean {
  const own = node.parent?.parent;
  const isLast = node.parent !== null && partsOf(node.parent).at(-1)?.id === node.id;
  if (own?.type !== 'expression_case' && own?.type !== 'default_case') return true;
  if (own.parent?.type !== 'expression_switch_statement' || !isLast) return true;
  return !partsOf(own.parent)
    .filter(({ type }) => type.endsWith('_case'))
    .some(({ startIndex }) => startIndex > own.startIndex);
}

function hasTwoDefaults(node: Node): boolean {
  return partsOf(node).filter(({ type }) => type === 'default_case').length > 1;
}

/** What may be a statement by itself: calls and what comes from a channel. */
function isIdle(node: Node): boolean {
  let value = node.firstNamedChild;
  while (value?.type === 'parenthesized_expression') value = value.firstNamedChild;
  // A name alone may be one that was cut off, which is told as that.
  if (value === null || /^(?:call_expression|identifier)$/.test(value.type)) return false;
  const isReceived = value.type === 'unary_expression' && value.text.startsWith('<-');
  // Conversions look like calls to the grammar, and the other way round.
  return !isReceived && value.type !== 'type_conversion_expression';
}

function isNoCall(node: Node): boolean {
  const value = node.firstNamedChild;
  return value !== null && !/^(?:call|type_conversion)_expression$/.test(value.type);
}

/** Names without types among those that have some, all the rest before the end. */
function hasWrongParameters(node: Node): boolean {
  if (declaresRefused(node)) return true;
  const all = partsOf(node);
  const named = all.map((one) => one.childrenForFieldName('name').length > 0);
  // The grammar takes the first of many names of one type for types.
  if (named.includes(true) && named.at(-1) === false) return true;
  const isResult = node.parent?.childForFieldName('result')?.id === node.id;
  const rest = all.findIndex(({ type }) => type === 'variadic_parameter_declaration');
  return rest >= 0 && (isResult || rest < all.length - 1);
}

function isWrongFunction(node: Node): boolean {
  readNames(node);
  return isMissingReturn(node);
}

/** A method of no object or of several. */
function hasWrongReceiver(node: Node): boolean {
  const list = node.childForFieldName('receiver');
  const all = list === null ? [] : partsOf(list);
  return all.length !== 1 || all.some((one) => one.childrenForFieldName('name').length > 1);
}

/** Fields of one name. */
function hasFieldsTwice(node: Node): boolean {
  const names = partsOf(node).flatMap((one) => fieldsOf(one, 'name').map(({ text }) => text));
  return isTwice(names.filter((name) => name !== '_'));
}

function hasMethodsTwice(node: Node): boolean {
  const methods = partsOf(node).filter(({ type }) => type === 'method_elem');
  return isTwice(methods.map((one) => one.childForFieldName('name')?.text ?? ''));
}

/** What may give several values at once. */
const SEVERAL: ReadonlySet<string> = new Set([
  'call_expression',
  'index_expression',
  'type_assertion_expression',
  'unary_expression',
  'parenthesized_expression',
  'type_conversion_expression',
  'type_instantiation_expression',
]);

/** Another number of values than of names, or nothing without a type. */
function isUneven(names: number, values: readonly Node[]): boolean {
  const [only] = values;
  if (values.length === 1 && names > 1 && SEVERAL.has(only?.type ?? '')) return false;
  return values.length !== names;
}

function isWrongVariable(node: Node): boolean {
  if (declaresRefused(node)) return true;
  const value = node.childForFieldName('value');
  const values = value === null ? [] : partsOf(value);
  if (values.length === 0) return false;
  const isUntyped = node.childForFieldName('type') === null;
  if (isUntyped && values.some(({ type }) => type === 'nil')) return true;
  return isUneven(fieldsOf(node, 'name').length, values);
}

function isWrongShort(node: Node): boolean {
  if (declaresRefused(node)) return true;
  return isWrongAssignment(node) || sideOf(node, 'right').some(({ type }) => type === 'nil');
}

function sideOf(node: Node, side: 'left' | 'right'): readonly Node[] {
  const list = node.childForFieldName(side);
  return list === null ? [] : partsOf(list);
}

const FIXED = /_literal$|^(?:nil|true|false|call_expression|binary_expression)$/;

function isWrongAssignment(node: Node): boolean {
  const [left, right] = [sideOf(node, 'left'), sideOf(node, 'right')];
  if (left.length === 0 || right.length === 0) return false;
  return isUneven(left.length, right) || left.some(({ type }) => FIXED.test(type));
}

/** What is waited for is neither sent nor received. */
function isNoCommunication(node: Node): boolean {
  const found = node.childForFieldName('communication');
  return found?.type === 'expression_statement' && !found.text.startsWith('<-');
}

/** A sign by half a number, or by a letter that says nothing. */
function isWrongText(node: Node): boolean {
  const { text } = node;
  if (!text.includes('\\')) return false;
  return WRONG_SIGN.test(text.replaceAll('\\\\', ''));
}

const WRONG_SIGN =
  /\\(?:[^abfnrtv"xuU0-7\n]|x(?![0-9a-fA-F]{2})|u(?![0-9a-fA-F]{4})|U(?![0-9a-fA-F]{8}))/;

/** Forms that the grammar reads and Go's compiler refuses, by the type of their node. */
export const GO_REFUSALS: Readonly<Record<string, (node: Node) => boolean>> = {
  function_declaration: isWrongFunction,
  method_declaration: (node) => isWrongFunction(node) || hasWrongReceiver(node),
  func_literal: isWrongFunction,
  return_statement: isWrongReturn,
  break_statement: (node) => isLost(node, LEAVABLE),
  continue_statement: (node) => isLost(node, LOOPS),
  goto_statement: (node) =>
    !labelsOf(node, 'labeled_statement').includes(node.firstNamedChild?.text ?? ''),
  labeled_statement: isUnusedLabel,
  fallthrough_statement: isWrongFall,
  expression_switch_statement: hasTwoDefaults,
  type_switch_statement: (node) => hasTwoDefaults(node) || declaresRefused(node),
  select_statement: hasTwoDefaults,
  expression_statement: isIdle,
  defer_statement: isNoCall,
  go_statement: isNoCall,
  parameter_list: hasWrongParameters,
  field_declaration_list: hasFieldsTwice,
  interface_type: hasMethodsTwice,
  var_spec: isWrongVariable,
  short_var_declaration: isWrongShort,
  assignment_statement: isWrongAssignment,
  range_clause: declaresRefused,
  receive_statement: declaresRefused,
  communication_case: isNoCommunication,
  interpreted_string_literal: isWrongText,
};
