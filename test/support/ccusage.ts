import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { steadyRandom } from '../../src/certainty/steadyRandom.ts';
import { cached } from '../host/folders.ts';
import { npm } from '../host/nodeFromNpm.mjs';

/** The exact package, without install scripts; its program is native. Newer ones lack platforms. */
const SPEC = 'ccusage@20.0.24';
const MODELS = ['claude-haiku-4-5', 'claude-sonnet-4-5', 'claude-opus-4-5'] as const;
const DAY_MS = 86_400_000;
/** Calls in one file, as in one session. */
const SESSION = 200;

/** A ccusage of its own, in the cache: another program that reports what Claude has cost. */
export class Ccusage {
  readonly #program: string;

  private constructor(program: string) {
    this.#program = program;
  }

  static async installed(): Promise<Ccusage> {
    const folder = await cached(SPEC.replace('@', '-'), (unfinished) => {
      writeFileSync(join(unfinished, 'package.json'), '{"private":true}\n');
      npm(['install', '--ignore-scripts', '--no-audit', '--no-fund', SPEC], unfinished);
    });
    return new Ccusage(join(folder, 'node_modules', 'ccusage', 'src', 'cli.js'));
  }

  /** Writes calls into a folder in its own format, evenly over some days before `now`. */
  write(home: string, calls: number, days: number, now: number): void {
    const random = steadyRandom(7);
    const step = (days * DAY_MS) / calls;
    const whole = (most: number) => Math.floor(random() * most);
    const project = join(home, 'projects', 'bench');
    mkdirSync(project, { recursive: true });
    for (let from = 0; from < calls; from += SESSION) {
      const sessionId = `session-${from}`;
      const lines: string[] = [];
      for (let call = from; call < Math.min(calls, from + SESSION); call += 1) {
        lines.push(
          JSON.stringify({
            sessionId,
            timestamp: new Date(now - days * DAY_MS + call * step).toISOString(),
            version: '2.0.0',
            cwd: '/work',
            type: 'assistant',
            requestId: `req_${call}`,
            message: {
              id: `msg_${call}`,
              role: 'assistant',
              model: MODELS[call % MODELS.length],
              usage: {
                input_tokens: 500 + whole(20_000),
                output_tokens: 100 + whole(3_000),
                cache_creation_input_tokens: 0,
                cache_read_input_tokens: whole(20_000),
              },
            },
          }),
        );
      }
      writeFileSync(join(project, `${sessionId}.jsonl`), `${lines.join('\n')}\n`);
    }
  }

  /** Its report by day, offline; gives the days in it with their costs in USD, and how long it took in ms. */
  report(home: string): {
    readonly days: number;
    readonly byDay: ReadonlyMap<number, number>;
    readonly costUsd: number;
    readonly ms: number;
  } {
    const start = performance.now();
    const { stdout, stderr, status } = spawnSync(
      process.execPath,
      [this.#program, 'claude', 'daily', '--json', '--offline'],
      {
        encoding: 'utf8',
        maxBuffer: 1e9,
        env: { PATH: process.env['PATH'], HOME: home, CLAUDE_CONFIG_DIR: home, LOG_LEVEL: '0' },
      },
    );
    const ms = performance.now() - start;
    if (status !== 0) throw new Error(`ccusage ended with ${status}: ${stderr}`);
    const { daily, totals } = JSON.parse(stdout) as {
      readonly daily: readonly { readonly date: string; readonly totalCost: number }[];
      readonly totals: { readonly totalCost: number };
    };
    const days = daily.map(({ date, totalCost }) => [dayOf(date), totalCost] as const);
    return { days: daily.length, byDay: new Map(days), costUsd: totals.totalCost, ms };
  }
}

/** `yyyymmdd` of `yyyy-mm-dd`. */
function dayOf(date: string): number {
  return Number(date.replaceAll('-', ''));
}
