import type { Node } from '@vscode/tree-sitter-wasm';
import type { ParsedLanguage } from '../language.ts';
import { lineComments } from '../language.ts';
import type { DeclarationRule, ExportList, LanguageTable } from '../languageTable.ts';
import { fieldText } from '../languageTable.ts';
import type { MutantTable } from '../mutants/mutantTable.ts';
import { C_WORDS, LOGS, SPELLINGS } from '../mutants/mutantTable.ts';
import { GO_REFUSALS } from '../refusals/goRefusals.ts';
import type { DeclarationKind } from '../syntax.ts';

/** A single spec without parentheses stands for its whole declaration. */
function declarationOf(node: Node): Node {
  const { parent } = node;
  if (parent === null || parent.type === 'var_spec_list') return node;
  return parent.children.some((child) => child?.type === '(') ? node : parent;
}

function typeKind(node: Node): DeclarationKind {
  const type = node.childForFieldName('type')?.type;
  return type === 'struct_type' ? 'class' : type === 'interface_type' ? 'interface' : 'type';
}

const typeSpec: DeclarationRule = {
  kind: typeKind,
  members: true,
  whole: declarationOf,
  body: (node) => node.childForFieldName('type'),
};

/** The receiver's type without pointer and type arguments. */
function receiverType(node: Node): string | undefined {
  return /(?<!\w)([A-Za-z_]\w*)\s*(?:\[[^[\]]*\]\s*)?\)$/.exec(
    fieldText(node, 'receiver') ?? '',
  )?.[1];
}

/** Of `var A, B = 1, 2` the first declares; the others are names beside it. */
const furtherNames: ExportList = {
  starts: /^[^=\n]*,/,
  names: (node, scope) =>
    scope === undefined
      ? []
      : node
          .childrenForFieldName('name')
          .slice(1)
          .flatMap((name) =>
            name !== null && /^\p{Lu}/u.test(name.text) ? { name: name.text } : [],
          ),
};

const tree: LanguageTable = {
  isMisplaced: ({ type }) => /_statement$|^(?:block|short_var_declaration)$/.test(type),
  refused: GO_REFUSALS,
  comments: ['comment'],
  strings: ['interpreted_string_literal', 'raw_string_literal', 'rune_literal'],
  imports: ['import_declaration'],
  declarations: {
    function_declaration: { kind: 'function' },
    method_declaration: { kind: 'method', container: receiverType },
    type_spec: typeSpec,
    type_alias: typeSpec,
    const_spec: { kind: 'constant', whole: declarationOf },
    var_spec: { kind: 'variable', whole: declarationOf },
    method_elem: { kind: 'method' },
    field_declaration: { kind: 'property' },
  },
  wrappers: ['type_declaration', 'const_declaration', 'var_declaration'],
  leading: [],
  opaque: ['func_literal'],
  scopes: {},
  skippedParameters: [],
  exported: ({ name, node, containerExported }) =>
    containerExported &&
    /^\p{Lu}/u.test(name) &&
    (node.type !== 'method_declaration' || /^\p{Lu}/u.test(receiverType(node) ?? '')),
  exportLists: { var_spec: furtherNames, const_spec: furtherNames },
  isDocumentation: () => true,
  docstrings: false,
};

/** The condition of a loop that has nothing else in its head. */
function loopCondition({ firstNamedChild: first }: Node): Node | null {
  return first === null || /^(?:for_clause|range_clause|block)$/.test(first.type) ? null : first;
}

const mutants: MutantTable = {
  passed: [
    'import_declaration',
    'package_clause',
    'type_declaration',
    'parameter_list',
    'slice_type',
    'map_type',
    'array_type',
  ],
  operations: ['binary_expression', 'assignment_statement', 'inc_statement', 'dec_statement'],
  spellings: SPELLINGS,
  unary: { unary_expression: { '!': 'negation', '-': 'arithmetic' } },
  decisions: {
    if_statement: 'condition',
    for_clause: 'condition',
    for_statement: loopCondition,
  },
  sides: ['&&', '||'],
  loops: ['for_statement', 'for_clause'],
  switches: ['expression_switch_statement', 'type_switch_statement', 'select_statement'],
  breaks: ['break_statement'],
  continues: ['continue_statement'],
  functions: ['function_declaration', 'method_declaration', 'func_literal'],
  blocks: ['block', 'expression_case', 'default_case'],
  numbers: ['int_literal', 'float_literal'],
  booleans: ['true', 'false'],
  strings: ['interpreted_string_literal', 'raw_string_literal'],
  collections: { literal_value: '{}' },
  values: {
    returned: {
      return_statement: ({ firstNamedChild: list }) =>
        list?.namedChildCount === 1 ? list.firstNamedChild : null,
    },
    byType: [
      [/^(?:u?int(?:8|16|32|64)?|byte|rune|float(?:32|64))$/, '0'],
      [/^string$/, '""'],
      [/^bool$/, 'true', 'false'],
      [/^(?:\*|\[\]|map\[|func\b|chan\b|error$|any$|interface\b)/, 'nil'],
    ],
    typeField: 'result',
  },
  leftOut: {
    wrapper: 'expression_statement',
    wrapped: { call_expression: 'call' },
    bare: {
      assignment_statement: 'statement',
      inc_statement: 'statement',
      dec_statement: 'statement',
    },
    holders: ['statement_list'],
    throwing: /^panic$/,
  },
  awaits: [],
  calls: ['call_expression'],
  noise: [LOGS],
  wording: [],
  words: { ...C_WORDS, leftOut: '' },
};

/** Go. */
export const go: ParsedLanguage = {
  declaresNames: true,
  tree,
  mutants,
  documentation: {
    style: lineComments('//', 'godoc: full sentences, the first beginning with the name'),
    indentedIsCode: true,
  },
  directives: [
    /^(?:go|lint):\w/,
    /^nolint\b/,
    /^export \w+$/,
    // Also those of code generators, as in `+kubebuilder:object:root=true`, `swagger:model` and `@Router`.
    /^\+[a-z][\w.-]*(?:[:=]|$| )/,
    /^swagger:\w/,
    /^@[A-Z]\w*/,
    /^line \S*:\d/,
    /^#\s*(?:include|cgo|define)\b/,
  ],
  // By its own rule: no space after the slashes.
  directiveAsWritten: /^\/\/[a-z0-9]+:[a-z0-9]/,
  toolWords: {
    // Of generators of interfaces.
    atStart: [/^@[A-Za-z]/],
  },
  silencers: [/^[ \t]{0,200}_\s?=\s?[A-Za-z_]\w{0,60}[ \t]{0,20}$/gm],
  functionWord: 'func',
  refusesUnusedImports: true,
  importsOnce: 'name',
  declaresOnce: 'all',
  namesOnce: true,
};
