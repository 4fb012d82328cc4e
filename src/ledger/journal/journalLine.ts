import { crc32 } from 'node:zlib';
import type { JournalRecord, SegmentHeader } from './journalRecord.ts';
import { JOURNAL_VERSION, RECORD_KINDS } from './journalRecord.ts';
import { isBookable } from './recordShape.ts';

const HEAD = '{"crc":"';
const BETWEEN = '","record":';
const START = Buffer.from(HEAD);
const MIDDLE = Buffer.from(BETWEEN);
const CRC_LENGTH = 8;
const RECORD_AT = START.length + CRC_LENGTH + MIDDLE.length;
const NEWLINE = 0x0a;
const CLOSING_BRACE = 0x7d;

/** One line of a segment, newline included: JSON that carries the CRC-32 of its record's bytes. */
export function encodeLine(record: JournalRecord | SegmentHeader): Buffer {
  const json = JSON.stringify(record);
  const crc = crc32(json).toString(16).padStart(CRC_LENGTH, '0');
  return Buffer.from(`${HEAD}${crc}${BETWEEN}${json}}\n`);
}

/** What some bytes of a segment hold. */
export interface DecodedLines {
  readonly header: SegmentHeader | undefined;
  readonly records: readonly JournalRecord[];
  /** Complete lines that are no record, or hold what cannot be. */
  readonly badLines: number;
  /** Bytes read: up to the last newline, or to the first record of a later version. */
  readonly end: number;
  /** A later version wrote here: what follows is not for this one. */
  readonly isNewer: boolean;
}

/** Reads complete lines; any bytes will do. A torn last line is left for the next time. */
export function decodeLines(bytes: Buffer): DecodedLines {
  const records: JournalRecord[] = [];
  let header: SegmentHeader | undefined;
  let badLines = 0;
  let end = 0;
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, end);
    if (newline < 0) return { header, records, badLines, end, isNewer: false };
    const record = decodeLine(bytes.subarray(end, newline));
    if (record === undefined) {
      badLines += 1;
    } else if (isHeader(record)) {
      if (record.version > JOURNAL_VERSION)
        return { header, records, badLines, end, isNewer: true };
      header = record;
    } else if (isKnown(record)) {
      records.push(record);
    } else {
      return { header, records, badLines, end, isNewer: true };
    }
    end = newline + 1;
  }
}

interface SomeRecord {
  readonly t: string;
}

function decodeLine(line: Buffer): SomeRecord | undefined {
  if (line.length <= RECORD_AT + 1 || line.at(-1) !== CLOSING_BRACE) return undefined;
  if (!line.subarray(0, START.length).equals(START)) return undefined;
  if (!line.subarray(START.length + CRC_LENGTH, RECORD_AT).equals(MIDDLE)) return undefined;
  const json = line.subarray(RECORD_AT, -1);
  const crc = crc32(json).toString(16).padStart(CRC_LENGTH, '0');
  if (line.toString('latin1', START.length, START.length + CRC_LENGTH) !== crc) return undefined;
  try {
    const record: unknown = JSON.parse(json.toString());
    return isRecord(record) && isBookable(record) ? record : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is SomeRecord {
  return typeof value === 'object' && value !== null && 't' in value && typeof value.t === 'string';
}

function isHeader(record: SomeRecord): record is SegmentHeader {
  return record.t === 'segment';
}

// What it holds was looked at when its line was read.
function isKnown(record: SomeRecord): record is JournalRecord {
  return RECORD_KINDS.has(record.t);
}
