import type { Node } from '@vscode/tree-sitter-wasm';
import type { ParsedLanguage, WidthFile } from '../language.ts';
import type { DeclarationRule, ExportList, LanguageTable } from '../languageTable.ts';
import { fieldText } from '../languageTable.ts';
import type { Entry } from '../mutants/entries.ts';
import type { MutantTable } from '../mutants/mutantTable.ts';
import { LOGS, SPELLINGS } from '../mutants/mutantTable.ts';
import { PYTHON_REFUSALS } from '../refusals/pythonRefusals.ts';

const assigned: DeclarationRule = {
  kind: (node, { within }) =>
    within === 'class'
      ? 'property'
      : /^[A-Z0-9_]+$/.test(fieldText(node, 'left') ?? '')
        ? 'constant'
        : 'variable',
  name: (node) => {
    const left = node.childForFieldName('left');
    return left?.type === 'identifier' ? left.text : undefined;
  },
};

/** The names in `__all__ = ['a', 'b']` and `__all__ += ['c']`. */
const publicNames: ExportList = {
  starts: /^__all__\b/,
  names: (node) => {
    const list = fieldText(node, 'right') ?? '';
    return [...list.matchAll(/["']([\p{L}_][\p{L}\p{N}_]*)["']/gu)].flatMap(([, name]) =>
      name === undefined ? [] : [{ name, local: name }],
    );
  },
};

const tree: LanguageTable = {
  refused: PYTHON_REFUSALS,
  comments: ['comment'],
  strings: ['string', 'concatenated_string'],
  imports: ['import_statement', 'import_from_statement', 'future_import_statement'],
  declarations: {
    function_definition: {
      kind: (node, { within }) =>
        within !== 'class'
          ? 'function'
          : fieldText(node, 'name') === '__init__'
            ? 'constructor'
            : 'method',
    },
    class_definition: { kind: 'class', members: true },
    assignment: assigned,
    type_alias_statement: { kind: 'type', name: (node) => fieldText(node, 'left') },
  },
  wrappers: ['decorated_definition', 'expression_statement'],
  leading: [],
  opaque: ['lambda'],
  scopes: {},
  skippedParameters: ['keyword_separator', 'positional_separator'],
  exported: ({ name, containerExported }) =>
    containerExported && (!name.startsWith('_') || /^__\w+__$/.test(name)),
  exportLists: { assignment: publicNames, augmented_assignment: publicNames },
  isDocumentation: () => false,
  docstrings: true,
};

const FLAKE8 = /^\s{0,4}max[-_]line[-_]length\s{0,4}=\s{0,4}(\d{2,3})/m;
const WIDTH_FILES: readonly WidthFile[] = [
  ...['.ruff.toml', 'ruff.toml'].map((name) => ({
    name,
    width: /^line-length\s{0,4}=\s{0,4}(\d{2,3})/m,
    otherwise: 88,
  })),
  {
    name: 'pyproject.toml',
    width: /^line[-_]length\s{0,4}=\s{0,4}(\d{2,3})/m,
    section: /^\[tool\.(?:ruff|black)\]/,
    speaks: /^\[tool\.(?:ruff|black)\b/m,
    otherwise: 88,
  },
  ...['.flake8', 'setup.cfg', 'tox.ini', '.pylintrc', 'pycodestyle.cfg'].map((name) => ({
    name,
    width: FLAKE8,
  })),
];

/** Behind a guard that only a script passes. */
const isScriptPart = ({ text }: Node): boolean => /^if\s+\(?__name__\s*==/.test(text.slice(0, 40));

/** Of a call what is called: a function, or a method of something. */
function nameOf(call: Node): Node | null {
  const callee = call.childForFieldName('function');
  if (callee?.type === 'identifier') return callee;
  return callee?.type === 'attribute' ? callee.childForFieldName('attribute') : null;
}

const mutants: MutantTable = {
  passed: [
    'import_statement',
    'import_from_statement',
    'future_import_statement',
    'type',
    'type_alias_statement',
    'decorator',
    'assert_statement',
    'global_statement',
    'nonlocal_statement',
    'case_pattern',
  ],
  passedIf: {
    if_statement: isScriptPart,
    assignment: ({ text }) => text.startsWith('__all__'),
  },
  operations: [
    'comparison_operator',
    'boolean_operator',
    'binary_operator',
    'augmented_assignment',
  ],
  spellings: {
    ...SPELLINGS,
    and: [['logic', 'or']],
    or: [['logic', 'and']],
    is: [['comparison', 'is not']],
    'is not': [['comparison', 'is']],
    in: [['comparison', 'not in']],
    'not in': [['comparison', 'in']],
    '//': [['arithmetic', '*']],
  },
  unary: { not_operator: { not: 'negation' }, unary_operator: { '-': 'arithmetic' } },
  decisions: {
    if_statement: 'condition',
    elif_clause: 'condition',
    conditional_expression: (node) => node.namedChild(1),
    if_clause: (node) => node.namedChild(0),
    while_statement: 'condition',
  },
  sides: ['and', 'or'],
  loops: ['while_statement', 'for_statement'],
  switches: [],
  breaks: ['break_statement'],
  continues: ['continue_statement'],
  functions: ['function_definition', 'lambda'],
  blocks: ['block'],
  entries: { partOf: blockOfFunction },
  numbers: ['integer', 'float'],
  booleans: ['true', 'false'],
  strings: ['string'],
  collections: { list: '[]', dictionary: '{}', set: 'set()', list_comprehension: '[]' },
  values: {
    returned: {
      return_statement: (node) => node.firstNamedChild,
      lambda: 'body',
    },
    nothing: 'None',
  },
  leftOut: {
    wrapper: 'expression_statement',
    wrapped: {
      call: 'call',
      await: 'call',
      assignment: 'statement',
      augmented_assignment: 'statement',
    },
    bare: { raise_statement: 'exception', delete_statement: 'statement' },
    // A name that is never given is another error than a wrong value.
    isNeeded: (node) =>
      node.type === 'assignment' &&
      !/^(?:attribute|subscript)$/.test(node.childForFieldName('left')?.type ?? ''),
  },
  awaits: ['await'],
  calls: ['call'],
  methods: {
    name: nameOf,
    receiver: (call) => call.childForFieldName('function')?.childForFieldName('object') ?? null,
    opposites: {
      startswith: 'endswith',
      endswith: 'startswith',
      upper: 'lower',
      lower: 'upper',
      lstrip: 'rstrip',
      rstrip: 'lstrip',
      ljust: 'rjust',
      rjust: 'ljust',
      removeprefix: 'removesuffix',
      removesuffix: 'removeprefix',
      partition: 'rpartition',
      rpartition: 'partition',
      any: 'all',
      all: 'any',
      min: 'max',
      max: 'min',
    },
    leftOut: ['strip'],
    leftOutWith: [],
  },
  noise: [LOGS, /^warnings\.warn$/i],
  wording: ['raise_statement'],
  words: {
    not: (condition) => `not (${condition})`,
    always: () => 'True',
    never: () => 'False',
    isTrue: 'True',
    isFalse: 'False',
    leftOut: 'pass',
  },
};

/** Python. */
export const python: ParsedLanguage = {
  declaresNames: true,
  tree,
  mutants,
  documentation: {
    style: {
      form: 'docstring',
      marker: '',
      forbidden: /"""/,
      guide:
        'docstring: one summary sentence in the imperative, then Args:, Returns:, Raises: as in the file, else Google style',
      namedParameters: /^[ \t]*:param[ \t]+(?:[\w.[\],]+[ \t]+)*\*{0,2}(\w+)[ \t]*:/gm,
    },
    widthFiles: WIDTH_FILES,
    runs: /(?:^|\s)>>>(?:\s|$)|^\s*(?:`{3,}|~{3,})\s*\{|^\s*:(?:file|url):\s/,
    examples: 'sphinx',
    tagIndent: '    ',
    constructorsAtClass: true,
  },
  directives: [
    /^(?:type|pyright|mypy|ruff|fmt|isort|pylint|flake8|yapf|pytype|cython|distutils)\s*:/,
    /^noqa\b/i,
    /^pragma\s*:/,
    /^#!/,
    /^%%/,
    /^(?:en)?coding[:=]\s*[-\w.]+/,
  ],
  toolWords: {
    anywhere: [
      /\brobot:(?:skip|exclude|no-dry-run|continue|recursive|stop)/i,
      /#.{0,80}coding[:=]/,
    ],
  },
  silencers: [
    /@(?:\w{1,40}\.){0,6}no_type_check\w{0,20}/g,
    /\bcast\s?\(\s{0,3}(?:\w{1,40}\.)?["']?Any\b/g,
    /\b(?:filterwarnings|simplefilter)\s?\(\s{0,3}["']ignore/g,
    /^[ \t]{0,200}_\s?=\s?[A-Za-z_]\w{0,60}[ \t]{0,20}$/gm,
  ],
  hasNamedArguments: true,
  isIndented: true,
  hasDots: true,
  listsAllExports: true,
  checkersQuote: 'valuesAndTypes',
};

/**
 * A block of a function: those that run when a module is loaded may have run before anybody looks, and
 * then those of functions that were called.
 */
function blockOfFunction(node: Node): Entry | undefined {
  if (node.type !== 'block') return undefined;
  for (let around = node.parent; around !== null; around = around.parent) {
    if (around.type === 'function_definition')
      return { type: 'block', start: node.startIndex, end: node.endIndex };
  }
  return undefined;
}
