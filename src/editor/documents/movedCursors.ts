import type { TextEditor } from 'vscode';
import { Disposable, window, workspace } from 'vscode';

/**
 * Knows in which documents the user has placed the cursor. A file that was only opened has its cursor
 * at the very start, and that says nothing of what the user means.
 */
export class MovedCursors implements Disposable {
  readonly #moved = new Set<string>();
  readonly #subscriptions: Disposable;

  constructor() {
    this.#subscriptions = Disposable.from(
      window.onDidChangeTextEditorSelection(({ kind, textEditor }) => {
        // Without a kind it was no key, no mouse and no command: the editor has moved it by itself.
        if (kind !== undefined) this.#moved.add(textEditor.document.uri.toString());
      }),
      workspace.onDidCloseTextDocument(({ uri }) => this.#moved.delete(uri.toString())),
    );
  }

  /** Whether the cursor still is where opening the document has put it. */
  isUntouched({ document, selection }: TextEditor): boolean {
    const { active, isEmpty } = selection;
    const isAtStart = isEmpty && active.line === 0 && active.character === 0;
    return isAtStart && !this.#moved.has(document.uri.toString());
  }

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
