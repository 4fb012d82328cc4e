import type { Event } from 'vscode';
import type { Diagnostic } from 'vscode';
import { commands, Disposable, l10n, languages, window, workspace } from 'vscode';
import type { Verdict } from '../../models/booking.ts';
import type { Log } from '../../models/ports.ts';
import { bringToFront, openDocument } from '../documents/openDocuments.ts';
import { linesOf } from '../lines/lines.ts';
import { withoutLinks } from '../wording/withoutLinks.ts';
import { addedErrors, errorsOf } from './proposals/documentErrors.ts';
import type { AcceptedResult } from './shownResult.ts';

/** What the watch over accepted results needs. */
export interface AcceptedWatchParts {
  readonly onDidAccept: Event<AcceptedResult>;
  readonly verdicts: { verdict(verdict: Verdict): Promise<void> };
  /** Asks for a repair of these errors in the document in front. */
  readonly repair: (errors: readonly Diagnostic[]) => Promise<void>;
  readonly log: Log;
  /** Unix ms. */
  readonly now: () => number;
  /** Diagnostics are settled when they have not changed for this long; 2,000 ms when left out. */
  readonly settleMs?: number;
  /** Nobody may have anything to say: then the watch ends; 20,000 ms when left out. */
  readonly mostMs?: number;
}

const SETTLE_MS = 2_000;
const MOST_MS = 20_000;

/** What a repair is told beside its errors: the document holds the accepted draft. */
export const KEEP_THE_CHANGE =
  'These errors came with a change that was just accepted. Mend them and keep that change.';

/**
 * Watches what the editor says of a document after a result was accepted, until it settles. New
 * errors are booked with the run and can be undone or repaired. What the user types ends the watch.
 */
export class AcceptedWatch implements Disposable {
  readonly #parts: AcceptedWatchParts;
  readonly #watches = new Map<string, Disposable>();
  readonly #subscription: Disposable;

  constructor(parts: AcceptedWatchParts) {
    this.#parts = parts;
    this.#subscription = parts.onDidAccept((accepted) => this.#watch(accepted));
  }

  dispose(): void {
    this.#subscription.dispose();
    for (const watch of this.#watches.values()) watch.dispose();
  }

  #watch(accepted: AcceptedResult): void {
    const { target, after, errorsBefore } = accepted;
    const key = target.toString();
    this.#watches.get(key)?.dispose();
    if (errorsBefore === undefined) return;
    const { settleMs = SETTLE_MS, mostMs = MOST_MS } = this.#parts;
    const isUntouched = (): boolean => {
      const document = openDocument(target);
      return document !== undefined && linesOf(document.getText()).join('\n') === after;
    };
    let settling: NodeJS.Timeout | undefined;
    const settle = (): void => {
      const isWhole = isUntouched();
      watch.dispose();
      if (isWhole) void this.#conclude(accepted, addedErrors(errorsBefore, errorsOf(target)));
    };
    const settleSoon = (): void => {
      clearTimeout(settling);
      settling = setTimeout(settle, settleMs);
    };
    const ending = setTimeout(() => {
      // Some language servers never rest: what they say by now counts.
      if (settling === undefined) watch.dispose();
      else settle();
    }, mostMs);
    const subscriptions = Disposable.from(
      languages.onDidChangeDiagnostics(({ uris }) => {
        if (uris.some((uri) => uri.toString() === key)) settleSoon();
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (document.uri.toString() === key && !isUntouched()) watch.dispose();
      }),
    );
    const watch = new Disposable(() => {
      clearTimeout(settling);
      clearTimeout(ending);
      subscriptions.dispose();
      if (this.#watches.get(key) === watch) this.#watches.delete(key);
    });
    this.#watches.set(key, watch);
    // A quick server may have spoken between the writing and now.
    if (addedErrors(errorsBefore, errorsOf(target)).length > 0) settleSoon();
  }

  async #conclude(accepted: AcceptedResult, errors: readonly Diagnostic[]): Promise<void> {
    const { verdicts, now, log } = this.#parts;
    const { runId } = accepted.result;
    try {
      await verdicts.verdict({ runId, at: now(), lateProblems: errors.length });
    } catch (error) {
      log.error('Late problems could not be booked.', error);
    }
    if (errors.length === 0) return;
    try {
      await this.#offer(accepted, errors);
    } catch (error) {
      log.error('What was accepted could not be mended.', error);
    }
  }

  async #offer({ target, after }: AcceptedResult, errors: readonly Diagnostic[]): Promise<void> {
    const undo = l10n.t('Undo');
    const repair = l10n.t('Repair');
    const [first] = errors;
    const name = withoutLinks(target.path.split('/').at(-1) ?? '');
    const line = (first?.range.start.line ?? 0) + 1;
    const told =
      errors.length === 1
        ? l10n.t('{0} has a new error since you accepted: {1} (line {2})', name, said(first), line)
        : l10n.t(
            '{0} has {1} new errors since you accepted, the first: {2} (line {3})',
            name,
            errors.length,
            said(first),
            line,
          );
    const answer = await window.showWarningMessage(told, undo, repair);
    const document = answer === undefined ? undefined : openDocument(target);
    if (document === undefined) return;
    await bringToFront(document);
    if (answer === repair) {
      // Those that the user has mended meanwhile are left out.
      const others = addedErrors(errors, errorsOf(target));
      const there = addedErrors(others, errorsOf(target));
      await this.#parts.repair(there);
    } else if (linesOf(document.getText()).join('\n') === after) {
      await commands.executeCommand('undo');
    } else {
      const edited = l10n.t('You have edited {0} since. Undo in the editor step by step.', name);
      void window.showInformationMessage(edited);
    }
  }
}

function said(error: Diagnostic | undefined): string {
  return withoutLinks((error?.message ?? '').split('\n')[0]?.slice(0, 120) ?? '');
}
