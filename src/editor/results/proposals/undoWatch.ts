import type { Disposable, Uri } from 'vscode';
import { TextDocumentChangeReason, workspace } from 'vscode';
import { linesOf } from '../../lines/lines.ts';

/** Time in which an undo still says something about the result, in ms. */
const WATCHED_MS = 10 * 60 * 1000;

/** A document whose text went from `before` to `after`, both `\n`, and who hears of what follows. */
export interface AcceptedChange {
  readonly uri: Uri;
  readonly before: string;
  readonly after: string;
  readonly onUndo: () => void;
  readonly onRedo: () => void;
}

interface Watched extends AcceptedChange {
  /** Unix ms. */
  readonly until: number;
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
      const here = this.#watched.filter(({ uri }) => uri.toString() === document.uri.toString());
      if (here.length === 0) return;
      const text = linesOf(document.getText()).join('\n');
      for (const { before, after, onUndo, onRedo } of here) {
        if (reason === TextDocumentChangeReason.Undo && text === before) onUndo();
        if (reason === TextDocumentChangeReason.Redo && text === after) onRedo();
      }
    });
  }

  /** Watches a document for a while. */
  watch(change: AcceptedChange): void {
    this.#watched = [...this.#watched, { ...change, until: this.#now() + WATCHED_MS }];
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
