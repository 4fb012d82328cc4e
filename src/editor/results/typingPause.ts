import type { Disposable } from 'vscode';
import { window, workspace } from 'vscode';

/** A person who has not typed for this long has paused, in ms. */
const PAUSE_MS = 700;
/** A result waits no longer than this for a pause, in ms. */
const MOST_MS = 8_000;

/** Knows when the user types, so that a result does not take the keyboard in the middle of a word. */
export class TypingPause implements Disposable {
  readonly #now: () => number;
  readonly #subscription: Disposable;
  #typedAt = -Infinity;

  constructor(now: () => number) {
    this.#now = now;
    this.#subscription = workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      const isTyped = contentChanges.length > 0 && document === window.activeTextEditor?.document;
      if (isTyped) this.#typedAt = this.#now();
    });
  }

  /** Resolves at once, or when the user pauses, or when the wait has been long enough. */
  async reached(): Promise<void> {
    const end = this.#now() + MOST_MS;
    for (;;) {
      const now = this.#now();
      const left = Math.min(this.#typedAt + PAUSE_MS, end) - now;
      if (left <= 0) return;
      await new Promise((resolve) => setTimeout(resolve, left));
    }
  }

  dispose(): void {
    this.#subscription.dispose();
  }
}
