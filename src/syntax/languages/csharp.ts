import type { Node } from '@vscode/tree-sitter-wasm';
import type { ParsedLanguage } from '../language.ts';
import { lineComments } from '../language.ts';
import type { DeclarationRule, LanguageTable } from '../languageTable.ts';
import { enumMembers, fieldText, isUnhandled, modifierWords } from '../languageTable.ts';
import type { MutantTable } from '../mutants/mutantTable.ts';
import { C_WORDS, LOGS, SPELLINGS } from '../mutants/mutantTable.ts';

const type = (kind: 'class' | 'interface'): DeclarationRule => ({
  kind,
  members: true,
  parameters: (node) =>
    node.namedChildren.find((child) => child?.type === 'parameter_list') ?? null,
});

/** A single declarator stands for its whole field or event. */
function fieldOf(node: Node): Node {
  const declaration = node.parent;
  const field = declaration?.parent ?? null;
  return declaration !== null &&
    field !== null &&
    declaration.namedChildren.filter((child) => child?.type === 'variable_declarator').length === 1
    ? field
    : node;
}

/** The node that carries the modifiers. */
function modified(node: Node): Node {
  return node.type === 'variable_declarator' ? (node.parent?.parent ?? node) : node;
}

const property: DeclarationRule = {
  kind: 'property',
  body: (node) => node.childForFieldName('accessors') ?? node.childForFieldName('value'),
};

const tree: LanguageTable = {
  refused: { try_statement: isUnhandled },
  comments: ['comment'],
  strings: [
    'string_literal',
    'verbatim_string_literal',
    'raw_string_literal',
    'interpolated_string_expression',
    'character_literal',
  ],
  imports: ['using_directive'],
  declarations: {
    class_declaration: type('class'),
    struct_declaration: type('class'),
    record_declaration: type('class'),
    interface_declaration: type('interface'),
    enum_declaration: { kind: 'enum' },
    delegate_declaration: { kind: 'type' },
    constructor_declaration: { kind: 'constructor' },
    destructor_declaration: { kind: 'method' },
    method_declaration: { kind: 'method' },
    operator_declaration: {
      kind: 'method',
      name: (node) => `operator ${fieldText(node, 'operator') ?? ''}`.trim(),
    },
    indexer_declaration: { ...property, name: () => 'this' },
    property_declaration: property,
    event_declaration: property,
    variable_declarator: {
      kind: (node) =>
        modifierWords(modified(node)).some((word) => word === 'const') ? 'constant' : 'property',
      whole: fieldOf,
    },
  },
  wrappers: [],
  leading: [],
  opaque: ['block', 'lambda_expression', 'anonymous_method_expression', 'global_statement'],
  scopes: {},
  skippedParameters: [],
  exported: ({ node, within, containerExported }) =>
    containerExported &&
    (within === 'interface' || modifierWords(modified(node)).includes('public')),
  exportLists: { enum_declaration: enumMembers('enum_member_declaration') },
  isDocumentation: (comment) =>
    /^\/\/\/(?!\/)/.test(comment) || (comment.startsWith('/**') && comment !== '/**/'),
  reachesAcross: () => true,
  docstrings: false,
};

const mutants: MutantTable = {
  passed: [
    'using_directive',
    'attribute_list',
    'type_argument_list',
    'type_parameter_list',
    'constructor_initializer',
    'preproc_if',
  ],
  operations: [
    'binary_expression',
    'assignment_expression',
    'prefix_unary_expression',
    'postfix_unary_expression',
  ],
  spellings: SPELLINGS,
  unary: { prefix_unary_expression: { '!': 'negation', '-': 'arithmetic' } },
  decisions: {
    if_statement: 'condition',
    while_statement: 'condition',
    do_statement: 'condition',
    for_statement: 'condition',
    conditional_expression: 'condition',
  },
  sides: ['&&', '||', '??'],
  loops: ['while_statement', 'do_statement', 'for_statement', 'foreach_statement'],
  switches: ['switch_statement'],
  breaks: ['break_statement'],
  continues: ['continue_statement'],
  functions: [
    'method_declaration',
    'constructor_declaration',
    'local_function_statement',
    'lambda_expression',
  ],
  blocks: ['block', 'switch_section'],
  numbers: ['integer_literal', 'real_literal'],
  booleans: ['boolean_literal'],
  strings: ['string_literal', 'verbatim_string_literal', 'interpolated_string_expression'],
  collections: { initializer_expression: '{ }', element_binding_expression: '[]' },
  values: {
    returned: {
      return_statement: (node) => node.firstNamedChild,
      arrow_expression_clause: (node) => node.firstNamedChild,
    },
    byType: [
      [/^(?:int|uint|long|ulong|short|ushort|byte|sbyte|float|double|decimal)$/, '0'],
      [/^bool$/, 'true', 'false'],
      [/^string\??$/, '""'],
      [/^(?!void\b|Task\b|ValueTask\b|IEnumerable\b|IAsync)/, 'default'],
    ],
    typeField: 'returns',
  },
  leftOut: {
    wrapper: 'expression_statement',
    wrapped: {
      invocation_expression: 'call',
      await_expression: 'call',
      assignment_expression: 'statement',
      postfix_unary_expression: 'statement',
      prefix_unary_expression: 'statement',
    },
    bare: { throw_statement: 'exception' },
  },
  awaits: [],
  calls: ['invocation_expression', 'object_creation_expression'],
  noise: [LOGS, /^(?:Debug|Trace)\.|^nameof$/i],
  wording: ['throw_statement', 'throw_expression'],
  words: C_WORDS,
};

/** C#. */
export const csharp: ParsedLanguage = {
  tree,
  mutants,
  documentation: {
    style: lineComments(
      '///',
      'XML documentation: <summary>, <param name="x">, <returns>, <exception cref="T">; < and & escaped in text',
      { namedParameters: /<param(?:ref)?\s+name\s*=\s*"@?([^"]*)"/g },
    ),
    runs: /<include\b/i,
    isXml: true,
  },
  directives: [/^csharpier-ignore/i, /^ncrunch\s?:/i, /^dotcover\s+(?:disable|enable)/i],
  silencers: [
    /#\s*pragma\s+warning\s+disable/gi,
    /#\s*nullable\s+disable/gi,
    /\b(?:Unconditional)?SuppressMessage(?:Attribute)?\b/gi,
    /\bExcludeFromCodeCoverage\b/g,
    /\b(?:null|default)!/g,
    /^[ \t]{0,200}_\s?=\s?[A-Za-z_]\w{0,60}\s?;/gm,
  ],
  hasNamedArguments: true,
  takesAnyBlank: true,
  declaresOnce: 'all',
};
