import type { TaskName } from '../models/task.ts';
import { TASK_NAMES } from '../models/task.ts';
import type { ClaudeTier } from '../models/tier.ts';
import type { TaskSignals } from '../tasks/task.ts';
import { TASK_ROUTING } from './taskTable.ts';

/** Something in the request that asks for a stronger first tier. */
export interface Signal {
  readonly id: string;
  readonly tasks: readonly TaskName[];
  /** The lowest tier to start at when the signal is there. */
  readonly tier: ClaudeTier;
  /** Found in the user's instruction. */
  readonly pattern?: RegExp;
  /** Lines and declarations asked for, and branches of the code in them. */
  readonly minLines?: number;
  readonly minDeclarations?: number;
  readonly minBranches?: number;
}

const JUDGEMENT = TASK_NAMES.filter((task) => TASK_ROUTING[task].isJudgement);

/**
 * The signals, as data. Words raise the tasks whose gate cannot tell a good answer from a plausible
 * one; documentation has a gate that proves, so nothing raises it.
 */
export const SIGNALS = [
  {
    id: 'security',
    tasks: JUDGEMENT,
    tier: 'opus',
    pattern: /\b(security (audit|review|hole|bug)|vulnerabilit(y|ies)|exploits?|threat model)\b/i,
  },
  {
    id: 'concurrency',
    tasks: JUDGEMENT,
    tier: 'opus',
    pattern: /\b(race conditions?|data races?|deadlocks?|thread[- ]safe(ty)?|lock[- ]free)\b/i,
  },
  {
    id: 'rootCause',
    tasks: JUDGEMENT,
    tier: 'opus',
    pattern: /\b(root[- ]cause|heisenbug|memory leak)\b/i,
  },
  {
    id: 'design',
    tasks: ['review', 'refactor'],
    tier: 'opus',
    pattern: /\b(architecture|redesign|design (review|pattern)|re-?architect)\b/i,
  },
  { id: 'lines', tasks: ['tests', 'fix'], tier: 'sonnet', minLines: 800 },
  { id: 'declarations', tasks: ['tests'], tier: 'sonnet', minDeclarations: 40 },
  { id: 'complexity', tasks: ['tests', 'fix'], tier: 'sonnet', minBranches: 150 },
] as const satisfies readonly Signal[];

/** A built-in signal. */
export type SignalId = (typeof SIGNALS)[number]['id'];

/** The built-in signals with a user's own, which replace those of the same id. */
export function withSignals(own: readonly Signal[]): readonly Signal[] {
  if (own.length === 0) return SIGNALS;
  const ids = new Set(own.map(({ id }) => id));
  return [...SIGNALS.filter(({ id }) => !ids.has(id)), ...own];
}

/** Signals that are present, in the table's order. */
export function signalsIn(
  task: TaskName,
  facts: TaskSignals,
  signals: readonly Signal[] = SIGNALS,
): readonly Signal[] {
  const { instruction, lines, declarations, branches = 0 } = facts;
  return signals.filter(
    (signal) =>
      signal.tasks.includes(task) &&
      ((signal.pattern !== undefined &&
        instruction !== undefined &&
        signal.pattern.test(instruction)) ||
        (signal.minLines !== undefined && lines >= signal.minLines) ||
        (signal.minDeclarations !== undefined && declarations >= signal.minDeclarations) ||
        (signal.minBranches !== undefined && branches >= signal.minBranches)),
  );
}
