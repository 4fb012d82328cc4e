import { hasProse, isAboutFile, isDirective } from './directives.ts';
import type { LanguageTable } from './languageTable.ts';
import { lastEndingBy } from './ranges.ts';
import type { TextRange } from './syntax.ts';

/** Finds the comments of a text that document what stands below them. */
export class DocComments {
  readonly #language: string;
  readonly #table: LanguageTable;
  readonly #text: string;
  readonly #comments: readonly TextRange[];
  /** Where the comments at the start of the file end. */
  readonly #firstCode: number;

  constructor(
    language: string,
    table: LanguageTable,
    text: string,
    comments: readonly TextRange[],
  ) {
    this.#language = language;
    this.#table = table;
    this.#text = text;
    this.#comments = comments;
    this.#firstCode = firstCode(text, comments);
  }

  /** The documentation above an offset: a block, or line comments without a gap; no licence. */
  before(start: number): TextRange | null {
    let index = lastEndingBy(this.#comments, start);
    let below = start;
    let range = null as TextRange | null;
    for (; index >= 0; index -= 1) {
      const comment = this.#comments[index];
      if (comment === undefined || !this.#adjoins(comment, below, range === null)) break;
      const text = this.#text.slice(comment.start, comment.end);
      const isMixed = text.startsWith('/*') && hasProse(this.#language, text);
      if (isDirective(this.#language, text) && !isMixed) {
        if (range !== null) break;
      } else if (!this.#table.isDocumentation(text)) {
        if (range !== null) break;
      } else {
        const isBlock = text.startsWith('/*');
        if (range !== null && isBlock) break;
        range = { start: comment.start, end: range?.end ?? comment.end };
        if (isBlock) break;
      }
      below = comment.start;
    }
    if (range === null) return null;
    const isFirst = range.start < this.#firstCode;
    return isAboutFile(this.#text.slice(range.start, range.end), isFirst) ? null : range;
  }

  /** Whether a comment has its lines for itself, and no blank line follows it that parts it. */
  #adjoins(comment: TextRange, below: number, mayReach: boolean): boolean {
    const between = this.#text.slice(comment.end, below);
    if (/\S/.test(between)) return false;
    if ((between.match(/\n/g)?.length ?? 0) > 1) {
      const text = this.#text.slice(comment.start, comment.end);
      const reaches = mayReach && this.#table.reachesAcross?.(text) === true;
      if (!reaches || !this.#table.isDocumentation(text)) return false;
    }
    const lineStart = this.#text.lastIndexOf('\n', comment.start - 1) + 1;
    return !/\S/.test(this.#text.slice(lineStart, comment.start));
  }
}

function firstCode(text: string, comments: readonly TextRange[]): number {
  let at = /^(?:#![^\n]*)?\s*(?:<\?php)?/i.exec(text)?.[0].length ?? 0;
  for (const { start, end } of comments) {
    if (start >= at && /\S/.test(text.slice(at, start))) break;
    at = Math.max(at, end);
  }
  return at;
}
