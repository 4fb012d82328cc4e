import fs from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { FileIdentity, FolderState } from '../folder/folderFiles.ts';
import { renameOver } from '../folder/folderFiles.ts';
import { isSegmentName } from '../journal/segmentName.ts';
import type { Summary } from '../queries/summary.ts';
import { parseSummary, summaryJson } from '../queries/summary.ts';

/** Raised when the same names mean something else. */
const SUMMARY_VERSION = 1;
const NAME = 'ledger.summary.json';
const MAIN = 'ledger.sqlite';

/**
 * Reads the summary in a folder; undefined when there is none, when it is damaged, or when the books
 * have changed since. So whatever a killed process leaves behind, a summary that is read is true.
 */
export async function readSummary(folder: string): Promise<Summary | undefined> {
  try {
    const text = await readFile(join(folder, NAME), 'utf8');
    const json = checkedJson(text);
    if (json === undefined || json.version !== SUMMARY_VERSION) return undefined;
    if (JSON.stringify(json.state) !== JSON.stringify(await stateOf(folder))) return undefined;
    return parseSummary(json.summary);
  } catch {
    // Whatever is wrong with it: the books answer, only later.
    return undefined;
  }
}

/** Writes a summary of books in a state. Blocks; throws what the file system throws. */
export function writeSummary(folder: string, state: FolderState, summary: Summary): void {
  const json = JSON.stringify({
    version: SUMMARY_VERSION,
    state: ordered(state.main, Object.entries(state.segments)),
    summary: summaryJson(summary),
  });
  const temporary = join(folder, `${NAME}.tmp`);
  try {
    fs.writeFileSync(temporary, `${checksum(json)}\n${json}`);
    renameOver(temporary, join(folder, NAME));
  } catch (error) {
    fs.rmSync(temporary, { force: true });
    throw error;
  }
}

/** Whether the summary in a folder is of this state and begins on this day. Blocks. */
export function hasSummary(folder: string, state: FolderState, firstDay: number): boolean {
  try {
    const json = checkedJson(fs.readFileSync(join(folder, NAME), 'utf8'));
    const mine = ordered(state.main, Object.entries(state.segments));
    return (
      json?.version === SUMMARY_VERSION &&
      JSON.stringify(json.state) === JSON.stringify(mine) &&
      parseSummary(json.summary)?.firstDay === firstDay
    );
  } catch {
    return false;
  }
}

/** Removes the summary of books that have changed. Blocks; throws what the file system throws. */
export function removeSummary(folder: string): void {
  fs.rmSync(join(folder, NAME), { force: true });
}

interface SummaryJson {
  readonly version: number;
  readonly state: unknown;
  readonly summary: unknown;
}

function checkedJson(text: string): SummaryJson | undefined {
  const end = text.indexOf('\n');
  const json = text.slice(end + 1);
  return text.slice(0, end) === checksum(json) ? (JSON.parse(json) as SummaryJson) : undefined;
}

function checksum(json: string): string {
  return crc32(json).toString(16).padStart(8, '0');
}

async function stateOf(folder: string): Promise<FolderState> {
  const names = (await readdir(folder)).filter(isSegmentName);
  const [main, ...segments] = await Promise.all(
    [MAIN, ...names].map(async (name): Promise<readonly [string, FileIdentity]> => {
      const { ino, size, mtimeMs } = await stat(join(folder, name));
      return [name, { ino, size, mtimeMs }];
    }),
  );
  if (main === undefined) throw new Error('There is no database');
  return ordered(main[1], segments);
}

function ordered(
  main: FileIdentity,
  segments: readonly (readonly [string, FileIdentity])[],
): FolderState {
  const byName = segments.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { main, segments: Object.fromEntries(byName) };
}
