import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { openCollector } from '../../../src/otlp/collector.ts';
import { freePort } from '../../support/freePort.ts';
import { otlpRun } from '../../support/otlpRuns.ts';
import type { Measured } from './figure.ts';

const RUNS = 100;
const SPANS_OF_RUN = 3;
const MANY_RUNS = Math.ceil(100_000 / SPANS_OF_RUN);
const AT = Date.UTC(2026, 10, 3);

/** What a run waits for its sending, what a collector that is not there costs, and what a real one decodes. */
export async function measureOtlp(): Promise<Measured> {
  const program = process.env['OTELCOL'];
  return [
    ...(await whatRunsWait()),
    ...(await whatIsHeld()),
    ...(program === undefined ? [] : await whatIsDecoded(program)),
  ];
}

function queueTo(endpoint: string, waiting: number[] = []) {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  let kept: readonly number[] = waiting;
  return openCollector({
    endpoint: () => endpoint,
    version: '0.0.0',
    instance: 'bench',
    rowsOf: (runId) => Promise.resolve(otlpRun(runId, '{"repository":"shop","ticket":"AB-1"}')),
    kept: { get: () => kept, set: (ids) => (kept = ids) },
    clock: { wait: (ms, signal) => delay(ms, undefined, { signal }) },
    log,
  });
}

const idOf = (run: number): number => (AT + run) * 4096;

async function whatRunsWait(): Promise<Measured> {
  const queue = queueTo(`http://127.0.0.1:${await freePort()}`);
  const times: number[] = [];
  for (let run = 0; run < RUNS; run += 1) {
    const begun = performance.now();
    queue.send(idOf(run));
    times.push(performance.now() - begun);
    await delay(1);
  }
  await queue.close();
  const longest = times.toSorted((one, other) => one - other)[Math.floor(RUNS * 0.95)] ?? 0;
  return [
    {
      name: 'OTLP: what a run waits for its sending, 95 % at most',
      value: longest,
      unit: 'ms',
      target: 1,
    },
  ];
}

async function whatIsHeld(): Promise<Measured> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const held = (): number => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return (heapUsed + external) / 1e6;
  };
  const queue = queueTo(`http://127.0.0.1:${await freePort()}`);
  queue.send(idOf(0));
  await delay(100);
  const before = held();
  for (let run = 1; run < MANY_RUNS; run += 1) queue.send(idOf(run));
  await delay(100);
  const more = held() - before;
  await queue.close();
  return [
    {
      name: 'OTLP: 100,000 spans for a dead collector',
      value: Math.max(0, more),
      unit: 'MB',
      target: 20,
    },
  ];
}

/** Sends runs to a collector from its makers, and counts what it says to have decoded. */
async function whatIsDecoded(program: string): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), 'tierwise-otelcol-'));
  const [port, shown] = [await freePort(), await freePort()];
  const text = await readFile(
    new URL('../../../docs/team/collector.yaml', import.meta.url),
    'utf8',
  );
  const config = join(folder, 'collector.yaml');
  await writeFile(
    config,
    text
      .replaceAll('0.0.0.0:4318', `127.0.0.1:${port}`)
      .replaceAll('0.0.0.0:8889', `127.0.0.1:${shown}`),
  );
  const collector = spawn(program, ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  collector.stderr.on('data', (data: Buffer) => (said += data.toString()));
  try {
    for (let tries = 100; tries > 0 && !said.includes('Everything is ready'); tries -= 1) {
      await delay(100);
    }
    const queue = queueTo(`http://127.0.0.1:${port}`);
    for (let run = 0; run < RUNS; run += 1) queue.send(idOf(run));
    const spans = (): number =>
      [...said.matchAll(/Traces\s.*?"spans": (\d+)/g)].reduce((sum, [, of]) => sum + Number(of), 0);
    for (let tries = 100; tries > 0 && spans() < RUNS * SPANS_OF_RUN; tries -= 1) await delay(100);
    const metrics = await (await fetch(`http://127.0.0.1:${shown}/metrics`)).text();
    const costs = [...metrics.matchAll(/^tierwise_client_cost_USD_total\{.* ([\d.e+-]+)$/gm)];
    const cost = costs.reduce((sum, [, of]) => sum + Number(of), 0);
    await queue.close();
    return [
      {
        name: 'OTLP: spans of 300 that a stock collector did not decode',
        value: RUNS * SPANS_OF_RUN - spans(),
        unit: 'spans',
        target: 0,
      },
      {
        name: 'OTLP: USD of 0.3 that its metrics do not have',
        value: Math.abs(0.3 - cost),
        unit: 'USD',
        target: 1e-9,
      },
    ];
  } finally {
    collector.kill();
    await rm(folder, { recursive: true, force: true });
  }
}
