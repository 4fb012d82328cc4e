import type { Disposable } from 'vscode';
import { l10n, languages, Uri, ViewColumn, window, workspace } from 'vscode';
import { abortable } from '../../models/abortable.ts';
import type { AskedTest, RunReach } from '../../testRun/copiedTestRunner.ts';
import { tabsOf } from '../documents/openDocuments.ts';
import type { Ask } from '../question.ts';
import { say } from '../wording/messages.ts';

/** Scheme of the read-only documents in which tests are shown before they run. */
const SCHEME = 'tierwise-tests';

/**
 * Shows a generated test and asks whether it may be run, as may be the user's own ones, unless the user has let all of them run until
 * the window closes. Closing the question means no.
 */
export class TestQuestion implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration: Disposable;
  #asked = 0;
  /** The user has let all of them run until this window closes. */
  #isAllowed = false;
  /** Runs side by side ask one after the other: an answer may be for those behind it too. */
  #last: Promise<unknown> = Promise.resolve();

  constructor() {
    this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => this.#texts.get(uri.path),
    });
  }

  /** `test` with its language. Rejects as `ask` does, and once the signal is aborted, be it while others are asked. */
  ask(
    test: AskedTest & { readonly language: string },
    reach: RunReach,
    ask: Ask,
    signal: AbortSignal,
  ): Promise<boolean> {
    const answer = this.#last.then(() => {
      signal.throwIfAborted();
      return this.#askNow(test, reach, ask);
    });
    this.#last = answer.catch(() => undefined);
    return abortable(answer, signal);
  }

  async #askNow(
    test: AskedTest & { readonly language: string },
    reach: RunReach,
    ask: Ask,
  ): Promise<boolean> {
    if (this.#isAllowed) return true;
    if (test.isOwn === true) {
      return this.#answered(withConfigured(say(`runOwnTests.${nameOf(reach)}`), test), ask);
    }
    return this.#askShown(test, reach, ask);
  }

  /** Asks beside the text of the test. */
  async #askShown(
    test: AskedTest & { readonly language: string },
    reach: RunReach,
    ask: Ask,
  ): Promise<boolean> {
    const { path, text, language } = test;
    this.#asked += 1;
    const uri = Uri.from({ scheme: SCHEME, path: `/${this.#asked}/${path}` });
    this.#texts.set(uri.path, text);
    try {
      const document = await workspace.openTextDocument(uri);
      await languages.setTextDocumentLanguage(document, language);
      await window.showTextDocument(document, {
        viewColumn: ViewColumn.Beside,
        preserveFocus: true,
        preview: true,
      });
      const question = say(`runTests.${nameOf(reach)}`, { path });
      return await this.#answered(withConfigured(question, test), ask);
    } finally {
      this.#texts.delete(uri.path);
      await window.tabGroups.close([...tabsOf(uri)], true);
    }
  }

  async #answered(question: string, ask: Ask): Promise<boolean> {
    const run = l10n.t('Run');
    const always = l10n.t('Run Until This Window Closes');
    const answer = await ask(question, run, always, l10n.t("Don't Run"));
    this.#isAllowed ||= answer === always;
    return answer === run || answer === always;
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

/** A question with what else is executed, where anything is. */
export function withConfigured(question: string, { configured }: AskedTest): string {
  if (configured.length === 0) return question;
  const kinds = configured.map((kind) => say(`configured.${kind}`));
  return say('runTests.configured', { question, configured: kinds.join(', ') });
}

/** How a run's reach stands in the names of texts. */
export function nameOf({ isIsolated, network }: RunReach) {
  if (!isIsolated) return 'notIsolated';
  return network ? 'isolatedWithNetwork' : 'isolated';
}
