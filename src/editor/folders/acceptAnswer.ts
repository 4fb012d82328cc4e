import type { Uri } from 'vscode';
import { window, workspace, WorkspaceEdit } from 'vscode';
import type { RunResult } from '../../routing/run/run.ts';
import type { Answer } from '../../tasks/task.ts';
import { placeOf } from '../documents/documentPlace.ts';
import { normalised } from '../documents/documentText.ts';
import { isThere } from '../documents/filePresence.ts';
import { tabsOf } from '../documents/openDocuments.ts';
import { applyHunks, linesOf } from '../lines/lines.ts';
import type { ShownText } from '../results/openResults.ts';
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
 * made where there is none. Where an editor shows it, what is `shown` there is written.
 * @throws UserError when nothing was written
 */
export async function acceptAnswer(
  { uri, input }: AskedFile,
  { answer }: RunResult,
  shown?: ShownText,
): Promise<Written> {
  if (answer?.kind !== 'edits' && answer?.kind !== 'newFile') {
    throw userError('result.nothingToAccept');
  }
  const { base, proposed, text } = shown ?? asAnswered(input.source, answer);
  const isTakenBack = shown !== undefined && base.join('\n') === text.join('\n');
  if (isTakenBack) throw userError('result.nothingToAccept');
  if (answer.kind === 'edits') return mergeInto(uri, { base, proposed, text });
  const { root } = placeOf(uri);
  if (root === undefined) throw userError('result.outsideFolder');
  const target = placeIn(root, answer.path);
  await refuseLinkOut(root, target);
  if (answer.replaces !== undefined) return mergeInto(target, { base, proposed, text });
  if (await isThere(target)) throw userError('result.fileExists');
  const edit = new WorkspaceEdit();
  const contents = new TextEncoder().encode(shown === undefined ? answer.text : text.join('\n'));
  edit.createFile(target, { contents });
  if (!(await workspace.applyEdit(edit))) throw userError('result.notSaved');
  const { keptShare } = await import('../results/proposals/keptShare.ts');
  return { keptShare: keptShare([], proposed, text), clashes: 0 };
}

/** An answer that nobody has changed. */
function asAnswered(
  source: string,
  answer: Extract<Answer, { readonly kind: 'edits' | 'newFile' }>,
): ShownText {
  const before = answer.kind === 'edits' ? source : answer.replaces;
  const proposed = linesOf(answer.text);
  return { base: before === undefined ? [] : linesOf(before), proposed, text: proposed };
}

async function mergeInto(target: Uri, { base, proposed, text }: ShownText): Promise<Written> {
  const { keptShare } = await import('../results/proposals/keptShare.ts');
  const document = await writableDocument(target);
  const hadTab = tabsOf(target).length > 0;
  const merged = await writeMerge(document, await merging(base, text));
  const { now, hunks, clashes, kept, wasDirty } = merged;
  // Of many files nobody saves each; one that the user is at work on stays as it is.
  if (!wasDirty && normalised(document) === applyHunks(now, hunks).join('\n')) {
    const isSaved = await document.save();
    if (!isSaved) throw userError('result.notSaved');
    if (!hadTab) await closeUnaskedTabs(target);
  }
  return { keptShare: keptShare(base, proposed, kept), clashes: clashes.length };
}

/** The editor shows a changed document by itself, behind the others, where saving it takes a while. */
async function closeUnaskedTabs(uri: Uri): Promise<void> {
  const unasked = tabsOf(uri).filter(({ isActive, isDirty }) => !isActive && !isDirty);
  if (unasked.length > 0) await window.tabGroups.close(unasked, true);
}
