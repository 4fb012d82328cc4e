import { steadyRandom } from '../../../src/certainty/steadyRandom.ts';

/** How often a gate is wrong, as shares of what it reads. */
export interface GateNoise {
  readonly falseAccepts: number;
  readonly falseRejects: number;
  readonly seed: number;
}

/** Which runs of the evaluation: those that have all three tiers, or earlier ones that nothing was chosen by. */
export type BashkitRuns = keyof typeof RUNS;

/** A tier's runs by the name of the whole. */
const RUNS = {
  all: {
    '2026-02-28-204232': '2026-02-28',
    '2026-02-28-205358': '2026-02-28',
    '2026-02-28-211120': '2026-02-28',
    '2026-05-26-012523': '2026-05-26',
    '2026-05-26-014508': '2026-05-26',
    '2026-05-26-020742': '2026-05-26',
    '20260626T215632Z-fccf': '2026-06-26',
  },
  heldOut: {
    '2026-02-07-052023': '2026-02-07',
    '2026-02-07-052536': '2026-02-07',
    '2026-02-08-061414': '2026-02-08',
    '2026-02-08-062003': '2026-02-08',
    '2026-02-09-054558': '2026-02-09',
    '2026-02-09-142736': '2026-02-09',
    '2026-02-17-231336': '2026-02-09',
    '2026-02-25-044801': '2026-02-25',
    '2026-02-25-045328': '2026-02-25',
    '2026-02-25-045611': '2026-02-25',
  },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

const COLUMNS = ['run', 'model', 'task', 'category', 'passed', 'in_tok', 'out_tok'] as const;

/**
 * Turns the results of the bashkit evaluation (one row a task, model and run) into a replay file: its
 * checks are the truth, and the gate is that truth with noise. Throws an Error for another layout.
 */
export function fromBashkit(
  text: string,
  { falseAccepts, falseRejects, seed }: GateNoise,
  which: BashkitRuns = 'all',
): string {
  const runs: Readonly<Record<string, string>> = RUNS[which];
  const [header = '', ...rows] = text.trim().split(/\r?\n/);
  const names = header.split(',');
  const missing = COLUMNS.filter((column) => !names.includes(column));
  if (missing.length > 0) throw new Error(`line 1: missing columns ${missing.join(', ')}`);
  const random = steadyRandom(seed);
  const lines = rows.flatMap((row) => {
    const fields = row.split(',');
    const cell = (column: (typeof COLUMNS)[number]) => fields[names.indexOf(column)] ?? '';
    const run = runs[cell('run')];
    const tier = /haiku|sonnet|opus/.exec(cell('model'))?.[0];
    if (run === undefined || tier === undefined) return [];
    const isRight = cell('passed') === '1';
    const isAccepted = isRight ? random() >= falseRejects : random() < falseAccepts;
    const flags = [isAccepted, isRight].map((is) => (is ? '1' : '0'));
    const key = [cell('category'), cell('task'), run, tier];
    return [[...key, ...flags, cell('in_tok'), cell('out_tok')].join(',')];
  });
  const head = 'kind,instance,run,tier,accepted,right,input_tokens,output_tokens';
  // Whole runs one after the other, as they were made.
  const byRun = [...new Set(Object.values(runs))].flatMap((run) =>
    lines.filter((line) => line.split(',')[2] === run),
  );
  return `${[head, ...byRun].join('\n')}\n`;
}
