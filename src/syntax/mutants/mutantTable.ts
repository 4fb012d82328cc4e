import type { Node } from '@vscode/tree-sitter-wasm';
import type { Entries } from './entries.ts';
import type { MutantOperator } from './mutant.ts';

/** What takes the place of an operator's spelling. */
export type Respelling = readonly [operator: MutantOperator, spelling: string];

/** Where a node has the part that is meant: a field of it, or what a function finds. */
export type PartOf = string | ((node: Node) => Node | null);

/** How a decision is forced, in a form that compilers take. */
interface Words {
  readonly not: (condition: string) => string;
  readonly always: (condition: string) => string;
  readonly never: (condition: string) => string;
  readonly isTrue: string;
  readonly isFalse: string;
  /** What stands in the place of a statement that is left out. */
  readonly leftOut: string;
}

/** What functions return instead of their values. */
interface OtherValues {
  /** Nodes that return, and their value; null from it: nothing is returned, or nothing known. */
  readonly returned: Readonly<Record<string, PartOf>>;
  /** The value of nothing, where any function may return it. */
  readonly nothing?: string;
  /** Nodes around a value that leave no trace in what runs: brackets, types. */
  readonly traceless?: readonly string[];
  /** Where functions declare their type: other values by it, the first that fits. */
  readonly byType?: readonly (readonly [type: RegExp, ...values: readonly string[]])[];
  readonly typeField?: string;
}

/** What can be left out of code. */
interface LeftOut {
  /** The node that makes a statement of an expression, if the language has one. */
  readonly wrapper?: string;
  /** What of it may be left out in one. */
  readonly wrapped: Readonly<Record<string, MutantOperator>>;
  /** Statements by themselves. */
  readonly bare: Readonly<Record<string, MutantOperator>>;
  /** The nodes in which these are statements; left out: everywhere. */
  readonly holders?: readonly string[];
  /** Calls that throw. */
  readonly throwing?: RegExp;
  /** Whether an assignment may be left out: without some, names are not there. */
  readonly isNeeded?: (node: Node) => boolean;
}

/** How calls are changed by the names of methods. */
interface Methods {
  /** Of a call the name of what is called, and what that is a method of. */
  readonly name: PartOf;
  readonly receiver: PartOf;
  /** The opposite of each; a dot in a name: a function of that. */
  readonly opposites: Readonly<Record<string, string>>;
  /** Those whose receiver may stand in the place of the call. */
  readonly leftOut: readonly string[];
  /** Those of which the same holds where something is handed to them. */
  readonly leftOutWith: readonly string[];
}

/** Where a regular expression stands in a text. */
export interface PatternAt {
  /** Offset into the text. */
  readonly start: number;
  /** As it stands there. */
  readonly text: string;
  readonly flags: string;
  /** It is in a string, in which each backslash is written twice. */
  readonly isDoubled: boolean;
}

/** How the code of a language is changed, by the types of its nodes. */
export interface MutantTable {
  /** What is not looked into: imports, types, annotations, assertions. */
  readonly passed: readonly string[];
  /** The same for some nodes of a type. */
  readonly passedIf?: Readonly<Record<string, (node: Node) => boolean>>;
  /** Nodes whose operator is a child without a name. */
  readonly operations: readonly string[];
  readonly spellings: Readonly<Record<string, readonly Respelling[]>>;
  /** Nodes with an operator and one operand, and which operators can be left out. */
  readonly unary: Readonly<Record<string, Readonly<Record<string, MutantOperator>>>>;
  /** Nodes that decide, and where their condition is. */
  readonly decisions: Readonly<Record<string, PartOf>>;
  readonly loops: readonly string[];
  /** What `break` leaves and is no loop. */
  readonly switches: readonly string[];
  readonly breaks: readonly string[];
  readonly continues: readonly string[];
  readonly functions: readonly string[];
  readonly blocks: readonly string[];
  readonly numbers: readonly string[];
  readonly booleans: readonly string[];
  readonly strings: readonly string[];
  /** Nodes with several items, and the text of an empty one. */
  readonly collections: Readonly<Record<string, string>>;
  /** Of nodes without an item the text of one that has one. */
  readonly filled?: Readonly<Record<string, string>>;
  readonly values: OtherValues;
  readonly leftOut: LeftOut;
  /** Nodes of `await`, whose first child without a name is the word. */
  readonly awaits: readonly string[];
  /** Nodes that call, and where the callee's name ends: at the arguments. */
  readonly calls: readonly string[];
  /** Calls of these are passed over: logs, debug output, imports. */
  readonly noise: readonly RegExp[];
  /** Strings in these are words for a person: errors. */
  readonly wording: readonly string[];
  readonly words: Words;
  /** Operators between two sides, either of which may be left out. */
  readonly sides: readonly string[];
  readonly methods?: Methods;
  /** Nodes that say that a value may be missing, and what else may stand there. */
  readonly missing?: Readonly<Record<string, (node: Node) => string>>;
  /** Blocks that may do nothing, by the nodes around them, and where in these they are. */
  readonly emptied?: Readonly<Record<string, PartOf>>;
  /** The regular expression that a node is. */
  readonly patternOf?: (node: Node) => PatternAt | undefined;
  /** Left out: it is not known what was entered. */
  readonly entries?: Entries;
}

const swapped = (operator: MutantOperator, one: string, other: string) =>
  ({ [one]: [[operator, other]], [other]: [[operator, one]] }) as const;

/** Operators that nearly all languages spell so. */
export const SPELLINGS: Readonly<Record<string, readonly Respelling[]>> = {
  '<': [
    ['boundary', '<='],
    ['comparison', '>='],
  ],
  '<=': [
    ['boundary', '<'],
    ['comparison', '>'],
  ],
  '>': [
    ['boundary', '>='],
    ['comparison', '<='],
  ],
  '>=': [
    ['boundary', '>'],
    ['comparison', '<'],
  ],
  ...swapped('comparison', '==', '!='),
  ...swapped('comparison', '===', '!=='),
  ...swapped('logic', '&&', '||'),
  ...swapped('arithmetic', '+', '-'),
  ...swapped('arithmetic', '*', '/'),
  ...swapped('arithmetic', '+=', '-='),
  ...swapped('arithmetic', '*=', '/='),
  ...swapped('arithmetic', '++', '--'),
  ...swapped('arithmetic', '<<', '>>'),
  ...swapped('arithmetic', '&', '|'),
  '%': [['arithmetic', '*']],
  '**': [['arithmetic', '*']],
  '^': [['arithmetic', '&']],
  '%=': [['arithmetic', '*=']],
};

/** Of languages whose conditions need no brackets of their own. */
export const C_WORDS: Words = {
  not: (condition) => `!(${condition})`,
  always: (condition) => `(${condition}) || true`,
  never: (condition) => `(${condition}) && false`,
  isTrue: 'true',
  isFalse: 'false',
  leftOut: ';',
};

/** Logs and what is there for whoever debugs, in most languages. */
export const LOGS =
  /(?:^|[.>:])(?:log(?:ger|ging)?|_log(?:ger)?|console)(?:\.|->|::|$)|(?:^|[.>:])(?:debug|trace)$/i;
