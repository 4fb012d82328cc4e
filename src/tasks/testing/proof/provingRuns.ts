import { withoutMachinePaths } from '../../machinePaths.ts';
import type { Note } from '../../noteCodes.ts';
import { note } from '../../noteCodes.ts';
import { problem } from '../../problem.ts';
import { withoutSecrets } from '../../secrets.ts';
import type { CaseResult, TestRun, TestRunner } from '../../task.ts';
import type { TestReach } from '../../toldByRun.ts';
import type { TestPlan } from '../testPlan.ts';
import type { Proof } from './proof.ts';
import { outcome } from './proof.ts';

/** A run that took place. */
export type Ran = Exclude<TestRun, { readonly type: 'notRun' }>;

/** Runs the text of a test file: some of its cases, or beside another text of the subject. */
export type RunText = (
  text: string,
  options?: {
    readonly subject?: { readonly path: string; readonly text: string } | undefined;
    readonly only?: readonly string[];
  },
) => Promise<TestRun>;

/** A test file that is judged by running it. */
export interface JudgedFile {
  readonly text: string;
  readonly plan: TestPlan;
  /** What the runs say: of the file as it was, where it was there, and as it is now. */
  readonly judge: (run: RunText, before: Ran | undefined, now: Ran) => Promise<Proof>;
}

/** Runs a test file as it was and as it is now, and has these judged; says what they could reach. */
export async function judgedByRuns(
  testRunner: TestRunner | undefined,
  { text, plan, judge }: JudgedFile,
  signal: AbortSignal,
): Promise<Proof> {
  if (testRunner === undefined) return NOT_RUN;
  const { path, framework } = plan;
  const run: RunText = (ran, { subject, only } = {}) =>
    testRunner.run(
      { path, text: ran, framework: framework.name, byCase: true, shown: text, only },
      subject,
      signal,
    );
  const old = oldText(plan, text);
  const before = old === undefined ? undefined : await run(old);
  if (before?.type === 'notRun') return notRun(before);
  const now = await run(text);
  if (now.type === 'notRun') return notRun(now);
  const proof = await judge(run, before, now);
  return proof.problems.length > 0
    ? proof
    : { ...proof, notes: [...proof.notes, ...reachNotes(now)] };
}

/** The tests did not run. */
const NOT_RUN = outcome('checks', [], [note('notes.notRun', {})]);

/** What is said of a run that did not take place. */
export function notRun({ reason }: Extract<TestRun, { readonly type: 'notRun' }>): Proof {
  if (reason !== 'isolation') return NOT_RUN;
  return outcome('checks', [], [note('notes.notIsolatable', {})]);
}

/** What tests that ran could reach, where that is known. */
function reachNotes({ isIsolated, network }: TestReach): readonly Note[] {
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
function oldText({ existing, framework }: TestPlan, text: string): string | undefined {
  if (existing !== undefined || framework.runsFolders !== true) return existing;
  const clause = /^package\s+\w+/m.exec(text)?.[0];
  return clause === undefined ? undefined : `${clause}\n`;
}
