import { randomBytes } from 'node:crypto';
import type { WebviewPanel } from 'vscode';
import { env, l10n, Uri } from 'vscode';
import { renderPage } from '../../report/pageHtml.ts';
import { REPORT_TEXTS } from '../../report/protocol/texts.ts';

/** Fills a panel with the report's page, which says by messages what it wants. */
export function reportWebview(
  { webview, title }: WebviewPanel,
  extensionUri: Uri,
  receive: (message: unknown) => void,
): void {
  const dist = Uri.joinPath(extensionUri, 'dist');
  const media = Uri.joinPath(extensionUri, 'media');
  webview.options = { enableScripts: true, localResourceRoots: [dist, media] };
  webview.onDidReceiveMessage(receive);
  webview.html = renderPage({
    nonce: randomBytes(16).toString('base64url'),
    cspSource: webview.cspSource,
    scriptUri: webview.asWebviewUri(Uri.joinPath(dist, 'report.js')).toString(),
    styleUri: webview.asWebviewUri(Uri.joinPath(media, 'report.css')).toString(),
    title,
    language: env.language,
  });
}

/** The page's own texts in the editor's language. */
export function reportTexts(): Readonly<Record<string, string>> {
  const texts = Object.entries(REPORT_TEXTS).map(([key, text]) => [key, l10n.t(text)] as const);
  return Object.fromEntries(texts);
}
