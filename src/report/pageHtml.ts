/** What the host knows about the page that it opens. */
export interface PageParts {
  /** Fresh and unguessable for each page. */
  readonly nonce: string;
  /** The webview's own source for the content policy. */
  readonly cspSource: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly title: string;
  /** Language tag of the editor, say `en` or `pt-br`. */
  readonly language: string;
}

/** The report's shell: nothing inline, nothing remote; everything shown is built by its script. */
export function renderPage(parts: PageParts): string {
  const { nonce, cspSource, scriptUri, styleUri, title, language } = parts;
  const policy = [
    `default-src 'none'`,
    `style-src ${cspSource}`,
    `script-src 'nonce-${nonce}'`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  const script = `<script nonce="${escapedHtml(nonce)}" src="${escapedHtml(scriptUri)}"></script>`;
  const body = `<main id="report" aria-busy="true"></main>\n    ${script}`;
  return pageShell({ language, policy, title, styleUri, body });
}

/** A page of ours around its body, which is HTML. */
export function pageShell(page: {
  readonly language: string;
  readonly policy: string;
  readonly title: string;
  readonly styleUri: string;
  readonly body: string;
}): string {
  const { language, policy, title, styleUri, body } = page;
  return `<!doctype html>
<html lang="${escapedHtml(language)}" dir="${directionOf(language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escapedHtml(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escapedHtml(title)}</title>
    <link rel="stylesheet" href="${escapedHtml(styleUri)}" />
  </head>
  <body>
    ${body}
  </body>
</html>
`;
}

/** Languages that are written from right to left. */
const RIGHT_TO_LEFT: readonly string[] = ['ar', 'fa', 'he', 'ur'];

function directionOf(language: string): 'ltr' | 'rtl' {
  return RIGHT_TO_LEFT.includes(language.split('-')[0] ?? '') ? 'rtl' : 'ltr';
}

/** Text as HTML shows it. */
export function escapedHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
