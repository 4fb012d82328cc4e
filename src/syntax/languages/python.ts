import type { Node } from '@vscode/tree-sitter-wasm';
import type { DeclarationRule, ExportList, LanguageTable } from '../languageTable.ts';
import { fieldText, isUnhandled } from '../languageTable.ts';

const assigned: DeclarationRule = {
  kind: (node, { within }) =>
    within === 'class'
      ? 'property'
      : /^[A-Z0-9_]+$/.test(fieldText(node, 'left') ?? '')
        ? 'constant'
        : 'variable',
  name: (node) => {
    const left = node.childForFieldName('left');
    return left?.type === 'identifier' ? left.text : undefined;
  },
};

/** The names in `__all__ = ['a', 'b']` and `__all__ += ['c']`. */
const publicNames: ExportList = {
  starts: /^__all__\b/,
  names: (node) => {
    const list = fieldText(node, 'right') ?? '';
    return [...list.matchAll(/["']([\p{L}_][\p{L}\p{N}_]*)["']/gu)].flatMap(([, name]) =>
      name === undefined ? [] : [{ name, local: name }],
    );
  },
};

/** The parameter's name, whatever else is said of it. */
function parameterName(node: Node): string {
  const name = node.childForFieldName('name') ?? node;
  return /[\p{L}_][\p{L}\p{N}_]*/u.exec(name.text)?.[0] ?? name.text;
}

/** One name twice, or one without a default behind one that has it. */
function hasWrongParameters({ namedChildren }: Node): boolean {
  const all = namedChildren.filter((one) => one !== null).filter(({ type }) => type !== 'comment');
  const names = all.filter(({ type }) => !type.endsWith('_separator')).map(parameterName);
  if (new Set(names).size < names.length) return true;
  let hasDefault = false;
  for (const { type, text } of all) {
    // What follows is given by its name.
    if (text.startsWith('*')) return false;
    if (type.endsWith('default_parameter')) hasDefault = true;
    else if (hasDefault && type !== 'positional_separator') return true;
  }
  return false;
}

/** `await` in a function that is not `async`; outside of all, notebooks have it. */
function isInPlainFunction(node: Node): boolean {
  for (let at = node.parent; at !== null; at = at.parent) {
    if (at.type === 'function_definition') return at.firstChild?.type !== 'async';
    if (at.type === 'lambda') return false;
  }
  return false;
}

/** An import of the language's own future behind anything but a docstring and others of its kind. */
function isLate(node: Node): boolean {
  for (let at = node.previousNamedSibling; at !== null; at = at.previousNamedSibling) {
    const isFirst = at.type === 'expression_statement' && at.firstNamedChild?.type === 'string';
    if (at.type !== 'comment' && at.type !== 'future_import_statement' && !isFirst) return true;
  }
  return node.parent?.type !== 'module';
}

/** Python. */
export const python: LanguageTable = {
  refused: {
    try_statement: isUnhandled,
    parameters: hasWrongParameters,
    lambda_parameters: hasWrongParameters,
    await: isInPlainFunction,
    future_import_statement: isLate,
    named_expression: ({ parent }) => parent?.type === 'expression_statement',
  },
  comments: ['comment'],
  strings: ['string', 'concatenated_string'],
  imports: ['import_statement', 'import_from_statement', 'future_import_statement'],
  declarations: {
    function_definition: {
      kind: (node, { within }) =>
        within !== 'class'
          ? 'function'
          : fieldText(node, 'name') === '__init__'
            ? 'constructor'
            : 'method',
    },
    class_definition: { kind: 'class', members: true },
    assignment: assigned,
    type_alias_statement: { kind: 'type', name: (node) => fieldText(node, 'left') },
  },
  wrappers: ['decorated_definition', 'expression_statement'],
  leading: [],
  opaque: ['lambda'],
  scopes: {},
  skippedParameters: ['keyword_separator', 'positional_separator'],
  exported: ({ name, containerExported }) =>
    containerExported && (!name.startsWith('_') || /^__\w+__$/.test(name)),
  exportLists: { assignment: publicNames, augmented_assignment: publicNames },
  isDocumentation: () => false,
  docstrings: true,
};
