import type { PagedFile } from './pagedFile.ts';
import { PAGE_BYTES } from './pagedFile.ts';
import type { Sql } from './sql.ts';

/** Whether what the first page says of the file's size agrees with it. */
export function isWholeDatabase(file: PagedFile): boolean {
  const header = Buffer.from(file.subarray(0, 100));
  const pageBytes = header.readUInt16BE(16);
  const pages = header.readUInt32BE(28);
  return (
    header.toString('latin1', 0, 16) === 'SQLite format 3\0' &&
    pageBytes === PAGE_BYTES &&
    pages * PAGE_BYTES === file.size
  );
}

/** What SQLite finds broken in a database; undefined for nothing. Reads all of it. */
export function checkFault(sql: Sql): string | undefined {
  const answer = sql.get('PRAGMA quick_check(1)')?.[0];
  return answer === 'ok' ? undefined : `malformed: ${String(answer)}`;
}

/** Whether a failure means a damaged file. SQLite's words: sql.js gives no code. */
export function isCorruption(error: unknown): boolean {
  return /malformed|not a database|corrupt/.test(asError(error).message);
}

/** What was thrown as an Error: sql.js throws plain strings at places. */
export function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
