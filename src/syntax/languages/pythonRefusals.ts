import type { Node } from '@vscode/tree-sitter-wasm';
import { isUnhandled } from '../languageTable.ts';

/** Nodes that hold code of their own: what stands in them is not in what is around them. */
const FUNCTIONS: ReadonlySet<string> = new Set(['function_definition', 'lambda']);
const LOOPS: ReadonlySet<string> = new Set(['for_statement', 'while_statement']);

const NO_CODE: ReadonlySet<string> = new Set(['comment', 'line_continuation']);

/** The named parts of a node that are code. */
function partsOf({ namedChildren }: Node): readonly Node[] {
  return namedChildren.filter((one) => one !== null).filter(({ type }) => !NO_CODE.has(type));
}

/** The innermost function or class around a node. */
function scopeOf(node: Node): Node | undefined {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (FUNCTIONS.has(at.type) || at.type === 'class_definition') return at;
  }
  return undefined;
}

function isOutsideFunctions(node: Node): boolean {
  const scope = scopeOf(node);
  return scope === undefined || scope.type === 'class_definition';
}

/** Whether a node is in a function that is not `async`; outside of all, notebooks have `await`. */
function isInPlainFunction(node: Node): boolean {
  for (let at = node.parent; at !== null && !FUNCTIONS.has(at.type); at = at.parent) {
    // One that awaits is asynchronous by that, wherever it stands.
    if (at.type === 'generator_expression') return false;
  }
  const scope = scopeOf(node);
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
    if (FUNCTIONS.has(at.type) || at.type === 'class_definition') return true;
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
  return new Set(names).size < names.length || hasWrongMarks(all) || hasLateRequired(all);
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

/** A handler of all behind which others stand. */
function hasLateHandlers(node: Node): boolean {
  const handlers = partsOf(node).filter(({ type }) => type === 'except_clause');
  return handlers.slice(0, -1).some((one) => partsOf(one).every(({ type }) => type === 'block'));
}

/** A star in front of a value that no list takes. */
function isLoneStar(node: Node): boolean {
  const { parent } = node;
  if (parent === null) return false;
  const isAssigned = parent.type === 'assignment' || parent.type === 'augmented_assignment';
  return isAssigned || parent.type === 'expression_statement' || parent.type === node.type;
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
  const scope = scopeOf(node);
  if (scope === undefined) return true;
  const isClass = scope.type === 'class_definition';
  for (let at = isClass ? scope.parent : scopeOf(scope); at; at = at.parent) {
    if (FUNCTIONS.has(at.type)) return isParameter(node, scope);
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
  const scope = scopeOf(node);
  return scope !== undefined && isParameter(node, scope);
}

/** All names of a module, anywhere but at the top of a file. */
function isDeepWildcard(node: Node): boolean {
  return scopeOf(node) !== undefined;
}

function isWrongTarget(node: Node): boolean {
  return partsOf(node).some(({ type }) => type === 'call');
}

function isPatternAugmented(node: Node): boolean {
  const left = node.childForFieldName('left')?.type ?? '';
  return ['tuple_pattern', 'list_pattern', 'pattern_list', 'list_splat_pattern'].includes(left);
}

/** Forms that the grammar reads and CPython's compiler refuses, by the type of their node. */
export const PYTHON_REFUSALS: Readonly<Record<string, (node: Node) => boolean>> = {
  try_statement: (node) => isUnhandled(node) || hasLateHandlers(node),
  parameters: hasWrongParameters,
  lambda_parameters: hasWrongParameters,
  argument_list: hasWrongArguments,
  await: isInPlainFunction,
  with_statement: isAsyncInPlainFunction,
  for_statement: isAsyncInPlainFunction,
  return_statement: isOutsideFunctions,
  yield: isOutsideFunctions,
  break_statement: isOutsideLoops,
  continue_statement: isOutsideLoops,
  nonlocal_statement: isNotOfAnOuterFunction,
  global_statement: isOwnParameter,
  wildcard_import: isDeepWildcard,
  delete_statement: isNotDeletable,
  as_pattern_target: isWrongTarget,
  augmented_assignment: isPatternAugmented,
  integer: isOldNumber,
  concatenated_string: isMixed,
  list_splat: isLoneStar,
  future_import_statement: isLate,
  named_expression: ({ parent }) => parent?.type === 'expression_statement',
};
