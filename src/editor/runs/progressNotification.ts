import { CancellationError, l10n, ProgressLocation, window } from 'vscode';
import { TASK_TITLES } from '../displayNames.ts';
import { word } from '../messages.ts';
import type { ActiveRun } from './activeRuns.ts';

/** Tells how far a run is, in one line. */
export type Report = (message: string) => void;

/** Shows progress that names who works, and can be cancelled at any moment. */
export async function withProgress<T>(
  active: ActiveRun,
  work: (report: Report) => Promise<T>,
): Promise<T> {
  const title = l10n.t(TASK_TITLES[active.task]);
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
