import { basename } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { LedgerRow } from '../ledger/rows.ts';
import { otherLedgers } from '../ledger/worker/otherLedgers.ts';
import type { ReadFile, RowTaker } from './exportRows.ts';
import { readExport } from './exportRows.ts';
import { mergedFigures } from './mergedFigures.ts';
import { mergedAudits, mergedQuality } from './mergedQuality.ts';
import { mergedRows } from './mergedRows.ts';
import type { MergeAnswer, MergedFile, MergedFiles, NumberedMergeAsk } from './mergedUsage.ts';
import { runRowOf } from './runRow.ts';
import { buffersOf, RunStore } from './runStore.ts';
import { readSideBySide, threadsFor } from './sideBySide.ts';

const port = parentPort;
if (port === null) throw new Error('Exports are read in a worker');

let store = new RunStore();
let files = 0;

port.on('message', ({ id, ask }: NumberedMergeAsk) => {
  void answerTo(id, ask).then((answer) => {
    port.postMessage(answer, 'one' in answer ? [...buffersOf(answer.one.runs)] : []);
  });
});

async function answerTo(id: number, ask: NumberedMergeAsk['ask']): Promise<MergeAnswer> {
  try {
    switch (ask.what) {
      case 'read': {
        const threads = threadsFor(ask.paths);
        const isApart = threads > 1;
        const read = isApart ? await readApart(ask.paths, threads) : readAll(ask.paths, fromExport);
        return { id, read };
      }
      case 'readOne': {
        const [file] = readAll([ask.path], fromExport).files;
        if (file === undefined) throw new Error('no file');
        return { id, one: { file, runs: store.packed() } };
      }
      case 'readLedgers':
        return { id, read: readAll(ask.folders, await fromLedger(ask.wasmDir)) };
      case 'figures':
        return { id, figures: mergedFigures(store, files, ask) };
      case 'quality': {
        const quality = mergedQuality(store, ask);
        return { id, quality: { quality, audits: mergedAudits(store, ask) } };
      }
      case 'rows':
        return { id, page: mergedRows(store, ask) };
    }
  } catch (error) {
    // The message of a file error names the path.
    return { id, failure: error instanceof Error ? error.name : 'unknown' };
  }
}

/** Hands on the rows of a source, and says how it came out. */
type Reader = (path: string, take: RowTaker) => ReadFile & { readonly name: string };

const fromExport: Reader = (path, take) => ({ name: basename(path), ...readExport(path, take) });

async function fromLedger(wasmDir: string): Promise<Reader> {
  const read = await otherLedgers(wasmDir);
  return (folder, take) => {
    let runs = 0;
    const row = (run: LedgerRow): void => {
      runs += 1;
      take.row(runRowOf(run));
    };
    try {
      const { isDamaged } = read(folder, row);
      const problem = isDamaged && runs === 0 ? 'unreadable' : null;
      return { name: '', problem, isTorn: isDamaged };
    } catch {
      return { name: '', problem: runs === 0 ? 'unreadable' : null, isTorn: true };
    }
  };
}

/** Reads all exports anew, several at once. */
async function readApart(paths: readonly string[], threads: number): Promise<MergedFiles> {
  store = new RunStore();
  files = paths.length;
  let isCut = false;
  const read: MergedFile[] = [];
  const { script } = workerData as { readonly script: string };
  await readSideBySide({ paths, threads, script }, ({ file, runs }, index) => {
    const counts = { new: 0, known: 0, unusable: 0, full: 0 };
    store.addAll(runs, index, (became) => (counts[became] += 1));
    isCut ||= counts.full > 0;
    read.push({ ...file, runs: counts.new, known: file.known + counts.known });
  });
  return { files: read, isCut };
}

/** Reads all sources anew, one after the other. */
function readAll(paths: readonly string[], readFrom: Reader): MergedFiles {
  store = new RunStore();
  files = paths.length;
  let isCut = false;
  const read = paths.map((path, file): MergedFile => {
    const counts = { new: 0, known: 0, unusable: 0, full: 0 };
    const { name, problem, isTorn } = readFrom(path, {
      row: (row) => (counts[store.add(row, file)] += 1),
      skip: (rows) => (counts.unusable += rows),
    });
    isCut ||= counts.full > 0;
    const hasNothing = counts.new + counts.known + counts.full === 0;
    // What has no row that can be read, and some that cannot, is something else.
    const isOther = hasNothing && counts.unusable > 0;
    return {
      name,
      runs: counts.new,
      known: counts.known,
      skipped: counts.unusable,
      isTorn,
      problem: problem ?? (isOther ? 'notExport' : null),
    };
  });
  return { files: read, isCut };
}
