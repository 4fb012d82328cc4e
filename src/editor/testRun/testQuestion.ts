import { type Disposable, languages, l10n, Uri, ViewColumn, window, workspace } from 'vscode';
import { abortable } from '../../routing/abortable.ts';
import { tabsOf } from '../results/openDocuments.ts';
import type { GeneratedTest } from './copiedTestRunner.ts';

/** Scheme of the read-only documents in which tests are shown before they run. */
const SCHEME = 'tierwise-tests';

/** Shows a generated test and asks whether it may be run. Closing the question means no. */
export class TestQuestion implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration: Disposable;
  #asked = 0;

  constructor() {
    this.#registration = workspace.registerTextDocumentContentProvider(SCHEME, {
      provideTextDocumentContent: (uri) => this.#texts.get(uri.path),
    });
  }

  /** `language`: that of the test. Rejects when the run is cancelled meanwhile. */
  async ask(
    { path, text }: GeneratedTest,
    language: string,
    signal: AbortSignal,
  ): Promise<boolean> {
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
      const run = l10n.t('Run These Tests');
      const question = l10n.t(
        'Run the tests for {0} to check them? A model wrote this code; it is shown beside. It runs in a copy of your project with no keys in its environment, for 60 seconds at most.',
        path,
      );
      const skip = l10n.t("Don't Run");
      const answer = Promise.resolve(window.showWarningMessage(question, run, skip));
      return (await abortable(answer, signal)) === run;
    } finally {
      this.#texts.delete(uri.path);
      await window.tabGroups.close([...tabsOf(uri)], true);
    }
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
