import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { steadyRandom } from '../../../src/certainty/steadyRandom.ts';
import { columnsOf } from '../../../src/ledger/rows.ts';
import { MergeClient } from '../../../src/mergedUsage/mergeClient.ts';
import type { Measured } from './figure.ts';

const FILES = 10;
const ROWS = 100_000;
const DAY_MS = 86_400_000;

/** Ten exports of 100,000 runs each, a fifth of each in the one before it, into figures. */
export async function measureMerge(): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'tierwise-merge-'));
  try {
    const workerPath = join(folder, 'mergeWorker.cjs');
    buildSync({
      entryPoints: [
        fileURLToPath(new URL('../../../src/mergedUsage/mergeWorker.ts', import.meta.url)),
      ],
      outfile: workerPath,
      bundle: true,
      platform: 'node',
      format: 'cjs',
    });
    const figures: Measured[number][] = [];
    for (const form of ['json', 'csv'] as const) {
      const paths = writeExports(folder, form);
      const client = new MergeClient(workerPath);
      const [begun, used] = [performance.now(), process.cpuUsage()];
      const { files } = await client.read(paths);
      const period = { firstDay: 0, lastDay: 9999_12_31 };
      const { figures: merged } = await client.figures({ period, tags: {} });
      const seconds = (performance.now() - begun) / 1000;
      const { user, system } = process.cpuUsage(used);
      await client.dispose();
      const runs = files.reduce((sum, file) => sum + file.runs, 0);
      const wanted = FILES * ROWS - (FILES - 1) * (ROWS / 5);
      if (runs !== wanted || merged.totals.runs !== wanted)
        throw new Error(`Not each once: ${runs}`);
      const name = `merging ten exports of 100,000 runs as ${form.toUpperCase()}`;
      figures.push(
        { name, value: seconds, unit: 's', target: 5 },
        { name: '  of the processor', value: (user + system) / 1e6, unit: 's', target: null },
      );
    }
    return figures;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function writeExports(folder: string, form: 'json' | 'csv'): readonly string[] {
  const columns = columnsOf('runs');
  const step = Math.floor((300 * DAY_MS) / (FILES * ROWS));
  const start = Date.UTC(2026, 0, 5);
  return Array.from({ length: FILES }, (_, file) => {
    const path = join(folder, `person-${file}.${form}`);
    const first = file * ROWS - file * (ROWS / 5);
    const lines = Array.from({ length: ROWS }, (__, row) => {
      const of = rowOf(start + (first + row) * step, first + row);
      return form === 'json'
        ? JSON.stringify(Object.fromEntries(columns.map((name) => [name, of[name] ?? null])))
        : columns.map((name) => cell(of[name] ?? null)).join(',');
    });
    const text =
      form === 'json'
        ? `[\n${lines.join(',\n')}\n]\n`
        : [columns.join(','), ...lines].map((line) => `${line}\r\n`).join('');
    writeFileSync(path, text);
    return path;
  });
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  const text = String(value);
  return /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const TASKS = ['docs', 'tests', 'fix', 'review', 'refactor', 'explain'];

function rowOf(at: number, index: number): Readonly<Record<string, string | number | null>> {
  const random = steadyRandom(index + 1);
  const date = new Date(at);
  const isEscalated = random() < 0.2;
  const cost = Math.floor(random() * 9e7);
  return {
    id: at * 4096,
    day: date.getUTCFullYear() * 10_000 + (date.getUTCMonth() + 1) * 100 + date.getUTCDate(),
    task: TASKS[index % TASKS.length] ?? 'docs',
    language: 'typescript',
    purpose: 'use',
    start_tier: 'haiku',
    final_tier: isEscalated ? 'opus' : 'haiku',
    outcome: 'accepted',
    strength: 'checks',
    attempts: isEscalated ? 2 : 1,
    cost_nusd: cost,
    unpriced: 0,
    baseline_nusd: cost * 2,
    baseline_method: 'accepted',
    baseline_ratio: 1,
    estimate_low_nusd: Math.floor(random() * 4e6),
    estimate_high_nusd: Math.floor(random() * 9e7),
    reason_code: 'default',
    reason_args: `{"tokens":${Math.floor(random() * 20_000)}}`,
    duration_ms: Math.floor(random() * 40_000),
    verdict: random() < 0.7 ? 'applied' : null,
    kept_share: 1,
    estimated: 0,
    policy: 'a1b2c3d4',
    propensity: 1,
    tags: `{"repository":"shop","branch":"feature/AB-${index % 300}","ticket":"AB-${index % 300}"}`,
    final_model: isEscalated ? 'claude-opus-5-5' : 'claude-haiku-5-5',
  };
}
