import type { SyntaxFacts } from '../../../syntax/syntax.ts';
import type { Plain } from './plain.ts';

/** A function to be called, with what it is called with. */
export interface Calls {
  readonly name: string;
  /** Each argument as an expression. */
  readonly lists: readonly (readonly string[])[];
}

/** What compares two versions of a module, as the test file that it is run as. */
export interface ProbeFile {
  readonly path: string;
  readonly text: string;
}

/** Values that can be made up, as expressions of a language. */
export interface ProbeValues {
  readonly numbers: readonly string[];
  readonly strings: readonly string[];
  /** The types of a number and of a string, to which literals of the code are added. */
  readonly number: readonly string[];
  readonly string: readonly string[];
  /** Values by what a type says. */
  readonly byType: Readonly<Record<string, readonly string[]>>;
  /** A type in the form in which it stands there. */
  readonly typeNamed: (type: string) => string;
  /** What is a value itself where it stands for a type. */
  readonly literal: RegExp;
  /** The type of a default value that starts so. */
  readonly byDefault: readonly (readonly [starts: RegExp, type: string])[];
  /** Signs behind, and before, a name that tell what it holds: the widest last. */
  readonly uses: readonly (readonly [type: string, behind: RegExp, before: RegExp])[];
  /** What may be anything that is plain. */
  readonly anything: string;
}

/** Imports of a text, each as the paths in the project that it may stand for, the likeliest first. */
export type ProbedImports = readonly (readonly string[])[];

/** How functions of a language are called as they were and as they would be. */
export interface ProbeLanguage {
  readonly values: ProbeValues;
  /**
   * What of the project a text that does nothing but compute imports: for each import the paths that it
   * may stand for. undefined: what it imports or names reaches further.
   */
  readonly importsOf: (path: string, text: string, facts: SyntaxFacts) => ProbedImports | undefined;
  /** How an argument is passed; undefined: it is left to its default, or takes what is left over. */
  readonly passing: (name: string, signature: string) => ((value: string) => string) | undefined;
  /** A plain value as an expression that is nothing but that value. */
  readonly plain: (value: Plain) => string;
  /** undefined: none can be written for the framework. */
  readonly write: (
    framework: string,
    subject: { readonly path: string; readonly before: string },
    calls: readonly Calls[],
  ) => ProbeFile | undefined;
}
