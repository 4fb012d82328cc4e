import { hash, randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Columns } from './callTable.ts';
import { CallTable, COLUMN_NAMES, columnsOf } from './callTable.ts';
import type { OpenTurn } from './turns.ts';
import { Turns } from './turns.ts';

/** How far a log was read. */
export interface FileState {
  readonly size: number;
  readonly mtimeMs: number;
  /** Where whole lines end. */
  readonly offset: number;
  /** Of the bytes before `offset`, to see that they are still the same. */
  readonly mark: number;
  readonly skipped: number;
  readonly open: OpenTurn;
}

/** All that is known of the logs: sums of tokens under hashes, and how far each file was read. No path, no text. */
export interface LogState {
  readonly salt: string;
  readonly calls: CallTable;
  readonly turns: Turns;
  /** By the hash of the file's path. */
  readonly files: Map<string, FileState>;
  /** Hashes of paths that were made already; in memory alone. */
  readonly keys: Map<string, string>;
}

const VERSION = 1;
const FILE = 'calls.bin';
/** Numbers of each file. */
const FILE_NUMBERS = 7;
const KEY_BYTES = 16;
const DIGEST_BYTES = 32;

interface Head {
  readonly version: number;
  readonly salt: string;
  readonly calls: number;
  readonly turns: number;
  readonly files: number;
  readonly models: readonly string[];
  readonly terms: readonly string[];
}

/** Nothing known yet. */
export function emptyState(): LogState {
  const salt = randomBytes(16).toString('hex');
  return {
    salt,
    calls: new CallTable(salt),
    turns: new Turns(salt),
    files: new Map(),
    keys: new Map(),
  };
}

/** The key of a file in {@link LogState.files}. */
export function fileKey({ keys, salt }: LogState, path: string): string {
  const known = keys.get(path);
  if (known !== undefined) return known;
  const key = hash('sha256', `${salt}${path}`, 'buffer').toString('latin1', 0, KEY_BYTES);
  keys.set(path, key);
  return key;
}

/** What was kept in a folder; undefined where there is nothing, or nothing that can be read. */
export function readState(folder: string): LogState | undefined {
  try {
    return stateFrom(readFileSync(join(folder, FILE)));
  } catch {
    return undefined;
  }
}

/** Keeps it in a folder: wholly or not at all. Throws where nothing can be written. */
export function writeState(folder: string, state: LogState): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const partial = join(folder, `${FILE}.${randomUUID()}`);
  try {
    writeFileSync(partial, bytesOf(state), { mode: 0o600, flag: 'wx' });
    renameSync(partial, join(folder, FILE));
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** Whether a folder holds anything of it. */
export function hasState(folder: string): boolean {
  try {
    return readdirSync(folder).includes(FILE);
  } catch {
    return false;
  }
}

function bytesOf(state: LogState): Buffer {
  const { columns, length, models, terms } = state.calls.kept();
  const turns = state.turns.kept();
  const numbers = new Float64Array(state.files.size * FILE_NUMBERS);
  const keys: Buffer[] = [];
  for (const [key, { size, mtimeMs, offset, open, skipped, mark }] of state.files) {
    numbers.set(
      [size, mtimeMs, offset, mark, skipped, open.turn, open.changed],
      keys.length * FILE_NUMBERS,
    );
    keys.push(Buffer.from(key, 'latin1'));
  }
  const head: Head = {
    version: VERSION,
    salt: state.salt,
    calls: length,
    turns: turns.length,
    files: state.files.size,
    models,
    terms,
  };
  const parts = [numbers, ...COLUMN_NAMES.map((name) => columns[name]), turns].map(
    ({ buffer, byteLength, byteOffset }) => Buffer.from(buffer, byteOffset, byteLength),
  );
  const body = Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...parts, ...keys]);
  return Buffer.concat([hash('sha256', body, 'buffer'), body]);
}

function stateFrom(bytes: Buffer): LogState | undefined {
  const body = bytes.subarray(DIGEST_BYTES);
  if (!bytes.subarray(0, DIGEST_BYTES).equals(hash('sha256', body, 'buffer'))) return undefined;
  const headEnd = body.indexOf('\n');
  const head = JSON.parse(body.toString('utf8', 0, headEnd)) as Head;
  if (head.version !== VERSION) return undefined;
  let at = headEnd + 1;
  const fill = <Numbers extends Float64Array | Columns[keyof Columns]>(into: Numbers): Numbers => {
    body.copy(new Uint8Array(into.buffer), 0, at, at + into.byteLength);
    at += into.byteLength;
    return into;
  };
  const numbers = fill(new Float64Array(head.files * FILE_NUMBERS));
  const columns = columnsOf(head.calls);
  for (const name of COLUMN_NAMES) fill(columns[name]);
  const turns = fill(new Uint8Array(head.turns));
  const files = new Map<string, FileState>();
  for (let index = 0; index < head.files; index += 1, at += KEY_BYTES) {
    const [size = 0, mtimeMs = 0, offset = 0, mark = 0, skipped = 0, turn = 0, changed = 0] =
      numbers.subarray(index * FILE_NUMBERS, (index + 1) * FILE_NUMBERS);
    const key = body.toString('latin1', at, at + KEY_BYTES);
    files.set(key, { size, mtimeMs, offset, mark, skipped, open: { turn, changed } });
  }
  const { models, salt, terms } = head;
  const calls = new CallTable(salt, { length: head.calls, columns, models, terms });
  return { salt, calls, turns: new Turns(salt, turns), files, keys: new Map() };
}
