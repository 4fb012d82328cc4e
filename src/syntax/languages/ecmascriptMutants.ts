import type { MutantTable } from '../mutants/mutantTable.ts';
import { C_WORDS, LOGS, SPELLINGS } from '../mutants/mutantTable.ts';
import { ECMASCRIPT_ENTRIES } from './ecmascriptEntries.ts';
import { EMPTIED, patternOf } from './ecmascriptParts.ts';

/**
 * How JavaScript and TypeScript are changed. Of types nothing is: they leave no trace in the code
 * that runs, so that no two mutants differ by them alone.
 */
export const ecmascriptMutants: MutantTable = {
  passed: [
    'import_statement',
    'import',
    'type_annotation',
    'type_arguments',
    'type_parameters',
    'type_alias_declaration',
    'interface_declaration',
    'ambient_declaration',
    'function_signature',
    'asserts_annotation',
    'type_predicate_annotation',
    'literal_type',
    'object_type',
    'union_type',
    'intersection_type',
    'function_type',
    'conditional_type',
    'lookup_type',
    'tuple_type',
    'array_type',
    'template_literal_type',
    'index_type_query',
    'generic_type',
    'decorator',
    'jsx_attribute',
  ],
  passedIf: {
    // The source of what is passed on.
    export_statement: (node) => node.childForFieldName('source') !== null,
    // Whatever stands there comes to nothing.
    unary_expression: (node) => node.firstChild?.type === 'void',
    // What compilers write of modules, and no test can notice.
    expression_statement: (node) =>
      /^Object\.defineProperty\(\s*exports,\s*["']__esModule["']/.test(node.text.slice(0, 80)),
  },
  operations: ['binary_expression', 'augmented_assignment_expression', 'update_expression'],
  spellings: {
    ...SPELLINGS,
    '>>>': [['arithmetic', '<<']],
    '||=': [['logic', '&&=']],
    '&&=': [['logic', '||=']],
    '??=': [['logic', '&&=']],
  },
  unary: { unary_expression: { '!': 'negation', '-': 'arithmetic', '~': 'arithmetic' } },
  sides: ['&&', '||', '??'],
  decisions: {
    if_statement: 'condition',
    while_statement: 'condition',
    do_statement: 'condition',
    for_statement: 'condition',
    ternary_expression: 'condition',
  },
  loops: ['while_statement', 'do_statement', 'for_statement', 'for_in_statement'],
  switches: ['switch_statement'],
  breaks: ['break_statement'],
  continues: ['continue_statement'],
  functions: [
    'function_declaration',
    'function_expression',
    'generator_function',
    'generator_function_declaration',
    'arrow_function',
    'method_definition',
  ],
  blocks: ['statement_block', 'switch_case', 'switch_default'],
  entries: ECMASCRIPT_ENTRIES,
  numbers: ['number'],
  booleans: ['true', 'false'],
  strings: ['string', 'template_string'],
  collections: { array: '[]', object: '{}' },
  filled: { array: '["mutant"]' },
  values: {
    returned: {
      return_statement: ({ firstNamedChild: value }) => (value?.type === 'comment' ? null : value),
      arrow_function: (node) => {
        const body = node.childForFieldName('body');
        return body?.type === 'statement_block' ? null : body;
      },
    },
    nothing: 'undefined',
    traceless: [
      'as_expression',
      'satisfies_expression',
      'non_null_expression',
      'parenthesized_expression',
    ],
  },
  leftOut: {
    wrapper: 'expression_statement',
    wrapped: {
      call_expression: 'call',
      await_expression: 'call',
      assignment_expression: 'statement',
      augmented_assignment_expression: 'statement',
      update_expression: 'statement',
    },
    bare: { throw_statement: 'exception' },
    isNeeded: (node) => /^(?:module\.)?exports\b/.test(node.text.slice(0, 40)),
  },
  awaits: ['await_expression'],
  calls: ['call_expression', 'new_expression'],
  methods: {
    name: (call) => {
      const callee = call.childForFieldName('function');
      return callee?.type === 'member_expression' ? callee.childForFieldName('property') : null;
    },
    receiver: (call) => call.childForFieldName('function')?.childForFieldName('object') ?? null,
    opposites: {
      startsWith: 'endsWith',
      endsWith: 'startsWith',
      toUpperCase: 'toLowerCase',
      toLowerCase: 'toUpperCase',
      toLocaleUpperCase: 'toLocaleLowerCase',
      toLocaleLowerCase: 'toLocaleUpperCase',
      trimStart: 'trimEnd',
      trimEnd: 'trimStart',
      padStart: 'padEnd',
      padEnd: 'padStart',
      some: 'every',
      every: 'some',
      push: 'unshift',
      unshift: 'push',
      pop: 'shift',
      shift: 'pop',
      'Math.min': 'max',
      'Math.max': 'min',
      'Math.floor': 'ceil',
      'Math.ceil': 'floor',
    },
    leftOut: ['trim', 'sort', 'toSorted', 'reverse', 'toReversed'],
    leftOutWith: ['filter', 'slice', 'substring', 'substr', 'concat', 'charAt'],
  },
  // Before brackets nothing else is needed.
  missing: {
    optional_chain: ({ parent }) => (parent?.type === 'member_expression' ? '.' : ''),
  },
  emptied: EMPTIED,
  patternOf,
  noise: [LOGS, /^(?:require|import)$|^process\.emitWarning$/i],
  wording: ['throw_statement'],
  words: { ...C_WORDS, always: () => 'true', never: () => 'false' },
};
