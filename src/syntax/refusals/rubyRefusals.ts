import type { Node } from '@vscode/tree-sitter-wasm';
import { around, isTwice, partsOf } from './nodeParts.ts';

const METHODS: ReadonlySet<string> = new Set(['method', 'singleton_method']);
const CLASSES: ReadonlySet<string> = new Set(['class', 'module', 'singleton_class']);
/** What begins a body of its own. */
const BODIES: ReadonlySet<string> = new Set([
  ...METHODS,
  ...CLASSES,
  'block',
  'do_block',
  'lambda',
]);

/** The place of a kind of parameter among the others; those of one place may be several. */
const PLACES: Readonly<Record<string, number>> = {
  optional_parameter: 1,
  splat_parameter: 2,
  keyword_parameter: 4,
  hash_splat_parameter: 5,
  hash_splat_nil: 5,
  forward_parameter: 5,
  block_parameter: 6,
};
const ALONE: ReadonlySet<string> = new Set([
  'splat_parameter',
  'hash_splat_parameter',
  'block_parameter',
  'forward_parameter',
]);

/** One name twice, or kinds of parameters in an order that there is not. */
function hasWrongParameters(node: Node): boolean {
  const all = partsOf(node);
  if (isTwice(all.flatMap(parameterNames))) return true;
  let last = 0;
  let isBehindDefaults = false;
  for (const { type } of all) {
    const place = PLACES[type] ?? (last === 0 ? 0 : 3);
    // Needed ones may follow those with defaults, but none with defaults follows them.
    if (place < last || (place === last && ALONE.has(type))) return true;
    if (place === 3 && last < 3) isBehindDefaults = true;
    last = place;
  }
  return isBehindDefaults && last === 1;
}

function parameterNames(node: Node): readonly string[] {
  if (node.type === 'destructured_parameter') return partsOf(node).flatMap(parameterNames);
  const name = (node.childForFieldName('name') ?? node).text;
  return /^[a-z]\w*$/.test(name) ? [name] : [];
}

/** A value behind named ones, or anything behind a block. */
function hasWrongArguments(node: Node): boolean {
  let hasNamed = false;
  let hasBlock = false;
  for (const { type } of partsOf(node)) {
    if (hasBlock) return true;
    const isNamed = type === 'pair' || type === 'hash_splat_argument';
    if (type === 'block_argument') hasBlock = true;
    else if (hasNamed && !isNamed) return true;
    hasNamed ||= isNamed;
  }
  return false;
}

/** What is handed on that the method was not given without a name. */
function isNotGiven(node: Node): boolean {
  if (node.type !== 'forward_argument' && partsOf(node).length > 0) return false;
  const method = around(node, METHODS);
  const list = method?.childForFieldName('parameters');
  // Older versions know `...` alone; what a version knows is not known here.
  const given = list ? partsOf(list) : [];
  const wanted = node.type.replace('_argument', '_parameter');
  return !given.some(
    (one) =>
      one.type === 'forward_parameter' ||
      (one.type === wanted && one.childForFieldName('name') === null),
  );
}

/** Whether a node is in a method, and in no class within it. */
function isInMethod(node: Node): boolean {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (METHODS.has(at.type)) return true;
    if (CLASSES.has(at.type)) return false;
  }
  return false;
}

/** An end of a method directly in a class. */
function isReturnInClass(node: Node): boolean {
  return around(node, BODIES)?.type === 'class' || around(node, BODIES)?.type === 'module';
}

const FIXED: ReadonlySet<string> = new Set([
  'nil',
  'true',
  'false',
  'self',
  '__FILE__',
  '__LINE__',
]);

/** What no value can be given to: words of the language, groups of a pattern, constants in a method. */
function isWrongTarget(node: Node): boolean {
  const left = node.childForFieldName('left') ?? node;
  const all = left.type === 'left_assignment_list' ? partsOf(left) : [left];
  const stars = all.filter(({ type }) => type === 'rest_assignment');
  if (stars.length > 1) return true;
  const isSeveral = left.type === 'left_assignment_list';
  return all.some((one) => {
    if (FIXED.has(one.text) || /^\$[1-9]\d*$/.test(one.text)) return true;
    if (isSeveral && one.type === 'call' && one.text.includes('&.')) return true;
    return one.type === 'constant' && isInMethod(node);
  });
}

/** Constants may be given a value once they have none, but in no method. */
function isConstantInMethod(node: Node): boolean {
  const left = node.childForFieldName('left');
  return left?.type === 'constant' && isInMethod(node);
}

/** One that has no end but names again what is matched. */
function givesTwice(node: Node): boolean {
  const pattern = node.childForFieldName('pattern');
  return pattern !== null && isTwice(patternNames(pattern));
}

function patternNames(node: Node): readonly string[] {
  switch (node.type) {
    case 'identifier':
      return node.text.startsWith('_') ? [] : [node.text];
    case 'splat_parameter':
    case 'hash_splat_parameter':
      return partsOf(node).flatMap(patternNames);
    case 'keyword_pattern': {
      const value = node.childForFieldName('value');
      const key = node.childForFieldName('key')?.text ?? '';
      return value === null ? [key] : patternNames(value);
    }
    case 'as_pattern':
    case 'array_pattern':
    case 'find_pattern':
    case 'hash_pattern':
    case 'parenthesized_pattern':
      return partsOf(node).flatMap(patternNames);
    default:
      return [];
  }
}

/** One key twice. */
function hasKeysTwice(node: Node): boolean {
  const pairs = partsOf(node).filter(({ type }) => type === 'keyword_pattern');
  return isTwice(pairs.map((one) => one.childForFieldName('key')?.text ?? ''));
}

const CHAINLESS: readonly (readonly string[])[] = [['==', '!=', '===', '=~', '!~', '<=>']];

/** A comparison of a comparison where the language has no order for it. */
function isChained(node: Node): boolean {
  const sign = node.childForFieldName('operator')?.text ?? '';
  const rank = CHAINLESS.find((signs) => signs.includes(sign));
  if (rank === undefined) return false;
  return (['left', 'right'] as const).some((side) => {
    const part = node.childForFieldName(side);
    return part?.type === 'binary' && rank.includes(part.childForFieldName('operator')?.text ?? '');
  });
}

/** A range of a range without brackets. */
function isRangeOfRange(node: Node): boolean {
  return partsOf(node).some(({ type }) => type === 'range');
}

/** A case that has no ways. */
function isEmptyCase(node: Node): boolean {
  return !partsOf(node).some(({ type }) => type === 'when');
}

function hasElsif(node: Node): boolean {
  return node.childForFieldName('alternative')?.type === 'elsif';
}

/** What is done where nothing was raised, though nothing is caught. */
function isElseAlone(node: Node): boolean {
  const types = partsOf(node).map(({ type }) => type);
  return types.includes('else') && !types.includes('rescue');
}

/** A method that sets something cannot be written in one line. */
function isShortSetter(node: Node): boolean {
  const isSetter = node.childForFieldName('name')?.type === 'setter';
  return isSetter && node.children.some((one) => one?.type === '=');
}

/** A number of eight with digits that it has not. */
function isWrongNumber({ text }: Node): boolean {
  return /^0_?[0-7_]*[89]/.test(text);
}

function isUnknownSign({ text }: Node): boolean {
  return /\\u\{(?![\s0-9a-f]{1,99}\})|\\u\{\s*(?!0*(?:10)?[0-9a-f]{1,5}\b)/i.test(
    text.replaceAll('\\\\', ''),
  );
}

/** Forms that the grammar reads and Ruby's own parser refuses, by the type of their node. */
export const RUBY_REFUSALS: Readonly<Record<string, (node: Node) => boolean>> = {
  method_parameters: hasWrongParameters,
  lambda_parameters: hasWrongParameters,
  block_parameters: hasWrongParameters,
  argument_list: hasWrongArguments,
  forward_argument: isNotGiven,
  return: isReturnInClass,
  assignment: isWrongTarget,
  operator_assignment: isConstantInMethod,
  class: isInMethod,
  module: isInMethod,
  in_clause: givesTwice,
  hash_pattern: hasKeysTwice,
  binary: isChained,
  range: isRangeOfRange,
  case: isEmptyCase,
  unless: hasElsif,
  begin: isElseAlone,
  method: isShortSetter,
  integer: isWrongNumber,
  string: isUnknownSign,
};
