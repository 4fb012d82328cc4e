import { readFileSync } from 'node:fs';
import type { TaskName } from '../../../src/models/task.ts';
import type { LineRange } from '../../../src/syntax/syntax.ts';
import type { GateResult, GivenDiagnostic, TaskInput, TaskTools } from '../../../src/tasks/task.ts';
import { never } from '../syntax/samples.ts';
import { askedFor, checked, inputFor, prepare } from './taskBench.ts';

/** An input on which a gate went wrong, the answer to it, and what is right. */
export interface GateCase {
  readonly id: string;
  readonly task: TaskName;
  readonly language: string;
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
  readonly target?: LineRange;
  readonly targetKind?: TaskInput['targetKind'];
  readonly diagnostics?: readonly GivenDiagnostic[];
  readonly answer: unknown;
  readonly right: string;
}

/** The cases of one file of test/fixtures/gates. */
export function gateCases(file: string): readonly GateCase[] {
  const url = new URL(`../../fixtures/gates/${file}.json`, import.meta.url);
  return (JSON.parse(readFileSync(url, 'utf8')) as { readonly cases: readonly GateCase[] }).cases;
}

/** The input that a case stands for. */
export function inputOf(one: GateCase): TaskInput {
  return inputFor(one.task, one.language, one.files[one.path] ?? '', {
    path: one.path,
    ...(one.target && { target: one.target }),
    ...(one.targetKind && { targetKind: one.targetKind }),
    ...(one.diagnostics && { diagnostics: one.diagnostics }),
  });
}

/** What the gate says of a case's answer. */
export function verdictOn(tools: TaskTools, one: GateCase): Promise<GateResult> {
  return checked(tools, inputOf(one), one.answer);
}

/** What comes of one comment for each declaration that is asked for. */
export async function documented(
  tools: TaskTools,
  input: TaskInput,
  comment: string | ((path: string) => string),
): Promise<GateResult> {
  const prepared = await prepare(tools, input);
  const comments = askedFor(prepared).map(
    (path, index) => `${index + 1}|${typeof comment === 'string' ? comment : comment(path)}`,
  );
  return prepared.check(JSON.stringify({ comments }), never);
}

/** The text that a result would write, or why it does not. */
export function textOf({ answer, problems }: GateResult): string {
  if (problems.length > 0)
    return problems.map(({ code, detail }) => `${code}: ${detail}`).join('\n');
  return answer?.kind === 'edits' ? answer.text : '';
}
