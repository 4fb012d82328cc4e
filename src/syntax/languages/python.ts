import type { DeclarationRule, ExportList, LanguageTable } from '../languageTable.ts';
import { fieldText } from '../languageTable.ts';

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

/** Python. */
export const python: LanguageTable = {
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
