import type { Node } from '@vscode/tree-sitter-wasm';
import type { ParsedLanguage } from '../language.ts';
import { lineComments } from '../language.ts';
import type { DeclarationRule, LanguageTable } from '../languageTable.ts';
import { enumMembers, hasChild } from '../languageTable.ts';
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

const tree: LanguageTable = {
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

/** Rust. */
export const rust: ParsedLanguage = {
  tree,
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
