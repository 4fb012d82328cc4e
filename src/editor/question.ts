import { window } from 'vscode';
import { abortable } from '../models/abortable.ts';
import { say } from './wording/messages.ts';

/**
 * Puts a question of a run to the user and shows that the run waits for it: the answer that was
 * chosen, or undefined when the question was closed. Rejects once the run is cancelled.
 */
export type Ask = (text: string, ...answers: readonly string[]) => Promise<string | undefined>;

/** How long a remark stays in the status bar, ms. */
const REMARK_MS = 8000;

/**
 * Asks by a notification, never by a modal dialog, also where money is at stake. A modal dialog is
 * for what the user has just asked for; these questions come whenever the work gets to them, while
 * the user types elsewhere: a dialog would take the keyboard, the next Enter would be a yes, and
 * nobody could read the code before answering. The price is that the editor hides a notification
 * after some seconds: whoever asks shows in its progress and in the status bar that it waits.
 *
 * Rejects with the signal's reason when it is aborted. The editor leaves the notification there: an
 * answer that is given later does nothing, and is told so.
 */
export async function askByNotification(
  text: string,
  answers: readonly string[],
  signal: AbortSignal,
): Promise<string | undefined> {
  signal.throwIfAborted();
  const answered = Promise.resolve(window.showWarningMessage(text, ...answers));
  try {
    return await abortable(answered, signal);
  } catch (error) {
    if (signal.aborted) void tellLate(answered);
    throw error;
  }
}

async function tellLate(answered: Promise<string | undefined>): Promise<void> {
  if ((await answered) === undefined) return;
  window.setStatusBarMessage(say('question.ended'), REMARK_MS);
}
