import type { Uri } from 'vscode';
import { workspace } from 'vscode';
import type { LineRange } from '../../syntax/syntax.ts';
import { normalised } from '../documents/documentText.ts';
import { realPathOf } from '../documents/realPath.ts';
import { userError } from '../wording/editorCodes.ts';
import { changedLines } from './changedLines.ts';
import type { GitChange, GitRepository } from './gitApi.ts';
import { DELETED } from './gitApi.ts';
import { isBranchName, openedPath } from './openedPlace.ts';

/** Which changes are looked at. */
export type ChangeScope =
  | { readonly kind: 'all' | 'staged' | 'unstaged' }
  | { readonly kind: 'branch'; readonly branch: string };

/** A file and the lines of it that have changed. */
export interface ChangedFile {
  readonly uri: Uri;
  readonly lines: readonly LineRange[];
  /** The text that they were changed from, line ends `\n`; undefined: the file is new. */
  readonly before: string | undefined;
}

/** What there is to review, and how many files are not. */
export interface ChangedFiles {
  readonly files: readonly ChangedFile[];
  /** Deleted, not text, too large, or made by a tool. */
  readonly skipped: number;
  /** Beyond the bounds of one review. */
  readonly leftOut: number;
  /** In the repository, but in no folder that is open here: they are not read. */
  readonly outside: number;
}

/** Files and changed lines in one review. */
const MOST_FILES = 25;
const MOST_LINES = 4_000;
/** Larger files are not reviewed, in UTF-16 units. */
const LARGEST = 1_000_000;

/** Files that tools write: to review them costs much and helps nobody. */
const MADE_BY_TOOLS =
  /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|composer\.lock|Gemfile\.lock|Cargo\.lock|poetry\.lock|uv\.lock|go\.sum|.*\.min\.(?:js|css)|.*\.map|.*\.snap|.*\.svg)$/i;

/**
 * The changed files of a scope in the opened folders, each with the lines that changed, within the
 * bounds.
 * @throws UserError for a branch whose name Git could take for something else
 */
export async function changedFiles(
  repository: GitRepository,
  scope: ChangeScope,
  signal: AbortSignal,
): Promise<ChangedFiles> {
  if (scope.kind === 'branch' && !isBranchName(scope.branch)) throw userError('changes.branch');
  const base = scope.kind === 'branch' ? await mergeBase(repository, scope.branch) : 'HEAD';
  const changes = await changesOf(repository, scope, base);
  const files: ChangedFile[] = [];
  const opened = await openedUris();
  let [lineCount, skipped, leftOut, outside] = [0, 0, 0, 0];
  for (const change of changes) {
    signal.throwIfAborted();
    const uri = await opened(change.renameUri ?? change.uri);
    if (uri === undefined) {
      outside += 1;
      continue;
    }
    // Git's changes have getters, which a spread would lose.
    const { originalUri, status } = change;
    const here: GitChange = { uri, originalUri, renameUri: uri, status };
    const { lines, before } = await linesToReview(repository, scope, base, here);
    const count = lines.reduce((sum, each) => sum + each.lastLine - each.firstLine + 1, 0);
    if (count === 0) skipped += 1;
    else if (files.length >= MOST_FILES || lineCount + count > MOST_LINES) leftOut += 1;
    else {
      files.push({ uri, lines, before });
      lineCount += count;
    }
  }
  return { files, skipped, leftOut, outside };
}

/** Says by which address an opened folder holds a file, links followed; undefined: none does. */
async function openedUris(): Promise<(uri: Uri) => Promise<Uri | undefined>> {
  const folders = await Promise.all(
    (workspace.workspaceFolders ?? []).map(async ({ uri }) => ({
      scheme: uri.scheme,
      path: uri.path,
      real: await realPathOf(uri),
    })),
  );
  return async (uri) => {
    const here = folders.filter(({ scheme }) => scheme === uri.scheme);
    const path = openedPath(await realPathOf(uri), here);
    return path === undefined ? undefined : uri.with({ path });
  };
}

/** How many files each scope has, for the user to choose. */
export function countOf({ state }: GitRepository, kind: 'all' | 'staged' | 'unstaged'): number {
  return uris(ofState(state, kind)).size;
}

function ofState(
  { indexChanges, workingTreeChanges, untrackedChanges = [] }: GitRepository['state'],
  kind: 'all' | 'staged' | 'unstaged',
): readonly GitChange[] {
  const unstaged = [...workingTreeChanges, ...untrackedChanges];
  if (kind === 'staged') return indexChanges;
  return kind === 'unstaged' ? unstaged : [...indexChanges, ...unstaged];
}

async function changesOf(
  repository: GitRepository,
  scope: ChangeScope,
  base: string,
): Promise<readonly GitChange[]> {
  const { state } = repository;
  const found =
    scope.kind === 'branch'
      ? [...(await repository.diffWith(base)), ...(state.untrackedChanges ?? [])]
      : ofState(state, scope.kind);
  const byUri = new Map(found.map((change) => [(change.renameUri ?? change.uri).path, change]));
  return [...byUri.values()].sort((one, other) => one.uri.path.localeCompare(other.uri.path));
}

async function mergeBase(repository: GitRepository, branch: string): Promise<string> {
  return (await repository.getMergeBase('HEAD', branch)) ?? branch;
}

/** The changed lines of one file; none when there is nothing to review in it. */
async function linesToReview(
  repository: GitRepository,
  scope: ChangeScope,
  base: string,
  { uri, originalUri, renameUri, status }: GitChange,
): Promise<Omit<ChangedFile, 'uri'>> {
  const present = renameUri ?? uri;
  const nothing = { lines: [], before: undefined };
  if (DELETED.has(status) || MADE_BY_TOOLS.test(present.path)) return nothing;
  let now: string;
  try {
    now = normalised(await workspace.openTextDocument(present));
  } catch {
    // The editor opens no binary file and nothing that is gone by now.
    return nothing;
  }
  if (now.length > LARGEST || now.includes('\0')) return nothing;
  const at = (commit: string, place: Uri) => textAt(repository, commit, place);
  if (scope.kind === 'staged') {
    const [before, after = ''] = [await at('HEAD', originalUri), await at('', present)];
    return { lines: changedLines({ before: before ?? '', after, now }), before };
  }
  const before = await (scope.kind === 'unstaged' ? at('', originalUri) : at(base, originalUri));
  return { lines: changedLines({ before: before ?? '', after: now, now }), before };
}

/** A text at a commit, `\n`; undefined where the file was not there yet. */
async function textAt(
  repository: GitRepository,
  commit: string,
  uri: Uri,
): Promise<string | undefined> {
  try {
    return (await repository.show(commit, uri.fsPath)).replace(/\r\n?/g, '\n');
  } catch {
    // Git says in words only that there is no such file at a commit: it is new.
    return undefined;
  }
}

function uris(changes: readonly GitChange[]): ReadonlySet<string> {
  return new Set(changes.map((change) => (change.renameUri ?? change.uri).path));
}
