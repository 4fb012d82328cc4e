/** A table of the page; the first cell of a row is its heading. */
export interface PageTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** What follows, and the links to do it. */
export interface PageOffer {
  readonly text: string;
  /** Quieter, behind it. */
  readonly remark: string;
}

/** A link that runs a command. */
export interface PageLink {
  readonly text: string;
  readonly href: string;
}

/** All that the page shows, worded. */
export interface ResultPage {
  readonly language: string;
  readonly cspSource: string;
  readonly styleUri: string;
  readonly title: string;
  readonly lead: string;
  /** How the check ended, and what else there is to know. */
  readonly remarks: readonly string[];
  readonly tables: readonly PageTable[];
  readonly explanation: string;
  readonly offersTitle: string;
  readonly offers: readonly PageOffer[];
  readonly links: readonly PageLink[];
}

/** The page of a result: no script, nothing inline, nothing remote; its links run one command. */
export function resultPage(page: ResultPage): string {
  const { language, cspSource, styleUri, title, lead, remarks, tables } = page;
  const policy = `default-src 'none'; style-src ${cspSource}; base-uri 'none'; form-action 'none'`;
  return `<!doctype html>
<html lang="${escaped(language)}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${escaped(policy)}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${escaped(title)}</title>
    <link rel="stylesheet" href="${escaped(styleUri)}" />
  </head>
  <body>
    <main>
      <header>
        <h1>${escaped(title)}</h1>
        <p class="quiet">${escaped(lead)}</p>
        ${remarks.map((text) => `<p>${escaped(text)}</p>`).join('\n        ')}
      </header>
      ${tables.map(tableHtml).join('\n      ')}
      <p class="quiet">${escaped(page.explanation)}</p>
      ${offersHtml(page)}
    </main>
  </body>
</html>
`;
}

function tableHtml({ caption, columns, rows }: PageTable): string {
  const head = columns.map((column) => `<th scope="col">${escaped(column)}</th>`).join('');
  const body = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((cell) => `<td>${escaped(cell)}</td>`).join('');
    return `<tr><th scope="row">${escaped(first)}</th>${cells}</tr>`;
  });
  return `<div class="wide"><table>
        <caption>${escaped(caption)}</caption>
        <thead><tr>${head}</tr></thead>
        <tbody>${body.join('')}</tbody>
      </table></div>`;
}

function offersHtml({ offersTitle, offers, links }: ResultPage): string {
  const items = offers.map(
    ({ text, remark }) => `<li>${escaped(text)} <span class="quiet">${escaped(remark)}</span></li>`,
  );
  const buttons = links.map(
    ({ text, href }) => `<a class="button" href="${escaped(href)}">${escaped(text)}</a>`,
  );
  return `<section>
        <h2>${escaped(offersTitle)}</h2>
        <ul>${items.join('')}</ul>
        <p class="buttons">${buttons.join(' ')}</p>
      </section>`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
