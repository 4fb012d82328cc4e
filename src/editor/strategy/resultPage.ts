import { escapedHtml, pageShell } from '../../report/pageHtml.ts';

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
  const body = `<main>
      <header>
        <h1>${escapedHtml(title)}</h1>
        <p class="quiet">${escapedHtml(lead)}</p>
        ${remarks.map((text) => `<p>${escapedHtml(text)}</p>`).join('\n        ')}
      </header>
      ${tables.map(tableHtml).join('\n      ')}
      <p class="quiet">${escapedHtml(page.explanation)}</p>
      ${offersHtml(page)}
    </main>`;
  return pageShell({ language, policy, title, styleUri, body });
}

function tableHtml({ caption, columns, rows }: PageTable): string {
  const head = columns.map((column) => `<th scope="col">${escapedHtml(column)}</th>`).join('');
  const body = rows.map(([first = '', ...rest]) => {
    const cells = rest.map((cell) => `<td>${escapedHtml(cell)}</td>`).join('');
    return `<tr><th scope="row">${escapedHtml(first)}</th>${cells}</tr>`;
  });
  return `<div class="wide"><table>
        <caption>${escapedHtml(caption)}</caption>
        <thead><tr>${head}</tr></thead>
        <tbody>${body.join('')}</tbody>
      </table></div>`;
}

function offersHtml({ offersTitle, offers, links }: ResultPage): string {
  const items = offers.map(
    ({ text, remark }) =>
      `<li>${escapedHtml(text)} <span class="quiet">${escapedHtml(remark)}</span></li>`,
  );
  const buttons = links.map(
    ({ text, href }) => `<a class="button" href="${escapedHtml(href)}">${escapedHtml(text)}</a>`,
  );
  return `<section>
        <h2>${escapedHtml(offersTitle)}</h2>
        <ul>${items.join('')}</ul>
        <p class="buttons">${buttons.join(' ')}</p>
      </section>`;
}
