import type { ClaudeTier } from '../../../src/models/tier.ts';
import { CLAUDE_TIERS, isClaude } from '../../../src/models/tier.ts';

/** What one tier did once at one piece of work. */
export interface Outcome {
  readonly kind: string;
  readonly instance: string;
  readonly run: string;
  readonly tier: ClaudeTier;
  /** Whether it passed the gate. */
  readonly accepted: boolean;
  /** Whether it was right. */
  readonly right: boolean;
  readonly costUsd: number;
}

/** Which prices a replay is made at. */
export type ReplayPrices = 'own' | '5.5';

/** USD per million tokens of the models that such files were recorded with, and of the present ones. */
export const RATES = {
  own: { haiku: [1, 5], sonnet: [3, 15], opus: [5, 25] },
  '5.5': { haiku: [0.1, 0.5], sonnet: [2, 10], opus: [4, 20] },
} as const satisfies Record<ReplayPrices, Record<ClaudeTier, readonly [number, number]>>;

const TOKENS = ['input_tokens', 'output_tokens'] as const;
const COLUMNS = ['kind', 'instance', 'run', 'tier', 'accepted', 'right', ...TOKENS] as const;
const COST = 'cost_usd';

/** A file that cannot be replayed, said in one sentence. */
export class ReplayFileError extends Error {}

type Cells = (column: string) => string;

/**
 * Reads a replay file. A cost that is given counts instead of tokens times price; at 5.5 prices it is
 * scaled by the ratio of its tier's prices. Throws a ReplayFileError that names the line.
 */
export function readReplayFile(text: string, prices: ReplayPrices): readonly Outcome[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const header = fieldsOf(lines[0] ?? '', 1);
  const has = (column: string) => header.includes(column);
  const missing = COLUMNS.filter((column) => !has(column));
  if (missing.length > 0) {
    throw new ReplayFileError(
      `line 1: missing column${missing.length > 1 ? 's' : ''} ${missing.join(', ')} (needed: ${COLUMNS.join(',')}, and ${COST} where it is known)`,
    );
  }
  const outcomes = new Map<string, Outcome>();
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === '') continue;
    const at = index + 1;
    const fields = fieldsOf(line, at);
    if (fields.length !== header.length) {
      throw new ReplayFileError(
        `line ${at}: ${fields.length} fields where the header has ${header.length}`,
      );
    }
    const cell: Cells = (column) => fields[header.indexOf(column)] ?? '';
    const outcome = outcomeOf(cell, at, prices);
    const { kind, instance, run, tier } = outcome;
    const key = JSON.stringify([kind, instance, run, tier]);
    if (outcomes.has(key)) {
      throw new ReplayFileError(
        `line ${at}: a second row of ${tier} for ${instance} in run ${run}`,
      );
    }
    outcomes.set(key, outcome);
  }
  if (outcomes.size === 0) throw new ReplayFileError('line 2: the file has no rows');
  return [...outcomes.values()];
}

function outcomeOf(cell: Cells, at: number, prices: ReplayPrices): Outcome {
  const tier = cell('tier').toLowerCase();
  if (!isClaude(tier)) {
    throw new ReplayFileError(
      `line ${at}: unknown tier "${cell('tier')}" (known: ${CLAUDE_TIERS.join(', ')})`,
    );
  }
  const named = (column: string): string => {
    const value = cell(column);
    if (value === '') throw new ReplayFileError(`line ${at}: ${column} is empty`);
    return value;
  };
  return {
    kind: named('kind'),
    instance: named('instance'),
    run: named('run'),
    tier,
    accepted: flag(cell, 'accepted', at),
    right: flag(cell, 'right', at),
    costUsd: costOf(cell, at, tier, prices),
  };
}

function costOf(cell: Cells, at: number, tier: ClaudeTier, prices: ReplayPrices): number {
  const [input, output] = RATES[prices][tier];
  // What is not a number is said, be it needed or not.
  const [sent = 0, written = 0] = TOKENS.map((column) =>
    cell(column) === '' && cell(COST) !== '' ? 0 : amount(cell, column, at),
  );
  if (cell(COST) === '') return (sent * input + written * output) / 1e6;
  return (amount(cell, COST, at) * output) / RATES.own[tier][1];
}

function amount(cell: Cells, column: string, at: number): number {
  const text = cell(column);
  const value = text === '' ? Number.NaN : Number(text);
  if (!Number.isFinite(value)) {
    throw new ReplayFileError(`line ${at}: ${column} is not a number ("${text}")`);
  }
  if (value < 0) throw new ReplayFileError(`line ${at}: ${column} is negative (${text})`);
  return value;
}

const FLAGS: ReadonlyMap<string, boolean> = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

function flag(cell: Cells, column: string, at: number): boolean {
  const value = FLAGS.get(cell(column).toLowerCase());
  if (value === undefined) {
    throw new ReplayFileError(`line ${at}: ${column} is neither 1 nor 0 ("${cell(column)}")`);
  }
  return value;
}

/** The fields of a line; a field in quotes may hold commas, and a quote as two. */
function fieldsOf(line: string, at: number): readonly string[] {
  const fields: string[] = [];
  let field = '';
  let isQuoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const sign = line.charAt(index);
    if (isQuoted && sign === '"' && line.charAt(index + 1) === '"') {
      field += sign;
      index += 1;
    } else if (sign === '"') {
      isQuoted = !isQuoted;
    } else if (sign === ',' && !isQuoted) {
      fields.push(field.trim());
      field = '';
    } else {
      field += sign;
    }
  }
  if (isQuoted) throw new ReplayFileError(`line ${at}: a quote is not closed`);
  return [...fields, field.trim()];
}
