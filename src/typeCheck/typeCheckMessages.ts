import type { FolderPatterns } from '../models/paths/pathRules.ts';
import type { GivenDiagnostic } from '../tasks/task.ts';

/** What the worker is told when it starts. */
export interface TypeCheckWorkerData {
  /** Absolute path of the folder with TypeScript's own declaration files. */
  readonly libDir: string;
}

/** One file to be checked as if it had this text, or to be compiled. */
export interface TypeCheckRequest {
  /** What is wanted; left out: its errors. */
  readonly what?: 'javascript';
  /** Absolute path of the folder beyond which nothing is read. */
  readonly root: string;
  /** Absolute path of the file, inside `root`. */
  readonly path: string;
  readonly text: string;
  /** Texts of other files as the editor has them, unsaved, by absolute path. */
  readonly unsaved: Readonly<Record<string, string>>;
  /** What is never sent: for the check it is as good as not there. */
  readonly neverSend: FolderPatterns;
}

/** A request under its number. */
export interface NumberedTypeCheck {
  readonly id: number;
  readonly request: TypeCheckRequest;
}

/** What the worker answers; `errors` undefined: nobody can say, say because the project is too large. */
export interface TypeCheckResponse {
  readonly id: number;
  readonly errors: readonly GivenDiagnostic[] | undefined;
  /** What the text is compiled to, where that was asked for and can be said. */
  readonly javascript?: string;
}
