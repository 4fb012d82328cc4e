import type { Node } from '@vscode/tree-sitter-wasm';
import type { ParsedLanguage } from '../language.ts';
import { lineComments } from '../language.ts';
import type { DeclarationRule, ExportList, LanguageTable } from '../languageTable.ts';
import type { MutantTable } from '../mutants/mutantTable.ts';
import { LOGS, SPELLINGS } from '../mutants/mutantTable.ts';
import { RUBY_REFUSALS } from '../refusals/rubyRefusals.ts';

const ACCESS = new Set([
  'public',
  'private',
  'protected',
  'module_function',
  'private_class_method',
]);

/** `private def x` is one declaration. */
function withAccess(node: Node): Node {
  const call = node.parent?.type === 'argument_list' ? node.parent.parent : null;
  return call !== null && ACCESS.has(call.childForFieldName('method')?.text ?? '') ? call : node;
}

const callable: DeclarationRule = {
  kind: (node, { within }) =>
    within !== 'class' && within !== 'module'
      ? 'function'
      : node.childForFieldName('name')?.text === 'initialize'
        ? 'constructor'
        : 'method',
  whole: withAccess,
};

/** Whether `private` stands before a method: as its call, or on a line of its own above. */
function isHidden(node: Node): boolean {
  const whole = withAccess(node);
  if (whole.id !== node.id) return /^(?:private|protected)/.test(whole.text);
  if (node.type !== 'method' && node.type !== 'call') return false;
  for (let at = node.previousNamedSibling; at !== null; at = at.previousNamedSibling) {
    if (at.type !== 'identifier' || !ACCESS.has(at.text)) continue;
    return at.text === 'private' || at.text === 'protected';
  }
  return false;
}

/** Methods that `attr_reader :a, :b` makes. */
const accessors: ExportList = {
  starts: /^attr_(?:reader|writer|accessor)\b/,
  names: (node, scope) => {
    if (scope === undefined || isHidden(node)) return [];
    const list = node.childForFieldName('arguments')?.text ?? '';
    return [...list.matchAll(/:(\w+)/g)].flatMap(([, name]) =>
      name === undefined ? [] : [{ name: scope === '' ? name : `${scope}.${name}` }],
    );
  },
};

const tree: LanguageTable = {
  // One too many is a name to the grammar.
  isMisplaced: (node) => node.type === 'identifier' && node.text === 'end',
  refused: RUBY_REFUSALS,
  comments: ['comment'],
  strings: [
    'string',
    'regex',
    'string_array',
    'symbol_array',
    'heredoc_body',
    'subshell',
    'delimited_symbol',
    'character',
  ],
  imports: [],
  declarations: {
    module: { kind: 'module', members: true },
    class: { kind: 'class', members: true },
    method: callable,
    singleton_method: callable,
    assignment: {
      kind: 'constant',
      name: (node) => {
        const left = node.childForFieldName('left');
        return left?.type === 'constant' ? left.text : undefined;
      },
    },
  },
  wrappers: [],
  leading: [],
  opaque: ['do_block', 'block', 'lambda'],
  scopes: {},
  skippedParameters: [],
  exported: ({ node, containerExported }) => containerExported && !isHidden(node),
  exportLists: { call: accessors },
  isDocumentation: (comment) => comment.startsWith('#') || comment.startsWith('=begin'),
  docstrings: false,
};

const VALUES =
  /^(?:call|identifier|binary|unary|string|symbol|simple_symbol|array|hash|integer|float|conditional|instance_variable|element_reference|constant|parenthesized_statements)$/;

/** The last expression of a method, which is its value. */
function lastValue(node: Node): Node | null {
  const body = node.childForFieldName('body');
  const last = body?.type === 'body_statement' ? body.lastNamedChild : body;
  return last !== null && last !== undefined && VALUES.test(last.type) ? last : null;
}

const mutants: MutantTable = {
  passed: ['alias', 'undef', 'pattern', 'delimited_symbol'],
  operations: ['binary', 'operator_assignment'],
  spellings: {
    ...SPELLINGS,
    and: [['logic', 'or']],
    or: [['logic', 'and']],
    '<<': [],
    '>>': [],
  },
  unary: { unary: { '!': 'negation', not: 'negation', '-': 'arithmetic' } },
  decisions: {
    if: 'condition',
    elsif: 'condition',
    unless: 'condition',
    if_modifier: 'condition',
    unless_modifier: 'condition',
    conditional: 'condition',
    while: 'condition',
    while_modifier: 'condition',
  },
  sides: ['&&', '||', 'and', 'or'],
  loops: ['while', 'until', 'while_modifier', 'until_modifier', 'for'],
  switches: [],
  breaks: ['break'],
  continues: ['next'],
  functions: ['method', 'singleton_method', 'lambda', 'block', 'do_block'],
  blocks: ['then', 'else', 'do', 'body_statement', 'block_body', 'ensure'],
  numbers: ['integer', 'float'],
  booleans: ['true', 'false'],
  strings: ['string'],
  collections: { array: '[]', hash: '{}', string_array: '[]', symbol_array: '[]' },
  values: {
    returned: {
      return: (node) => node.firstNamedChild,
      method: lastValue,
      singleton_method: lastValue,
    },
    nothing: 'nil',
  },
  leftOut: {
    wrapped: {},
    bare: { call: 'call', assignment: 'statement', operator_assignment: 'statement' },
    holders: ['body_statement', 'then', 'else', 'do', 'block_body', 'begin', 'ensure'],
    throwing: /^(?:raise|fail)$/,
    isNeeded: (node) =>
      node.type === 'assignment' &&
      /^(?:identifier|constant|left_assignment_list)$/.test(
        node.childForFieldName('left')?.type ?? '',
      ),
  },
  awaits: [],
  calls: ['call'],
  noise: [
    LOGS,
    /^(?:require|require_relative|load|autoload|attr_\w+|include|extend|prepend|private|public|protected|module_function|private_constant|private_class_method|warn)$/i,
  ],
  wording: [],
  words: {
    not: (condition) => `!(${condition})`,
    always: () => 'true',
    never: () => 'false',
    isTrue: 'true',
    isFalse: 'false',
    leftOut: 'nil',
  },
};

/** Ruby. */
export const ruby: ParsedLanguage = {
  tree,
  mutants,
  documentation: {
    style: lineComments(
      '#',
      'YARD: one summary sentence, then @param name [Type] text, @return [Type] text',
      {
        namedParameters: /^[ \t]*@param[ \t]+(?:\[[^[\]\n]*\][ \t]*)?[*&:]*([\p{L}_]\w*)/gmu,
      },
    ),
    widthFiles: [
      {
        name: '.rubocop.yml',
        width:
          /^Layout\/LineLength:[^\n]{0,200}\n(?:[ \t#][^\n]{0,200}\n|\n){0,20}?[ \t]{1,20}Max:\s{0,4}(\d{2,3})/m,
      },
    ],
    runs: /^\s*doctest\s?:/,
    examples: 'yard',
    tagIndent: '  ',
    constructorsAtClass: true,
  },
  directives: [
    /^(?:frozen_string_literal|warn_indent|shareable_constant_value)\s*:/,
    /^typed\s*:\s*(?:ignore|false|true|strict|strong|__)/i,
    /^rubocop\s*:\s*[a-z-]+/,
    /^(?:standard|reek|brakeman)\s*:\s*[a-z]/,
    /^@rbs\b/,
    /^@sg-ignore\b/,
    /^:\w+:/,
    // Of the encoding, wherever it stands in one of the first lines.
    /coding\s*[:=]\s*[\w.-]/i,
    /^#!/,
    /^steep:/,
  ],
  // A signature in a comment, without a blank: it must stand right above its method.
  directiveAsWritten: /^#:\s?[(\w]/,
  toolWords: {
    anywhere: [/\b(?:warn[-_]past[-_]scope)\s?:/i],
    atStart: [/^@!parse\b/],
  },
  silencers: [/\bT\.(?:unsafe|untyped)\b/g, /\$VERBOSE\s?=\s?nil\b/g, /\bsilence_warnings\b/g],
  takesBackslashes: true,
  heredoc: {
    open: /<<([~-]?)["'`]?([A-Z_][A-Z0-9_]*)["'`]?(?![\w])/g,
    endsLine: false,
    mayBeIndented: (signs) => signs !== '',
    isIndentedByEnd: false,
  },
};
