import type { Node } from '@vscode/tree-sitter-wasm';
import type { TextRange } from '../syntax.ts';
import type { MutantOperator } from './mutant.ts';
import type { MutantTable, PartOf } from './mutantTable.ts';

/** A change that a rule proposes. */
export interface Change extends TextRange {
  readonly operator: MutantOperator;
  readonly after: string;
}

/** Where a node stands. */
export interface Place {
  readonly parent: Node | undefined;
  /** Conditions of the loops around it: what they wait for has to happen. */
  readonly awaited: string;
  /** What a `break` here would leave. */
  readonly leaves: 'loop' | 'endless' | 'switch' | undefined;
  /** The function around it. */
  readonly within: Node | undefined;
  /** Whether strings here are words for a person. */
  readonly isWording: boolean;
}

/** What a rule looks at. */
export interface Seen {
  readonly node: Node;
  readonly place: Place;
  readonly table: MutantTable;
}

/** What can be changed at a node. */
export type Rule = (seen: Seen) => readonly Change[];

/** A node of that part of another. */
export function partOf(node: Node, part: PartOf | undefined): Node | null {
  if (part === undefined) return null;
  return typeof part === 'string' ? node.childForFieldName(part) : part(node);
}

/** Whether a record has that key of its own. */
export function has(record: Readonly<Record<string, unknown>>, key: string): boolean {
  return Object.hasOwn(record, key);
}
