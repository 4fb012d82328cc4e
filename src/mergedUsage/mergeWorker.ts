import { basename } from 'node:path';
import { parentPort } from 'node:worker_threads';
import { readExport } from './exportRows.ts';
import { mergedFigures } from './mergedFigures.ts';
import { mergedRows } from './mergedRows.ts';
import type { MergeAnswer, MergedFile, MergedFiles, NumberedMergeAsk } from './mergedUsage.ts';
import { RunStore } from './runStore.ts';

const port = parentPort;
if (port === null) throw new Error('Exports are read in a worker');

let store = new RunStore();
let files = 0;

port.on('message', ({ id, ask }: NumberedMergeAsk) => {
  port.postMessage(answerTo(id, ask));
});

function answerTo(id: number, ask: NumberedMergeAsk['ask']): MergeAnswer {
  try {
    switch (ask.what) {
      case 'read':
        return { id, read: readAll(ask.paths) };
      case 'figures':
        return { id, figures: mergedFigures(store, files, ask) };
      case 'rows':
        return { id, page: mergedRows(store, ask) };
    }
  } catch (error) {
    // The message of a file error names the path.
    return { id, failure: error instanceof Error ? error.name : 'unknown' };
  }
}

/** Reads all files anew, one after the other. */
function readAll(paths: readonly string[]): MergedFiles {
  store = new RunStore();
  files = paths.length;
  let isCut = false;
  const read = paths.map((path, file): MergedFile => {
    const counts = { new: 0, known: 0, unusable: 0, full: 0 };
    const { problem, isTorn } = readExport(path, {
      row: (row) => (counts[store.add(row, file)] += 1),
      skip: (rows) => (counts.unusable += rows),
    });
    isCut ||= counts.full > 0;
    const hasNothing = counts.new + counts.known + counts.full === 0;
    // What has no row that can be read, and some that cannot, is something else.
    const isOther = hasNothing && counts.unusable > 0;
    return {
      name: basename(path),
      runs: counts.new,
      known: counts.known,
      skipped: counts.unusable,
      isTorn,
      problem: problem ?? (isOther ? 'notExport' : null),
    };
  });
  return { files: read, isCut };
}
