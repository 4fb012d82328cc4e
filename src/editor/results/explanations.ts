import {
  commands,
  type Disposable,
  l10n,
  languages,
  type TextDocumentContentProvider,
  Uri,
  ViewColumn,
  window,
  workspace,
} from 'vscode';
import type { Log } from '../../routing/ports.ts';
import { safeText } from './safeText.ts';

/** Scheme of the read-only documents in which explanations stand. */
export const EXPLANATION_SCHEME = 'tierwise-explanation';

/** Explanations that stay readable, say when their tab is split. */
const KEPT = 20;

/** Shows explanations beside the code, rendered from an allow-list. */
export class Explanations implements TextDocumentContentProvider, Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration: Disposable;
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
    this.#registration = workspace.registerTextDocumentContentProvider(EXPLANATION_SCHEME, this);
  }

  /** Shows a model's markdown about a document. */
  async open(id: string, about: Uri, title: string, markdown: string): Promise<void> {
    const { safeMarkdown } = await import('./safeMarkdown.ts');
    const name = about.path.split('/').at(-1) ?? '';
    const uri = Uri.from({
      scheme: EXPLANATION_SCHEME,
      path: `/${id}/${l10n.t('Explanation of {0}', name)}`,
    });
    this.#texts.set(uri.path, `*${safeText(title)}*\n\n${safeMarkdown(markdown)}`);
    const [oldest] = this.#texts.keys();
    if (this.#texts.size > KEPT && oldest !== undefined) this.#texts.delete(oldest);
    try {
      await commands.executeCommand('markdown.showPreviewToSide', uri);
    } catch (error) {
      // The preview is an extension of its own, which a user may have switched off.
      this.#log.warn(`No markdown preview: ${error instanceof Error ? error.name : 'unknown'}`);
      const opened = await workspace.openTextDocument(uri);
      const document = await languages.setTextDocumentLanguage(opened, 'markdown');
      await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true });
    }
  }

  provideTextDocumentContent(uri: Uri): string | undefined {
    return this.#texts.get(uri.path);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}
