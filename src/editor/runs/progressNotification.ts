import { CancellationError, ProgressLocation, window } from 'vscode';
import { say, word } from '../wording/messages.ts';
import type { ActiveRun } from './activeRuns.ts';

/** Tells how far a run is, in one line. */
export type Report = (message: string) => void;

/** Shows progress that names who works, and on what, and can be cancelled at any moment. */
export async function withProgress<T>(
  active: ActiveRun,
  place: string,
  work: (report: Report) => Promise<T>,
): Promise<T> {
  const title = say('progress.title', { task: active.task, place });
  const options = { location: ProgressLocation.Notification, title, cancellable: true };
  return window.withProgress(options, async (progress, token) => {
    const cancel = token.onCancellationRequested(() => {
      active.controller.abort(new CancellationError());
    });
    let shown = '';
    const report = (message: string): void => {
      if (message === shown) return;
      shown = message;
      progress.report({ message });
    };
    report(word(active.progress.phase));
    try {
      return await work(report);
    } finally {
      cancel.dispose();
    }
  });
}
