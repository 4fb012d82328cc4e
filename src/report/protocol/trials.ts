import type { Trials } from '../../ledger/trials.ts';
import { hasNumbers, hasTexts, isListOf, isRecord } from './shapes.ts';

const OUTCOMES = ['costNusd', 'kept', 'proven', 'baselineNusd'];

/** Whether a value is what the ledger knows beyond the sums. */
export function isTrials(value: unknown): value is Trials {
  return (
    isRecord(value) &&
    isListOf(value['audits'], isAudited) &&
    isListOf(
      value['tried'],
      (run) =>
        isRecord(run) &&
        hasTexts(run, ['task', 'startTier', 'purpose']) &&
        hasNumbers(run, ['propensity', ...OUTCOMES]),
    ) &&
    isListOf(
      value['certain'],
      (runs) =>
        isRecord(runs) &&
        hasTexts(runs, ['task', 'startTier']) &&
        hasNumbers(runs, ['runs', ...OUTCOMES]),
    ) &&
    isListOf(
      value['byAnswer'],
      (answers) => isRecord(answers) && hasNumbers(answers, ['nth', 'costNusd', 'kept']),
    ) &&
    isListOf(
      value['capped'],
      (capped) =>
        isRecord(capped) &&
        hasTexts(capped, ['scope']) &&
        hasNumbers(capped, ['capNusd', 'costNusd', 'kept']),
    ) &&
    isListOf(
      value['models'],
      (model) =>
        isRecord(model) &&
        hasTexts(model, ['task', 'tier', 'model']) &&
        hasNumbers(model, ['answers', 'passed', 'costNusd', 'priced']),
    ) &&
    isListOf(value['triedModels'], (run) => isStartedWith(run, 'propensity')) &&
    isListOf(value['certainModels'], (runs) => isStartedWith(runs, 'runs'))
  );
}

function isStartedWith(value: unknown, more: 'propensity' | 'runs'): boolean {
  return (
    isRecord(value) &&
    hasTexts(value, ['startTier', 'model']) &&
    hasNumbers(value, [more, ...OUTCOMES])
  );
}

function isAudited(value: unknown): boolean {
  return (
    isRecord(value) &&
    hasTexts(value, ['task', 'tier', 'model', 'strength']) &&
    isListOf(value['labels'], (label) => ['right', 'wrong', 'unsure'].includes(String(label)))
  );
}
