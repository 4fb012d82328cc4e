import { withoutMachinePaths } from '../../machinePaths.ts';
import type { Note } from '../../noteCodes.ts';
import { note } from '../../noteCodes.ts';
import { problem } from '../../problem.ts';
import { withoutSecrets } from '../../secrets.ts';
import type { CaseResult, TestReach, TestRun } from '../../task.ts';
import type { TestPlan } from '../testPlan.ts';
import type { Proof } from './proof.ts';
import { outcome } from './proof.ts';

/** The tests did not run. */
export const NOT_RUN = outcome('checks', [], [note('notes.notRun', {})]);

/** What is said of a run that did not take place. */
export function notRun({ reason }: Extract<TestRun, { readonly type: 'notRun' }>): Proof {
  if (reason !== 'isolation') return NOT_RUN;
  return outcome('checks', [], [note('notes.notIsolatable', {})]);
}

/** What tests that ran could reach, where that is known. */
export function reachNotes({ isIsolated, network }: TestReach): readonly Note[] {
  if (isIsolated === undefined) return [];
  if (!isIsolated) return [note('notes.notIsolated', {})];
  return [note(network === true ? 'notes.isolatedWithNetwork' : 'notes.isolated', {})];
}

/** Tests that failed. `own` is what the model knows. */
export function rejected(count: number, output: string, own: string): Proof {
  const found = withoutPrivate(output, own);
  return outcome('checks', [problem('tests.failed', { count }, { found })], []);
}

/** What tests print, without what they could read and the model does not know. */
export function withoutPrivate(output: string, own: string): string {
  return withoutSecrets(withoutMachinePaths(output), own);
}

/** What the cases that failed say, and not those that failed before. */
export function said(failed: readonly CaseResult[], run: TestRun): string {
  if (failed.every(({ output }) => output === undefined) && run.type === 'failed') {
    return run.output;
  }
  return failed.map(({ name, output = '' }) => `${name}\n${output}`).join('\n');
}

/**
 * The text that shows how it was before: the file that is there; in Go, whose packages are tested as
 * a whole, one without cases.
 */
export function oldText({ existing, framework }: TestPlan, text: string): string | undefined {
  if (existing !== undefined || framework.runsFolders !== true) return existing;
  const clause = /^package\s+\w+/m.exec(text)?.[0];
  return clause === undefined ? undefined : `${clause}\n`;
}
