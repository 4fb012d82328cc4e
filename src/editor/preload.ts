import type { Disposable } from 'vscode';
import { window } from 'vscode';

/** How long the editor has its thread for itself between two steps, in ms. */
const PAUSE_MS = 50;

/**
 * Loads what the first command needs, step by step, once a file is looked at: a step takes some
 * milliseconds of the thread that all extensions share, all of them together are felt in the first run.
 * What fails is loaded again by the run, which tells it.
 */
export function preloadOnceLookedAt(steps: readonly (() => Promise<unknown>)[]): Disposable {
  let isEnded = false;
  const load = async (): Promise<void> => {
    for (const step of steps) {
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
      if (isEnded) return;
      await step().catch(() => undefined);
    }
  };
  const begin = (): void => {
    if (window.activeTextEditor === undefined) return;
    listener.dispose();
    void load();
  };
  const listener = window.onDidChangeActiveTextEditor(begin);
  begin();
  return {
    dispose: () => {
      isEnded = true;
      listener.dispose();
    },
  };
}
