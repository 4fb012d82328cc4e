import type { FolderPatterns } from '../models/pathRules.ts';
import type { GivenDiagnostic } from '../tasks/task.ts';

/** What the worker is told when it starts. */
export interface TypeCheckWorkerData {
  /** Absolute path of the folder with TypeScript's own declaration files. */
  readonly libDir: string;
}

/** One file to be checked as if it had this text. */
export interface TypeCheckRequest {
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
}
