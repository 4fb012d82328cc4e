import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { ReadLogs } from '../../../src/claudeCode/claudeCodeClient.ts';
import { ClaudeCodeClient } from '../../../src/claudeCode/claudeCodeClient.ts';
import type { SpendDays } from '../../../src/claudeCode/figures.ts';
import { systemLocalDay } from '../../../src/models/localDay.ts';
import { projectRoot } from '../../host/folders.ts';
import { Ccusage } from '../../support/ccusage.ts';
import type { Dialect } from '../../support/claudeCodeLogs.ts';
import { callLine, DIALECTS, LogWriter } from '../../support/claudeCodeLogs.ts';
import type { Figure, Measured } from './figure.ts';
import { RARE_LOGS } from './rareLogs.ts';

const DAY_MS = 86_400_000;
const DIALECT_NAMES = Object.keys(DIALECTS) as Dialect[];
const ALL_DAYS = { firstDay: 0, lastDay: 9999_12_31 };
/** Sessions of each common way of logging, and calls of each rare one. */
const COMMON_SESSIONS = 30;
const RARE_CALLS = 2;
const LARGE_BYTES = 1_000_000_000;
const MANY_FILES = 100_000;

const log = (text: string): void => void process.stderr.write(`${text}\n`);

/** Logs of Claude Code: what they come to beside ccusage, and what reading them takes. */
export async function measureClaudeCode(): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'tierwise-bench-beyond-'));
  try {
    const worker = join(folder, 'claudeCodeWorker.cjs');
    buildSync({
      entryPoints: [join(projectRoot, 'src', 'claudeCode', 'claudeCodeWorker.ts')],
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node22',
      outfile: worker,
    });
    return [
      ...(await besideCcusage(folder, worker)),
      ...(await largeLogs(folder, worker)),
      ...(await manyFiles(folder, worker)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A window of its own, which has read nothing. */
class Reader {
  readonly #client: ClaudeCodeClient;

  constructor(worker: string, home: string, state: string) {
    const places = [join(home, 'projects')];
    this.#client = new ClaudeCodeClient({ workerPath: worker, folder: state, places });
  }

  /**
   * What a reading gave, how long it took, and how long the editor's thread was at work for it, all in all: no other
   * figure is free of what else goes on on this machine, and it cannot have been kept from anything for longer. In ms.
   */
  async read(
    periods: readonly SpendDays[] = [ALL_DAYS],
  ): Promise<ReadLogs & { readonly ms: number; readonly blockedMs: number }> {
    const before = process.threadCpuUsage();
    const start = performance.now();
    const today = systemLocalDay(Date.now());
    const read = await this.#client.read({ prices: {}, periods, today });
    const ms = performance.now() - start;
    const { system, user } = process.threadCpuUsage(before);
    return { ...read, ms, blockedMs: (system + user) / 1_000 };
  }

  async close(): Promise<void> {
    await this.#client.dispose();
  }
}

/** What logs of a home come to by both, in USD. */
async function bothOf(folder: string, worker: string, home: string): Promise<Both> {
  const { byDay, costUsd: theirs } = (await Ccusage.installed()).report(home);
  const days = [...byDay.keys()].map((day) => ({ firstDay: day, lastDay: day }));
  const reader = new Reader(worker, home, mkdtempSync(join(folder, 'state-')));
  const [all, ...ours] = (await reader.read([ALL_DAYS, ...days])).spend.periods;
  await reader.close();
  const otherDays = ours.filter(
    ({ costNusd, days: { firstDay } }) =>
      Math.abs(costNusd / 1e9 - (byDay.get(firstDay) ?? 0)) > 1e-6,
  ).length;
  const { costNusd = Number.NaN, unpriced = 0 } = all ?? {};
  return { ours: costNusd / 1e9, theirs, unpriced, otherDays };
}

/** Sums in USD, and the days on which they are not the same. */
interface Both {
  readonly ours: number;
  readonly theirs: number;
  readonly unpriced: number;
  readonly otherDays: number;
}

async function besideCcusage(folder: string, worker: string): Promise<Measured> {
  const all = join(folder, 'all');
  const start = (at: number): number => Date.now() - ((at % 29) + 1) * DAY_MS;
  const writer = new LogWriter(all, { seed: 11 });
  for (let at = 0; at < COMMON_SESSIONS * DIALECT_NAMES.length; at += 1) {
    writer.session(DIALECT_NAMES[at % DIALECT_NAMES.length] ?? 'plain', start(at), 30);
  }
  const common = join(folder, 'common');
  const again = new LogWriter(common, { seed: 11 });
  for (let at = 0; at < COMMON_SESSIONS * DIALECT_NAMES.length; at += 1) {
    again.session(DIALECT_NAMES[at % DIALECT_NAMES.length] ?? 'plain', start(at), 30);
  }
  const lines: Figure[] = [];
  let explained = 0;
  const explain = async (name: string, home: string, why: string): Promise<void> => {
    const { otherDays, ours, theirs } = await bothOf(folder, worker, home);
    explained += ours - theirs;
    const isCommon = why === '';
    // They add floating numbers: what is below a millionth of a dollar is no difference.
    const value = Math.round((ours - theirs) * 1e6) / 1e6 || 0;
    lines.push({ name: `  ${name}`, value, unit: 'USD', target: isCommon ? 0 : null, why });
    if (!isCommon) return;
    lines.push({ name: '    days that differ', value: otherDays, unit: 'days', target: 0 });
  };
  await explain(`${DIALECT_NAMES.length} common ways of logging`, common, '');
  for (const [at, { lines: linesOf, model, name, why }] of RARE_LOGS.entries()) {
    const home = join(folder, `rare-${at}`);
    const models = model === undefined ? {} : { models: [model] };
    const rare = new LogWriter(home, { seed: 100 + at, ...models });
    const written = rare.made('plain', start(at), RARE_CALLS).flatMap(linesOf);
    rare.write('rare.jsonl', written);
    writer.write(`rare-${at}.jsonl`, written);
    await explain(name, home, why);
  }
  const { ours, theirs, unpriced } = await bothOf(folder, worker, all);
  const difference = (100 * Math.abs(ours - theirs)) / theirs;
  return [
    { name: `spend of ${writer.calls.length} calls, ours`, value: ours, unit: 'USD', target: null },
    { name: '  unpriced beside it', value: unpriced, unit: 'calls', target: null },
    { name: '  ccusage, in one run', value: theirs, unit: 'USD', target: null },
    { name: '  difference', value: difference, unit: '%', target: 1 },
    ...lines,
    {
      name: '  difference that no line explains',
      value: Math.abs(Math.round((ours - theirs - explained) * 1e6) / 1e6),
      unit: 'USD',
      target: 0,
    },
  ];
}

async function largeLogs(folder: string, worker: string): Promise<Measured> {
  log('Writing 1 GB of logs');
  const home = join(folder, 'large');
  const writer = new LogWriter(home, { seed: 5, resultSize: 12_000 });
  for (let at = 0; writer.bytes < LARGE_BYTES; at += 1) {
    const dialect = DIALECT_NAMES[at % DIALECT_NAMES.length] ?? 'plain';
    writer.session(dialect, Date.now() - ((at % 29) + 1) * DAY_MS, 60);
  }
  const state = join(folder, 'large-state');
  const window = new Reader(worker, home, state);
  const first = await window.read();
  const second = await window.read();
  const [call] = writer.made('plain', Date.now() - 1_000, 1);
  const file = join(home, 'projects', '-home-someone-project', 'session-1.jsonl');
  if (call !== undefined) appendFileSync(file, `${JSON.stringify(callLine({ call }))}\n`);
  const grown = await window.read();
  await window.close();
  const other = new Reader(worker, home, state);
  const reopened = await other.read();
  await other.close();
  rmSync(home, { recursive: true, force: true });
  const lost = writer.calls.length + 1 - (reopened.spend.periods[0]?.calls ?? 0);
  const seconds = (ms: number): number => ms / 1_000;
  return [
    { name: '1 GB of logs, first pass', value: seconds(first.ms), unit: 's', target: 20 },
    {
      name: "  the editor's thread at work in a reading, at most",
      value: Math.max(first.blockedMs, second.blockedMs, grown.blockedMs, reopened.blockedMs),
      unit: 'ms',
      target: 50,
    },
    { name: '  nothing new', value: seconds(second.ms), unit: 's', target: 2 },
    { name: '  a call more', value: seconds(grown.ms), unit: 's', target: 2 },
    { name: '  in the next window', value: seconds(reopened.ms), unit: 's', target: 2 },
    { name: '  calls lost or counted twice', value: Math.abs(lost), unit: 'calls', target: 0 },
  ];
}

async function manyFiles(folder: string, worker: string): Promise<Measured> {
  log(`Writing ${MANY_FILES} logs`);
  const home = join(folder, 'many');
  const [call] = new LogWriter(home).made('plain', Date.now() - DAY_MS, 1);
  for (let at = 0; at < MANY_FILES; at += 1) {
    const project = join(home, 'projects', `project-${at % 200}`);
    if (at < 200) mkdirSync(project, { recursive: true });
    const line =
      call && callLine({ call: { ...call, id: `msg_01${String(at).padStart(22, '0')}` } });
    writeFileSync(join(project, `${at}.jsonl`), `${JSON.stringify(line)}\n`);
  }
  const window = new Reader(worker, home, join(folder, 'many-state'));
  const first = await window.read();
  const second = await window.read();
  await window.close();
  const lost = MANY_FILES - (second.spend.periods[0]?.calls ?? 0);
  return [
    { name: '100,000 logs, first pass', value: first.ms / 1_000, unit: 's', target: 20 },
    {
      name: "  the editor's thread at work in a reading, at most",
      value: Math.max(first.blockedMs, second.blockedMs),
      unit: 'ms',
      target: 50,
    },
    { name: '  nothing new', value: second.ms / 1_000, unit: 's', target: 2 },
    { name: '  calls lost or counted twice', value: Math.abs(lost), unit: 'calls', target: 0 },
  ];
}
