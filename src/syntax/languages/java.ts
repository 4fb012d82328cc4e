import type { Node } from '@vscode/tree-sitter-wasm';
import type { DeclarationRule, LanguageTable } from '../languageTable.ts';
import { enumMembers, modifierWords } from '../languageTable.ts';

const type = (kind: 'class' | 'interface' | 'enum'): DeclarationRule => ({ kind, members: true });

/** A single declarator stands for its whole field. */
function fieldOf(node: Node): Node {
  const parent = node.parent;
  return parent?.namedChildren.filter((child) => child?.type === 'variable_declarator').length === 1
    ? parent
    : node;
}

/** The node that carries the modifiers. */
function modified(node: Node): Node {
  return node.type === 'variable_declarator' ? (node.parent ?? node) : node;
}

/** Java. */
export const java: LanguageTable = {
  // Without a package, methods may make a class that has no name.
  isMisplaced: ({ type: what, parent }) =>
    /_statement$|^block$/.test(what) ||
    (what === 'method_declaration' &&
      parent?.namedChildren.some((child) => child?.type === 'package_declaration') === true),
  comments: ['line_comment', 'block_comment'],
  strings: ['string_literal', 'character_literal'],
  imports: ['import_declaration'],
  declarations: {
    class_declaration: type('class'),
    record_declaration: type('class'),
    interface_declaration: type('interface'),
    annotation_type_declaration: type('interface'),
    enum_declaration: type('enum'),
    constructor_declaration: { kind: 'constructor' },
    compact_constructor_declaration: { kind: 'constructor' },
    method_declaration: { kind: 'method' },
    annotation_type_element_declaration: { kind: 'method' },
    variable_declarator: {
      kind: (node) =>
        node.parent?.type === 'constant_declaration' ||
        ['static', 'final'].every((word) => modifierWords(modified(node)).includes(word))
          ? 'constant'
          : 'property',
      whole: fieldOf,
    },
  },
  wrappers: [],
  leading: [],
  opaque: ['block', 'lambda_expression', 'object_creation_expression', 'enum_constant'],
  scopes: {},
  skippedParameters: ['receiver_parameter'],
  exported: ({ node, within, containerExported }) =>
    containerExported &&
    (within === 'interface' || modifierWords(modified(node)).includes('public')),
  exportLists: { enum_declaration: enumMembers('enum_constant') },
  isDocumentation: (comment) => comment.startsWith('/**') && comment !== '/**/',
  reachesAcross: () => true,
  docstrings: false,
};
