import type { LanguageTable } from './languageTable.ts';
import type { MutantTable } from './mutants/mutantTable.ts';

/** How a language writes documentation, and what may not be inside it. */
export interface CommentStyle {
  /** `block`: between `/**` and its end; `lines`: a marker on each line; `docstring`: in the body. */
  readonly form: 'block' | 'lines' | 'docstring';
  /** For `lines`. */
  readonly marker: string;
  /** Ends or breaks a comment when it stands inside one. */
  readonly forbidden: RegExp | undefined;
  /** One phrase for the prompt. */
  readonly guide: string;
  /** Names of the parameters that a comment describes. */
  readonly namedParameters: RegExp | undefined;
}

/** A file that tells how long lines are. */
export interface WidthFile {
  readonly name: string;
  /** Group 1 is the width. */
  readonly width: RegExp;
  /** The sections that count, where not all of the file does. */
  readonly section?: RegExp;
  /** What the file has to hold to speak of lines at all; then `otherwise` is its tool's own width. */
  readonly speaks?: RegExp;
  readonly otherwise?: number;
}

/** How a language documents its declarations. */
export interface Documentation {
  readonly style: CommentStyle;
  /** Files of its formatters and linters, in order of force. */
  readonly widthFiles?: readonly WidthFile[];
  /** A line that makes a tool run what a comment holds, or take a file into it. */
  readonly runs?: RegExp;
  /** Who runs examples in it, beside what `runs` finds. */
  readonly examples?: 'deno' | 'rustdoc' | 'sphinx' | 'yard';
  /** What further lines of a tag begin with; left out: nothing. */
  readonly tagIndent?: string;
  /** Indented lines are code to its readers. */
  readonly indentedIsCode?: boolean;
  /** It is XML: what is no tag is text, and text alone a summary. */
  readonly isXml?: boolean;
  /** Constructors are documented at their class. */
  readonly constructorsAtClass?: boolean;
}

/** The tags of a language that are for readers alone: a tool may obey any other word behind an `@`. */
export interface ReaderTags {
  readonly words: ReadonlySet<string>;
  /** Whether tools read tags wherever they stand in a line, or where one begins alone. */
  readonly where: 'anywhere' | 'atStart';
  /** Whether a tag of a tool may have a capital, as decorators have. */
  readonly haveCapitals?: boolean;
  /** Whether at-rules of style sheets stand in comments, too, and are no tags. */
  readonly besideStyles?: boolean;
}

/**
 * Words that tools obey in a comment: where they search all of it, and where they read only its start.
 * A word that people use, too, stands in neither without what makes it the tool's.
 */
export interface ToolWords {
  readonly anywhere?: readonly RegExp[];
  /** At the start of a line, markers left out. */
  readonly atStart?: readonly RegExp[];
}

/** How a language opens a text that ends with a line that is its word. */
export interface Heredoc {
  /** Group 1: signs before the word, 2: the word; looked for line by line. */
  readonly open: RegExp;
  /** Whether the opening has to end its line, without blanks behind it. */
  readonly endsLine: boolean;
  /** Whether the word may stand indented, by the signs. */
  readonly mayBeIndented: (signs: string) => boolean;
  /** Whether code may follow the word, and no line of the text may stand further left than it. */
  readonly isIndentedByEnd: boolean;
}

/** What a language is, beside its tests and how they are run. What is left out is as usual. */
export interface Language {
  readonly documentation?: Documentation;
  /** Comments that its tools obey, line by line, markers left out. */
  readonly directives?: readonly RegExp[];
  /** A comment that is one by how its marker is written. */
  readonly directiveAsWritten?: RegExp;
  readonly readerTags?: ReaderTags;
  readonly toolWords?: ToolWords;
  /** What does nothing but keep a checker quiet, in code whose comments are blanks. */
  readonly silencers?: readonly RegExp[];
  /** Callers may write the names of parameters. */
  readonly hasNamedArguments?: boolean;
  /** A name by itself is declared in its file or its package: no member is meant by it. */
  readonly declaresNames?: boolean;
  /** It is JavaScript, or becomes it. */
  readonly isScript?: boolean;
  /** Blocks are told by their indentation. */
  readonly isIndented?: boolean;
  /** Blanks that do not break are blanks in code, too. */
  readonly takesAnyBlank?: boolean;
  /** Names are written with backslashes, or one takes its next sign with it. */
  readonly takesBackslashes?: boolean;
  /** Three dots on a line of their own are code. */
  readonly hasDots?: boolean;
  /** Text of a page, in which signs have names, may stand in it. */
  readonly holdsPages?: boolean;
  /** A function without a body has it elsewhere, which a directive says; what begins one. */
  readonly functionWord?: string;
  readonly heredoc?: Heredoc;
  /** What a text needs to hold to be code at all, and what one begins with. */
  readonly tag?: { readonly least: string; readonly usual: string };
  /** Compilers refuse an import that nothing uses. */
  readonly refusesUnusedImports?: boolean;
  /**
   * They refuse a name that is imported twice in one place: at all, for the same thing alone, or for
   * another thing alone; left out: never.
   */
  readonly importsOnce?: 'name' | 'sameThing' | 'otherThing';
  /** They refuse two declarations of one signature in one place: of all, or of classes alone. */
  readonly declaresOnce?: 'all' | 'classes';
  /** Its constants and types have one name for themselves. */
  readonly namesOnce?: boolean;
  /** A list of exports says all that is exported. */
  readonly listsAllExports?: boolean;
  /** A line that exports the name in group 1, for files in which the parser loses its way. */
  readonly exportLine?: RegExp;
  /** How its checkers quote: values in all quotes, types and values, or each in its own. */
  readonly checkersQuote?: 'values' | 'valuesAndTypes' | 'valuesAsCode';
}

/** A language that has a grammar. */
export interface ParsedLanguage extends Language {
  readonly documentation: Documentation;
  /** What the nodes of its grammar mean. */
  readonly tree: LanguageTable;
  /** How its code is changed to see whether tests notice. */
  readonly mutants: MutantTable;
}

const TAG_PARAMETER =
  /^[ \t]*[@\\]param(?:\[[\w,\s]*\])?\s+(?:\{(?:[^{}]|\{[^{}]*\})*\}\s*)?(?:\[\s*)?(?:\.\.\.|[&$*]+)?([\p{L}_][\p{L}\p{N}_]*)/gmu;

/** Documentation between `/**` and its end. */
export function blockComments(guide: string, extra: Partial<CommentStyle> = {}): CommentStyle {
  return {
    form: 'block',
    marker: '',
    forbidden: /\*\//,
    guide,
    namedParameters: TAG_PARAMETER,
    ...extra,
  };
}

/** Documentation with a marker on each line. */
export function lineComments(
  marker: string,
  guide: string,
  extra: Partial<CommentStyle> = {},
): CommentStyle {
  return {
    form: 'lines',
    marker,
    forbidden: undefined,
    guide,
    namedParameters: undefined,
    ...extra,
  };
}
