import type { Node } from '@vscode/tree-sitter-wasm';
import type { ParsedLanguage } from '../language.ts';
import { blockComments } from '../language.ts';
import type { DeclarationRule, LanguageTable } from '../languageTable.ts';
import { enumMembers, fieldText } from '../languageTable.ts';
import type { MutantTable } from '../mutants/mutantTable.ts';
import { C_WORDS, LOGS, SPELLINGS } from '../mutants/mutantTable.ts';
import { PHP_REFUSALS } from '../refusals/phpRefusals.ts';

/** A single element stands for its whole declaration. */
function declarationOf(node: Node): Node {
  const parent = node.parent;
  return parent?.namedChildren.filter((child) => child?.type === node.type).length === 1
    ? parent
    : node;
}

const type = (kind: 'class' | 'interface' | 'enum'): DeclarationRule => ({ kind, members: true });

const tree: LanguageTable = {
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
  refused: PHP_REFUSALS,
  isDocumentation: (comment) => comment.startsWith('/**') && comment !== '/**/',
  reachesAcross: () => true,
  docstrings: false,
};

const mutants: MutantTable = {
  passed: [
    'namespace_use_declaration',
    'namespace_definition',
    'declare_statement',
    'attribute_list',
    'list_literal',
    'include_expression',
    'require_expression',
    'include_once_expression',
    'require_once_expression',
  ],
  operations: ['binary_expression', 'augmented_assignment_expression', 'update_expression'],
  spellings: {
    ...SPELLINGS,
    and: [['logic', 'or']],
    or: [['logic', 'and']],
  },
  unary: { unary_op_expression: { '!': 'negation', '-': 'arithmetic' } },
  decisions: {
    if_statement: 'condition',
    else_if_clause: 'condition',
    while_statement: 'condition',
    do_statement: 'condition',
    for_statement: 'condition',
    conditional_expression: 'condition',
  },
  sides: ['&&', '||', '??', 'and', 'or'],
  loops: ['while_statement', 'do_statement', 'for_statement', 'foreach_statement'],
  switches: ['switch_statement'],
  breaks: ['break_statement'],
  continues: ['continue_statement'],
  functions: ['function_definition', 'method_declaration', 'anonymous_function', 'arrow_function'],
  blocks: ['compound_statement', 'case_statement', 'default_statement'],
  numbers: ['integer', 'float'],
  booleans: ['boolean'],
  strings: ['string', 'encapsed_string'],
  collections: { array_creation_expression: '[]' },
  values: {
    returned: {
      return_statement: (node) => node.firstNamedChild,
      arrow_function: 'body',
    },
    nothing: 'null',
    byType: [
      [/^int$/, '0'],
      [/^float$/, '0.0'],
      [/^bool$/, 'true', 'false'],
      [/^string$/, "''"],
      [/^(?:array|iterable)$/, '[]'],
      [/^\?|\bnull\b|^mixed$/, 'null'],
    ],
    typeField: 'return_type',
  },
  leftOut: {
    wrapper: 'expression_statement',
    wrapped: {
      function_call_expression: 'call',
      member_call_expression: 'call',
      nullsafe_member_call_expression: 'call',
      scoped_call_expression: 'call',
      assignment_expression: 'statement',
      augmented_assignment_expression: 'statement',
      update_expression: 'statement',
      throw_expression: 'exception',
    },
    bare: { echo_statement: 'call', unset_statement: 'statement' },
    isNeeded: (node) =>
      node.type === 'assignment_expression' && fieldText(node, 'left')?.startsWith('$') === true
        ? node.childForFieldName('left')?.type === 'variable_name'
        : false,
  },
  awaits: [],
  calls: [
    'function_call_expression',
    'member_call_expression',
    'scoped_call_expression',
    'object_creation_expression',
  ],
  noise: [LOGS, /^(?:error_log|assert|var_dump|define|trigger_error)$/i],
  wording: ['throw_expression'],
  words: { ...C_WORDS, always: () => 'true', never: () => 'false' },
};

/** PHP. */
export const php: ParsedLanguage = {
  tree,
  mutants,
  documentation: {
    style: blockComments(
      'PHPDoc: one summary sentence, then @param Type $name text, @return Type text, @throws',
      {
        namedParameters: /^[ \t]*@param[ \t][^$@\n]*\$(\w+)/gm,
      },
    ),
  },
  directives: [
    /^(?:phpcs|@?phpstan-|@?psalm-|@codeCoverageIgnore|@phpcs)/,
    /^#!/,
    // Annotations that are read when the program runs, and those of PHPUnit.
    /@[A-Z][\w\\]{0,80}\s?\(/,
    /^@[A-Z][\w\\]*/,
    /^@(?:test|testWith|dataProvider|depends|group|covers\w*|uses|requires|before\w*|after\w*|runInSeparateProcess|runTestsInSeparateProcesses|preserveGlobalState|backup\w+|doesNotPerformAssertions|expectedException\w*)\b/,
  ],
  readerTags: {
    words: new Set(
      'param return returns throws throw var see link since deprecated author version todo example copyright package subpackage category internal inheritdoc method property property-read property-write mixin template extends implements uses usedby api source ignore final static access global name note abstract'.split(
        ' ',
      ),
    ),
    where: 'anywhere',
  },
  toolWords: {
    anywhere: [
      // Annotations that are read when the program runs, and may be named by their whole path.
      /(?<![\w.@/])@[A-Za-z_]{0,80}\\/,
      /(?<![\w.@/])@(?!(?:param|returns?|throws?|var|see|link|since|template|method|property|mixin|extends|implements|uses|todo|deprecated)\b)[A-Za-z_][\w:-]{0,80}\(/i,
    ],
    atStart: [/^@(?:infection|pest|deptrac|rector|pint)\b/i],
  },
  silencers: [
    /#\[[^\]\n]{0,200}\bSuppress\w{0,40}/gi,
    /(?:^|[=(,;!&|?:.\s])@(?=[$\\A-Za-z_])/gm,
    /\berror_reporting\s?\(\s?0/g,
  ],
  hasNamedArguments: true,
  takesBackslashes: true,
  holdsPages: true,
  heredoc: {
    open: /<<<([ \t]{0,9})["']?([A-Za-z_]\w*)["']?/g,
    endsLine: true,
    mayBeIndented: () => true,
    isIndentedByEnd: true,
  },
  tag: { least: '<?', usual: '<?php' },
  checkersQuote: 'valuesAsCode',
  importsOnce: 'name',
  declaresOnce: 'all',
};
