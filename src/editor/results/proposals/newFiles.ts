import type { TextDocument } from 'vscode';
import {
  commands,
  Disposable,
  EventEmitter,
  Position,
  Range,
  Selection,
  Uri,
  ViewColumn,
  window,
  workspace,
  WorkspaceEdit,
} from 'vscode';
import { isMissing, isThere } from '../../documents/filePresence.ts';
import { bringToFront, openDocument, tabsOf, useLanguage } from '../../documents/openDocuments.ts';
import { staysInside } from '../../documents/realPlace.ts';
import { linesOf } from '../../lines/lines.ts';
import { userError } from '../../wording/editorCodes.ts';
import { otherName } from './freeName.ts';

/** A new file that stands in an editor, unsaved, and waits for the user. */
export interface NewFile {
  /** The unsaved document. */
  readonly uri: Uri;
  /** Where saving puts it; undefined: the user is asked. */
  readonly target: Uri | undefined;
  /** The folder that the place has to stay in, links followed. */
  readonly folder: Uri | undefined;
  readonly proposed: string;
}

/** How a new file ended. */
export interface NewFileEnd {
  readonly file: NewFile;
  /** Share of the proposed text that was saved, 0 to 1; undefined: it was thrown away. */
  readonly keptShare: number | undefined;
}

/** Names tried before the user has to choose one. */
const NAMES = 50;

/** Time in which a document that was closed may be opened again, say in another language, in ms. */
const REOPEN_MS = 200;

/** Opens new files as unsaved documents at their computed place. Nothing is written to disk. */
export class NewFiles implements Disposable {
  readonly #open = new Map<string, NewFile>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #ended = new EventEmitter<NewFileEnd>();
  readonly #subscriptions: Disposable;

  /** Fires when the user has saved a new file or closed it unsaved. */
  readonly onDidEnd = this.#ended.event;

  constructor() {
    this.#subscriptions = Disposable.from(
      this.#ended,
      workspace.onDidCloseTextDocument(({ uri }) => {
        const file = this.#open.get(uri.toString());
        if (file !== undefined) this.#lookForEnd(file);
      }),
    );
  }

  /**
   * Opens a new file beside the code.
   * @throws UserError when its path would leave the folder, be it through a link
   */
  async open(
    folder: Uri | undefined,
    path: string,
    language: string,
    text: string,
  ): Promise<NewFile> {
    const target = folder === undefined ? undefined : await freePlace(placeIn(folder, path));
    if (folder !== undefined && target !== undefined) await refuseLinkOut(folder, target);
    const document = await (target === undefined
      ? workspace.openTextDocument({ language })
      : workspace.openTextDocument(unsavedAt(target)));
    // Shown at once: the editor opens a changed document that no tab shows in a tab of its own.
    const editor = await window.showTextDocument(document, {
      viewColumn: ViewColumn.Beside,
      preview: false,
    });
    // On a slow machine it has been faster; one of two tabs of a document closes without a question.
    const others = tabsOf(document.uri).filter(
      ({ group }) => group.viewColumn !== editor.viewColumn,
    );
    if (others.length > 0) await window.tabGroups.close(others);
    await useLanguage(document, language);
    const edit = new WorkspaceEdit();
    // It need not be empty: for a moment the editor brings back what was thrown away at this place.
    edit.replace(document.uri, wholeOf(document), text);
    if (!(await workspace.applyEdit(edit))) throw new Error('The new file could not be filled.');
    // Filling it has moved the cursor to its end.
    const top = new Position(0, 0);
    editor.selection = new Selection(top, top);
    const file: NewFile = { uri: document.uri, target, folder, proposed: text };
    this.#open.set(document.uri.toString(), file);
    return file;
  }

  shownAt(uri: Uri): NewFile | undefined {
    return this.#open.get(uri.toString());
  }

  /**
   * Saves a new file where it belongs.
   * @throws UserError when the place is taken by now, a link there leads elsewhere, or saving failed;
   * the file then stays open
   */
  async save(file: NewFile): Promise<void> {
    const document = openDocument(file.uri);
    if (document === undefined) throw userError('result.documentClosed');
    if (file.target !== undefined && (await isThere(file.target))) {
      throw userError('result.fileExists');
    }
    if (file.folder !== undefined && file.target !== undefined) {
      await refuseLinkOut(file.folder, file.target);
    }
    const text = document.getText();
    await bringToFront(document);
    const viewColumn = window.activeTextEditor?.viewColumn ?? ViewColumn.Active;
    this.#open.delete(file.uri.toString());
    const isSaved = await document.save();
    if (!isSaved) {
      this.#open.set(file.uri.toString(), file);
      throw userError('result.notSaved');
    }
    // Saving closes the unsaved document and may leave nothing in its place.
    if (file.target !== undefined) {
      await window.showTextDocument(file.target, { viewColumn, preview: false });
    }
    this.#ended.fire({ file, keptShare: await shareOf(file, text) });
  }

  /** Closes a new file for good; nothing is asked. */
  async discard(file: NewFile): Promise<void> {
    this.#open.delete(file.uri.toString());
    const document = openDocument(file.uri);
    if (document !== undefined) await closeUnsaved(document);
    this.#ended.fire({ file, keptShare: undefined });
  }

  /** Whether the user has not touched it. */
  isUntouched(file: NewFile): boolean {
    const text = openDocument(file.uri)?.getText();
    return text !== undefined && linesOf(text).join('\n') === linesOf(file.proposed).join('\n');
  }

  dispose(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#subscriptions.dispose();
  }

  #lookForEnd(file: NewFile): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      if (openDocument(file.uri) !== undefined || !this.#open.delete(file.uri.toString())) return;
      void this.#end(file);
    }, REOPEN_MS);
    this.#timers.add(timer);
  }

  async #end(file: NewFile): Promise<void> {
    const saved = file.target === undefined ? undefined : await savedText(file.target);
    const keptShare = saved === undefined ? undefined : await shareOf(file, saved);
    this.#ended.fire({ file, keptShare });
  }
}

/** @throws UserError when the path would leave the folder */
export function placeIn(folder: Uri, path: string): Uri {
  const place = Uri.joinPath(folder, path);
  const inside = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  if (!place.path.startsWith(inside)) throw userError('result.outsideFolder');
  return place;
}

/** @throws UserError when a link of the folder takes what is written at a place out of it */
export async function refuseLinkOut(folder: Uri, place: Uri): Promise<void> {
  if (place.scheme !== 'file' || folder.scheme !== 'file') return;
  if (!(await staysInside(folder.fsPath, place.fsPath))) throw userError('result.throughLink');
}

/** The place itself, or beside it where there is a file or an unsaved document already. */
async function freePlace(place: Uri): Promise<Uri> {
  const name = place.path.split('/').at(-1) ?? '';
  for (let n = 1; n <= NAMES; n += 1) {
    const candidate = n === 1 ? place : Uri.joinPath(place, '..', otherName(name, n));
    const isFree = openDocument(unsavedAt(candidate)) === undefined;
    if (isFree && !(await isThere(candidate))) return candidate;
  }
  throw userError('result.fileExists');
}

/** The address of an unsaved document that is saved to this place. */
function unsavedAt(place: Uri): Uri {
  return place.with({ scheme: 'untitled', authority: '', query: '', fragment: '' });
}

function wholeOf({ lineCount }: TextDocument): Range {
  return new Range(0, 0, lineCount, 0);
}

async function savedText(uri: Uri): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await workspace.fs.readFile(uri));
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

async function shareOf(file: NewFile, text: string): Promise<number> {
  const { keptShare } = await import('./keptShare.ts');
  return keptShare([], linesOf(file.proposed), linesOf(text));
}

/** The one way of closing an unsaved document without a question is through the one in front. */
async function closeUnsaved(document: TextDocument): Promise<void> {
  await bringToFront(document);
  await commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
}
