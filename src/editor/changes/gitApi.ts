import { extensions, type Uri } from 'vscode';

/** A file that Git sees as changed. */
export interface GitChange {
  readonly uri: Uri;
  readonly originalUri: Uri;
  readonly renameUri: Uri | undefined;
  readonly status: number;
}

/** What is used of a repository of the editor's own Git extension. */
export interface GitRepository {
  readonly rootUri: Uri;
  readonly state: {
    readonly HEAD: { readonly name?: string } | undefined;
    readonly indexChanges: readonly GitChange[];
    readonly workingTreeChanges: readonly GitChange[];
    /** Not there in older editors: untracked files are then among the others. */
    readonly untrackedChanges?: readonly GitChange[];
  };
  status(): Promise<void>;
  /** The text of a file at a commit; an empty commit means what is staged. */
  show(commit: string, path: string): Promise<string>;
  diffWith(commit: string): Promise<readonly GitChange[]>;
  getMergeBase(one: string, other: string): Promise<string | undefined>;
  getBranches(query: { readonly remote: boolean }): Promise<readonly { readonly name?: string }[]>;
}

/** What is used of the editor's own Git extension. */
export interface GitApi {
  readonly repositories: readonly GitRepository[];
}

/** `Status` of the extension's API, as far as it matters here. */
export const DELETED: ReadonlySet<number> = new Set([2, 6, 12, 13, 15]);

/** The editor's own Git extension; undefined where it is missing or switched off. */
export async function builtInGit(): Promise<GitApi | undefined> {
  const extension = extensions.getExtension<{
    readonly enabled: boolean;
    getAPI(version: 1): GitApi;
  }>('vscode.git');
  if (extension === undefined) return undefined;
  const git = await extension.activate();
  return git.enabled ? git.getAPI(1) : undefined;
}
