import type { Clock } from '../../../models/ports.ts';
import type { LineRange, Mutant, Syntax } from '../../../syntax/syntax.ts';
import { note } from '../../noteCodes.ts';
import { problem } from '../../problem.ts';
import type { CheckProgress, MutationBounds, TestRun, TestRunner } from '../../task.ts';
import type { MutationSubject } from '../mutation/mutationRun.ts';
import { caseKeys, steadyCases } from '../mutation/steadyCases.ts';
import type { TestPlan } from '../testPlan.ts';
import { mutationProof } from './mutationProof.ts';
import type { Proof } from './proof.ts';
import { NOT_PROVEN, outcome } from './proof.ts';
import type { Ran, RunText } from './provingRuns.ts';
import { judgedByRuns, rejected, said } from './provingRuns.ts';

/** What running tests needs. */
export interface ProofTools {
  readonly syntax: Pick<Syntax, 'mutants'>;
  readonly testRunner?: TestRunner;
  readonly clock?: Pick<Clock, 'ticks' | 'wait'>;
  readonly progress?: CheckProgress;
}

/** A test file that a reply made. */
export interface WrittenTests {
  readonly text: string;
  /** Cases in it that are new, as far as its text tells. */
  readonly newCases: number;
  /** The code that they are for, which a model has read already. */
  readonly source: string;
  /** The file under test with its bodies emptied; undefined where nothing can be emptied. */
  readonly emptied: { readonly path: string; readonly text: string } | undefined;
  /** What of the file under test is changed, and what of that has to be noticed. */
  readonly mutation:
    | {
        readonly subject: MutationSubject;
        readonly range: LineRange;
        readonly bounds: MutationBounds;
        /** The one change that has to be noticed; left out: they are chosen. */
        readonly wanted?: Mutant;
      }
    | undefined;
}

/** What the proof of one test file goes by. */
interface Proving {
  readonly tools: ProofTools;
  readonly written: WrittenTests;
  readonly plan: TestPlan;
  readonly run: RunText;
  readonly signal: AbortSignal;
}

/**
 * What running says, where running is possible and agreed to: of the new cases by themselves. Cases
 * that are there already say nothing of the answer: they fail as before, and they fail without the
 * subject whatever stands beside them. New cases are proven when they pass, fail without the subject
 * and notice enough of its mutants; where mutants are not asked for, or nothing can be changed, when
 * they pass and fail without the subject.
 */
export async function proofOf(
  tools: ProofTools,
  written: WrittenTests,
  plan: TestPlan,
  signal: AbortSignal,
): Promise<Proof> {
  const { text } = written;
  return judgedByRuns(
    tools.testRunner,
    { text, plan, judge: (run, ...ran) => proven({ tools, written, plan, run, signal }, ...ran) },
    signal,
  );
}

/** What the runs say: before the new cases, with them, and without the subject. */
async function proven(proving: Proving, before: Ran | undefined, now: Ran): Promise<Proof> {
  const { text, newCases, source } = proving.written;
  const own = `${text}\n${source}`;
  if (before !== undefined && (before.cases === undefined || now.cases === undefined)) {
    return withoutCases(before, now, own);
  }

  const [were, are] = [caseKeys(before?.cases), caseKeys(now.cases)];
  const added = [...are].filter(([key]) => !were.has(key));
  const failed = [
    ...added.filter(([, { outcome: how }]) => how === 'failed'),
    ...[...were].flatMap(([key, { outcome: how }]) => {
      const after = are.get(key);
      return how === 'passed' && after?.outcome === 'failed' ? [[key, after] as const] : [];
    }),
  ].map(([, one]) => one);
  if (failed.length > 0) return rejected(failed.length, said(failed, now), own);
  if (now.type === 'failed' && before?.type !== 'failed') {
    return rejected(now.failures, now.output, own);
  }
  const missing = now.cases === undefined ? 0 : newCases - added.length;
  if (missing > 0) {
    return outcome('checks', [problem('tests.notCollected', { count: missing })], []);
  }

  const passed = added.filter(([, { outcome: how }]) => how === 'passed').map(([key]) => key);
  if (now.cases !== undefined && passed.length === 0) return NOT_PROVEN;
  const names = [...new Set(added.map(([, { name }]) => name))];
  return byChanges(proving, now, { passed, names });
}

/** New cases that passed, by their keys and by the names that a runner takes. */
interface NewCases {
  readonly passed: readonly string[];
  readonly names: readonly string[];
}

/** What the new cases say of a subject that is emptied, and then of one that is changed a little. */
async function byChanges(proving: Proving, now: Ran, cases: NewCases): Promise<Proof> {
  const { tools, written, run } = proving;
  const { text, emptied, mutation } = written;
  const { passed, names } = cases;
  const canMutate =
    mutation !== undefined &&
    mutation.bounds.most > 0 &&
    tools.clock !== undefined &&
    now.cases !== undefined;
  if (emptied === undefined && !canMutate) return NOT_PROVEN;
  const start = tools.clock?.ticks() ?? 0;
  const [without, again] = await Promise.all([
    emptied && run(text, { subject: emptied, only: names }),
    canMutate ? run(text, { only: names }) : undefined,
  ]);
  const ms = (tools.clock?.ticks() ?? 0) - start;
  if (without?.type === 'notRun' || again?.type === 'notRun') return NOT_PROVEN;
  const fails = without && failsWithout(without, now, passed);
  if (fails === false) {
    return outcome('checks', [problem('tests.passWithoutSubject', {})], []);
  }
  const byEmptied = fails === true ? outcome('proves', [], []) : NOT_PROVEN;
  if (!canMutate || again === undefined) return byEmptied;
  const steady = steadyCases(now, again, new Set(passed));
  if (steady.unsteady > 0) {
    return outcome('checks', [], [note('notes.unsteady', { count: steady.unsteady })]);
  }
  return mutationOf(proving, { steady, ms }, names, byEmptied);
}

async function mutationOf(
  { tools, written, plan, signal }: Proving,
  baseline: Parameters<typeof mutationProof>[1]['baseline'],
  only: readonly string[],
  unchanged: Proof,
): Promise<Proof> {
  const { clock, syntax, testRunner, progress } = tools;
  const { text, mutation } = written;
  if (mutation === undefined || clock === undefined || testRunner === undefined) return unchanged;
  const { path, framework } = plan;
  const test = { path, text, framework: framework.name, shown: text, only };
  const asked = { ...mutation, test, baseline, unchanged };
  const told = progress === undefined ? {} : { progress };
  return mutationProof({ clock, syntax, testRunner, ...told }, asked, signal);
}

/**
 * Whether the new cases fail without their subject; undefined where the file cannot even be loaded
 * then, so that nothing was said of any case.
 */
function failsWithout(
  without: Ran,
  { cases }: Ran,
  passed: readonly string[],
): boolean | undefined {
  if (cases === undefined) return without.type === 'failed';
  const outcomes = caseKeys(without.cases);
  if (passed.some((key) => outcomes.get(key)?.outcome === 'failed')) return true;
  return passed.every((key) => outcomes.has(key)) ? false : undefined;
}

/** Where only the whole file is told of, what stood there before hides what is new. */
function withoutCases(before: TestRun, now: TestRun, own: string): Proof {
  return now.type === 'failed' && before.type === 'passed'
    ? rejected(now.failures, now.output, own)
    : NOT_PROVEN;
}
