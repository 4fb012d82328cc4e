import fs from 'node:fs';
import { join } from 'node:path';
import type { FileIdentity } from '../folder/folderFiles.ts';
import { identityOf, modifiedAt, namesIn, readFrom, sizeOf } from '../folder/folderFiles.ts';
import type { OnceLog } from '../folder/onceLog.ts';
import { decodeLines } from '../journal/journalLine.ts';
import type { JournalRecord } from '../journal/journalRecord.ts';
import { parseSegmentName } from '../journal/segmentName.ts';
import type { DatabaseFiles } from './databaseFiles.ts';
import type { Sql } from './sql.ts';

/** How far a segment of a journal is read. */
export interface Segment {
  readonly id: string;
  readonly writer: string;
  /** Bytes that are in the books. */
  applied: number;
  /** Lines of them that are no record, or none that can be booked. */
  bad: number;
  /** Its writer has said that nothing follows. */
  isClosed: boolean;
  /** A later version wrote in it: it is left to that. */
  isNewer: boolean;
}

/** What stands in a segment beyond what is applied. */
export interface SegmentNews {
  readonly segment: Segment;
  readonly records: readonly JournalRecord[];
  readonly badLines: number;
  /** Bytes that these lines take. */
  readonly bytes: number;
}

/** The table in which a database remembers how far each segment is applied in it. */
export const SEGMENTS_TABLE = `
CREATE TABLE segments (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, applied INTEGER NOT NULL, bad INTEGER NOT NULL,
  closed INTEGER NOT NULL
) WITHOUT ROWID;`;

const NEWLINE = 0x0a;

/** What a segment is called while it is looked at for the last time. */
const LEAVING = '.leaving';

/** What tells whether anybody still writes. */
export interface SegmentLife {
  readonly isWriterGone: (writer: string) => boolean;
  /** Whether a file's value has not changed for long; see `LifeWatch`. */
  readonly isStill: (name: string, value: string) => boolean;
}

/** The segments of all windows beside one open database, and how far each is applied in it. */
export class Segments {
  readonly #sql: Sql;
  readonly #onceLog: OnceLog;
  /** By file name. */
  readonly #segments = new Map<string, Segment>();
  /** How far each segment is applied in the database file itself, by id. */
  #inFile: ReadonlyMap<string, number>;

  constructor(sql: Sql, told: OnceLog) {
    this.#sql = sql;
    this.#onceLog = told;
    this.#inFile = appliedIn(sql);
  }

  /** How far each segment is applied in the database file itself, by id. */
  get inFile(): ReadonlyMap<string, number> {
    return this.#inFile;
  }

  /** Bytes of each segment that are in the books, by file name. */
  get applied(): Readonly<Record<string, number>> {
    return Object.fromEntries(
      [...this.#segments].map(([name, { applied }]) => [name, applied] as const),
    );
  }

  /** Writers that have not said that nothing follows. */
  get openWriters(): ReadonlySet<string> {
    const open = [...this.#segments.values()].filter(({ isClosed }) => !isClosed);
    return new Set(open.map(({ writer }) => writer));
  }

  /** Reads what is new, segment by segment; whoever asks applies it before going on. */
  *news(folder: string): Generator<SegmentNews> {
    const names = segmentsIn(folder);
    for (const name of this.#segments.keys()) {
      if (!names.includes(name)) this.#segments.delete(name);
    }
    for (const name of names) {
      const news = this.#newsOf(folder, name);
      if (news !== undefined) yield news;
    }
  }

  /** Unix ms at which a writer last wrote one of the segments that are read; 0: in none. */
  lastWritten(folder: string, writer: string): number {
    let last = 0;
    for (const [name, segment] of this.#segments) {
      if (segment.writer === writer) last = Math.max(last, modifiedAt(join(folder, name)) ?? 0);
    }
    return last;
  }

  /** The files of all segments, by name; undefined while one of them holds more than is applied. */
  wholeIn(folder: string): Readonly<Record<string, FileIdentity>> | undefined {
    const whole: Record<string, FileIdentity> = {};
    for (const name of segmentsIn(folder)) {
      const segment = this.#segments.get(name);
      const identity = identityOf(join(folder, name));
      if (segment === undefined || segment.isNewer) return undefined;
      if (identity?.size !== segment.applied) return undefined;
      whole[name] = identity;
    }
    return whole;
  }

  /** Writes into the database how far the segments that are still there are applied. */
  store(folder: string): void {
    const present = new Set(fs.readdirSync(folder));
    this.#sql.run('DELETE FROM segments');
    for (const [name, segment] of this.#segments) {
      if (!present.has(name)) continue;
      this.#sql.run(
        'INSERT OR REPLACE INTO segments (id, name, applied, bad, closed) VALUES (?, ?, ?, ?, ?)',
        [segment.id, name, segment.applied, segment.bad, segment.isClosed ? 1 : 0],
      );
    }
  }

  /** The database file holds now what the database does. */
  rebase(): void {
    this.#inFile = appliedIn(this.#sql);
  }

  /**
   * Deletes segments that the previous file holds too (`inPrevious`, by id) and that nobody writes
   * any more; those with damage are set aside. Whose writer only seems to be gone loses nothing: it
   * misses its segment after its next write, and the name was taken away before the last reading.
   */
  clear(files: DatabaseFiles, inPrevious: ReadonlyMap<string, number>, life: SegmentLife): void {
    const { folder } = files;
    giveBackNames(folder);
    for (const [name, segment] of this.#segments) {
      const held = inPrevious.get(segment.id) ?? 0;
      if (segment.isNewer || held < segment.applied) continue;
      if (!segment.isClosed && !life.isWriterGone(segment.writer)) continue;
      const leaving = join(folder, `${name}${LEAVING}`);
      fs.renameSync(join(folder, name), leaving);
      const rest = readFrom(leaving, segment.applied);
      if (rest === undefined || hasLines(rest)) {
        giveBackNames(folder);
        continue;
      }
      if (rest.length === 0 && segment.bad === 0) {
        fs.rmSync(leaving, { force: true });
      } else {
        const damage =
          segment.bad > 0 ? `${segment.bad} unreadable lines` : 'half a line at its end';
        giveBackNames(folder);
        files.setAside(name, `a journal with ${damage}, all else of which is in the books`);
      }
      this.#segments.delete(name);
    }
    for (const name of segmentsIn(folder)) {
      const path = join(folder, name);
      if (this.#segments.has(name)) continue;
      // One that has come since the last reading has a beginning: it is read the next time.
      const bytes = readFrom(path, 0);
      if (bytes === undefined || hasLines(bytes)) continue;
      if (!life.isStill(name, `${bytes.length} ${modifiedAt(path)}`)) continue;
      files.setAside(name, 'a journal without a beginning');
    }
  }

  #newsOf(folder: string, name: string): SegmentNews | undefined {
    const path = join(folder, name);
    const size = sizeOf(path);
    let segment = this.#segments.get(name);
    if (size === undefined || segment?.isNewer === true) return undefined;
    if (segment !== undefined && size <= segment.applied) return undefined;
    const bytes = readFrom(path, segment?.applied ?? 0);
    if (bytes === undefined) return undefined;
    let from = 0;
    if (segment === undefined) {
      // Its first line says which one it is; what is in the file already need not be read again.
      const head = decodeLines(bytes.subarray(0, bytes.indexOf(NEWLINE) + 1));
      if (head.end === 0 && !head.isNewer) return undefined;
      const id = head.header?.id ?? `name:${name}`;
      from = this.#inFile.get(id) ?? 0;
      segment = {
        id,
        writer: JSON.stringify(head.header?.process ?? null),
        applied: from,
        bad: 0,
        isClosed: false,
        isNewer: head.isNewer,
      };
      this.#segments.set(name, segment);
      if (from > 0) {
        segment.bad = this.#sql.number('SELECT bad FROM segments WHERE id = ?', [id]);
        segment.isClosed = this.#sql.number('SELECT closed FROM segments WHERE id = ?', [id]) === 1;
      }
    }
    const { records, badLines, end, isNewer: isRestNewer } = decodeLines(bytes.subarray(from));
    if (isRestNewer) segment.isNewer = true;
    if (segment.isNewer) {
      this.#onceLog.warn(
        'A journal was written by a later version of Tierwise: it is left to that',
      );
    }
    return end === 0 ? undefined : { segment, records, badLines, bytes: end };
  }
}

/**
 * Gives segments their names back that were to be deleted: something had been added, or whoever
 * deleted them was killed at it. Only under the lock of the database.
 */
function giveBackNames(folder: string): void {
  for (const leaving of namesIn(folder)) {
    const name = leaving.slice(0, -LEAVING.length);
    if (!leaving.endsWith(LEAVING) || parseSegmentName(name) === undefined) continue;
    if (sizeOf(join(folder, name)) === undefined) {
      fs.renameSync(join(folder, leaving), join(folder, name));
    }
  }
}

/** Whether there is a whole line, or one of a later version, in the bytes of a segment. */
function hasLines(bytes: Buffer): boolean {
  const { end, isNewer } = decodeLines(bytes);
  return end > 0 || isNewer;
}

function appliedIn(sql: Sql): Map<string, number> {
  return new Map(
    sql
      .all('SELECT id, applied FROM segments')
      .map(([id, applied]) => [String(id), Number(applied)]),
  );
}

/** By window, and within a window in the order of writing. */
function segmentsIn(folder: string): string[] {
  const found = namesIn(folder).flatMap((name) => {
    const parsed = parseSegmentName(name);
    return parsed === undefined ? [] : [{ name, ...parsed }];
  });
  found.sort((a, b) => a.window - b.window || a.number - b.number);
  return found.map(({ name }) => name);
}
