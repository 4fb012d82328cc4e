import type { Mutant, MutantWish } from './mutants/mutant.ts';

export type { Mutant } from './mutants/mutant.ts';

/** Lines are 1-based and inclusive, as a person reads them. */
export interface LineRange {
  readonly firstLine: number;
  readonly lastLine: number;
}

/** UTF-16 offsets into the text; `end` is exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A place where the text does not parse. */
export interface SyntaxErrorAt {
  readonly line: number;
  /** 0-based UTF-16 column. */
  readonly column: number;
}

/** What a declaration is, across languages. */
export type DeclarationKind =
  | 'function'
  | 'method'
  | 'constructor'
  | 'class'
  | 'interface'
  | 'type'
  | 'enum'
  | 'module'
  | 'constant'
  | 'variable'
  | 'property';

/** A named piece of a file. Offsets are UTF-16 offsets into the text. */
export interface Declaration extends LineRange, TextRange {
  /** Plain name, say `add`. */
  readonly name: string;
  /** Name with its containers, say `Cart.add`; unique in the file by a `#2` where needed. */
  readonly path: string;
  readonly kind: DeclarationKind;
  /** Names in order, without sigils; a destructured one is its pattern's text. No `self`. */
  readonly parameters: readonly string[];
  /** Visible outside its file (or class) by the language's own rules. */
  readonly exported: boolean;
  /** Offsets of the whole declaration, decorators and modifiers included, comments before it not. */
  readonly start: number;
  readonly end: number;
  /** Offset at which the body starts; the signature is `text.slice(start, bodyStart)`. */
  readonly bodyStart: number | null;
  /** The documentation comment that belongs to it, where there is one. */
  readonly comment: TextRange | null;
}

/** A name that a file gives away and that no declaration here stands for: by a list, as its default. */
export interface ExportedName {
  /** As others import it: `b` of `export { a as b }`, `default`, or `* from` a module. */
  readonly name: string;
  /** What it is called in the file, where it is declared there. */
  readonly local?: string;
  /** Path of the declaration that it is part of, say an enum, without which it goes too. */
  readonly within?: string;
}

/** What is known of a text without running it. */
export interface SyntaxFacts {
  readonly errors: readonly SyntaxErrorAt[];
  readonly declarations: readonly Declaration[];
  readonly comments: readonly TextRange[];
  /** Strings, characters, templates and regular expressions, quotes included. */
  readonly strings: readonly TextRange[];
  /** Import statements. */
  readonly imports: readonly TextRange[];
  /** Left out where the language has none. */
  readonly exports?: readonly ExportedName[];
}

/** The outcome of comparing the code of two texts, comments left out. */
export type CodeComparison =
  { readonly same: true } | { readonly same: false; readonly line: number };

/** What two texts that do the same may differ in beside comments and layout; nothing: in no more. */
export type CodeEquivalence =
  | { readonly same: true; readonly but: readonly ('names' | 'order')[] }
  /** They are not, or it cannot be told. */
  | { readonly same: false };

/**
 * The syntax room's face. Parsing happens in a worker thread; grammars load on first use.
 * Every method resolves to undefined for a language without a grammar, and rejects with the
 * signal's reason when it is aborted.
 */
export interface Syntax {
  /** Whether there is a grammar for this editor language id. */
  supports(language: string): boolean;
  facts(language: string, text: string, signal: AbortSignal): Promise<SyntaxFacts | undefined>;
  /** Whether both texts are token for token the same code; the line is where `after` first differs. */
  compareCode(
    language: string,
    before: string,
    after: string,
    signal: AbortSignal,
  ): Promise<CodeComparison | undefined>;
  /**
   * Whether both texts certainly do the same: token for token the same code but for comments and, in
   * JavaScript and Python, for names that nobody outside can see and the order of independent
   * declarations.
   */
  compareMeaning(
    language: string,
    before: string,
    after: string,
    signal: AbortSignal,
  ): Promise<CodeEquivalence | undefined>;
  /**
   * Mutants of some lines that parse as well as the text does, the likeliest to tell most first, at
   * most as many as wished.
   */
  mutants(
    language: string,
    text: string,
    wish: MutantWish,
    signal: AbortSignal,
  ): Promise<readonly Mutant[] | undefined>;
  /**
   * The text with what is needed to be told, where it is run, which of its parts are entered: the first
   * line of each, and 0 by all that can tell. Undefined: of this language that is not told.
   */
  marked(language: string, text: string, signal: AbortSignal): Promise<string | undefined>;
  /** Ends the worker. */
  dispose(): Promise<void>;
}
