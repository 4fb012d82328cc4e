import type { Node } from '@vscode/tree-sitter-wasm';
import type { ParsedLanguage } from '../language.ts';
import { lineComments } from '../language.ts';
import type { DeclarationRule, LanguageTable } from '../languageTable.ts';
import { enumMembers, hasChild } from '../languageTable.ts';
import type { MutantTable } from '../mutants/mutantTable.ts';
import { C_WORDS, SPELLINGS } from '../mutants/mutantTable.ts';
import type { ExportedName } from '../syntax.ts';

/** The name of a type without its arguments, as `impl` gives it. */
function implemented(node: Node): string | undefined {
  const type = node.childForFieldName('type');
  return /(?<!\w)(\w+)\s*$/.exec(type?.text.split('<')[0] ?? '')?.[1];
}

const callable: DeclarationRule = {
  kind: (_, { within }) => (within === 'class' || within === 'interface' ? 'method' : 'function'),
};

/** Names that `pub use a::{B, c as D}` passes on. */
function reexported(node: Node, scope: string | undefined): readonly ExportedName[] {
  if (scope !== '') return [];
  const path = node.childForFieldName('argument')?.text ?? '';
  return path.split(/[{},]/).flatMap((piece) => {
    const text = piece.trim();
    if (text === '' || text.endsWith('::')) return [];
    const name = /(?<!\w)(\w+)$/.exec(text)?.[1];
    return [{ name: name ?? text }];
  });
}

/** An attribute of what is around it behind anything but others of its kind. */
function isLateAttribute(node: Node): boolean {
  for (let at = node.previousNamedSibling; at !== null; at = at.previousNamedSibling) {
    if (!/^(?:inner_attribute_item|line_comment|block_comment|shebang)$/.test(at.type)) return true;
  }
  return false;
}

/** A backslash that is to continue a text in the next line, with blanks behind it. */
function hasBlankEscape({ text }: Node): boolean {
  const lines = text.split('\n').slice(0, -1);
  return lines.some((line) => {
    const end = line.trimEnd();
    let signs = 0;
    while (end.at(-1 - signs) === '\\') signs += 1;
    return end.length < line.replace(/\r$/, '').length && signs % 2 === 1;
  });
}

const tree: LanguageTable = {
  refused: { inner_attribute_item: isLateAttribute, string_literal: hasBlankEscape },
  // Macros make items too.
  isMisplaced: ({ type, firstNamedChild }) =>
    type === 'let_declaration' ||
    (type === 'expression_statement' && firstNamedChild?.type !== 'macro_invocation') ||
    /_expression$|^(?:identifier|block|unit_type)$/.test(type),
  comments: ['line_comment', 'block_comment'],
  strings: ['string_literal', 'raw_string_literal', 'char_literal'],
  imports: ['use_declaration', 'extern_crate_declaration'],
  declarations: {
    function_item: callable,
    function_signature_item: callable,
    struct_item: { kind: 'class', members: true },
    union_item: { kind: 'class', members: true },
    enum_item: { kind: 'enum' },
    trait_item: { kind: 'interface', members: true },
    mod_item: { kind: 'module', members: true },
    type_item: { kind: 'type' },
    associated_type: { kind: 'type' },
    const_item: { kind: 'constant' },
    static_item: { kind: 'constant' },
    macro_definition: { kind: 'function' },
    field_declaration: { kind: 'property' },
  },
  wrappers: [],
  leading: ['attribute_item'],
  opaque: ['closure_expression', 'block'],
  scopes: { impl_item: implemented },
  skippedParameters: ['self_parameter', 'attribute_item'],
  exported: ({ node, within, containerExported }) => {
    if (!containerExported) return false;
    if (within === 'interface') return true;
    if (node.parent?.parent?.childForFieldName('trait')) return true;
    if (node.type === 'macro_definition') return node.previousSibling?.text === '#[macro_export]';
    return hasChild(node, 'visibility_modifier') && !/^pub\s*\(/.test(visibility(node));
  },
  exportLists: {
    enum_item: enumMembers('enum_variant'),
    use_declaration: { starts: /^pub\s+use\b/, names: reexported },
  },
  isDocumentation: (comment) =>
    /^\/\/\/(?!\/)/.test(comment) || (/^\/\*\*(?!\*)/.test(comment) && comment !== '/**/'),
  reachesAcross: () => true,
  docstrings: false,
};

function visibility(node: Node): string {
  return node.children.find((child) => child?.type === 'visibility_modifier')?.text ?? '';
}

/** A block's value, where the block is a function's. */
function blockValue({ parent, lastNamedChild: last }: Node): Node | null {
  const isBody = parent?.type === 'function_item';
  const isValue = last !== null && !/_statement$|_declaration$|_item$|comment$/.test(last.type);
  return isBody && isValue ? last : null;
}

const mutants: MutantTable = {
  passed: [
    'use_declaration',
    'extern_crate_declaration',
    'attribute_item',
    'inner_attribute_item',
    'type_arguments',
    'type_parameters',
    'where_clause',
    'token_tree',
    'macro_definition',
    'array_type',
    'let_condition',
    'let_chain',
  ],
  // Tests of its own.
  passedIf: {
    mod_item: (node) => /\bcfg\s*\(\s*test\b/.test(node.previousNamedSibling?.text ?? ''),
  },
  operations: ['binary_expression', 'compound_assignment_expr'],
  spellings: SPELLINGS,
  unary: { unary_expression: { '!': 'negation', '-': 'arithmetic' } },
  decisions: {
    if_expression: 'condition',
    while_expression: 'condition',
    match_pattern: 'condition',
  },
  sides: ['&&', '||'],
  loops: ['while_expression', 'loop_expression', 'for_expression'],
  switches: [],
  breaks: ['break_expression'],
  continues: ['continue_expression'],
  functions: ['function_item', 'closure_expression'],
  blocks: ['block', 'match_arm'],
  numbers: ['integer_literal', 'float_literal'],
  booleans: ['boolean_literal'],
  strings: ['string_literal', 'raw_string_literal'],
  collections: {},
  values: {
    returned: { return_expression: (node) => node.firstNamedChild, block: blockValue },
    byType: [
      [/^[iu](?:8|16|32|64|128|size)$/, '0'],
      [/^f(?:32|64)$/, '0.0'],
      [/^bool$/, 'true', 'false'],
      [/^String$/, 'String::new()'],
      [/^&(?:'\w{1,40}\s)?str$/, '""'],
      [/^Option\b/, 'None'],
      [/^Vec\b/, 'Vec::new()'],
      [/^(?:Hash|BTree)(?:Map|Set)\b/, 'Default::default()'],
    ],
    typeField: 'return_type',
  },
  leftOut: {
    wrapper: 'expression_statement',
    wrapped: {
      call_expression: 'call',
      assignment_expression: 'statement',
      compound_assignment_expr: 'statement',
      macro_invocation: 'call',
    },
    bare: {},
    throwing: /^panic$/,
  },
  awaits: [],
  calls: ['call_expression', 'macro_invocation'],
  noise: [
    /^(?:debug_assert|log|tracing|println|eprintln|print|eprint|debug|trace|info|warn|error)\w*(?:!|::|$)/,
  ],
  wording: [],
  words: C_WORDS,
};

/** Rust. */
export const rust: ParsedLanguage = {
  declaresNames: true,
  tree,
  mutants,
  documentation: {
    style: lineComments(
      '///',
      'rustdoc: Markdown, one summary sentence, # Errors and # Panics where they apply',
    ),
    widthFiles: ['rustfmt.toml', '.rustfmt.toml'].map((name) => ({
      name,
      width: /^(?:comment_width|max_width)\s{0,4}=\s{0,4}(\d{2,3})/m,
    })),
    examples: 'rustdoc',
  },
  directives: [
    // What clippy looks for above unsafe code.
    /^SAFETY\s?:/i,
    /^cbindgen\s?:/,
    /^(?:typos|spellchecker)\s?:/,
    /^(?:grcov|cov)[-:]excl/i,
  ],
  silencers: [
    /#\s?!?\s?\[\s{0,3}(?:allow|expect)\s{0,2}\(/g,
    /#\s?!?\s?\[\s{0,3}cfg_attr\s{0,2}\([^\]\n]{0,200}\b(?:allow|expect)\s{0,2}\(/g,
    /\bcfg(?:_attr)?\s{0,2}\(\s{0,2}not\s{0,2}\(\s{0,2}clippy/g,
    /#\s?!?\s?\[\s{0,3}rustfmt\s{0,2}::\s{0,2}skip/g,
    /\blet\s+_\s?=\s?[A-Za-z_]\w{0,60}\s?;/g,
  ],
  // Of its several kinds of names one may be called as another.
  importsOnce: 'sameThing',
  declaresOnce: 'all',
  namesOnce: true,
};
