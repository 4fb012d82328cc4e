import type { Disposable, Uri } from 'vscode';
import { TextDocumentChangeReason, workspace } from 'vscode';
import { linesOf } from '../../lines/lines.ts';

/** Time in which an undo still says something about the result, in ms. */
const WATCHED_MS = 10 * 60 * 1000;

interface Watched {
  readonly uri: string;
  readonly before: string;
  readonly after: string;
  readonly until: number;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

/** Notices when the user undoes what was accepted, or does it again. */
export class UndoWatch implements Disposable {
  readonly #now: () => number;
  readonly #subscription: Disposable;
  #watched: readonly Watched[] = [];

  constructor(now: () => number) {
    this.#now = now;
    this.#subscription = workspace.onDidChangeTextDocument(({ document, reason }) => {
      if (reason === undefined || this.#watched.length === 0) return;
      this.#watched = this.#watched.filter(({ until }) => until > this.#now());
      const here = this.#watched.filter(({ uri }) => uri === document.uri.toString());
      if (here.length === 0) return;
      const text = linesOf(document.getText()).join('\n');
      for (const { before, after, onUndo, onRedo } of here) {
        if (reason === TextDocumentChangeReason.Undo && text === before) onUndo();
        if (reason === TextDocumentChangeReason.Redo && text === after) onRedo();
      }
    });
  }

  /** Watches a document whose text went from `before` to `after`, both `\n`. */
  watch(uri: Uri, before: string, after: string, onUndo: () => void, onRedo: () => void): void {
    const until = this.#now() + WATCHED_MS;
    this.#watched = [
      ...this.#watched,
      { uri: uri.toString(), before, after, until, onUndo, onRedo },
    ];
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
