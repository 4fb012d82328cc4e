import { isAbsolute } from 'node:path';
import type { Event, Uri } from 'vscode';
import { extensions } from 'vscode';
import { onPath } from '../../testRun/command/projectPrograms.ts';

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
    /** Where it comes from. */
    readonly remotes?: readonly {
      readonly name: string;
      readonly fetchUrl?: string;
      readonly pushUrl?: string;
    }[];
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
  /** The program that it has found. */
  readonly git?: { readonly path: string };
  readonly repositories: readonly GitRepository[];
}

/** The whole of the API, while it still looks for repositories too. */
interface StartingGitApi extends GitApi {
  readonly state: 'uninitialized' | 'initialized';
  readonly onDidChangeState: Event<'uninitialized' | 'initialized'>;
}

/** Longest wait for the extension to find its repositories, in ms. */
const START_MS = 10_000;

/** `Status` of the extension's API, as far as it matters here. */
export const DELETED: ReadonlySet<number> = new Set([2, 6, 12, 13, 15]);

/**
 * Git's program by its whole path; undefined: none is known. The editor may know it by its name alone, which would be
 * looked for in the folder that it is started in first, on some systems.
 */
export async function programOf(api: GitApi | undefined): Promise<string | undefined> {
  const path = api?.git?.path;
  return path === undefined || isAbsolute(path) ? path : onPath(path, process.env);
}

/** The editor's own Git extension; undefined where it is missing or switched off. */
export async function builtInGit(): Promise<GitApi | undefined> {
  const extension = extensions.getExtension<{
    readonly enabled: boolean;
    getAPI(version: 1): StartingGitApi;
  }>('vscode.git');
  if (extension === undefined) return undefined;
  const git = await extension.activate();
  if (!git.enabled) return undefined;
  const api = git.getAPI(1);
  if (api.state !== 'initialized') await started(api);
  return api;
}

function started({ onDidChangeState }: StartingGitApi): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, START_MS);
    const subscription = onDidChangeState((state) => {
      if (state === 'initialized') done();
    });
    function done(): void {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    }
  });
}
