import type { CaseResult, TestRun, TestToRun } from '../task.ts';
import type { Baseline } from './mutation/mutationBaseline.ts';
import type { MutationTools } from './mutation/mutationRun.ts';
import { caseKeys, steadyCases } from './mutation/steadyCases.ts';

/** A file as it was and as it is or would be. */
export interface ChangedText {
  readonly path: string;
  readonly before: string;
  readonly now: string;
}

/** How a test file did on both texts. */
export interface ComparedTest {
  readonly test: TestToRun;
  /** Of the cases that pass on both. */
  readonly baseline: Baseline;
  /** Cases that pass on the text before and not on the one now. */
  readonly broken: readonly CaseResult[];
}

/**
 * How one test file does on a text before and now; what passes and fails by chance is left out, and
 * so is all of it where it was ended at its limit.
 * @throws the signal's reason when it is aborted
 */
export async function comparedTest(
  test: TestToRun,
  { path, before, now }: ChangedText,
  { testRunner, clock }: Pick<MutationTools, 'testRunner' | 'clock'>,
  signal: AbortSignal,
): Promise<ComparedTest | 'notRun'> {
  const run = (text: string): Promise<TestRun> =>
    testRunner.run({ ...test, byCase: true }, { path, text }, signal);
  const start = clock.ticks();
  const [one, other] = await Promise.all([run(before), run(before)]);
  signal.throwIfAborted();
  if (one.type === 'notRun' || other.type === 'notRun') return 'notRun';
  const steady = steadyCases(one, other);
  const ms = clock.ticks() - start;
  const of = (keys: ReadonlySet<string>) => ({ steady: { ...steady, keys }, ms });
  const nothing = { test, baseline: of(new Set()), broken: [] };
  const { keys } = steady;
  if (keys.size === 0) return nothing;
  const first = await run(now);
  if (first.type === 'notRun') return 'notRun';
  if (!isLost(first, keys)) return { test, baseline: of(keys), broken: [] };
  // Once more: what fails by chance is no fault of the change.
  const second = await run(now);
  signal.throwIfAborted();
  if (second.type === 'notRun') return 'notRun';
  if (isTimedOut(first) || isTimedOut(second)) return nothing;
  const [told, again] = [caseKeys(first.cases), caseKeys(second.cases)];
  const isKept = (key: string): boolean =>
    told.get(key)?.outcome === 'passed' && again.get(key)?.outcome === 'passed';
  const isBroken = (key: string): boolean =>
    told.get(key)?.outcome !== 'passed' && again.get(key)?.outcome !== 'passed';
  const broken = [...keys].filter(isBroken).map((key) => {
    const name = key.slice(0, key.lastIndexOf('\n'));
    const output = second.type === 'failed' ? second.output : '';
    return again.get(key) ?? { name, outcome: 'failed' as const, output };
  });
  return { test, baseline: of(new Set([...keys].filter(isKept))), broken };
}

function isTimedOut(run: TestRun): boolean {
  return run.type === 'failed' && run.isTimedOut === true;
}

/** Whether not all of the cases pass any more. */
function isLost(run: TestRun, keys: ReadonlySet<string>): boolean {
  const told = run.type === 'notRun' ? undefined : caseKeys(run.cases);
  return [...keys].some((key) => told?.get(key)?.outcome !== 'passed');
}
