import type { Node } from '@vscode/tree-sitter-wasm';
import type { ParsedLanguage } from '../language.ts';
import { blockComments } from '../language.ts';
import type { DeclarationRule, LanguageTable, Visibility } from '../languageTable.ts';
import { enumMembers, fieldText } from '../languageTable.ts';
import type { MutantTable } from '../mutants/mutantTable.ts';
import { C_WORDS, LOGS, SPELLINGS } from '../mutants/mutantTable.ts';
import type { DeclarationKind } from '../syntax.ts';
import { CLANG_WIDTH } from './shared.ts';

/** The declarator of a function inside pointers and references, or null. */
function functionDeclarator(node: Node): Node | null {
  let at = node.childForFieldName('declarator');
  while (at !== null && at.type !== 'function_declarator') {
    if (!/^(?:pointer|reference|attributed|parenthesized)_declarator$/.test(at.type)) return null;
    at = at.childForFieldName('declarator') ?? at.namedChildren.at(-1) ?? null;
  }
  return at;
}

/** The node that holds the name, inside whatever surrounds it. */
function nameNode(node: Node): Node | null {
  let at = functionDeclarator(node)?.childForFieldName('declarator') ?? null;
  at ??= node.childForFieldName('declarator');
  while (at !== null && at.type.endsWith('declarator')) {
    at = at.childForFieldName('declarator') ?? at.firstNamedChild;
  }
  return at;
}

const NAMES =
  /^(?:identifier|field_identifier|type_identifier|destructor_name|operator_name|operator_cast)$/;

function lastPart(node: Node | null): Node | null {
  let at = node;
  while (at?.type === 'qualified_identifier') at = at.childForFieldName('name');
  if (at?.type === 'template_function') at = at.childForFieldName('name');
  return at;
}

function nameOf(node: Node): string | undefined {
  const name = lastPart(nameNode(node));
  return name !== null && NAMES.test(name.type) ? name.text : undefined;
}

/** For `A::foo` outside its class: the class. */
function classOf(node: Node): string | undefined {
  const name = nameNode(node);
  if (name?.type !== 'qualified_identifier') return undefined;
  return /(?<!\w)(\w+)(?:<[^<>]*>)?::[^:]*$/.exec(name.text)?.[1];
}

function kindOf(node: Node, within: DeclarationKind | undefined): DeclarationKind {
  if (functionDeclarator(node) === null) {
    if (within === 'class') return 'property';
    return node.namedChildren.some(
      (child) => child?.type === 'type_qualifier' && child.text.startsWith('const'),
    )
      ? 'constant'
      : 'variable';
  }
  const owner = classOf(node) ?? enclosingClass(node);
  if (owner === undefined) return 'function';
  return owner === nameOf(node) ? 'constructor' : 'method';
}

function enclosingClass(node: Node): string | undefined {
  for (let at: Node | null = node.parent; at !== null; at = at.parent) {
    if (/^(?:class|struct|union)_specifier$/.test(at.type)) return fieldText(at, 'name');
  }
  return undefined;
}

const declared: DeclarationRule = {
  kind: (node, { within }) => kindOf(node, within),
  name: nameOf,
  parameters: (node) => functionDeclarator(node)?.childForFieldName('parameters') ?? null,
  container: classOf,
};

const classLike: DeclarationRule = {
  kind: (node) => (node.childForFieldName('body') === null ? undefined : 'class'),
  members: true,
};

function isExported({ node, within, containerExported, name }: Visibility): boolean {
  if (!containerExported || name.startsWith('~')) return containerExported;
  if (within === 'class') return access(node) === 'public';
  const isStatic = node.namedChildren.some(
    (child) => child?.type === 'storage_class_specifier' && child.text === 'static',
  );
  return !isStatic && !isInAnonymousNamespace(node);
}

/** By the last access specifier above; without one, by the keyword of the class. */
function access(node: Node): string {
  const member = node.parent?.type === 'template_declaration' ? node.parent : node;
  for (let at = member.previousNamedSibling; at !== null; at = at.previousNamedSibling) {
    if (at.type === 'access_specifier') return at.text;
  }
  return member.parent?.parent?.type === 'class_specifier' ? 'private' : 'public';
}

function isInAnonymousNamespace(node: Node): boolean {
  for (let at: Node | null = node.parent; at !== null; at = at.parent) {
    if (at.type === 'namespace_definition' && at.childForFieldName('name') === null) return true;
  }
  return false;
}

const tree: LanguageTable = {
  isMisplaced: ({ type }) =>
    /^(?:if|for|while|do|switch|return|break|continue|goto)_statement$/.test(type),
  comments: ['comment'],
  misreadsStrings: true,
  strings: ['string_literal', 'raw_string_literal', 'char_literal', 'system_lib_string'],
  imports: ['preproc_include'],
  declarations: {
    function_definition: declared,
    declaration: declared,
    field_declaration: declared,
    class_specifier: classLike,
    struct_specifier: classLike,
    union_specifier: classLike,
    enum_specifier: {
      kind: (node) => (node.childForFieldName('body') === null ? undefined : 'enum'),
    },
    type_definition: { kind: 'type', name: nameOf },
    alias_declaration: { kind: 'type' },
    concept_definition: { kind: 'type' },
  },
  wrappers: ['template_declaration'],
  leading: [],
  opaque: ['compound_statement', 'lambda_expression'],
  scopes: {},
  skippedParameters: [],
  exported: isExported,
  exportLists: { enum_specifier: enumMembers('enumerator') },
  isDocumentation: () => true,
  reachesAcross: (comment) => /^\/(?:\*[*!]|\/[/!])(?!<)/.test(comment),
  docstrings: false,
};

const mutants: MutantTable = {
  passed: [
    'preproc_include',
    'preproc_def',
    'preproc_function_def',
    'preproc_call',
    'using_declaration',
    'alias_declaration',
    'static_assert_declaration',
    'template_parameter_list',
    'template_argument_list',
    'type_descriptor',
    'attribute_declaration',
    'linkage_specification',
    'field_initializer_list',
    'array_declarator',
    'bitfield_clause',
    'sizeof_expression',
    'enum_specifier',
  ],
  passedIf: { binary_expression: ({ text }) => /^(?:std::)?(?:cout|cerr|clog)\b/.test(text) },
  operations: ['binary_expression', 'assignment_expression', 'update_expression'],
  spellings: { ...SPELLINGS, '<<': [], '>>': [] },
  unary: { unary_expression: { '!': 'negation', '-': 'arithmetic' } },
  decisions: {
    if_statement: 'condition',
    while_statement: 'condition',
    do_statement: 'condition',
    for_statement: 'condition',
    conditional_expression: 'condition',
  },
  sides: ['&&', '||'],
  loops: ['while_statement', 'do_statement', 'for_statement', 'for_range_loop'],
  switches: ['switch_statement'],
  breaks: ['break_statement'],
  continues: ['continue_statement'],
  functions: ['function_definition', 'lambda_expression'],
  blocks: ['compound_statement', 'case_statement'],
  numbers: ['number_literal'],
  booleans: ['true', 'false'],
  strings: ['string_literal', 'raw_string_literal'],
  collections: { initializer_list: '{}' },
  values: {
    returned: { return_statement: (node) => node.firstNamedChild },
    byType: [
      [/^bool$/, 'true', 'false'],
      [/^(?:(?:un)?signed|int|long|short|char|float|double|s?size_t|u?int\d{1,2}_t)\b/, '0'],
      [/^(?!void$|auto$)/, '{}'],
    ],
    typeField: 'type',
  },
  leftOut: {
    wrapper: 'expression_statement',
    wrapped: {
      call_expression: 'call',
      assignment_expression: 'statement',
      update_expression: 'statement',
    },
    bare: { throw_statement: 'exception' },
  },
  awaits: [],
  calls: ['call_expression'],
  noise: [LOGS, /^(?:assert|static_assert|f?printf|LOG\w*|DCHECK\w*)$/i],
  wording: ['throw_statement'],
  words: C_WORDS,
};

/** C++ and, read by the same grammar, C. */
export const cpp: ParsedLanguage = {
  tree,
  mutants,
  documentation: {
    style: blockComments('Doxygen: one summary sentence, then @param name text, @return text'),
    widthFiles: CLANG_WIDTH,
    runs: /[@\\](?:(?:dont|html|latex|rtf|man|docbook|xml|verb)?include|snippet|(?:dot|msc|dia)file)\b/,
  },
  // A backslash at the end takes the next line into the comment; `??/` is one in old compilers.
  directives: [/\\\s*$/, /\?\?\//],
  toolWords: {
    anywhere: [
      /(?:^|\s)-V(?:::?)?\d{3}/,
      /\bPRQA\s+S\b/,
      /\bpolyspace(?:-(?:begin|end)|\s?[<:])/i,
      /\*INDENT-O(?:N|FF)\*/,
      /!OCLINT\b/,
      /\$(?:Id|Rev|Revision|Date|Author|HeadURL|Header|Log)(?::[^$\n]{0,200})?\$/,
    ],
    atStart: [
      /^lint\s+(?:[-!+]e|-(?:save|restore))/,
      /^(?:ARGSUSED|NOTREACHED|FALLTHR(?:U|OUGH)|LINTLIBRARY|PRINTFLIKE|VARARGS)\d?$/,
    ],
  },
  silencers: [
    /#\s*pragma\s+(?:GCC|clang)\s+(?:diagnostic\s+ignored|system_header)/gi,
    /(?:#\s*|__)pragma\s*(?:\(\s*)?warning\s*(?:\(\s*)?(?:push\s*,\s*\d|disable|suppress|once)/gi,
    /\b_Pragma\s*\(\s*"[^"\n]{0,80}(?:ignored|disable|suppress)/gi,
    /#\s*pragma\s+\w{0,20}diag_suppress/gi,
    /\[\[\s*(?:\w{1,20}::\s*)?(?:maybe_unused|unused|suppress|no_sanitize)/gi,
    /__attribute__\s*\(\(\s*_{0,2}(?:unused|no_sanitize)/gi,
    /\b(?:UNREFERENCED_PARAMETER|Q_UNUSED|UNUSED|ARG_UNUSED)\s*\(|\b__unused\b/g,
    /\(\s*void\s*\)\s*[A-Za-z_]\w{0,60}\s*;/g,
    /\bstatic_cast\s*<\s*void\s*>\s*\(|\bstd\s*::\s*ignore\s*=/g,
  ],
  hasDots: true,
  declaresOnce: 'all',
};
