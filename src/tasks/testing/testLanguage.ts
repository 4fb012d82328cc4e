import type { ProjectFiles } from '../task.ts';
import type { ImportReader } from './imports/importParts.ts';
import type { Subject, TestPlan } from './testPlan.ts';

/** What new cases are put into, in the order in which it is looked for; at last the file's end. */
export type CaseHome =
  | 'call'
  | 'class'
  | 'namespace'
  | 'module'
  | 'lastEnd'
  | 'indentedClass'
  | 'aboveMain'
  | 'behindLastCase';

/** How a language is tested. What is left out is as usual. */
export interface TestLanguage {
  /** Plans tests from what the project has. */
  readonly plan: (subject: Subject, files: ProjectFiles) => Promise<TestPlan>;
  /** Globs of test files. */
  readonly testFiles: readonly string[];
  /** What a body becomes to throw as soon as it is reached; left out: it cannot be emptied. */
  readonly throwing?: string;
  /** What was in an emptied body stays: unused imports are errors, and what cannot be reached none. */
  readonly keepsBodies?: boolean;
  readonly caseHomes: readonly CaseHome[];
  /** What parts cases at the end of a file; left out: a blank line. */
  readonly gap?: string;
  /** Its own tests stand in a module of the file that they test. */
  readonly hasTestModules?: boolean;
  /** What a file has once, and what an answer is given to repeat. */
  readonly head?: RegExp;
  /** Clauses before every import, up to their last line, without comments and strings; the last holds. */
  readonly beforeImports?: readonly RegExp[];
  /** A block that imports stand inside of. */
  readonly importBlock?: RegExp;
  /** Attributes of the file itself, which must be first. */
  readonly fileAttributes?: RegExp;
  /** Imports that are indented stand at the file's own level, too. */
  readonly indentsImports?: boolean;
  /** What is imported below the first declaration comes too late. */
  readonly importsFirst?: boolean;
  readonly readImport: ImportReader;
  /** Lines of comments; left out: as in C. */
  readonly commentLines?: RegExp;
  /** What begins a comment at the end of a line; left out: two slashes. */
  readonly lineMarker?: string;
  /** Statements that import where the grammar has no node for them, in text with blanked strings. */
  readonly unmarkedImports?: RegExp;
  /** Imports may be written in two kinds of modules, of which a file has one. */
  readonly hasTwoModuleKinds?: boolean;
  /** Names that a file declares do not meet those that it imports. */
  readonly partsNames?: boolean;
  /** Names are the same in any case. */
  readonly foldsCase?: boolean;
  /** Functions of one name may differ in their parameters. */
  readonly hasOverloads?: boolean;
  /** Whether templates of one name and one list of parameters may rule each other out by what they give. */
  readonly hasTemplates?: boolean;
  /** Two methods of one name are an error; elsewhere they are accessors and the like. */
  readonly oneMethodAName?: boolean;
}
