import type { LineRange } from '../../../src/syntax/syntax.ts';

/** Ways of writing the same code otherwise. */
export type EditKind =
  | 'comment added'
  | 'comment removed'
  | 'local renamed'
  | 'declarations reordered'
  | 'constant extracted'
  | 'branches swapped'
  | 'conditional to branches'
  | 'arrow body'
  | 'negation moved'
  | 'block around statement'
  | 'result named'
  | 'nothing done';

/** A text written otherwise that does the same. */
export interface PreservingEdit {
  readonly kind: EditKind;
  readonly text: string;
}

/** A function in a text. */
export type FunctionLines = LineRange;

/** A piece of a text and what stands in its place; offsets are UTF-16. */
export interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** The text with pieces replaced, which must not overlap. */
export function spliced(text: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((one, other) => other.start - one.start)
    .reduce((whole, one) => whole.slice(0, one.start) + one.text + whole.slice(one.end), text);
}
