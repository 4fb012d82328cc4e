import type { LogReading } from './figures.ts';
import type { LogFile } from './logFiles.ts';
import { findLogs } from './logFiles.ts';
import { lineBehindCut, readLine } from './logLine.ts';
import type { OpenLog } from './logLines.ts';
import { LogLines } from './logLines.ts';
import type { FileState, LogState } from './logState.ts';
import { fileKey } from './logState.ts';
import type { OpenTurn } from './turns.ts';
import { NO_TURN } from './turns.ts';

/** What a reading of all logs needs to tell whoever asked for it. */
export interface ScanHooks {
  /** A call is new, or known better than before. */
  readonly changed: (row: number) => void;
  /** Between two files, with the bytes that were read so far. */
  readonly between: (bytes: number) => void;
}

/** What came of a reading; `isChanged`: there is something new to keep. */
export interface Scanned {
  readonly reading: Omit<LogReading, 'later'>;
  readonly isChanged: boolean;
}

/**
 * Reads on in all logs below some folders, each from where it was read to. What was cut, replaced or written anew is read
 * from its beginning: a call that is read twice is one call. Never throws.
 */
export function scanLogs(places: readonly string[], state: LogState, hooks: ScanHooks): Scanned {
  const found = findLogs(places);
  const lines = new LogLines();
  const present = new Set<string>();
  let { unreadable } = found;
  let isChanged = false;
  let bytes = 0;
  let skippedLines = 0;
  for (const file of found.files) {
    const key = fileKey(state, file.path);
    present.add(key);
    const known = state.files.get(key);
    let now = known;
    if (known?.size !== file.size || known.mtimeMs !== file.mtimeMs) {
      try {
        now = lines.opened(file.path, (log) => readFile(log, { file, known }, state, hooks));
        state.files.set(key, now);
        bytes += file.size - Math.min(file.size, known?.size ?? 0);
        isChanged = true;
      } catch {
        // It is read when it can be; what is known of it stays.
        unreadable += 1;
      }
      hooks.between(bytes);
    }
    skippedLines += now?.skipped ?? 0;
  }
  for (const key of state.files.keys()) {
    // What a file that is gone has cost was spent all the same.
    if (present.has(key)) continue;
    state.files.delete(key);
    isChanged = true;
  }
  const { files, isThere, links } = found;
  const reading = { files: files.length, skippedLines, unreadable, links, isThere };
  return { reading, isChanged };
}

type Beginning = Pick<FileState, 'offset' | 'skipped' | 'open'>;

const START: Beginning = { offset: 0, skipped: 0, open: NO_TURN };

/** Where to read on: where the last reading ended, if what lies before that is what was read. */
function beginning(log: OpenLog, file: LogFile, known: FileState | undefined): Beginning {
  if (known === undefined || known.offset > file.size) return START;
  return log.markAt(known.offset) === known.mark ? known : START;
}

function readFile(
  log: OpenLog,
  { file, known }: { readonly file: LogFile; readonly known: FileState | undefined },
  { calls, turns }: LogState,
  { changed }: ScanHooks,
): FileState {
  const from = beginning(log, file, known);
  let { open, skipped } = from;
  const take = (bytes: Buffer, isOpen: boolean): void => {
    const line = readLine(bytes);
    if (line.kind === 'unreadable') {
      const behind = lineBehindCut(bytes);
      if (!isOpen) skipped += 1;
      if (behind !== undefined) take(behind, true);
      return;
    }
    if (line.kind === 'prompt' && !isOpen) open = turns.begin();
    if (line.kind !== 'call') return;
    let turn: OpenTurn = NO_TURN;
    if (!line.isAside) {
      if (open.turn === 0) open = turns.begin();
      turn = turns.use(open, line.tools);
      open = turn;
    }
    const row = calls.add(line, turn.turn);
    if (row >= 0) changed(row);
  };
  const { mark, offset, tooLong } = log.readOn(from.offset, take);
  const { mtimeMs, size } = file;
  // The file may have grown since it was looked at: with its old size it is looked at again.
  return { size, mtimeMs, offset, mark, skipped: skipped + tooLong, open };
}
