import type { Node } from '@vscode/tree-sitter-wasm';
import type { ParsedLanguage } from '../language.ts';
import { blockComments } from '../language.ts';
import type { DeclarationRule, LanguageTable } from '../languageTable.ts';
import { enumMembers, modifierWords } from '../languageTable.ts';
import type { MutantTable } from '../mutants/mutantTable.ts';
import { C_WORDS, LOGS, SPELLINGS } from '../mutants/mutantTable.ts';
import { CLANG_WIDTH, SUPPRESSED } from './shared.ts';

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

const tree: LanguageTable = {
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

const mutants: MutantTable = {
  passed: [
    'import_declaration',
    'package_declaration',
    'annotation',
    'marker_annotation',
    'modifiers',
    'type_arguments',
    'type_parameters',
    'assert_statement',
    'explicit_constructor_invocation',
  ],
  operations: ['binary_expression', 'assignment_expression', 'update_expression'],
  spellings: SPELLINGS,
  unary: { unary_expression: { '!': 'negation', '-': 'arithmetic' } },
  decisions: {
    if_statement: 'condition',
    while_statement: 'condition',
    do_statement: 'condition',
    for_statement: 'condition',
    ternary_expression: 'condition',
  },
  sides: ['&&', '||'],
  loops: ['while_statement', 'do_statement', 'for_statement', 'enhanced_for_statement'],
  switches: ['switch_expression'],
  breaks: ['break_statement'],
  continues: ['continue_statement'],
  functions: ['method_declaration', 'constructor_declaration', 'lambda_expression'],
  blocks: ['block', 'switch_block_statement_group'],
  numbers: ['decimal_integer_literal', 'decimal_floating_point_literal'],
  booleans: ['true', 'false'],
  strings: ['string_literal'],
  collections: { array_initializer: '{}' },
  values: {
    returned: { return_statement: (node) => node.firstNamedChild },
    byType: [
      [/^(?:int|long|short|byte|char|float|double|Integer)$/, '0'],
      [/^Long$/, '0L'],
      [/^[Bb]oolean$/, 'true', 'false'],
      [/^String$/, '""'],
      [/^Optional</, 'java.util.Optional.empty()'],
      [/^(?:Collection|List)</, 'java.util.List.of()'],
      [/^Map</, 'java.util.Map.of()'],
      [/^Set</, 'java.util.Set.of()'],
      [/^[A-Z]|\[\]$/, 'null'],
    ],
    typeField: 'type',
  },
  leftOut: {
    wrapper: 'expression_statement',
    wrapped: {
      method_invocation: 'call',
      assignment_expression: 'statement',
      update_expression: 'statement',
    },
    bare: { throw_statement: 'exception' },
  },
  awaits: [],
  calls: ['method_invocation', 'object_creation_expression'],
  noise: [LOGS],
  wording: ['throw_statement'],
  words: C_WORDS,
};

/** Java. */
export const java: ParsedLanguage = {
  tree,
  mutants,
  documentation: {
    style: blockComments(
      'Javadoc: one summary sentence, then @param name text, @return text, @throws',
      {
        // The compiler reads \u escapes before it knows of comments: no half ones, no star, slash or line end.
        forbidden: /\*\/|\\u+(?:002[af]|000[ad]|(?![\da-f]{4}))/i,
      },
    ),
    widthFiles: CLANG_WIDTH,
    runs: /\{@snippet\b/,
  },
  directives: [
    // The compiler marks the class file.
    /@deprecated\b/,
    /\$NON-NLS-\d/,
    /\$FALL-THROUGH\$/,
    /^(?:spotless|checkstyle|CPD)[-:.]\s?o(?:n|ff)/i,
    /^suppress\s+checkstyle\b/i,
  ],
  toolWords: { anywhere: [/\bGEN-(?:BEGIN|END|FIRST|LAST|LINE|HEADER(?:END)?)\b/] },
  silencers: [SUPPRESSED],
  importsOnce: 'otherThing',
  declaresOnce: 'all',
};
