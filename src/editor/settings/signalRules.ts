import { TASK_NAMES } from '../../models/task.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import type { Signal } from '../../routing/signals.ts';

const KEYS: readonly string[] = [
  'id',
  'tasks',
  'tier',
  'pattern',
  'minLines',
  'minDeclarations',
  'minBranches',
];
const MOST = 50;

/** Reads the user's own signals; undefined when one of them cannot be used. */
export function parseSignals(value: unknown): readonly Signal[] | undefined {
  if (!Array.isArray(value) || value.length > MOST) return undefined;
  const signals = (value as readonly unknown[]).map(parseSignal);
  const read = signals.filter((signal) => signal !== undefined);
  return read.length === signals.length ? read : undefined;
}

function parseSignal(value: unknown): Signal | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Object.keys(value).some((key) => !KEYS.includes(key))) return undefined;
  const given: Record<string, unknown> = { ...value };
  const { id, pattern } = given;
  const tier = CLAUDE_TIERS.find((one) => one === given['tier']);
  if (typeof id !== 'string' || !/^[\w -]{1,40}$/.test(id) || tier === undefined) return undefined;
  const named = given['tasks'] ?? TASK_NAMES;
  if (!Array.isArray(named)) return undefined;
  const tasks = TASK_NAMES.filter((task) => named.includes(task));
  if (tasks.length !== named.length) return undefined;
  const words = pattern === undefined ? undefined : parsePattern(pattern);
  if (pattern !== undefined && words === undefined) return undefined;
  const sizes = ['minLines', 'minDeclarations', 'minBranches'] as const;
  const least: { minLines?: number; minDeclarations?: number; minBranches?: number } = {};
  for (const size of sizes) {
    const count = given[size];
    if (count === undefined) continue;
    if (typeof count !== 'number' || !Number.isInteger(count) || count < 1) return undefined;
    least[size] = count;
  }
  // What asks for nothing would never be found.
  if (words === undefined && Object.keys(least).length === 0) return undefined;
  return { id, tasks, tier, ...least, ...(words ? { pattern: words } : {}) };
}

function parsePattern(value: unknown): RegExp | undefined {
  if (typeof value !== 'string' || value === '' || value.length > 500) return undefined;
  try {
    return new RegExp(value, 'iu');
  } catch {
    // Not a pattern is an outcome here; the setting is named.
    return undefined;
  }
}
