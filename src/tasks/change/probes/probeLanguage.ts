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
  /** Names of its cases, where its runner would else run others beside them. */
  readonly only?: readonly string[];
}

/** The module whose functions are called. */
export interface ProbedSubject {
  readonly path: string;
  /** Its text before the change. */
  readonly before: string;
}

/** Values that can be made up, as expressions of a language. */
export interface ProbeValues {
  readonly numbers: readonly string[];
  readonly strings: readonly string[];
  /** The types of a number and of a string, to which literals of the code are added. */
  readonly number: readonly string[];
  readonly string: readonly string[];
  /** Of the numbers those types that take no fraction; left out: `int`. */
  readonly whole?: readonly string[];
  /** How a text stands there; left out: in single quotes. */
  readonly text?: (literal: string) => string;
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
  /** A glob of what else is part of a text's module; left out: each file is one by itself. */
  readonly besideOf?: (path: string) => string;
  /** It is built before it runs, which takes some time beside that of the calls. */
  readonly isBuilt?: true;
  /** What calls functions stands in their own package, and reaches all of them. */
  readonly isOwnPackage?: true;
  /** Each parameter has a type, and is not called without one that is known. */
  readonly isTyped?: true;
  /** What is said of a parameter; left out: what stands behind its colon. */
  readonly typeIn?: (name: string, signature: string) => string | undefined;
  /** undefined: none can be written for the framework. */
  readonly write: (
    framework: string,
    subject: ProbedSubject,
    calls: readonly Calls[],
  ) => ProbeFile | undefined;
  /**
   * Where one program cannot hold both versions, `write` has cases that fail with what each call comes
   * to, and this is what compares by these outputs, by the number of the call. undefined: they say nothing.
   */
  readonly compared?: (
    subject: ProbedSubject,
    calls: readonly Calls[],
    outputs: ReadonlyMap<number, string>,
  ) => ProbeFile | undefined;
}
