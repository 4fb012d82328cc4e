import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import initSqlJs from 'sql.js';

/** What reads databases from outside: Debian's program, or the engine alone where there is none. */
export const OUTSIDE_READER = hasProgram()
  ? 'the sqlite3 program'
  : 'sql.js, since the sqlite3 program is not installed';

/** Rows of a database file, each value as text, read by a program that is not ours. */
export interface OutsideReading {
  readonly rows: readonly (readonly string[])[];
}

/** Asks a database file something as an outside reader would. */
export async function readFromOutside(path: string, sql: string): Promise<OutsideReading> {
  if (OUTSIDE_READER === 'the sqlite3 program') {
    const options = ['-readonly', '-separator', '\u001f', '-newline', '\u001e', path, sql];
    const output = execFileSync('sqlite3', options, { encoding: 'utf8', maxBuffer: 1 << 28 });
    const rows = output.split('\u001e').slice(0, -1);
    return { rows: rows.map((row) => row.split('\u001f')) };
  }
  const engine = await initSqlJs();
  const database = new engine.Database(readFileSync(path));
  try {
    const results = database.exec(sql);
    const rows = results.flatMap(({ values }) =>
      values.map((row) => row.map((value) => (value === null ? '' : String(value)))),
    );
    return { rows };
  } finally {
    database.close();
  }
}

function hasProgram(): boolean {
  try {
    execFileSync('sqlite3', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
