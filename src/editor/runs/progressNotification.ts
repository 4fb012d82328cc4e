import type { Disposable } from 'vscode';
import { ProgressLocation, window } from 'vscode';
import { say, word } from '../wording/messages.ts';
import type { ActiveRun } from './activeRuns.ts';
import type { RunProgress } from './progressText.ts';
import { progressText } from './progressText.ts';

/** Shows who works on a run, and on what, until it is disposed of; it can be cancelled at any moment. */
export function showProgress(active: ActiveRun, place: string): Disposable {
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const title = say('progress.title', { task: active.task, place });
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  void window.withProgress(options, async (progress, token) => {
    let shown = '';
    const report = (now: RunProgress): void => {
      const message = progressText(now, word);
      if (message === shown) return;
      shown = message;
      progress.report({ message });
    };
    report(active.progress);
    const listeners = [
      token.onCancellationRequested(() => active.cancel()),
      active.onDidProgress(report),
    ];
    await ended;
    for (const listener of listeners) listener.dispose();
  });
  return { dispose: resolve };
}
