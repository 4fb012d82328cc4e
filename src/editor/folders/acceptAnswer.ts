import type { Uri } from 'vscode';
import { workspace, WorkspaceEdit } from 'vscode';
import type { RunResult } from '../../routing/run/run.ts';
import { placeOf } from '../documents/documentPlace.ts';
import { normalised } from '../documents/documentText.ts';
import { isThere } from '../documents/filePresence.ts';
import { applyHunks, linesOf } from '../lines/lines.ts';
import { placeIn, refuseLinkOut } from '../results/proposals/newFiles.ts';
import { merging, writableDocument, writeMerge } from '../results/proposals/writtenMerge.ts';
import { userError } from '../wording/editorCodes.ts';
import type { AskedFile } from './askedFile.ts';

/** What was written of an answer. */
export interface Written {
  /** Share of the proposed change, 0 to 1. */
  readonly keptShare: number;
  /** Changes that were left out, because somebody has edited the same lines since. */
  readonly clashes: number;
}

/**
 * Writes an answer to where it belongs: a change is merged into the text as it is now, a new file is
 * made where there is none.
 * @throws UserError when nothing was written
 */
export async function acceptAnswer(
  { uri, input }: AskedFile,
  { answer }: RunResult,
): Promise<Written> {
  if (answer?.kind === 'edits') return mergeInto(uri, input.source, answer.text);
  if (answer?.kind !== 'newFile') throw userError('result.nothingToAccept');
  const { root } = placeOf(uri);
  if (root === undefined) throw userError('result.outsideFolder');
  const target = placeIn(root, answer.path);
  await refuseLinkOut(root, target);
  if (answer.replaces !== undefined) return mergeInto(target, answer.replaces, answer.text);
  if (await isThere(target)) throw userError('result.fileExists');
  const edit = new WorkspaceEdit();
  edit.createFile(target, { contents: new TextEncoder().encode(answer.text) });
  if (!(await workspace.applyEdit(edit))) throw userError('result.notSaved');
  return { keptShare: 1, clashes: 0 };
}

async function mergeInto(target: Uri, baseText: string, wantedText: string): Promise<Written> {
  const { keptShare } = await import('../results/proposals/keptShare.ts');
  const [base, wanted] = [linesOf(baseText), linesOf(wantedText)];
  const document = await writableDocument(target);
  const merged = await writeMerge(document, await merging(base, wanted));
  const { now, hunks, clashes, kept, wasDirty } = merged;
  // Of many files nobody saves each; one that the user is at work on stays as it is.
  if (!wasDirty && normalised(document) === applyHunks(now, hunks).join('\n')) {
    const isSaved = await document.save();
    if (!isSaved) throw userError('result.notSaved');
  }
  return { keptShare: keptShare(base, wanted, kept), clashes: clashes.length };
}
