import type { Node } from '@vscode/tree-sitter-wasm';
import type { DeclarationRule, LanguageTable } from '../languageTable.ts';
import { enumMembers, fieldText } from '../languageTable.ts';

/** A single element stands for its whole declaration. */
function declarationOf(node: Node): Node {
  const parent = node.parent;
  return parent?.namedChildren.filter((child) => child?.type === node.type).length === 1
    ? parent
    : node;
}

const type = (kind: 'class' | 'interface' | 'enum'): DeclarationRule => ({ kind, members: true });

/** PHP. */
export const php: LanguageTable = {
  comments: ['comment'],
  strings: ['string', 'encapsed_string', 'heredoc', 'nowdoc', 'shell_command_expression'],
  imports: ['namespace_use_declaration'],
  declarations: {
    class_declaration: type('class'),
    trait_declaration: type('class'),
    interface_declaration: type('interface'),
    enum_declaration: type('enum'),
    function_definition: { kind: 'function' },
    method_declaration: {
      kind: (node) => (fieldText(node, 'name') === '__construct' ? 'constructor' : 'method'),
    },
    const_element: {
      kind: 'constant',
      name: (node) => node.firstNamedChild?.text,
      whole: declarationOf,
    },
    property_element: {
      kind: 'property',
      name: (node) => fieldText(node, 'name')?.replace(/^\$/, ''),
      whole: declarationOf,
    },
  },
  wrappers: [],
  leading: [],
  opaque: [
    'compound_statement',
    'anonymous_function',
    'arrow_function',
    'object_creation_expression',
  ],
  scopes: {},
  skippedParameters: [],
  exported: ({ node, containerExported }) => {
    const holder = node.type.endsWith('_element') ? (node.parent ?? node) : node;
    const access = holder.children.find((child) => child?.type === 'visibility_modifier')?.text;
    return containerExported && (access === undefined || access === 'public');
  },
  exportLists: { enum_declaration: enumMembers('enum_case') },
  isDocumentation: (comment) => comment.startsWith('/**') && comment !== '/**/',
  reachesAcross: () => true,
  docstrings: false,
};
