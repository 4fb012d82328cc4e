/**
 * What the books cost, with what they should: `npm run bench:ledger`, with `-- --json` one JSON
 * object alone, with `-- --small` without the ledgers of a million attempts, with `-- --ccusage` the
 * comparison with ccusage alone. Histories are made once and kept in the system's temporary folder.
 */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { steadyRandom } from '../../src/certainty/steadyRandom.ts';
import { encodeLine } from '../../src/ledger/journal/journalLine.ts';
import type { BookedLedger } from '../../src/ledger/openLedger.ts';
import { openLedger } from '../../src/ledger/openLedger.ts';
import { removeSummary } from '../../src/ledger/summary/summaryFile.ts';
import { addDays, systemLocalDay } from '../../src/models/localDay.ts';
import { Ccusage } from '../support/ccusage.ts';
import { keptHistory } from '../support/keptHistory.ts';
import { ledgerParts } from '../support/ledgerFolder.ts';
import { attemptEnded, attemptStarted, runEnded } from '../support/ledgerRecords.ts';
import { Victims } from '../support/ledgerVictims.ts';

interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The value should be at most this; null: there for comparison. */
  readonly target: number | null;
}

const isJson = process.argv.includes('--json');
const isSmall = process.argv.includes('--small');
const isCcusageAlone = process.argv.includes('--ccusage');
const memoryFolder = argument('--memory');
const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

const bundle = await Victims.build();
try {
  if (memoryFolder === undefined) {
    const figures = await measure();
    if (isJson) process.stdout.write(`${JSON.stringify({ figures })}\n`);
    else print(figures);
  } else {
    process.stdout.write(String(await residentBytes(memoryFolder)));
  }
} finally {
  await bundle.remove();
}

async function measure(): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  const add: Add = (name, value, unit, target) => {
    figures.push({ name, value: Math.round(value * 1_000) / 1_000, unit, target });
    if (!isJson) process.stderr.write(`${name}: ${value.toFixed(3)} ${unit}\n`);
  };
  if (isCcusageAlone) {
    await besideCcusage(add);
    return figures;
  }
  const sizes = isSmall ? [0, 100_000] : [0, 100_000, 1_000_000];
  const yearly = await Promise.all(sizes.map((size) => history(size, 365)));
  const largest = sizes.at(-1) ?? 0;

  const { appends, bare } = await appendTimes(yearly.map(copyOf));
  for (const [index, size] of sizes.entries()) {
    const append = appends[index] ?? Number.NaN;
    add(`append and flush, ${count(size)} attempts`, append, 'ms', null);
    add('  against a bare append and fsync', append / bare, 'x', 2);
  }
  add(
    'append and flush, most against least',
    Math.max(...appends) / Math.min(...appends),
    'x',
    1.3,
  );

  for (const [index, size] of sizes.entries()) {
    if (size === 0) continue;
    const folder = yearly[index] ?? '';
    const target = size === 100_000 ? 150 : null;
    // As a window left them that has been closed, and after a crash or beside an open window.
    const closed = await medianOf(9, () => firstFigure(folder));
    add(`first figure, ${count(size)} attempts`, closed, 'ms', target);
    const crashed = await medianOf(9, () => firstFigureWithoutSummary(folder));
    add('  without a summary', crashed, 'ms', target);
  }

  const dense = await history(largest, 30);
  for (const [folder, what] of [
    ...sizes.slice(1).map((size, index) => [yearly[index + 1] ?? '', `${count(size)} in a year`]),
    [dense, `${count(largest)} in 30 days`],
  ] as const) {
    const ledger = await openBooks(folder ?? '');
    const lastDay = systemLocalDay(Date.now());
    const period = { firstDay: addDays(lastDay, -29), lastDay };
    await ledger.figures(period);
    add(
      `report of 30 days, ${what}`,
      await medianOf(15, () => timeOf(() => ledger.figures(period))),
      'ms',
      50,
    );
    await ledger.close();
  }

  const ledger = await openBooks(yearly.at(-1) ?? '');
  const blocked = monitorEventLoopDelay({ resolution: 5 });
  blocked.enable();
  const page = { size: 100 };
  add('first page of rows', await timeOf(() => ledger.rows('attempts', {}, page)), 'ms', 1_500);
  add(
    'first page of rare rows',
    await timeOf(() => ledger.rows('attempts', { outcome: 'lost' }, page)),
    'ms',
    1_500,
  );
  for (const [what, finalModel] of [
    ['one final model', 'claude-opus-5-5'],
    ['a final model of none', 'none'],
  ] as const) {
    const rows = () => ledger.rows('runs', { finalModel }, page);
    add(`first page of runs, ${what}`, await timeOf(rows), 'ms', 1_500);
  }
  blocked.disable();
  add('  the editor is blocked at most', blocked.max / 1e6, 'ms', 50);
  await ledger.close();

  const memory = (folder: string) =>
    Number(
      spawnSync(process.execPath, [fileURLToPath(import.meta.url), '--memory', folder], {
        encoding: 'utf8',
      }).stdout,
    );
  const empty = memory(yearly[0] ?? '');
  add(
    `memory over an empty ledger, ${count(largest)}`,
    (memory(yearly.at(-1) ?? '') - empty) / 1e6,
    'MB',
    60,
  );

  for (const [index, size] of sizes.entries()) {
    if (size === 0) continue;
    const bytes = fs.statSync(join(yearly[index] ?? '', 'ledger.sqlite')).size / size;
    add(`database, ${count(size)} in a year`, bytes, 'B/attempt', 190);
  }
  add(
    'written to disk over a day of 500 runs, 100k attempts',
    (await dayOfRuns(yearly[1] ?? '')) / 500 / 1_000,
    'kB/run',
    100,
  );
  await besideCcusage(add);
  return figures;
}

type Add = (name: string, value: number, unit: string, target: number | null) => void;

/**
 * A report of 30 days on 100k calls in 30 days, in turns with ccusage, which takes a process from its
 * start to its figures by day. Here: the same, a process of its own; and in an editor that runs, with
 * closed books, with closed books that were not closed in order, and with open ones.
 */
async function besideCcusage(add: Add): Promise<void> {
  const calls = 100_000;
  const days = 30;
  const folder = await history(calls, days);
  const home = fs.mkdtempSync(join(tmpdir(), 'tierwise-bench-ccusage-'));
  try {
    const ccusage = await Ccusage.installed();
    ccusage.write(home, calls, days, Date.now());
    const lastDay = systemLocalDay(Date.now());
    const period = { firstDay: addDays(lastDay, 1 - days), lastDay };
    const figures = async () => {
      const ledger = await open(folder);
      await ledger.figures(period);
      return ledger;
    };
    const times = { theirs: [], process: [], closed: [], crashed: [], opened: [] } as {
      readonly [name: string]: number[];
    };
    for (let turn = 0; turn < 7; turn += 1) {
      times['theirs']?.push(ccusage.report(home).ms);
      times['process']?.push(bundle.report(folder, period));
      const start = performance.now();
      const ledger = await figures();
      times['closed']?.push(performance.now() - start);
      await hasRead(ledger);
      times['opened']?.push(await timeOf(() => ledger.figures(period)));
      await ledger.close();
      removeSummary(folder);
      const again = performance.now();
      const recovered = await figures();
      times['crashed']?.push(performance.now() - again);
      await recovered.close();
    }
    const theirs = median(times['theirs'] ?? []);
    add('ccusage daily, 100k in 30 days', theirs, 'ms', null);
    for (const [name, what, target] of [
      ['process', 'a process of its own', null],
      ['closed', 'in the editor, books closed', 0.1],
      ['crashed', 'in the editor, without a summary', null],
      ['opened', 'in the editor, books open', 0.1],
    ] as const) {
      const ours = median(times[name] ?? []);
      add(`  the same here, ${what}`, ours, 'ms', null);
      add('    against ccusage', ours / theirs, 'x', target);
    }
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}

/** A history's folder; made when it is not there. */
function history(attempts: number, days: number): Promise<string> {
  return keptHistory({ attempts, days, close: async (folder) => (await open(folder)).close() });
}

function copyOf(folder: string): string {
  const copy = fs.mkdtempSync(join(tmpdir(), 'tierwise-bench-copy-'));
  fs.cpSync(folder, copy, { recursive: true });
  return copy;
}

function open(folder: string): Promise<BookedLedger> {
  return openLedger({
    folder,
    spendFolder: undefined,
    workerPath: bundle.workerPath,
    wasmDir: ledgerParts.wasmDir,
    log: silent,
    retentionDays: 3_650,
  });
}

/** A ledger whose worker has read the books: it answers, and not a summary. */
async function openBooks(folder: string): Promise<BookedLedger> {
  const ledger = await open(folder);
  await hasRead(ledger);
  return ledger;
}

/** Rows come from the books alone. */
async function hasRead(ledger: BookedLedger): Promise<void> {
  await ledger.rows('attempts', {}, { size: 1 });
}

/**
 * Medians of a record's append to ledgers and of the same bytes to a bare file. All take turns, each
 * comes after each other one equally often, and what one has set off is over before the next begins.
 */
async function appendTimes(
  folders: readonly string[],
): Promise<{ readonly appends: readonly number[]; readonly bare: number }> {
  const ledgers = await Promise.all(folders.map(openBooks));
  const bareFile = fs.openSync(join(folders[0] ?? '', 'bare'), 'a');
  const write = promisify(fs.write);
  const datasync = promisify(fs.fdatasync);
  const times: number[][] = [[], ...ledgers.map(() => [])];
  const contenders = [
    async () => {
      const run = runEnded(ledgers[0]?.newRunId() ?? 0);
      const bytes = encodeLine({ t: 'run.ended', day: 20_261_120, run });
      return timeOf(async () => {
        await write(bareFile, bytes);
        await datasync(bareFile);
      });
    },
    ...ledgers.map((ledger) => async () => {
      const run = runEnded(ledger.newRunId());
      return timeOf(() => ledger.runEnded(run));
    }),
  ];
  const atRest = async () => {
    for (const ledger of ledgers) await ledger.glance(Date.now());
    await delay(1);
  };
  const random = steadyRandom(7);
  for (let round = 0; round < 400; round += 1) {
    const order = contenders
      .map((append, index) => ({ append, index, place: random() }))
      .toSorted((a, b) => a.place - b.place);
    for (const { append, index } of order) {
      await atRest();
      times[index]?.push(await append());
    }
  }
  fs.closeSync(bareFile);
  for (const ledger of ledgers) await ledger.close();
  for (const folder of folders) fs.rmSync(folder, { recursive: true });
  const [bare = Number.NaN, ...appends] = times.map(median);
  return { appends, bare };
}

async function firstFigure(folder: string): Promise<number> {
  let ledger: BookedLedger | undefined;
  const ms = await timeOf(async () => {
    ledger = await open(folder);
    await ledger.glance(Date.now());
  });
  await ledger?.close();
  return ms;
}

async function firstFigureWithoutSummary(folder: string): Promise<number> {
  removeSummary(folder);
  return firstFigure(folder);
}

/** Bytes that this process has written after four sessions of 125 runs. */
async function dayOfRuns(folder: string): Promise<number> {
  const copy = copyOf(folder);
  const before = bytesWritten();
  for (let session = 0; session < 4; session += 1) {
    const ledger = await open(copy);
    for (let run = 0; run < 125; run += 1) {
      const id = ledger.newRunId();
      await ledger.attemptStarted(attemptStarted(id));
      await ledger.attemptEnded(attemptEnded(id));
      await ledger.runEnded(runEnded(id));
      await ledger.verdict({ runId: id, at: Date.now(), verdict: 'applied', keptShare: 1 });
    }
    await ledger.glance(Date.now());
    await ledger.close();
  }
  const written = bytesWritten() - before;
  fs.rmSync(copy, { recursive: true });
  return written;
}

/** What Linux counts; NaN where it does not tell. */
function bytesWritten(): number {
  try {
    return Number(/wchar: (\d+)/.exec(fs.readFileSync('/proc/self/io', 'utf8'))?.[1]);
  } catch {
    return Number.NaN;
  }
}

/** Of this process with a ledger open, after its status bar was filled and its report closed. */
async function residentBytes(of: string): Promise<number> {
  const folder = copyOf(of);
  const ledger = await open(folder);
  const lastDay = systemLocalDay(Date.now());
  await ledger.figures({ firstDay: addDays(lastDay, -29), lastDay });
  await ledger.rows('attempts', {}, { size: 100 });
  for (let run = 0; run < 20; run += 1) {
    const id = ledger.newRunId();
    await ledger.attemptEnded(attemptEnded(id));
    await ledger.runEnded(runEnded(id));
    await ledger.glance(Date.now());
  }
  await delay(1_000);
  const bytes = process.memoryUsage.rss();
  await ledger.close();
  fs.rmSync(folder, { recursive: true });
  return bytes;
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

async function medianOf(times: number, work: () => Promise<number>): Promise<number> {
  const all: number[] = [];
  for (let time = 0; time < times; time += 1) all.push(await work());
  return median(all);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function count(attempts: number): string {
  if (attempts >= 1_000_000) return `${attempts / 1_000_000}M`;
  return attempts >= 1_000 ? `${attempts / 1_000}k` : String(attempts);
}

function argument(name: string): string | undefined {
  const at = process.argv.indexOf(name);
  return at < 0 ? undefined : process.argv[at + 1];
}

function print(figures: readonly Figure[]): void {
  const width = Math.max(...figures.map(({ name }) => name.length));
  for (const { name, value, unit, target } of figures) {
    const verdict =
      target === null ? '' : value <= target ? `at most ${target}` : `MISSES ${target}`;
    process.stdout.write(
      `${name.padEnd(width)}  ${value.toFixed(2).padStart(10)} ${unit.padEnd(10)} ${verdict}\n`,
    );
  }
}
