import type { Node } from '@vscode/tree-sitter-wasm';
import { isUnhandled } from '../languageTable.ts';
import { isTwice, partsOf } from './nodeParts.ts';
import { isUsedBefore, isWrongNaming } from './pythonNameRefusals.ts';
import {
  givesTwice,
  hasLateCases,
  hasTwoStars,
  hasWrongAlternatives,
  hasWrongClassParts,
  hasWrongKeys,
} from './pythonPatternRefusals.ts';
import { PYTHON_FUNCTIONS, pythonScope } from './pythonScopes.ts';

const LOOPS: ReadonlySet<string> = new Set(['for_statement', 'while_statement']);

function isOutsideFunctions(node: Node): boolean {
  const scope = pythonScope(node);
  return scope === undefined || scope.type === 'class_definition';
}

/** Whether a node is in a function that is not `async`; outside of all, notebooks have `await`. */
function isInPlainFunction(node: Node): boolean {
  for (let at = node.parent; at !== null && !PYTHON_FUNCTIONS.has(at.type); at = at.parent) {
    // One that awaits is asynchronous by that, wherever it stands.
    if (at.type === 'generator_expression') return false;
  }
  const scope = pythonScope(node);
  return scope?.type === 'function_definition' && scope.firstChild?.type !== 'async';
}

/** `async for` or `async with` in a function that is not `async`. */
function isAsyncInPlainFunction(node: Node): boolean {
  return node.firstChild?.type === 'async' && isInPlainFunction(node);
}

/** `break` or `continue` without a loop around it. */
function isOutsideLoops(node: Node): boolean {
  let below = node;
  for (let at = node.parent; at !== null; at = at.parent) {
    if (PYTHON_FUNCTIONS.has(at.type) || at.type === 'class_definition') return true;
    // What stands behind the `else` of a loop is no longer in it.
    if (LOOPS.has(at.type) && below.type !== 'else_clause') return false;
    below = at;
  }
  return true;
}

/** The parameter's name, whatever else is said of it. */
function parameterName(node: Node): string {
  const name = node.childForFieldName('name') ?? node;
  return /[\p{L}_][\p{L}\p{N}_]*/u.exec(name.text)?.[0] ?? name.text;
}

/** One name twice, one without a default behind one that has it, or marks where none may stand. */
function hasWrongParameters(node: Node): boolean {
  const all = partsOf(node);
  const names = all.filter(({ type }) => !type.endsWith('_separator')).map(parameterName);
  return isTwice(names) || hasWrongMarks(all) || hasLateRequired(all);
}

function hasLateRequired(all: readonly Node[]): boolean {
  let hasDefault = false;
  for (const { type, text } of all) {
    // What follows is given by its name.
    if (text.startsWith('*')) return false;
    if (type.endsWith('default_parameter')) hasDefault = true;
    else if (hasDefault && type !== 'positional_separator') return true;
  }
  return false;
}

/** `*` at the end or twice, `/` at the start or behind `*`, anything behind `**`. */
function hasWrongMarks(all: readonly Node[]): boolean {
  const words = all.map(({ text }) => /^(?:\*{1,2}|\/)/.exec(text)?.[0] ?? '');
  const star = words.indexOf('*');
  const slash = words.indexOf('/');
  const dictionary = words.indexOf('**');
  if (star !== words.lastIndexOf('*') || slash !== words.lastIndexOf('/') || slash === 0)
    return true;
  if (dictionary >= 0 && dictionary < all.length - 1) return true;
  if (star >= 0 && slash > star) return true;
  if (all[star]?.type !== 'keyword_separator') return false;
  return star === all.length - 1 || words[star + 1] === '**';
}

/** A value behind a named one, a name twice, or a bare generator beside others. */
function hasWrongArguments(node: Node): boolean {
  const names = new Set<string>();
  let isPastDictionary = false;
  for (const part of partsOf(node)) {
    const name =
      part.type === 'keyword_argument' ? part.childForFieldName('name')?.text : undefined;
    if (name !== undefined) {
      if (names.has(name)) return true;
      names.add(name);
    } else if (part.type === 'dictionary_splat') isPastDictionary = true;
    else if (isPastDictionary) return true;
    else if (names.size > 0 && part.type !== 'list_splat') return true;
  }
  return false;
}

/** What cannot be deleted: calls, values and what is computed. */
function isNotDeletable(node: Node): boolean {
  switch (node.type) {
    case 'delete_statement':
    case 'expression_list':
    case 'tuple':
    case 'list':
    case 'parenthesized_expression':
      return partsOf(node).some(isNotDeletable);
    default:
      return !['identifier', 'attribute', 'subscript'].includes(node.type);
  }
}

/** Zeros before other digits, marks that only Python 2 has, an underscore at the end. */
function isOldNumber({ text }: Node): boolean {
  return (/^0[\d_]+$/.test(text) && /[1-9]/.test(text)) || /[lL_]$/.test(text);
}

/** Texts and bytes in one. */
function isMixed(node: Node): boolean {
  const kinds = partsOf(node).map(({ text }) => /^[a-z]*b/i.test(text));
  return kinds.includes(true) && kinds.includes(false);
}

/** A handler of all behind which others stand, or handlers of groups beside others. */
function hasWrongHandlers(node: Node): boolean {
  const handlers = partsOf(node).filter(({ type }) => type === 'except_clause');
  const ofGroups = handlers.filter(isOfGroups);
  if (ofGroups.length > 0 && ofGroups.length < handlers.length) return true;
  return handlers.slice(0, -1).some((one) => partsOf(one).every(({ type }) => type === 'block'));
}

function isOfGroups({ children }: Node): boolean {
  return children.some((one) => one?.type === '*' || one?.type === 'except*');
}

/** A handler of no group, or of several errors that no brackets hold together and a name is given. */
function isWrongHandler(node: Node): boolean {
  const values = node.childrenForFieldName('value').filter((one) => one !== null);
  if (isOfGroups(node) && values.length === 0) return true;
  const named = values.find(({ type }) => type === 'as_pattern');
  if (named === undefined) return false;
  return (
    values.length > 1 || named.childForFieldName('alias')?.firstNamedChild?.type !== 'identifier'
  );
}

/** Where a star in front of a value is of no list. */
const NO_LIST: ReadonlySet<string> = new Set([
  'assignment',
  'augmented_assignment',
  'expression_statement',
  'for_statement',
  'for_in_clause',
  'return_statement',
  'yield',
  'list_comprehension',
  'set_comprehension',
  'generator_expression',
  'parenthesized_expression',
  'interpolation',
  'list_splat',
  'list_splat_pattern',
]);

/** A star in front of a value that no list takes. */
function isLoneStar({ parent }: Node): boolean {
  return parent !== null && NO_LIST.has(parent.type);
}

/** Several things to go through that no brackets hold together, or waiting where nothing waits. */
function isWrongClause(node: Node): boolean {
  const isSeveral = node.childrenForFieldName('right').length > 1;
  return isSeveral || isAsyncInPlainFunction(node);
}

/** In an asynchronous function: values of another generator, or a result beside values of its own. */
function isWrongInAsync(node: Node): boolean {
  const scope = pythonScope(node);
  if (scope?.firstChild?.type !== 'async') return false;
  if (node.type === 'yield') return node.children.some((one) => one?.type === 'from');
  if (partsOf(node).length === 0) return false;
  const yields = scope.descendantsOfType('yield').filter((one) => one !== null);
  return yields.some((one) => pythonScope(one)?.id === scope.id);
}

/** What a later version of the language was to bring. */
const FUTURE: ReadonlySet<string> = new Set(
  'nested_scopes generators division absolute_import with_statement print_function unicode_literals barry_as_FLUFL generator_stop annotations'.split(
    ' ',
  ),
);

function isUnknownFuture(node: Node): boolean {
  return node
    .childrenForFieldName('name')
    .some((one) => !FUTURE.has((one?.childForFieldName('name') ?? one)?.text ?? ''));
}

/** A comma at the end of what is imported, without brackets. */
function endsInComma({ children }: Node): boolean {
  return children.at(-1)?.type === ',';
}

/** What no value can be given to. */
function isNoTarget({ type }: Node): boolean {
  return !TARGETS.has(type);
}

const TARGETS: ReadonlySet<string> = new Set([
  'identifier',
  'attribute',
  'subscript',
  'tuple',
  'list',
  'list_splat',
  'parenthesized_expression',
  'tuple_pattern',
  'list_pattern',
  'pattern_list',
]);

/** An unknown way to turn a value into text, or a function whose colon ends it. */
function isWrongInterpolation(node: Node): boolean {
  if (node.type !== 'interpolation') return false;
  const way = node.childForFieldName('type_conversion')?.text;
  const value = node.childForFieldName('expression');
  if (value === null || value.type === 'list_splat') return true;
  return (way !== undefined && !/^![sra]$/.test(way)) || value.type === 'lambda';
}

/** A sign by half a number or by an unknown kind of name, in a text that is not raw. */
function isWrongText(node: Node): boolean {
  // What stands in braces is code.
  if (node.hasError || partsOf(node).some(isWrongInterpolation)) return true;
  const start = node.firstChild?.text.toLowerCase() ?? '';
  const text = node.text.slice(start.length);
  // Bytes are signs of ASCII.
  if (start.startsWith('b') || start.startsWith('rb')) if (/[^\0-\x7f]/.test(text)) return true;
  if (start.includes('r')) return false;
  const half = start.startsWith('b') ? HALF_BYTE : HALF_SIGN;
  return half.test(text.replaceAll('\\\\', ''));
}

const HALF_BYTE = /\\x(?![0-9a-f]{2})/i;
const HALF_SIGN =
  /\\(?:x(?![0-9a-fA-F]{2})|u(?![0-9a-fA-F]{4})|U(?!00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4})|N(?!\{))/;

/** All of a list as the type of one. */
function isWrongType(node: Node): boolean {
  const isAll = node.childForFieldName('type')?.firstNamedChild?.type === 'splat_type';
  return isAll && node.firstNamedChild?.type !== 'list_splat_pattern';
}

/** One name of a type twice. */
function namesTypeTwice(node: Node): boolean {
  const names = partsOf(node).map(({ text }) => /^\*{0,2}\s*([\w$]+)/.exec(text)?.[1] ?? text);
  return isDeclaration(node) && isTwice(names);
}

function isDeclaration({ parent }: Node): boolean {
  return parent?.type === 'function_definition' || parent?.type === 'class_definition';
}

/** An import of the language's own future behind anything but a docstring and others of its kind. */
function isLate(node: Node): boolean {
  for (let at = node.previousNamedSibling; at !== null; at = at.previousNamedSibling) {
    const isFirst = at.type === 'expression_statement' && at.firstNamedChild?.type === 'string';
    if (at.type !== 'comment' && at.type !== 'future_import_statement' && !isFirst) return true;
  }
  return node.parent?.type !== 'module';
}

/** A name of the function's own, or of the file's, where one of a function around it is meant. */
function isNotOfAnOuterFunction(node: Node): boolean {
  // Every method has this one of its class.
  if (partsOf(node).every(({ text }) => text === '__class__')) return false;
  const scope = pythonScope(node);
  if (scope === undefined) return true;
  const isClass = scope.type === 'class_definition';
  for (let at = isClass ? scope.parent : pythonScope(scope); at; at = at.parent) {
    if (PYTHON_FUNCTIONS.has(at.type)) return isParameter(node, scope);
  }
  return true;
}

function isParameter(node: Node, scope: Node): boolean {
  const parameters = scope.childForFieldName('parameters');
  if (parameters === null || scope.type === 'class_definition') return false;
  const own = new Set(partsOf(parameters).map(parameterName));
  return partsOf(node).some(({ text }) => own.has(text));
}

/** The name of a parameter. */
function isOwnParameter(node: Node): boolean {
  const scope = pythonScope(node);
  return scope !== undefined && isParameter(node, scope);
}

/** All names of a module, anywhere but at the top of a file. */
function isDeepWildcard(node: Node): boolean {
  return pythonScope(node) !== undefined;
}

function isWrongTarget(node: Node): boolean {
  return partsOf(node).some(isNoTarget);
}

function isPatternAugmented(node: Node): boolean {
  const left = node.childForFieldName('left')?.type ?? '';
  return ['tuple_pattern', 'list_pattern', 'pattern_list', 'list_splat_pattern'].includes(left);
}

/** Forms that the grammar reads and CPython's compiler refuses, by the type of their node. */
export const PYTHON_REFUSALS: Readonly<Record<string, (node: Node) => boolean>> = {
  try_statement: (node) => isUnhandled(node) || hasWrongHandlers(node),
  parameters: hasWrongParameters,
  lambda_parameters: hasWrongParameters,
  argument_list: hasWrongArguments,
  await: isInPlainFunction,
  with_statement: isAsyncInPlainFunction,
  for_statement: isAsyncInPlainFunction,
  return_statement: (node) => isOutsideFunctions(node) || isWrongInAsync(node),
  yield: (node) => isOutsideFunctions(node) || isWrongInAsync(node),
  for_in_clause: isWrongClause,
  except_clause: isWrongHandler,
  import_statement: endsInComma,
  import_from_statement: endsInComma,
  break_statement: isOutsideLoops,
  continue_statement: isOutsideLoops,
  nonlocal_statement: (node) => isNotOfAnOuterFunction(node) || isUsedBefore(node),
  global_statement: (node) => isOwnParameter(node) || isUsedBefore(node),
  wildcard_import: isDeepWildcard,
  delete_statement: isNotDeletable,
  as_pattern_target: isWrongTarget,
  augmented_assignment: isPatternAugmented,
  integer: isOldNumber,
  concatenated_string: isMixed,
  list_splat: isLoneStar,
  list_splat_pattern: isLoneStar,
  pattern_list: hasTwoStars,
  tuple_pattern: hasTwoStars,
  list_pattern: hasTwoStars,
  future_import_statement: (node) => isLate(node) || isUnknownFuture(node),
  named_expression: isWrongNaming,
  match_statement: hasLateCases,
  case_clause: givesTwice,
  union_pattern: hasWrongAlternatives,
  class_pattern: hasWrongClassParts,
  dict_pattern: hasWrongKeys,
  string: isWrongText,
  typed_parameter: isWrongType,
  type_parameter: namesTypeTwice,
};
