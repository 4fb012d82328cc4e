import type { Node } from '@vscode/tree-sitter-wasm';
import { ENTERED } from '../mutants/enteredFile.ts';
import type { Entries, Entry } from '../mutants/entries.ts';

/** What runs a block: elsewhere a block may be no code at all, as in a declaration of types. */
const RUN_BLOCKS: ReadonlySet<string> = new Set([
  'function_declaration',
  'function_expression',
  'generator_function',
  'generator_function_declaration',
  'arrow_function',
  'method_definition',
  'if_statement',
  'else_clause',
  'for_statement',
  'for_in_statement',
  'while_statement',
  'do_statement',
  'try_statement',
  'catch_clause',
  'finally_clause',
]);

/**
 * Tells each line once; a module that has told 0 can write. Tests may change the environment and
 * replace functions of `fs`: what is needed is taken once, and the first of several modules has it for all.
 */
const TELL = `function tierwiseEntered(line = 0) { try {
const seen = tierwiseEntered.seen ??= {};
if (seen[line]) return;
seen[line] = true;
const key = Symbol.for('tierwise.entered');
if (globalThis[key] === undefined) {
const file = process.env.${ENTERED};
const { openSync, writeSync } = process.getBuiltinModule?.('node:fs') ?? require('fs');
const to = file ? openSync(file, 'a') : undefined;
globalThis[key] = to === undefined ? () => {} : (one) => writeSync(to, one + '\\n');
}
globalThis[key](line);
} catch {} }`;
const TAIL = `\n// @ts-ignore\n${TELL.replaceAll('\n', ' ')}\ntierwiseEntered(0);\n`;

/** Blocks and bodies of arrow functions, which call a function that writes their line to a file. */
export const ECMASCRIPT_ENTRIES: Entries = {
  partOf,
  marks: { call: (line) => `tierwiseEntered(${line})`, tail: TAIL },
};

function partOf(node: Node): Entry | undefined {
  if (node.type === 'statement_block') return blockOf(node);
  if (node.type !== 'arrow_function') return undefined;
  const body = node.childForFieldName('body');
  if (body === null || body.type === 'statement_block' || body.hasError) return undefined;
  return { type: 'value', start: body.startIndex, end: body.endIndex };
}

function blockOf(node: Node): Entry | undefined {
  if (!RUN_BLOCKS.has(node.parent?.type ?? '') || node.hasError) return undefined;
  // A directive is one only as long as nothing stands before it.
  const first = node.namedChildren.find((child) => child?.type !== 'comment');
  const isDirected =
    first?.type === 'expression_statement' && first.firstNamedChild?.type === 'string';
  if (isDirected) return undefined;
  return { type: 'block', start: node.startIndex + 1, end: node.endIndex - 1 };
}
