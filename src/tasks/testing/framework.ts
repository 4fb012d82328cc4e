/** How a runner collects cases: where one has to stand, and how what is around it has to look. */
export type Collecting =
  | { readonly by: 'go' | 'group' | 'minitest' }
  /** Plain functions and classes named so, or what inherits from its own class alone. */
  | { readonly by: 'python'; readonly plain: boolean }
  /** In a class whose head has this; a method that is hidden is none where that is said. */
  | { readonly by: 'class'; readonly head: RegExp; readonly isPublic?: boolean };

/** How a test framework's files look. Patterns are for text with comments and strings blanked. */
export interface Framework {
  readonly name: string;
  /** Where a case starts. */
  readonly cases: RegExp;
  /** The same in a comment that stands before a function, where such a comment makes a case. */
  readonly casesInComments?: RegExp;
  /** How a case ends: its call's bracket, its block's brace, its indentation. */
  readonly extent: 'call' | 'braces' | 'indentation';
  readonly assertion: RegExp;
  readonly skipped: RegExp;
  /** The same for text that has its strings: marks that stand in a case's name. */
  readonly skippedInName?: RegExp;
  readonly focused: RegExp | undefined;
  /** Cases that are only run, and so only counted, where a comment says what they print. */
  readonly example?: RegExp;
  /** Cases are functions that only run where the file itself calls them, by this call. */
  readonly call?: (name: string) => string;
  /** Left out: it collects cases wherever they stand. */
  readonly collecting?: Collecting;
  /** Its macros take blocks, which no grammar knows. */
  readonly hasBlockMacros?: boolean;
  /** Its cases stand in the file that they test, in a group. */
  readonly inSubject?: boolean;
  /** Cases that macros make, by what must be theirs alone in a file: group 1. */
  readonly uniqueCases?: RegExp;
  /** It runs all of a folder at once. */
  readonly runsFolders?: boolean;
  /** Where a group of cases starts that cases can be put into. */
  readonly group: RegExp | undefined;
  /** One phrase for the prompt. */
  readonly guide: string;
}
