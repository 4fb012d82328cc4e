import type { Uri } from 'vscode';
import { EndOfLine, Range, workspace, WorkspaceEdit } from 'vscode';
import type { RunResult } from '../../routing/run/run.ts';
import { placeOf } from '../documents/documentPlace.ts';
import { isThere } from '../documents/filePresence.ts';
import { applyHunks, linesOf } from '../lines/lines.ts';
import { placeIn, refuseLinkOut } from '../results/proposals/newFiles.ts';
import { writableDocument } from '../results/proposals/proposals.ts';
import { userError } from '../wording/editorCodes.ts';
import type { AskedFile } from './askedFile.ts';

/** What was written of an answer. */
export interface Written {
  /** Share of the proposed change, 0 to 1. */
  readonly keptShare: number;
  /** Changes that were left out, because somebody has edited the same lines since. */
  readonly clashes: number;
}

/** How often the text may change under our hands before we give up. */
const TRIES = 5;

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
  const { mergeThreeWays } = await import('../lines/threeWayMerge.ts');
  const { characterEdits } = await import('../lines/characterEdits.ts');
  const { keptShare } = await import('../results/proposals/keptShare.ts');
  const document = await writableDocument(target);
  const [base, wanted] = [linesOf(baseText), linesOf(wantedText)];
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    // From here to `applyEdit` nothing may be awaited: it checks the version known when called.
    const now = linesOf(document.getText());
    const { hunks, clashes, kept } = mergeThreeWays(base, wanted, now);
    if (hunks.length === 0 && clashes.length > 0) {
      const lines = clashes.map(({ at }) => at + 1).join(', ');
      throw userError('result.onlyClashes', { lines });
    }
    const edit = new WorkspaceEdit();
    const eol = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
    for (const { start, end, text } of characterEdits(now, hunks)) {
      const range = new Range(start.line, start.character, end.line, end.character);
      edit.replace(target, range, text.replaceAll('\n', eol));
    }
    const wasDirty = document.isDirty;
    if (edit.size === 0 || (await workspace.applyEdit(edit))) {
      // Of many files nobody saves each; one that the user is at work on stays as it is.
      if (!wasDirty && document.getText() === applyHunks(now, hunks).join(eol))
        await document.save();
      return { keptShare: keptShare(base, wanted, kept), clashes: clashes.length };
    }
  }
  throw userError('result.documentBusy');
}
