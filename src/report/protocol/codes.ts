import type { Figures } from '../../ledger/figures.ts';
import type { Quality } from '../../ledger/quality.ts';
import type { LedgerRow } from '../../ledger/rows.ts';
import type { Trials } from '../../ledger/trials.ts';
import type { CodeArgs } from '../../models/codes.ts';
import { CLAUDE_TIERS } from '../../models/tier.ts';
import type { RiskDial } from './frontier.ts';

/** A code that the page looks up in `words`. A code without a word is shown as it is. */
export interface ReportCode {
  /** Its key in `words`. */
  readonly key: string;
  readonly kind:
    | 'task'
    | 'tier'
    | 'model'
    | 'language'
    | 'outcome'
    | 'strength'
    | 'verdict'
    | 'attempt'
    | 'reason';
  readonly code: string;
  /** Empty for all kinds but `reason`. */
  readonly args: CodeArgs;
}

/** The key in `words` of a code without arguments, say `task.docs` or `tier.opus`. */
export function wordKey(kind: Exclude<ReportCode['kind'], 'reason'>, code: string): string {
  return `${kind}.${code}`;
}

/** The key in `words` of why a run started where it did; worded run by run, for its arguments. */
export function reasonKey(runId: number): string {
  return `reason.${runId}`;
}

/** Every code in `figures` that the page shows, each key once, for the host to word. */
export function codesIn(figures: Figures): readonly ReportCode[] {
  const codes = new Map<string, ReportCode>();
  const add = (kind: Exclude<ReportCode['kind'], 'reason'>, code: string): void => {
    const key = wordKey(kind, code);
    codes.set(key, { key, kind, code, args: {} });
  };
  for (const group of figures.byTask) add('task', group.key);
  for (const group of figures.byTier) add('tier', group.key);
  for (const group of figures.byModel) add('model', group.key);
  for (const { tier } of figures.byDay) add('tier', tier);
  for (const { tier } of figures.fallbacks.byTier) add('tier', tier);
  for (const run of figures.recent) {
    add('task', run.task);
    add('language', run.language);
    add('tier', run.startTier);
    add('tier', run.finalTier);
    add('model', run.finalModel);
    add('outcome', run.outcome);
    if (run.strength !== null) add('strength', run.strength);
    const key = reasonKey(run.runId);
    codes.set(key, { key, kind: 'reason', code: run.reasonCode, args: run.reasonArgs });
  }
  return [...codes.values()];
}

/** Every code in `trials` that the page shows, each key once, for the host to word. */
export function codesInTrials(trials: Trials): readonly ReportCode[] {
  const { audits, tried, models } = trials;
  const codes = new Map<string, ReportCode>();
  const add = (kind: Exclude<ReportCode['kind'], 'reason'>, code: string): void => {
    const key = wordKey(kind, code);
    codes.set(key, { key, kind, code, args: {} });
  };
  for (const { task, tier, model, strength } of audits) {
    add('task', task);
    add('tier', tier);
    add('model', model);
    add('strength', strength);
  }
  for (const { task } of tried) add('task', task);
  for (const { model } of [...trials.triedModels, ...trials.certainModels]) add('model', model);
  for (const { task, tier, model } of models) {
    add('task', task);
    add('tier', tier);
    add('model', model);
  }
  for (const tier of CLAUDE_TIERS) add('tier', tier);
  return [...codes.values()];
}

/** Every code in a risk dial that the page shows, each key once, for the host to word. */
export function codesInDial(dial: RiskDial | null): readonly ReportCode[] {
  if (dial === null) return [];
  const { points, unknown } = dial;
  const tasks = new Set([
    ...unknown,
    ...points.flatMap((one) => one.changes.map(({ task }) => task)),
  ]);
  const of = (kind: 'task' | 'tier') => (code: string) => ({
    key: wordKey(kind, code),
    kind,
    code,
    args: {},
  });
  return [...[...tasks].map(of('task')), ...CLAUDE_TIERS.map(of('tier'))];
}

/** Every code in `quality` that the page shows, each key once, for the host to word. */
export function codesInQuality({ tiers, starts }: Quality): readonly ReportCode[] {
  const codes = new Map<string, ReportCode>();
  const add = (kind: 'task' | 'tier', code: string): void => {
    const key = wordKey(kind, code);
    codes.set(key, { key, kind, code, args: {} });
  };
  for (const { tier } of tiers) add('tier', tier);
  for (const { task, startTier } of starts) {
    add('task', task);
    add('tier', startTier);
  }
  return [...codes.values()];
}

/** Columns of rows that hold codes, and what these are. */
const CODE_COLUMNS = {
  task: 'task',
  language: 'language',
  start_tier: 'tier',
  final_tier: 'tier',
  tier: 'tier',
  model: 'model',
  outcome: 'outcome',
  strength: 'strength',
  verdict: 'verdict',
  kind: 'attempt',
} as const satisfies Readonly<Record<string, ReportCode['kind']>>;

/** Every code in `rows` that the page shows, each key once, for the host to word. */
export function codesInRows(rows: readonly LedgerRow[]): readonly ReportCode[] {
  const codes = new Map<string, ReportCode>();
  for (const row of rows) {
    for (const [column, kind] of Object.entries(CODE_COLUMNS)) {
      const code = row[column];
      if (typeof code !== 'string') continue;
      const key = wordKey(kind, code);
      codes.set(key, { key, kind, code, args: {} });
    }
  }
  return [...codes.values()];
}
