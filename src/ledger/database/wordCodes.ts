import type { Sql } from './sql.ts';

/** The codes of a database's words. One for each database that is opened. */
export class WordCodes {
  readonly #sql: Sql;
  readonly #codes = new Map<string, number>();
  readonly #words = new Map<number, string>();

  constructor(sql: Sql) {
    this.#sql = sql;
    for (const [code, word] of sql.all('SELECT id, word FROM words')) {
      this.#remember(Number(code), String(word));
    }
  }

  /** The code of a word, made when it is new. */
  code(word: string): number {
    const known = this.#codes.get(word);
    if (known !== undefined) return known;
    this.#sql.run('INSERT OR IGNORE INTO words (word) VALUES (?)', [word]);
    const code = this.#sql.number('SELECT id FROM words WHERE word = ?', [word]);
    this.#remember(code, word);
    return code;
  }

  codeOrNull(word: string | null): number | null {
    return word === null ? null : this.code(word);
  }

  /** The code of a word that may not be there; -1, which no row has, when it is not. */
  find(word: string): number {
    return this.#codes.get(word) ?? -1;
  }

  word(code: number): string {
    return this.#words.get(code) ?? '';
  }

  #remember(code: number, word: string): void {
    this.#codes.set(word, code);
    this.#words.set(code, word);
  }
}
