import { Uri, workspace } from 'vscode';
import type { TestRun } from '../../tasks/task.ts';
import { normalised } from '../documents/documentText.ts';
import { isThere } from '../documents/filePresence.ts';
import type { Gathered } from '../input/gather.ts';
import { WorkspaceFiles } from '../input/projectFiles.ts';
import type { FinishedRun } from '../runs/finishedRuns.ts';

/** A generated test file that was run. */
export interface GeneratedTest {
  readonly runId: number;
  /** What it was written for. */
  readonly gathered: Gathered;
  /** Folder that its path is relative to. */
  readonly root: Uri;
  readonly path: string;
  readonly framework: string;
  /** The text that ran last, and how it did. */
  readonly text: string;
  readonly ran: Exclude<TestRun, { readonly type: 'notRun' }>;
}

/** The accepted tests of a run that were run as they were accepted; undefined: there are none. */
export function generatedTestOf(finished: FinishedRun | undefined): GeneratedTest | undefined {
  if (finished === undefined) return undefined;
  const { result, gathered, checkDetails } = finished;
  const { answer, outcome, runId } = result;
  const { root } = gathered.place;
  const { ran } = checkDetails;
  if (outcome !== 'accepted' || answer?.kind !== 'newFile' || root === undefined) return undefined;
  if (ran === undefined || ran.path !== answer.path || ran.text !== answer.text) return undefined;
  const { path, framework, text, run } = ran;
  return run.type === 'notRun'
    ? undefined
    : { runId, gathered, root, path, framework, text, ran: run };
}

/** Where a generated test is now: saved, or in an editor that is not saved yet; undefined: nowhere. */
export async function placeNow(
  test: Pick<GeneratedTest, 'root' | 'path'>,
): Promise<Uri | undefined> {
  const target = Uri.joinPath(test.root, test.path);
  return unsavedAt(target)?.uri ?? ((await isThere(target)) ? target : undefined);
}

/** Its text now, and whether it stands in the project; undefined: it is nowhere any more. */
export async function textNow({
  gathered,
  root,
  path,
}: Pick<GeneratedTest, 'gathered' | 'root' | 'path'>): Promise<
  { readonly text: string; readonly isOwn: boolean } | undefined
> {
  const unsaved = unsavedAt(Uri.joinPath(root, path));
  if (unsaved !== undefined) return { text: normalised(unsaved), isOwn: false };
  const text = await new WorkspaceFiles(gathered.place, gathered.rules).read(path);
  return text === undefined ? undefined : { text, isOwn: true };
}

function unsavedAt({ path }: Uri) {
  return workspace.textDocuments.find(
    ({ uri, isClosed }) => uri.scheme === 'untitled' && uri.path === path && !isClosed,
  );
}
