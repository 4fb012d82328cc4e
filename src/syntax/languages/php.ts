import type { Node } from '@vscode/tree-sitter-wasm';
import type { ParsedLanguage } from '../language.ts';
import { blockComments } from '../language.ts';
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
  isDocumentation: (comment) => comment.startsWith('/**') && comment !== '/**/',
  reachesAcross: () => true,
  docstrings: false,
};

/** PHP. */
export const php: ParsedLanguage = {
  tree,
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
