/** What a mutant does to the code. */
export type MutantOperator =
  /** `<` for `>=`, `==` for `!=`. */
  | 'comparison'
  /** `<` for `<=`. */
  | 'boundary'
  /** `+` for `-`, a sign left out. */
  | 'arithmetic'
  /** `&&` for `||`, one side of them left out. */
  | 'logic'
  /** A condition or its opposite. */
  | 'negation'
  /** Another number, `true` for `false`. */
  | 'constant'
  /** A text emptied, or an empty one filled. */
  | 'string'
  /** What a regular expression finds. */
  | 'pattern'
  /** A list, map or object emptied, or an empty list filled. */
  | 'collection'
  /** Another value returned. */
  | 'returnValue'
  /** A call left out. */
  | 'call'
  /** The method that does the opposite, or what a method would have worked on. */
  | 'method'
  /** A value that may be missing taken as if it never were. */
  | 'missing'
  /** A block that does nothing. */
  | 'block'
  /** An assignment left out. */
  | 'statement'
  | 'await'
  /** A branch that is always or never taken. */
  | 'branch'
  /** A loop that is never entered, or ends elsewhere. */
  | 'loop'
  /** An exception that is not thrown. */
  | 'exception';

/** One small change of a text: `before` at its range becomes `after`. */
export interface Mutant {
  readonly operator: MutantOperator;
  /** UTF-16 offsets into the text; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  /** 1-based line at which it starts. */
  readonly line: number;
  readonly before: string;
  readonly after: string;
  /**
   * Lines of which one is told to be entered before what is changed can run, as `Syntax.marked` has it;
   * left out: that is not known.
   */
  readonly within?: { readonly firstLine: number; readonly lastLine: number };
}

/** Which mutants of a text are wanted. */
export interface MutantWish {
  /** The lines that they stand in: each from its first to its last line in one of these. */
  readonly ranges: readonly { readonly firstLine: number; readonly lastLine: number }[];
  /** The same seed chooses the same mutants of the same text. */
  readonly seed: string;
  readonly most: number;
}

/** The text with the mutant's change made. */
export function mutated(text: string, { start, end, after }: Mutant): string {
  return text.slice(0, start) + after + text.slice(end);
}
