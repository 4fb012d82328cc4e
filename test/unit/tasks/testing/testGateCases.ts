import { readFileSync } from 'node:fs';
import type { GateResult, TaskInput, TaskTools } from '../../../../src/tasks/task.ts';
import { planTests } from '../../../../src/tasks/testing/planners.ts';
import type { TestPlan } from '../../../../src/tasks/testing/testPlan.ts';
import { never } from '../../syntax/samples.ts';
import { checked, inputFor, projectOf } from '../taskBench.ts';

/** An answer for a project, on which the gate of tests once went wrong, or a sibling of one. */
export interface TestGateCase {
  readonly id: string;
  readonly language: string;
  readonly path: string;
  readonly files: Readonly<Record<string, string>>;
  readonly target?: TaskInput['target'];
  readonly targetKind?: TaskInput['targetKind'];
  readonly answer?: unknown;
}

interface Fixture {
  readonly cases: readonly TestGateCase[];
}

/** The cases of the fixture whose id begins so. */
export function gateCases(...kinds: readonly string[]): readonly TestGateCase[] {
  const url = new URL('../../../fixtures/gates/tests.json', import.meta.url);
  const { cases } = JSON.parse(readFileSync(url, 'utf8')) as Fixture;
  return cases.filter(({ id }) => kinds.includes(id.slice(0, id.indexOf('.'))));
}

export function gateCase(id: string): TestGateCase {
  const found = gateCases(id.slice(0, id.indexOf('.'))).find((one) => one.id === id);
  if (found === undefined) throw new Error(`There is no case ${id}.`);
  return found;
}

/** Where tests of a case's subject go. */
export async function planOf(tools: TaskTools, one: TestGateCase): Promise<TestPlan | undefined> {
  const source = one.files[one.path] ?? '';
  const facts = await tools.syntax.facts(one.language, source, never);
  const subject = { path: one.path, source, declarations: facts?.declarations ?? [] };
  return planTests(one.language, subject, projectOf(one.files));
}

/** What the gate says of a case's answer. */
export function judged(tools: TaskTools, one: TestGateCase): Promise<GateResult> {
  const source = one.files[one.path] ?? '';
  const given = {
    path: one.path,
    ...(one.target && { target: one.target }),
    ...(one.targetKind && { targetKind: one.targetKind }),
  };
  const input = inputFor('tests', one.language, source, given);
  return checked({ ...tools, files: projectOf(one.files) }, input, one.answer);
}
