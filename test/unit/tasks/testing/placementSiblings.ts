import { COMPILER_SIBLINGS } from './compilerSiblings.ts';
import { OTHER_SIBLINGS } from './otherSiblings.ts';
import { SCRIPT_SIBLINGS } from './scriptSiblings.ts';
import type { TestGateCase } from './testGateCases.ts';

/** How a proposal looks. */
export interface Placed {
  /** Pieces that the proposal has. */
  readonly has: readonly string[];
  /** Pieces that it has not. */
  readonly lacks?: readonly string[];
  readonly path?: string;
  readonly problems?: readonly string[];
}

/** Kinds of the fixture in other languages and forms. */
export interface Sibling extends Omit<TestGateCase, 'id' | 'path' | 'files'>, Placed {
  readonly what: string;
  readonly test: readonly [path: string, text: string];
  readonly subject: readonly [path: string, text: string];
  readonly project?: Readonly<Record<string, string>>;
}

/** Kinds of the fixture in other languages and forms. */
export const SIBLINGS: readonly Sibling[] = [
  ...SCRIPT_SIBLINGS,
  ...OTHER_SIBLINGS,
  ...COMPILER_SIBLINGS,
];
