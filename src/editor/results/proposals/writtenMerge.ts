import type { TextDocument, Uri } from 'vscode';
import { EndOfLine, Range, workspace, WorkspaceEdit } from 'vscode';
import type { LineHunk } from '../../../models/lineHunks.ts';
import type { LineRange } from '../../../syntax/syntax.ts';
import { isReadOnly } from '../../documents/documentPlace.ts';
import { normalised } from '../../documents/documentText.ts';
import { bytesOf, isThere } from '../../documents/filePresence.ts';
import { openDocument } from '../../documents/openDocuments.ts';
import { linesOf } from '../../lines/lines.ts';
import type { Merge } from '../../lines/threeWayMerge.ts';
import { userError } from '../../wording/editorCodes.ts';
import { refuseLinkOut } from './newFiles.ts';

/** How often the text may change under our hands before we give up. */
const TRIES = 5;

/** How long the editor may take to show what is on the disk, in ms. */
const STALE_MS = 10_000;

/** A merge that is in the document. */
export interface WrittenMerge extends Merge {
  /** The document's lines before it. */
  readonly now: readonly string[];
  /** Whether the document had changes of the user's that were not saved. */
  readonly wasDirty: boolean;
}

/** Tells what a change means for a document as it is. @throws UserError when nothing of it can be applied */
export async function merging(
  base: readonly string[],
  wanted: readonly string[],
): Promise<(now: readonly string[]) => Merge> {
  const { mergeThreeWays } = await import('../../lines/threeWayMerge.ts');
  return (now) => {
    const merge = mergeThreeWays(base, wanted, now);
    if (merge.hunks.length > 0 || merge.clashes.length === 0) return merge;
    throw userError('result.onlyClashes', { lines: listed(merge.clashes.map(rangeOf)) });
  };
}

/**
 * Merges a change into a document as it is, unsaved and in one undo step. What clashes is left out.
 * @throws UserError when nothing was written
 */
export async function writeMerge(
  document: TextDocument,
  mergeInto: (now: readonly string[]) => Merge,
): Promise<WrittenMerge> {
  const { characterEdits } = await import('../../lines/characterEdits.ts');
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    // From here to `applyEdit` nothing may be awaited: it checks the version known when called.
    const now = linesOf(document.getText());
    const wasDirty = document.isDirty;
    const merge = mergeInto(now);
    const edit = new WorkspaceEdit();
    const eol = document.eol === EndOfLine.CRLF ? '\r\n' : '\n';
    for (const { start, end, text } of characterEdits(now, merge.hunks)) {
      const range = new Range(start.line, start.character, end.line, end.character);
      edit.replace(document.uri, range, text.replaceAll('\n', eol));
    }
    // It refuses when the document has moved on since it was read.
    if (edit.size === 0 || (await workspace.applyEdit(edit))) return { ...merge, now, wasDirty };
  }
  throw userError('result.documentBusy');
}

/**
 * The document to write to, as it is on the disk where the user has not changed it.
 * @throws UserError with the reason why that cannot be done
 */
export async function writableDocument(uri: Uri): Promise<TextDocument> {
  const open = openDocument(uri);
  if (uri.scheme === 'untitled') {
    if (open === undefined) throw userError('result.documentClosed');
    return open;
  }
  if (!(await isThere(uri))) throw userError('result.documentDeleted');
  if (await isReadOnly(uri)) throw userError('result.documentReadOnly');
  const folder = workspace.getWorkspaceFolder(uri)?.uri;
  if (folder !== undefined) await refuseLinkOut(folder, uri);
  const document = open ?? (await workspace.openTextDocument(uri));
  await awaitDisk(document);
  return document;
}

/**
 * Another program may have written the file a moment ago: a change would then be merged into a text that
 * is no more, and could not be saved. The editor looks at the disk by itself; this waits until it has.
 */
async function awaitDisk(document: TextDocument): Promise<void> {
  const { promise: late, resolve: giveUp } = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => giveUp(false), STALE_MS);
  try {
    for (;;) {
      const changed = Promise.withResolvers<boolean>();
      const listener = workspace.onDidChangeTextDocument((event) => {
        if (event.document === document) changed.resolve(true);
      });
      try {
        if (document.isDirty || (await isAsOnDisk(document))) return;
        if (!(await Promise.race([changed.promise, late]))) throw userError('result.staleText');
      } finally {
        listener.dispose();
      }
    }
  } finally {
    clearTimeout(timer);
  }
}

async function isAsOnDisk(document: TextDocument): Promise<boolean> {
  const { uri } = document;
  const text = await workspace.decode(await bytesOf(uri), { uri });
  return text.replace(/\r\n?/g, '\n').replace(/^\uFEFF/, '') === normalised(document);
}

/** Words for lines: `3, 7-9`. */
export function listed(ranges: readonly LineRange[]): string {
  return ranges
    .map(({ firstLine, lastLine }) =>
      firstLine === lastLine ? `${firstLine}` : `${firstLine}-${lastLine}`,
    )
    .join(', ');
}

/** The lines of a hunk, from 1. */
export function rangeOf({ at, remove }: LineHunk): LineRange {
  return { firstLine: at + 1, lastLine: Math.max(at + remove, at + 1) };
}
