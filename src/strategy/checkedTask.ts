import type { Clock } from '../models/ports.ts';
import type { TaskName } from '../models/task.ts';
import type { Syntax } from '../syntax/syntax.ts';
import { problem } from '../tasks/problem.ts';
import type { GateResult, PreparedTask, Task, TestRunner } from '../tasks/task.ts';
import { caseKeys } from '../tasks/testing/mutation/steadyCases.ts';
import type { CheckCase, JudgingTest, RunnerOf } from './checkCase.ts';

/** What asking a case needs beside a model. */
export interface CheckTools {
  readonly syntax: Syntax;
  readonly clock: Pick<Clock, 'ticks' | 'wait'>;
  readonly taskFor: (name: TaskName) => Promise<Task>;
  readonly runnerOf: RunnerOf;
}

/** What an answer is worth; `unknown`: it could not be run. */
export type Verdict = 'right' | 'wrong' | 'unknown';

/** A case ready to be asked. Each tier gets one of its own. */
export interface CheckedTask {
  readonly prepared: PreparedTask;
  /** Of the last answer that was looked at; undefined: none was. */
  readonly verdict: () => Verdict | undefined;
}

/**
 * Prepares a case as its task does, with a gate that takes the tests which pass on the solution for the judge; where
 * the task's own gate is the judge, right is what it proves.
 */
export async function checkedTask(
  one: CheckCase,
  { syntax, clock, taskFor, runnerOf }: CheckTools,
  signal: AbortSignal,
): Promise<CheckedTask> {
  const { judging, project, input, expectedOutputTokens } = one;
  if (judging.by === 'tests' && judging.tests.length === 0) {
    throw new Error('Nothing can tell whether an answer is right.');
  }
  const runner = runnerOf(project);
  const task = await taskFor(one.task);
  const ofGate = judging.by === 'gate' ? { testRunner: runner } : {};
  const tools = { syntax, files: project.files, clock, ...ofGate };
  const inner = await task.prepare(input, tools, signal);
  let verdict: Verdict | undefined;
  const check = async (reply: string, checkSignal: AbortSignal): Promise<GateResult> => {
    const gate = await inner.check(reply, checkSignal);
    if (judging.by === 'gate' || gate.problems.length > 0) {
      verdict = verdictOf(gate);
      return gate;
    }
    const found = await judged(one, gate, { tests: judging.tests, runner }, checkSignal);
    if (found === 'notRun') {
      verdict = 'unknown';
      return gate;
    }
    verdict = found.failed === 0 ? 'right' : 'wrong';
    if (verdict === 'right') return { ...gate, strength: 'proves', notes: [] };
    return { ...gate, problems: [problem('edits.testsFail', { count: found.failed })] };
  };
  return { prepared: { ...inner, expectedOutputTokens, check }, verdict: () => verdict };
}

/** What a gate notes where it has run nothing. */
const NOT_RUN: ReadonlySet<string> = new Set(['notes.notRun', 'notes.notIsolatable']);

/** By the task's own gate. */
function verdictOf({ problems, strength, notes }: GateResult): Verdict {
  if (problems.length > 0) return 'wrong';
  if (strength === 'proves') return 'right';
  return notes.some(({ code }) => NOT_RUN.has(code)) ? 'unknown' : 'wrong';
}

/** How many cases fail on an answer that pass on the solution. */
async function judged(
  { input: { path = '' } }: CheckCase,
  { answer }: GateResult,
  { tests, runner }: { readonly tests: readonly JudgingTest[]; readonly runner: TestRunner },
  signal: AbortSignal,
): Promise<'notRun' | { readonly failed: number }> {
  if (answer?.kind !== 'edits') return { failed: 1 };
  const { text } = answer;
  let failed = 0;
  for (const { test, keys } of tests) {
    const run = await runner.run({ ...test, byCase: true }, { path, text }, signal);
    if (run.type === 'notRun') return 'notRun';
    const told = caseKeys(run.cases);
    failed += [...keys].filter((key) => told.get(key)?.outcome !== 'passed').length;
  }
  return { failed };
}
